#include "lenz/lattice/point_group.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include <catch2/catch.hpp>

#include "lenz/lattice/second_neighbours.hpp"

namespace point_group_tests {

using namespace lenz::lattice;

namespace {

using Group = std::vector<SitePermutation>;

std::multiset<std::pair<Site, Site>> moved(std::span<const Bond> bonds, const SitePermutation& p) {
  std::multiset<std::pair<Site, Site>> all;
  for (const Bond& b : bonds) {
    const Site to_a = p[b.a], to_b = p[b.b];
    all.insert(std::minmax(to_a, to_b));
  }
  return all;
}

/// Closed, each element once, and all bonds of first and second neighbours go to such bonds.
void check_group(const Lattice& lattice, const Group& group) {
  const std::set<SitePermutation> elements(group.begin(), group.end());
  CHECK(elements.size() == group.size());
  const auto second = second_neighbours(lattice);
  for (const SitePermutation& p : group) {
    CHECK(moved(lattice.bonds(), p) == moved(lattice.bonds(), group.front()));
    CHECK(moved(second, p) == moved(second, group.front()));
    for (const SitePermutation& q : group) {
      SitePermutation both;
      for (const Site site : p) both.push_back(q[site]);
      REQUIRE(elements.contains(both));
    }
  }
}

}  // namespace

TEST_CASE("The point group of a lattice is that of its infinite one as far as its edges leave it") {
  struct Case {
    Kind kind;
    std::vector<std::size_t> lengths;
    std::size_t size;
  };
  for (const Case& c :
       {Case{Kind::chain, {7}, 2}, Case{Kind::chain, {2}, 1}, Case{Kind::square, {4, 4}, 8},
        Case{Kind::square, {5, 5}, 8}, Case{Kind::square, {6, 4}, 4}, Case{Kind::square, {6, 1}, 2},
        Case{Kind::triangular, {5, 5}, 12}, Case{Kind::triangular, {6, 4}, 2},
        Case{Kind::cubic, {3, 3, 3}, 48}, Case{Kind::cubic, {3, 3, 4}, 16}}) {
    const Lattice lattice(c.kind, c.lengths);
    CAPTURE(static_cast<int>(c.kind), lattice.n_sites());
    const Group group = point_group(lattice);
    CHECK(group.size() == c.size);
    for (const SitePermutation& p : group) CHECK(p[0] == 0);
    CHECK(std::is_sorted(group.front().begin(), group.front().end()));
    check_group(lattice, group);
  }
}

TEST_CASE("The space group has every product of a translation and an element of the point group once") {
  for (const Lattice& lattice :
       {Lattice(Kind::chain, {6}), Lattice(Kind::square, {3, 3}), Lattice(Kind::triangular, {3, 4})}) {
    const Group shifts = translations(lattice), all = space_group(lattice);
    CHECK(shifts.size() == lattice.n_sites());
    CHECK(all.size() == shifts.size() * point_group(lattice).size());
    check_group(lattice, all);
  }
  const Lattice honeycomb(Kind::honeycomb, {2, 3});
  CHECK(translations(honeycomb).size() == 6);
  CHECK_THROWS_AS(point_group(honeycomb), std::invalid_argument);
  CHECK_THROWS_AS(point_group(Lattice(Kind::square, {3, 3}, Boundary::open)), std::invalid_argument);
  CHECK_THROWS_AS(point_group(Lattice::graph(2, {{0, 1}})), std::invalid_argument);
}

}  // namespace point_group_tests
