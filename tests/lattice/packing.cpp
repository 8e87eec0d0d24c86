#include "lenz/lattice/packing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

namespace packing_tests {

using namespace lenz::lattice;

namespace {

struct Shape {
  Kind kind;
  std::vector<std::size_t> lengths;
  std::size_t max_blocks;
};

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all{
      {Kind::chain, {12}, 256},      {Kind::chain, {1024}, 256},      {Kind::square, {4, 4}, 256},
      {Kind::square, {64, 64}, 256}, {Kind::square, {64, 64}, 1},     {Kind::square, {8, 24}, 256},
      {Kind::square, {5, 7}, 256},   {Kind::square, {2, 8}, 256},     {Kind::square, {1, 8}, 256},
      {Kind::cubic, {8, 8, 8}, 256}, {Kind::cubic, {4, 2, 2}, 256},   {Kind::triangular, {8, 8}, 256},
      {Kind::triangular, {6, 6}, 4}, {Kind::honeycomb, {8, 16}, 256}, {Kind::honeycomb, {3, 3}, 256},
  };
  return all;
}

bool bit(const std::array<std::uint64_t, 4>& word, std::size_t lane) {
  return (word[lane / 64] >> (lane % 64) & 1) != 0;
}

/// The block whose lane a ghost brings to a lane, followed through ghosts of ghosts; 2^32 - 1 words further
/// the position.
std::pair<std::size_t, std::size_t> origin(const Packing& packing, std::size_t word, std::size_t lane) {
  while (word >= packing.n_positions()) {
    const Packing::Ghost& ghost = packing.ghosts()[word - packing.n_positions()];
    const Packing::Shift& shift = packing.shift(ghost.axis, ghost.next);
    const bool edge = bit(shift.edge, lane);
    lane = ghost.next ? (edge ? lane - shift.far : lane + shift.near)
                      : (edge ? lane + shift.far : lane - shift.near);
    word = ghost.source;
  }
  return {word, lane};
}

}  // namespace

TEST_CASE("every site of a packed lattice stands in one lane of each replica") {
  for (const Shape& shape : shapes()) {
    const Lattice lattice(shape.kind, shape.lengths);
    const Packing packing(shape.kind, shape.lengths, shape.max_blocks);
    CAPTURE(lattice.n_sites(), packing.n_blocks());
    CHECK(packing.n_blocks() <= shape.max_blocks);
    CHECK(packing.n_positions() * packing.n_blocks() == lattice.n_sites());
    std::set<Site> seen;
    for (std::size_t p = 0; p < packing.n_positions(); ++p) {
      for (std::size_t b = 0; b < packing.n_blocks(); ++b) seen.insert(packing.site(p, b));
    }
    CHECK(seen.size() == lattice.n_sites());
    CHECK(*seen.rbegin() == lattice.n_sites() - 1);
  }
}

TEST_CASE("the words and ghosts beside a word hold the neighbours of its sites lane by lane") {
  for (const Shape& shape : shapes()) {
    const Lattice lattice(shape.kind, shape.lengths);
    const Packing packing(shape.kind, shape.lengths, shape.max_blocks);
    CAPTURE(static_cast<int>(shape.kind), shape.lengths, packing.n_blocks());
    std::size_t n_wrong = 0;
    for (std::size_t p = 0; p < packing.n_positions(); ++p) {
      for (std::size_t lane = 0; lane < Packing::n_lanes; ++lane) {
        const std::size_t block = lane % packing.n_blocks(), replica = lane / packing.n_blocks();
        std::vector<Site> found, expected;
        for (std::size_t k = 0; k < packing.degree(); ++k) {
          const auto [word, from] = origin(packing, packing.neighbours(p)[k], lane);
          n_wrong += from / packing.n_blocks() != replica;
          found.push_back(packing.site(word, from % packing.n_blocks()));
          n_wrong += found.back() != packing.neighbour_site(p, k, block);
        }
        for (const Neighbour& next : lattice.neighbours(packing.site(p, block)))
          expected.push_back(next.site);
        std::sort(found.begin(), found.end());
        std::sort(expected.begin(), expected.end());
        n_wrong += found != expected;
      }
    }
    CHECK(n_wrong == 0);
  }
}

TEST_CASE("no two sites of a class are neighbours and its ghosts come from other classes") {
  for (const Shape& shape : shapes()) {
    const Packing packing(shape.kind, shape.lengths, shape.max_blocks);
    CAPTURE(static_cast<int>(shape.kind), shape.lengths);
    std::size_t n_positions = 0;
    for (const Packing::Class& c : packing.classes()) {
      n_positions += c.last - c.first;
      for (std::size_t p = c.first; p < c.last; ++p) {
        for (const std::uint32_t word : packing.neighbours(p)) {
          const std::size_t q = origin(packing, word, 0).first;
          CHECK((q < c.first || q >= c.last));
          if (word < packing.n_positions()) continue;
          const std::size_t ghost = word - packing.n_positions();
          CHECK((ghost >= c.first_ghost && ghost < c.last_ghost));
        }
      }
    }
    CHECK(n_positions == packing.n_positions());
  }
  CHECK(Packing(Kind::square, {64, 64}).classes().size() == 2);
  CHECK(Packing(Kind::cubic, {8, 8, 8}).classes().size() == 2);
  CHECK(Packing(Kind::triangular, {8, 8}).classes().size() <= 4);
}

TEST_CASE("a large even torus is cut into 256 blocks and an odd one into none") {
  CHECK(Packing(Kind::square, {64, 64}).n_blocks() == 256);
  CHECK(Packing(Kind::square, {64, 64}).n_positions() == 16);
  CHECK(Packing(Kind::square, {64, 64}, 1).n_replicas() == 256);
  CHECK(Packing(Kind::square, {5, 7}).n_replicas() == 256);
  CHECK(Packing(Kind::square, {4, 4}).n_blocks() == 4);
  CHECK_THROWS_AS(Packing(Kind::graph, {}), std::invalid_argument);
  CHECK_THROWS_AS(Packing(Kind::square, {4, 4}, 3), std::invalid_argument);
  CHECK_THROWS_AS(Packing(Kind::square, {4}), std::invalid_argument);
}

}  // namespace packing_tests
