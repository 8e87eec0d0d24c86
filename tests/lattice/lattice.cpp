#include "lenz/lattice/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <catch2/catch.hpp>

#include "lenz/lattice/stencils.hpp"

namespace lattice_tests {

using namespace lenz::lattice;

namespace {

std::size_t degree(const Lattice& lattice, Site site) { return lattice.neighbours(site).size(); }

double distance(const Lattice& lattice, const Bond& bond) {
  double squared = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double d = lattice.positions()[bond.a][i] - lattice.positions()[bond.b][i];
    squared += d * d;
  }
  return std::sqrt(squared);
}

struct Regular {
  Kind kind;
  std::vector<std::size_t> lengths;
  std::size_t coordination;
  std::size_t sites_per_cell;
};
const std::vector<Regular> regulars = {{Kind::chain, {7}, 2, 1},
                                       {Kind::square, {4, 5}, 4, 1},
                                       {Kind::triangular, {4, 5}, 6, 1},
                                       {Kind::honeycomb, {4, 3}, 3, 2},
                                       {Kind::cubic, {3, 4, 5}, 6, 1}};

}  // namespace

TEST_CASE("every site of a periodic lattice has the coordination of its kind") {
  for (const Regular& r : regulars) {
    const Lattice lattice(r.kind, r.lengths);
    std::size_t n = r.sites_per_cell;
    for (const std::size_t length : r.lengths) n *= length;
    CHECK(lattice.n_sites() == n);
    CHECK(lattice.bonds().size() == n * r.coordination / 2);
    for (Site i = 0; i < n; ++i) CHECK(degree(lattice, i) == r.coordination);
    CHECK(lattice.max_degree() == r.coordination);
    CHECK(Stencils::of(lattice).has_value());
  }
}

TEST_CASE("bonds of an open lattice join sites at distance one and only those") {
  for (const Regular& r : regulars) {
    const Lattice lattice(r.kind, r.lengths, Boundary::open);
    std::size_t n_near = 0;
    for (Site i = 0; i < lattice.n_sites(); ++i) {
      for (Site j = 0; j < i; ++j) n_near += std::fabs(distance(lattice, {i, j}) - 1) < 1e-9;
    }
    CHECK(lattice.bonds().size() == n_near);
    for (const Bond& bond : lattice.bonds()) CHECK(distance(lattice, bond) == Approx(1));
  }
}

TEST_CASE("neighbours hold both ends of every bond") {
  for (const Regular& r : regulars) {
    const Lattice lattice(r.kind, r.lengths, Boundary::open);
    std::size_t n_ends = 0;
    for (Site i = 0; i < lattice.n_sites(); ++i) {
      for (const Neighbour& next : lattice.neighbours(i)) {
        const Bond bond = lattice.bonds()[next.bond];
        CHECK(((bond == Bond{i, next.site}) || (bond == Bond{next.site, i})));
        ++n_ends;
      }
    }
    CHECK(n_ends == 2 * lattice.bonds().size());
  }
}

TEST_CASE("a periodic axis of length 2 has two bonds and one of length 1 none") {
  CHECK(Lattice(Kind::chain, {2}).bonds().size() == 2);
  CHECK(Lattice(Kind::chain, {2}, Boundary::open).bonds().size() == 1);
  CHECK(Lattice(Kind::chain, {1}).bonds().empty());
  CHECK(Lattice(Kind::square, {2, 2}).bonds().size() == 8);
  CHECK(Lattice(Kind::square, {5, 1}).bonds().size() == 5);
  CHECK(Lattice(Kind::cubic, {2, 2, 2}).bonds().size() == 24);
  CHECK(Lattice(Kind::triangular, {2, 2}).bonds().size() == 12);
  CHECK(Lattice(Kind::triangular, {5, 1}).bonds().size() == 5);
  CHECK(Lattice(Kind::honeycomb, {5, 1}).bonds().size() == 10);
  for (const Kind kind : {Kind::square, Kind::triangular, Kind::honeycomb}) {
    const Lattice narrow(kind, {2, 1});
    for (const Bond& bond : narrow.bonds()) CHECK(bond.a != bond.b);
  }
}

TEST_CASE("translations wrap around a periodic axis and end at an open edge") {
  const Lattice torus(Kind::square, {4, 3}), open(Kind::square, {4, 3}, Boundary::open);
  CHECK(torus.translate(3, 0, 1) == Site{0});
  CHECK(torus.translate(0, 0, -1) == Site{3});
  CHECK(torus.translate(1, 1, 2) == Site{9});
  CHECK(torus.translate(9, 1, 1) == Site{1});
  CHECK(open.translate(3, 0, 1) == std::nullopt);
  CHECK(open.translate(2, 0, 1) == Site{3});
  CHECK(torus.translate(0, 2, 1) == std::nullopt);
  CHECK(Lattice(Kind::honeycomb, {3, 2}).translate(5, 0, 1) == Site{1});
  CHECK(Lattice::graph(2, {{0, 1}}).translate(0, 0, 1) == std::nullopt);
}

