#include "lenz/exact/configuration_interaction.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/exact/oscillator/effective_interaction.hpp"
#include "lenz/exact/oscillator/many_body_hamiltonian.hpp"
#include "lenz/exact/radial.hpp"
#include "lenz/exact/spins/ground_state.hpp"

namespace configuration_interaction_tests {

using namespace lenz::exact;
using namespace lenz::exact::oscillator;
namespace ci = lenz::exact::configuration_interaction;
using ci::Treatment;

namespace {

Approx within(double value, double error) { return Approx(value).epsilon(0).margin(error); }

ci::System electrons(std::size_t n, std::size_t n_up, int momentum, double omega) {
  return {.particles = {.n_particles = n, .n_up = n_up, .momentum = momentum}, .omega = omega};
}

ci::System bosons(std::size_t n, double strength, int momentum = 0) {
  return {.particles = {.statistics = Statistics::bosons, .n_particles = n, .momentum = momentum},
          .interaction = {.shape = Shape::gaussian, .strength = strength, .range = 0.5}};
}

/// <s|sum_{i<j} V|t> as a sum over all permutations of labelled particles.
double by_permutations(const ManyBodyBasis& basis, const PairElements& v, const ManyBodyBasis::Places& s,
                       const ManyBodyBasis::Places& t) {
  const Particles& p = basis.particles();
  const std::size_t n = p.n_particles;
  const auto spin = [&](std::size_t i) { return i < p.n_first(); };
  std::array<std::size_t, Particles::max_particles> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(n);
  double sum = 0;
  do {
    int sign = 1;
    bool spins_agree = true;
    for (std::size_t i = 0; i < n; ++i) {
      spins_agree = spins_agree && spin(i) == spin(order[i]);
      for (std::size_t j = i + 1; j < n; ++j) sign = order[j] < order[i] ? -sign : sign;
    }
    if (!spins_agree) continue;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) {
        bool rest = true;
        for (std::size_t k = 0; k < n; ++k) rest = rest && (k == i || k == j || s[k] == t[order[k]]);
        if (rest)
          sum += (p.statistics == Statistics::bosons ? 1 : sign) * v(basis.orbital(s[i]), basis.orbital(s[j]),
                                                                     basis.orbital(t[order[i]]),
                                                                     basis.orbital(t[order[j]]));
      }
    }
  } while (std::next_permutation(order.begin(), end));
  double norm = 1;  // product of n! of both states' orbitals
  for (const auto& state : {s, t}) {
    for (std::size_t i = 0; i < n && p.statistics == Statistics::bosons; ++i)
      norm *= static_cast<double>(
          std::count(state.begin(), state.begin() + static_cast<std::ptrdiff_t>(i + 1), state[i]));
  }
  return sum / std::sqrt(norm);
}

}  // namespace

TEST_CASE("elements between determinants and permanents equal sums over all permutations") {
  const std::vector<std::pair<Particles, std::size_t>> cases{
      {{.n_particles = 3, .n_up = 2, .momentum = 1}, 4},
      {{.n_particles = 4, .n_up = 4, .momentum = 0}, 4},
      {{.n_particles = 5, .n_up = 3, .momentum = -1}, 3},
      {{.statistics = Statistics::bosons, .n_particles = 4, .momentum = 0}, 6},
      {{.statistics = Statistics::bosons, .n_particles = 3, .momentum = 2}, 6}};
  const double omega = 0.9;
  for (const auto& [particles, cutoff] : cases) {
    const ManyBodyBasis basis(particles, cutoff);
    const std::size_t quanta = basis.max_pair_quanta(), n = basis.size();
    REQUIRE(n > 10);
    const PairElements v(RelativeElements({.shape = Shape::coulomb}, omega, quanta), quanta, quanta);
    const ManyBodyHamiltonian h(basis, v, omega, 1 << 24);
    std::vector<double> x(n, 0), y(n);
    double worst = 0;
    for (std::size_t column = 0; column < n; column += 1 + n / 40) {
      x[column] = 1;
      h.apply(x.data(), y.data());
      x[column] = 0;
      for (std::size_t row = 0; row < n; ++row) {
        const auto s = basis.state(row), t = basis.state(column);
        double expected = by_permutations(basis, v, s, t);
        for (std::size_t i = 0; i < particles.n_particles && row == column; ++i)
          expected += omega * static_cast<double>(basis.orbital(s[i]).quanta() + 1);
        worst = std::max(worst, std::fabs(y[row] - expected));
      }
    }
    CHECK(worst < 1e-13);
  }
}

