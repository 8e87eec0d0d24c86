#include "lenz/models/ising.hpp"

#include <catch2/catch.hpp>

#include "lenz/models/ising_measurement.hpp"
#include "lenz/models/spin_sums.hpp"
#include "lenz/random/stream.hpp"

#include "support/ising_cases.hpp"
#include "support/memory_archive.hpp"

namespace ising_tests {

using namespace lenz;
using models::Ising;
using models::IsingWalker;

namespace {

std::vector<test::IsingCase> cases_with_and_without_field() {
  auto cases = test::ising_cases(0);
  for (auto& c : test::ising_cases(-0.6)) cases.push_back(std::move(c));
  return cases;
}

struct NoInfo {};

/// Column of `name`, measured on one walker and its partner.
double measured(const Ising& target, const std::vector<IsingWalker>& walkers,
                const models::IsingMeasurementOptions& options, const std::string& name) {
  const models::IsingMeasurement measurement(target.system(), options);
  const auto names = measurement.names();
  std::vector<double> out(names.size());
  measurement.measure(target, walkers, 0, NoInfo{}, out);
  const auto at = std::find(names.begin(), names.end(), name);
  REQUIRE(at != names.end());
  return out[static_cast<std::size_t>(at - names.begin())];
}

}  // namespace

TEST_CASE("the energy of every state is the sum over bonds and sites") {
  for (const auto& c : cases_with_and_without_field()) {
    CAPTURE(c.name);
    for (const IsingWalker& w : test::all_states(c.target.n_sites())) {
      CHECK(c.target.energy(w) == Approx(test::energy_by_bonds(c.target.system(), w)).margin(1e-12));
      CHECK(c.target.log_density(w) == Approx(-c.target.energy(w) / c.target.temperature()).margin(1e-12));
    }
  }
}

TEST_CASE("log_ratio of every flip of every state is the difference of log densities") {
  for (const auto& c : cases_with_and_without_field()) {
    CAPTURE(c.name);
    double worst = 0, worst_class = 0;
    for (const IsingWalker& w : test::all_states(c.target.n_sites())) {
      for (Ising::Site i = 0; i < c.target.n_sites(); ++i) {
        IsingWalker flipped = w;
        c.target.accept(flipped, i);
        const double exact = c.target.log_density(flipped) - c.target.log_density(w);
        worst = std::fmax(worst, std::fabs(c.target.log_ratio(w, i) - exact));
        if (c.target.n_ratio_classes() == 0) continue;
        REQUIRE(c.target.ratio_class(w, i) < c.target.n_ratio_classes());
        worst_class =
            std::fmax(worst_class, std::fabs(c.target.class_log_ratio(c.target.ratio_class(w, i)) - exact));
      }
    }
    CHECK(worst < 1e-12);
    CHECK(worst_class < 1e-12);
  }
}

TEST_CASE("the conditional probability of a spin follows from the two log densities") {
  for (const auto& c : cases_with_and_without_field()) {
    CAPTURE(c.name);
    double worst = 0;
    for (IsingWalker w : test::all_states(c.target.n_sites())) {
      for (Ising::Site i = 0; i < c.target.n_sites(); ++i) {
        w.spins[i] = 1;
        const double up = c.target.log_density(w), conditional = c.target.probability_up(w, i);
        w.spins[i] = -1;
        worst = std::fmax(worst, std::fabs(conditional - 1 / (1 + std::exp(c.target.log_density(w) - up))));
      }
    }
    CHECK(worst < 1e-12);
  }
}

TEST_CASE("energies of large lattices with and without stencils agree with the sum over bonds") {
  random::Stream rng({.seed = 8});
  for (const auto kind : {lattice::Kind::square, lattice::Kind::triangular, lattice::Kind::honeycomb}) {
    for (const auto boundary : {lattice::Boundary::periodic, lattice::Boundary::open}) {
      for (const auto disorder :
           {models::Disorder::none, models::Disorder::bimodal, models::Disorder::gaussian}) {
        const Ising target = test::ising({kind, {71, 37}, boundary},
                                         {.coupling = -0.8, .field = 0.3, .disorder = disorder}, 1.0);
        const IsingWalker w = target.random_walker(rng);
        CHECK(target.energy(w) == Approx(test::energy_by_bonds(target.system(), w)).epsilon(1e-10));
      }
    }
  }
}

TEST_CASE("sums and products of spins are exact at every length") {
  random::Stream rng({.seed = 3});
  std::vector<std::int8_t> a, b;
  std::int64_t sum = 0, product = 0;
  for (std::size_t n = 0; n < 20000; ++n) {
    if (n < 300 || n % 487 == 0) {
      CHECK(models::sum_of(a.data(), n) == sum);
      CHECK(models::dot(a.data(), b.data(), n) == product);
    }
    a.push_back(n < 9000 && n > 300           ? std::int8_t{-1}
                : random::bernoulli(rng, 0.5) ? std::int8_t{1}
                                              : std::int8_t{-1});
    b.push_back(random::bernoulli(rng, 0.5) ? std::int8_t{1} : std::int8_t{-1});
    sum += a.back();
    product += a.back() * b.back();
  }
}

TEST_CASE("disorder is drawn from its own address and has its law") {
  const lattice::Lattice lattice(lattice::Kind::square, {100, 100});
  const auto couplings = [&](models::Disorder disorder, std::uint64_t seed) {
    const auto system =
        models::make_ising_system(lattice, {.coupling = -2, .disorder = disorder, .disorder_seed = seed});
    return std::vector<double>(system->couplings().begin(), system->couplings().end());
  };
  const auto bimodal = couplings(models::Disorder::bimodal, 1),
             gaussian = couplings(models::Disorder::gaussian, 1);
  const double n = static_cast<double>(bimodal.size());
  double sum = 0, sum_gaussian = 0, squares = 0;
  for (const double j : bimodal) {
    CHECK(std::fabs(j) == 2);
    sum += j / 2;
  }
  for (const double j : gaussian) {
    sum_gaussian += j / 2;
    squares += j * j / 4;
  }
  CHECK(std::fabs(sum) < 3.9 * std::sqrt(n));
  CHECK(std::fabs(sum_gaussian) < 3.9 * std::sqrt(n));
  CHECK(std::fabs(squares - n) < 3.9 * std::sqrt(2 * n));
  CHECK(bimodal == couplings(models::Disorder::bimodal, 1));
  CHECK(bimodal != couplings(models::Disorder::bimodal, 2));
  CHECK(couplings(models::Disorder::none, 1) == std::vector<double>(bimodal.size(), -2.0));
}

TEST_CASE("a walker survives the archive") {
  random::Stream rng({.seed = 4});
  const IsingWalker w = test::ising({lattice::Kind::square, {9, 9}}, {}, 1.0).random_walker(rng);
  CHECK(test::through_archive(w).spins == w.spins);
}

TEST_CASE("quantities of a walker are what their definitions say") {
  random::Stream rng({.seed = 6});
  for (const auto kind : {lattice::Kind::square, lattice::Kind::honeycomb, lattice::Kind::triangular}) {
    for (const auto boundary : {lattice::Boundary::periodic, lattice::Boundary::open}) {
      const lattice::Lattice lattice(kind, {34, 6}, boundary);
      const Ising target = test::ising(lattice, {.field = 0.1}, 1.0);
      const std::vector<IsingWalker> walkers{target.random_walker(rng), target.random_walker(rng)};
      const auto& s = walkers[0].spins;
      const double n = static_cast<double>(s.size());
      double m = 0, q = 0;
      for (std::size_t i = 0; i < s.size(); ++i) {
        m += s[i] / n;
        q += s[i] * walkers[1].spins[i] / n;
      }
      const auto value = [&](const models::IsingMeasurementOptions& o, const std::string& name) {
        return measured(target, walkers, o, name);
      };
      const double e = test::energy_by_bonds(target.system(), walkers[0]) / n;
      CHECK(value({}, "energy") == Approx(e));
      CHECK(value({}, "energy^2") == Approx(e * e));
      CHECK(value({}, "magnetization") == Approx(m));
      CHECK(value({}, "abs_magnetization") == Approx(std::fabs(m)));
      CHECK(value({}, "magnetization^2") == Approx(m * m));
      CHECK(value({}, "improved_magnetization^4") == Approx(m * m * m * m));
      CHECK(value({.overlap = true}, "overlap") == Approx(q));
      CHECK(value({.overlap = true}, "abs_overlap") == Approx(std::fabs(q)));
      CHECK(value({.overlap = true}, "overlap^4") == Approx(q * q * q * q));
      for (const std::size_t r : {0, 1, 5, 17}) {
        double sum = 0, pairs = 0;
        for (lattice::Site i = 0; i < s.size(); ++i) {
          const auto j = lattice.translate(i, 0, static_cast<std::ptrdiff_t>(r));
          if (!j) continue;
          sum += s[i] * s[*j];
          ++pairs;
        }
        CHECK(value({.correlation = true}, "correlation_" + std::to_string(r)) ==
              Approx(sum / pairs).margin(1e-12));
      }
      if (const auto colours = lattice.bipartite_colouring()) {
        double staggered = 0;
        for (std::size_t i = 0; i < s.size(); ++i) staggered += s[i] * (*colours)[i] / n;
        CHECK(value({.staggered = true}, "staggered_magnetization") == Approx(std::fabs(staggered)));
      } else {
        CHECK_THROWS_AS(models::IsingMeasurement(target.system(), {.staggered = true}),
                        std::invalid_argument);
      }
      if (!lattice.has_waves()) {
        CHECK_THROWS_AS(models::IsingMeasurement(target.system(), {.structure_factor = true}),
                        std::invalid_argument);
        continue;
      }
      // k.x by the positions, k along b_1 and |k| as the lattice says.
      const double k = lattice.smallest_wavenumber(), tilt = kind == lattice::Kind::square ? 0 : -0.5;
      double re = 0, im = 0;
      for (std::size_t i = 0; i < s.size(); ++i) {
        const auto& x = lattice.positions()[i];
        const double phase = k * (std::sqrt(1 - tilt * tilt) * x[0] + tilt * x[1]);
        re += s[i] * std::cos(phase);
        im += s[i] * std::sin(phase);
      }
      CHECK(value({.structure_factor = true}, "structure_factor_0") == Approx(n * m * m));
      CHECK(value({.structure_factor = true}, "structure_factor_k") == Approx((re * re + im * im) / n));
    }
  }
}

TEST_CASE("wrong temperatures and couplings are refused") {
  const auto system = models::make_ising_system(lattice::Lattice(lattice::Kind::chain, {4}), {});
  CHECK_THROWS_AS(Ising(system, 0), std::invalid_argument);
  CHECK_THROWS_AS(Ising(system, -1), std::invalid_argument);
  CHECK_THROWS_AS(models::IsingSystem(lattice::Lattice(lattice::Kind::chain, {4}), {1, 1, 1}, 0),
                  std::invalid_argument);
  CHECK_THROWS_AS(models::make_ising_system(lattice::Lattice(lattice::Kind::chain, {4}), {.coupling = NAN}),
                  std::invalid_argument);
}

}  // namespace ising_tests