TEST_CASE("translations carry bonds to bonds") {
  for (const Regular& r : regulars) {
    const Lattice lattice(r.kind, r.lengths);
    for (std::size_t axis = 0; axis < r.lengths.size(); ++axis) {
      std::vector<std::pair<Site, Site>> here, there;
      for (const auto& [a, b] : lattice.bonds()) {
        here.push_back(std::minmax(a, b));
        const Site a_moved = *lattice.translate(a, axis, 1), b_moved = *lattice.translate(b, axis, 1);
        there.push_back(std::minmax(a_moved, b_moved));
      }
      std::sort(here.begin(), here.end());
      std::sort(there.begin(), there.end());
      CHECK(here == there);
    }
  }
}

TEST_CASE("the smallest wave has period L along the first axis and no change along the others") {
  for (const Regular& r : regulars) {
    const Lattice lattice(r.kind, r.lengths);
    const auto wave = lattice.wave();
    REQUIRE(wave.size() == lattice.row_size());
    const double step = 2 * std::numbers::pi / static_cast<double>(r.lengths[0]);
    for (std::size_t x = 0; x < r.lengths[0]; ++x) {
      CHECK(wave[x * r.sites_per_cell][0] == Approx(std::cos(step * static_cast<double>(x))).margin(1e-12));
      CHECK(wave[x * r.sites_per_cell][1] == Approx(std::sin(step * static_cast<double>(x))).margin(1e-12));
    }
    CHECK(lattice.has_waves());
  }
  const double pi = std::numbers::pi;
  CHECK(Lattice(Kind::square, {8, 3}).smallest_wavenumber() == Approx(2 * pi / 8));
  CHECK(Lattice(Kind::triangular, {8, 3}).smallest_wavenumber() == Approx(4 * pi / (8 * std::sqrt(3.0))));
  CHECK(Lattice(Kind::honeycomb, {8, 3}).smallest_wavenumber() == Approx(4 * pi / (8 * 3.0)));
  CHECK_FALSE(Lattice(Kind::square, {2, 8}).has_waves());
  CHECK_FALSE(Lattice(Kind::square, {8, 8}, Boundary::open).has_waves());
  CHECK_FALSE(Lattice::graph(2, {{0, 1}}).has_waves());
}

TEST_CASE("colourings exist on bipartite lattices only") {
  CHECK(Lattice(Kind::square, {4, 6}).bipartite_colouring().has_value());
  CHECK(Lattice(Kind::honeycomb, {3, 3}).bipartite_colouring().has_value());
  CHECK(Lattice(Kind::cubic, {2, 4, 2}).bipartite_colouring().has_value());
  CHECK_FALSE(Lattice(Kind::square, {3, 4}).bipartite_colouring().has_value());
  CHECK(Lattice(Kind::square, {3, 4}, Boundary::open).bipartite_colouring().has_value());
  CHECK_FALSE(Lattice(Kind::triangular, {4, 4}).bipartite_colouring().has_value());
  const Lattice lattice(Kind::square, {4, 6});
  const auto colours = *lattice.bipartite_colouring();
  for (const Bond& bond : lattice.bonds()) CHECK(colours[bond.a] == -colours[bond.b]);
  CHECK(Lattice::graph(4, {{0, 1}, {2, 3}}).bipartite_colouring().has_value());
}

TEST_CASE("stencils give the neighbours of every site") {
  for (const Regular& r : regulars) {
    for (const Boundary boundary : {Boundary::periodic, Boundary::open}) {
      const Lattice lattice(r.kind, r.lengths, boundary);
      const Stencils stencils = Stencils::of(lattice).value();
      std::size_t n_in_runs = 0;
      for (const Stencils::Run& run : stencils.runs()) {
        for (Site i = run.first; i < run.last; ++i, ++n_in_runs) CHECK(stencils[i] == stencils.stencil(run));
      }
      CHECK(n_in_runs == lattice.n_sites());
      for (Site i = 0; i < lattice.n_sites(); ++i) {
        std::vector<Site> expected, found;
        for (const Neighbour& next : lattice.neighbours(i)) expected.push_back(next.site);
        for (std::uint32_t n = 0; n < stencils[i].degree; ++n) {
          found.push_back(static_cast<Site>(static_cast<std::int32_t>(i) + stencils[i].offset[n]));
        }
        std::sort(expected.begin(), expected.end());
        std::sort(found.begin(), found.end());
        CHECK(found == expected);
      }
    }
  }
  CHECK(Stencils::of(Lattice(Kind::square, {8, 8})).value().n_stencils() == 9);
}

TEST_CASE("wrong sizes and wrong edges are refused") {
  CHECK_THROWS_AS(Lattice(Kind::square, {4}), std::invalid_argument);
  CHECK_THROWS_AS(Lattice(Kind::chain, {0}), std::invalid_argument);
  CHECK_THROWS_AS(Lattice(Kind::cubic, {1024, 1024, 1024}), std::invalid_argument);
  CHECK_THROWS_AS(Lattice(Kind::graph, {}), std::invalid_argument);
  CHECK_THROWS_AS(Lattice::graph(2, {{0, 2}}), std::invalid_argument);
  CHECK_THROWS_AS(Lattice::graph(2, {{1, 1}}), std::invalid_argument);
  CHECK_THROWS_AS(Lattice::graph(0, {}), std::invalid_argument);
}

}  // namespace lattice_tests