TEST_CASE("two electrons of Taut have their analytic energies in any basis") {
  // exp(-omega (r1^2 + r2^2) / 2) r^m (1 + r / (2 m + 1)) at omega = 1 / (2 m + 1): E = omega (m + 3).
  for (const int m : {0, 1, 2, 3}) {
    const double omega = 1.0 / (2 * m + 1);
    const auto system = electrons(2, m % 2 == 0 ? 1 : 2, m, omega);
    const auto found = ci::ground_energy(system, {.cutoff = 8});
    CHECK(found.energy == within(omega * (m + 3), 1e-10));
    CHECK(found.error < 1e-8);
  }
  CHECK(ci::ground_energy(electrons(2, 1, 0, 1.0 / 6), {.cutoff = 8}).energy == within(2.0 / 3, 1e-10));
}

TEST_CASE("two bosons have the energies of the radial equation") {
  CHECK(ci::ground_energy(bosons(2, 1), {.cutoff = 8}).energy == within(2.126967, 5e-7));
  CHECK(ci::ground_energy(bosons(2, 3), {.cutoff = 8}).energy == within(2.311983, 5e-7));
  CHECK(ci::ground_energy(bosons(2, 6), {.cutoff = 8}).energy == within(2.483966, 5e-7));
}

TEST_CASE("two particles agree with finite elements over orders of magnitude of omega and of the range") {
  for (const double omega : {0.001, 0.1, 10.0}) {
    const double exact = radial::solve({.omega = omega, .interaction = radial::Interaction::coulomb}).energy;
    CHECK(ci::ground_energy(electrons(2, 1, 0, omega), {.cutoff = 8}).energy == within(exact, 1e-9 * exact));
  }
  for (const double range : {0.05, 0.3, 2.0}) {
    auto system = bosons(2, 3);
    system.interaction.range = range;
    const double exact =
        radial::solve({.interaction = radial::Interaction::gaussian, .strength = 3, .range = range}).energy;
    CHECK(ci::ground_energy(system, {.cutoff = 8}).energy == within(exact, 1e-9));
  }
}

TEST_CASE("the interaction itself converges from above to what the effective one says at once") {
  for (const auto& [system, exact] : {std::pair{electrons(2, 1, 0, 1), 3.0}, {bosons(2, 3), 2.3119825}}) {
    double above = HUGE_VAL;
    std::array<double, 3> last{};
    for (std::size_t k = 4; k <= 20; k += 2) {
      const double e = ci::truncated_energy(system, k, Treatment::bare).energy;
      CHECK(e < above);
      CHECK(e > exact);
      above = e;
      last = {last[1], last[2], e};
    }
    const double rho = system.interaction.shape == Shape::coulomb ? 1 : std::pow(2 / 2.25, 2);
    const double limit = ci::extrapolated({last[0], last[1], last[2]}, 20, rho, 1);
    CHECK(limit == within(exact, 3e-4));
    CHECK(std::fabs(limit - exact) < (above - exact) / 10);
  }
}

TEST_CASE("free particles fill the shells of the oscillator") {
  auto six = electrons(6, 3, 0, 0.7);
  six.interaction.strength = 0;
  const auto found = ci::ground_energy(six, {.cutoff = 7});
  CHECK(found.energy == within(10 * 0.7, 1e-10));
  CHECK(found.error < 1e-7);
  CHECK(found.cutoffs == std::vector<std::size_t>{0, 2, 4, 6});
  CHECK(ci::ground_energy(bosons(4, 0), {.cutoff = 8}).energy == within(4, 1e-10));
}

TEST_CASE("a quantum of the centre of mass costs omega whatever the interaction") {
  const auto system = bosons(3, 3);
  const std::size_t quanta = 7;
  for (const RelativeElements& relative : {RelativeElements(system.interaction, system.omega, quanta),
                                           effective_elements(system.interaction, system.omega, quanta)}) {
    const PairElements pairs(relative, quanta, quanta);
    const auto lowest = [&](int momentum, std::size_t cutoff) {
      const ManyBodyBasis basis(bosons(3, 3, momentum).particles, cutoff);
      const ManyBodyHamiltonian h(basis, pairs, system.omega, 1 << 20);
      return spins::ground_state(h, spins::GroundStateOptions{}).energy;
    };
    CHECK(lowest(1, 7) == within(lowest(0, 6) + 1, 1e-10));
    CHECK(lowest(1, 5) > lowest(0, 6) + 1 + 1e-4);
  }
  // The same of four electrons, all spins up: 6 quanta, M = 0 and then 1.
  auto four = electrons(4, 4, 0, 1);
  const double ground = ci::truncated_energy(four, 4, Treatment::bare).energy;
  four.particles.momentum = 1;
  CHECK(ci::truncated_energy(four, 5, Treatment::bare).energy <= ground + 1 + 1e-10);
}

