#include "lenz/lattice/second_neighbours.hpp"

#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <catch2/catch.hpp>

namespace second_neighbours_tests {

using namespace lenz::lattice;

namespace {

using Pair = std::pair<Site, Site>;

/// How often each pair, smaller site first, is joined.
std::map<Pair, int> counted(const std::vector<Bond>& bonds) {
  std::map<Pair, int> all;
  for (const Bond& b : bonds) ++all[std::minmax(b.a, b.b)];
  return all;
}

double distance(const Lattice& lattice, Site i, Site j) {
  double square = 0;
  for (std::size_t axis = 0; axis < 3; ++axis)
    square += std::pow(lattice.positions()[i][axis] - lattice.positions()[j][axis], 2);
  return std::sqrt(square);
}

struct Shape {
  Kind kind;
  std::vector<std::size_t> lengths;
  double distance;
  std::size_t per_site;  ///< second neighbours, half of them
};

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all{{Kind::chain, {7}, 2, 1},
                                      {Kind::square, {5, 6}, std::sqrt(2), 2},
                                      {Kind::triangular, {6, 5}, std::sqrt(3), 3},
                                      {Kind::honeycomb, {5, 4}, std::sqrt(3), 3},
                                      {Kind::cubic, {4, 5, 3}, std::sqrt(2), 6}};
  return all;
}

}  // namespace

TEST_CASE("second neighbours of an open lattice are all pairs at the second distance and no others") {
  for (const Shape& shape : shapes()) {
    const Lattice lattice(shape.kind, shape.lengths, Boundary::open);
    const auto bonds = counted(second_neighbours(lattice));
    CAPTURE(static_cast<int>(shape.kind), lattice.n_sites());
    std::size_t n = 0;
    for (Site i = 0; i < lattice.n_sites(); ++i) {
      for (Site j = i + 1; j < lattice.n_sites(); ++j) {
        const bool at_distance = std::fabs(distance(lattice, i, j) - shape.distance) < 1e-9;
        const auto found = bonds.find({i, j});
        REQUIRE((found == bonds.end() ? 0 : found->second) == (at_distance ? 1 : 0));
        n += at_distance ? 1 : 0;
      }
    }
    CHECK(n == bonds.size());
    CHECK(n > 0);
  }
}

TEST_CASE("each site of a periodic lattice has as many second neighbours as any other") {
  for (const Shape& shape : shapes()) {
    const Lattice lattice(shape.kind, shape.lengths);
    const std::vector<Bond> bonds = second_neighbours(lattice);
    CAPTURE(static_cast<int>(shape.kind));
    CHECK(bonds.size() == shape.per_site * lattice.n_sites());
    std::vector<std::size_t> n(lattice.n_sites());
    for (const Bond& b : bonds) {
      REQUIRE(b.a != b.b);
      ++n[b.a];
      ++n[b.b];
    }
    for (const std::size_t each : n) CHECK(each == 2 * shape.per_site);
    std::set<Pair> first;
    for (const Bond& b : lattice.bonds()) first.insert(std::minmax(b.a, b.b));
    for (const auto& [pair, count] : counted(bonds)) {
      CHECK(count == 1);
      CHECK(first.count(pair) == 0);
    }
  }
}

TEST_CASE("translations take second neighbours into second neighbours also where axes are short") {
  const std::vector<std::pair<Kind, std::vector<std::size_t>>> all{
      {Kind::chain, {1}},         {Kind::chain, {2}},         {Kind::chain, {3}},
      {Kind::chain, {4}},         {Kind::square, {2, 2}},     {Kind::square, {1, 4}},
      {Kind::square, {2, 3}},     {Kind::triangular, {2, 2}}, {Kind::triangular, {3, 2}},
      {Kind::triangular, {1, 3}}, {Kind::honeycomb, {1, 1}},  {Kind::honeycomb, {2, 1}},
      {Kind::honeycomb, {2, 2}},  {Kind::cubic, {2, 2, 2}},   {Kind::cubic, {1, 2, 3}}};
  for (const auto& [kind, lengths] : all) {
    const Lattice lattice(kind, lengths);
    const auto bonds = counted(second_neighbours(lattice));
    CAPTURE(static_cast<int>(kind), lattice.n_sites());
    for (const auto& [pair, count] : bonds) {
      CHECK(pair.first != pair.second);
      for (std::size_t axis = 0; axis < lattice.n_axes(); ++axis) {
        const Site a = *lattice.translate(pair.first, axis, 1), b = *lattice.translate(pair.second, axis, 1);
        REQUIRE(bonds.count(std::minmax(a, b)) == 1);
        CHECK(bonds.at(std::minmax(a, b)) == count);
      }
    }
  }
}

TEST_CASE("short rings have parallel second neighbours as they have parallel bonds") {
  CHECK(second_neighbours(Lattice(Kind::chain, {1})).empty());
  CHECK(second_neighbours(Lattice(Kind::chain, {2})).empty());  // two sites on is where it began
  CHECK(counted(second_neighbours(Lattice(Kind::chain, {3}))) ==
        std::map<Pair, int>{{{0, 1}, 1}, {{0, 2}, 1}, {{1, 2}, 1}});
  CHECK(counted(second_neighbours(Lattice(Kind::chain, {4}))) ==
        std::map<Pair, int>{{{0, 2}, 2}, {{1, 3}, 2}});
  CHECK(counted(second_neighbours(Lattice(Kind::square, {2, 2}))) ==
        std::map<Pair, int>{{{0, 3}, 4}, {{1, 2}, 4}});
  CHECK(second_neighbours(Lattice(Kind::square, {1, 5})).empty());  // no diagonal across an axis of length 1
}

TEST_CASE("second neighbours of a graph are the pairs two bonds apart") {
  // A square with a tail and a triangle at its end; the bond 0-1 is there twice.
  const Lattice graph =
      Lattice::graph(7, {{0, 1}, {1, 0}, {1, 2}, {2, 3}, {3, 0}, {3, 4}, {4, 5}, {5, 6}, {4, 6}});
  CHECK(counted(second_neighbours(graph)) ==
        std::map<Pair, int>{{{0, 2}, 1}, {{1, 3}, 1}, {{0, 4}, 1}, {{2, 4}, 1}, {{3, 5}, 1}, {{3, 6}, 1}});
  CHECK(second_neighbours(Lattice::graph(3, {{0, 1}, {1, 2}, {2, 0}})).empty());
  CHECK(second_neighbours(Lattice::graph(4, {{0, 1}, {2, 3}})).empty());
}

}  // namespace second_neighbours_tests
