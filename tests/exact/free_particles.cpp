#include "lenz/exact/free_particles.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

namespace free_particles_tests {

using namespace lenz;
namespace free_particles = exact::free_particles;
using free_particles::Statistics;
using free_particles::Trap;

namespace {

Trap fermions(std::size_t n, std::vector<double> frequencies, std::size_t spin_up) {
  return {n, std::move(frequencies), Statistics::fermion, spin_up};
}

/// Energy, degeneracy and mean <r^2> of `count` equal fermions by trying all sets of the `orbitals`.
struct Plain {
  double energy = INFINITY, degeneracy = 0, radius_2 = 0;
};
Plain by_enumeration(const std::vector<double>& energies, const std::vector<double>& radii,
                     std::size_t count) {
  Plain best;
  for (std::size_t set = 0; set < std::size_t{1} << energies.size(); ++set) {
    if (static_cast<std::size_t>(std::popcount(set)) != count) continue;
    double e = 0, r = 0;
    for (std::size_t i = 0; i < energies.size(); ++i) {
      if (set >> i & 1) e += energies[i], r += radii[i];
    }
    if (e < best.energy - 1e-9) best = {e, 0, 0};
    if (e < best.energy + 1e-9) best.degeneracy += 1, best.radius_2 += r;
  }
  best.radius_2 /= best.degeneracy;
  return best;
}

}  // namespace

TEST_CASE("free bosons and distinguishable particles all stand in the lowest level") {
  for (const Statistics statistics : {Statistics::boson, Statistics::distinguishable}) {
    for (const std::size_t n : {1u, 2u, 10u, 10000u}) {
      const Trap trap{n, {0.5, 1.5, 3}, statistics, 0};
      const auto state = free_particles::solve(trap);
      CHECK(state.energy == Approx(2.5 * static_cast<double>(n)).epsilon(1e-15));
      CHECK(state.degeneracy == 1);
      CHECK(state.closed);
      CHECK(state.radius_2 == Approx(static_cast<double>(n) * (1 + 1.0 / 3 + 1.0 / 6)).epsilon(1e-14));
      const auto values = free_particles::values(trap);
      CHECK(values.at("kinetic")[0] == state.energy / 2);
      CHECK(values.at("potential")[0] == state.energy / 2);
      CHECK(values.at("interaction")[0] == 0);
      CHECK(values.at("radius")[0] == Approx(std::sqrt(1.5)).epsilon(1e-14));
    }
  }
}

TEST_CASE("free fermions fill the shells of isotropic traps") {
  const double omega = 0.28;
  const auto check = [&](std::size_t d, std::size_t n, double quanta, double degeneracy) {
    INFO("d " << d << ", N " << n);
    const auto state = free_particles::solve(fermions(n, std::vector<double>(d, omega), (n + 1) / 2));
    CHECK(state.energy == Approx(quanta * omega).epsilon(1e-14));
    CHECK(state.degeneracy == degeneracy);
    CHECK(state.closed == (degeneracy == 1));
    CHECK(state.radius_2 == Approx(quanta / omega).epsilon(1e-14));
  };
  check(2, 2, 2, 1);
  check(2, 6, 10, 1);
  check(2, 12, 28, 1);
  check(2, 20, 60, 1);
  check(2, 3, 4, 2);
  check(2, 4, 6, 4);  // one of either spin in two states
  check(2, 8, 16, 9);
  check(3, 2, 3, 1);
  check(3, 8, 18, 1);
  check(3, 20, 60, 1);
  check(1, 5, 0.5 * 9 + 2 * 1.0, 1);
  CHECK(free_particles::solve(fermions(3, {1, 1}, 3)).energy == Approx(5).epsilon(1e-15));  // polarized
  CHECK(free_particles::solve(fermions(3, {1, 1}, 0)).energy == Approx(5).epsilon(1e-15));
  // N = (m + 1)(m + 2) fill m + 1 shells of 2D: E = (m + 1)(m + 2)(2 m + 3)/3.
  const auto large = free_particles::solve(fermions(99 * 100, {1, 1}, 99 * 50));
  CHECK(large.energy == Approx(99.0 * 100 * 199 / 3).epsilon(1e-13));
  CHECK(large.closed);
}

TEST_CASE("free fermions agree with all sets of orbitals in anisotropic traps") {
  for (const std::vector<double>& w :
       {std::vector<double>{1, 2}, {0.1, 0.3, 0.2}, {1, 1, 1}, {0.7, 1.1}, {1, 1.5}, {2, 1, 1}, {0.4}}) {
    std::vector<std::pair<double, double>> orbitals;
    for (int i = 0; i < 14; ++i) {
      for (int j = 0; j < (w.size() > 1 ? 14 : 1); ++j) {
        for (int k = 0; k < (w.size() > 2 ? 14 : 1); ++k) {
          const int n[] = {i, j, k};
          double e = 0, r = 0;
          for (std::size_t x = 0; x < w.size(); ++x) e += (n[x] + 0.5) * w[x], r += (n[x] + 0.5) / w[x];
          orbitals.emplace_back(e, r);
        }
      }
    }
    std::ranges::sort(orbitals);
    std::vector<double> energies, radii;
    for (std::size_t i = 0; i < std::min<std::size_t>(14, orbitals.size()); ++i)
      energies.push_back(orbitals[i].first), radii.push_back(orbitals[i].second);
    for (std::size_t up = 0; up <= 4; ++up) {
      for (std::size_t down = up == 0 ? 1 : 0; down <= 4; ++down) {
        INFO(w.size() << " dimensions, w_0 " << w[0] << ", up " << up << ", down " << down);
        const Plain a = by_enumeration(energies, radii, up), b = by_enumeration(energies, radii, down);
        const auto state = free_particles::solve(fermions(up + down, w, up));
        CHECK(state.energy == Approx(a.energy + b.energy).epsilon(1e-13));
        CHECK(state.degeneracy == a.degeneracy * b.degeneracy);
        CHECK(state.radius_2 == Approx(a.radius_2 + b.radius_2).epsilon(1e-13));
      }
    }
  }
}

TEST_CASE("free particles refuse what they cannot do") {
  CHECK_FALSE(free_particles::applies({0, {1}, Statistics::boson, 0}));
  CHECK_FALSE(free_particles::applies({10001, {1}, Statistics::boson, 0}));
  CHECK_FALSE(free_particles::applies({1, {}, Statistics::boson, 0}));
  CHECK_FALSE(free_particles::applies({1, {1, 1, 1, 1}, Statistics::boson, 0}));
  CHECK_FALSE(free_particles::applies({1, {1, -1}, Statistics::boson, 0}));
  CHECK_FALSE(free_particles::applies({1, {1, NAN}, Statistics::boson, 0}));
  CHECK_FALSE(free_particles::applies({1, {1, 1e7}, Statistics::boson, 0}));
  CHECK_FALSE(free_particles::applies({2, {1, 1}, Statistics::fermion, 3}));
  CHECK(free_particles::applies({2, {1, 1}, Statistics::boson, 3}));
  CHECK_THROWS_AS(free_particles::solve({2, {1, 1}, Statistics::fermion, 3}), std::invalid_argument);
}

}  // namespace free_particles_tests