TEST_CASE("turning all spins or mirroring the plane changes no energy") {
  const auto energy = [](std::size_t n_up, int m) {
    return ci::truncated_energy(electrons(3, n_up, m, 1), 5, Treatment::effective).energy;
  };
  CHECK(energy(2, 1) == within(energy(1, -1), 1e-10));
  // A triplet of three components: the lowest of M = 1 among two electrons.
  const auto pair = [](std::size_t n_up) {
    return ci::truncated_energy(electrons(2, n_up, 1, 1), 11, Treatment::bare).energy;
  };
  const double up = ci::truncated_energy(electrons(2, 2, 1, 1), 10, Treatment::bare).energy;
  CHECK(pair(1) == within(up, 1e-10));
}

TEST_CASE("energies of three and four bosons agree among bases within their errors", "[release]") {
  for (const std::size_t n : {3, 4}) {
    for (const double g : {1.0, 3.0}) {
      const auto coarse = ci::ground_energy(bosons(n, g), {.cutoff = 14});
      const auto fine = ci::ground_energy(bosons(n, g), {.cutoff = 18});
      INFO(n << " " << g << " " << coarse.energy << " " << fine.energy << " " << fine.error);
      CHECK(std::fabs(fine.energy - coarse.energy) < coarse.error);
      CHECK(fine.error < 2e-4);
      CHECK(fine.energy < fine.bare.back());
    }
  }
}

TEST_CASE("a sequence of bases that is about to turn has an error for it") {
  const auto found = ci::ground_energy(bosons(3, 1), {.cutoff = 20});
  CHECK(std::fabs(found.energy - 3.3709725) < found.error);  // of K = 26
  CHECK(found.error < 1e-5);
}

TEST_CASE("six electrons at ten quanta have known energies and an error that holds those of eighteen") {
  const auto found = ci::ground_energy(electrons(6, 3, 0, 1), {.cutoff = 10});
  CHECK(found.bare.back() == within(20.2264331159, 1e-8));
  CHECK(found.effective.back() == within(20.1704566413, 1e-8));
  CHECK(std::fabs(found.energy - 20.1542) < found.error);
}

TEST_CASE("the law of convergence is recovered exactly from three energies") {
  const auto law = [](double k, double rho, double p) {
    return 5 + 0.3 * std::pow(rho, k / 2) * std::pow((k + 2) / 14, -p);
  };
  for (const double rho : {1.0, 0.8}) {
    for (const double p : {0.7, 1.0, 2.5})
      CHECK(ci::extrapolated({law(8, rho, p), law(10, rho, p), law(12, rho, p)}, 12, rho, 2) ==
            within(5, 1e-9));
  }
  CHECK(std::isnan(ci::extrapolated({3, 2, 1}, 12, 1, 2)));
  CHECK(std::isnan(ci::extrapolated({1, 2, 1}, 12, 1, 2)));
}

TEST_CASE("what configuration interaction is not offered for is refused") {
  CHECK_FALSE(ci::applies(electrons(7, 3, 0, 1)));
  CHECK_FALSE(ci::applies(electrons(2, 3, 0, 1)));
  CHECK_FALSE(ci::applies(bosons(5, 1)));
  CHECK_FALSE(ci::applies(electrons(2, 1, 0, -1)));
  auto narrow = bosons(3, 1);
  narrow.interaction.range = 0.01;
  CHECK_FALSE(ci::applies(narrow));
  CHECK_THROWS_AS(ci::ground_energy(electrons(1, 1, 0, 1), {}), std::invalid_argument);
  CHECK_THROWS_AS(ci::ground_energy(electrons(2, 1, 0, 1), {.cutoff = 3}), std::invalid_argument);
  CHECK_THROWS_AS(ci::truncated_energy(electrons(2, 1, 9, 1), 3, Treatment::bare), std::invalid_argument);
  CHECK_THROWS_AS(ci::truncated_energy(electrons(4, 2, 0, 1), 8, Treatment::bare, 100),
                  std::invalid_argument);
  CHECK_THROWS_AS(ci::truncated_energy(bosons(3, 1), 34, Treatment::bare), std::invalid_argument);
}

}  // namespace configuration_interaction_tests
