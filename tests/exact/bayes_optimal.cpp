#include "lenz/exact/bayes_optimal.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <catch2/catch.hpp>

#include "lenz/exact/kaufman.hpp"

namespace bayes_optimal_tests {

using namespace lenz;
using exact::bayes_optimal::EnergyPosterior;
using exact::bayes_optimal::Levels;
using exact::bayes_optimal::Prior;
using exact::bayes_optimal::torus_levels;
using exact::density_of_states::Torus;

namespace {

/// E of one state of a torus, bond by bond.
double energy_of(const Torus& t, std::uint32_t state) {
  const auto spin = [&](std::size_t x, std::size_t y) {
    return (state >> (y % t.width * t.length + x % t.length) & 1U) != 0 ? 1.0 : -1.0;
  };
  double energy = 0;
  for (std::size_t y = 0; y < t.width; ++y) {
    for (std::size_t x = 0; x < t.length; ++x) {
      energy -= t.coupling * spin(x, y) * (spin(x + 1, y) + spin(x, y + 1)) + t.field * spin(x, y);
    }
  }
  return energy;
}

/// The same numbers from all states one by one, by Bayes' rule on states.
struct BruteForce {
  using Real = long double;
  Real accuracy = 0, cross_entropy = 0, squared_error = 0;
  std::vector<Real> mean_below;

  BruteForce(const Torus& t, const Prior& prior) : mean_below(prior.temperatures.size()) {
    const std::size_t n = prior.temperatures.size();
    const std::uint32_t n_states = 1U << (t.length * t.width);
    std::vector<double> energies;
    std::vector<long double> z(n);
    for (std::uint32_t s = 0; s < n_states; ++s) energies.push_back(energy_of(t, s));
    for (std::size_t k = 0; k < n; ++k) {
      for (const double e : energies) z[k] += std::exp(-Real{e} / prior.temperatures[k]);
    }
    double weights = 0;
    for (const double w : prior.weights) weights += w;
    for (const double e : energies) {
      std::vector<Real> joint(n);
      Real below = 0, all = 0, mean = 0;
      for (std::size_t k = 0; k < n; ++k) {
        const Real given = std::exp(-Real{e} / prior.temperatures[k]) / z[k];
        joint[k] = given * prior.weights[k] / weights;
        all += joint[k];
        mean += joint[k] * prior.temperatures[k];
        if (prior.temperatures[k] < prior.critical) below += joint[k];
      }
      accuracy += std::max(below, all - below);
      if (below > 0) cross_entropy -= below * std::log(below / all);
      if (all - below > 0) cross_entropy -= (all - below) * std::log((all - below) / all);
      for (std::size_t k = 0; k < n; ++k) {
        squared_error += joint[k] * std::pow(prior.temperatures[k] - mean / all, Real{2});
        mean_below[k] += std::exp(-Real{e} / prior.temperatures[k]) / z[k] * below / all;
      }
    }
  }
};

Prior scan(double from, double to, std::size_t n) {
  Prior prior;
  for (std::size_t k = 0; k < n; ++k)
    prior.temperatures.push_back(from + (to - from) * static_cast<double>(k) / static_cast<double>(n - 1));
  return prior;
}

}  // namespace

TEST_CASE("the best accuracy and error are those of Bayes' rule on all states") {
  for (const Torus& t : {Torus{3, 3, 1, 0}, Torus{4, 4, 1, 0}, Torus{4, 3, -0.7, 0}, Torus{3, 4, 1, 0.3}}) {
    Prior prior = scan(1.2, 3.4, 5);
    for (const std::vector<double>& weights :
         {std::vector<double>{1, 1, 1, 1, 1}, std::vector<double>{3, 1, 0.5, 2, 4}}) {
      prior.weights = weights;
      INFO(t.length << " x " << t.width << ", J " << t.coupling << ", h " << t.field);
      const EnergyPosterior best(torus_levels(t), prior);
      const BruteForce expected(t, prior);
      CHECK(best.accuracy() == Approx(static_cast<double>(expected.accuracy)).epsilon(1e-12));
      CHECK(best.cross_entropy() == Approx(static_cast<double>(expected.cross_entropy)).epsilon(1e-12));
      CHECK(best.squared_error() == Approx(static_cast<double>(expected.squared_error)).epsilon(1e-12));
      const auto mean_below = best.mean_below();
      for (std::size_t k = 0; k < 5; ++k)
        CHECK(mean_below[k] == Approx(static_cast<double>(expected.mean_below[k])).epsilon(1e-12));
    }
  }
}

TEST_CASE("cold against hot is told without fail and hot against hotter by chance alone") {
  Prior prior{.temperatures = {0.05, 1e9}};
  const Levels levels = torus_levels({8, 8});
  const EnergyPosterior easy(levels, prior);
  CHECK(easy.accuracy() == Approx(1).epsilon(1e-14));
  CHECK(easy.cross_entropy() < 1e-15);
  prior = {.temperatures = {1e9, 1.5e9}, .weights = {3, 1}, .critical = 1.2e9};
  const EnergyPosterior hard(levels, prior);
  CHECK(hard.accuracy() == Approx(0.75).epsilon(1e-9));
  CHECK(hard.cross_entropy() == Approx(-0.75 * std::log(0.75) - 0.25 * std::log(0.25)).epsilon(1e-7));
  CHECK(hard.squared_error() == Approx(0.75 * 0.25 * 0.25e18).epsilon(1e-7));
  CHECK(EnergyPosterior(levels, {.temperatures = {1.0}}).accuracy() == Approx(1).epsilon(1e-14));
  CHECK(EnergyPosterior(levels, {.temperatures = {1.0}}).squared_error() == Approx(0).margin(1e-28));
}

TEST_CASE(
    "the energies of 8 x 8 have Kaufman's mean at every temperature and their probabilities sum to one") {
  const Prior prior = scan(1.0, 3.5, 11);
  const EnergyPosterior best(torus_levels({8, 8}), prior);
  const auto kaufman = exact::kaufman::values({8, 8, 1}, prior.temperatures);
  for (std::size_t k = 0; k < 11; ++k) {
    double sum = 0, mean = 0;
    for (std::size_t i = 0; i < best.levels().energy.size(); ++i) {
      sum += best.probability(i, k);
      mean += best.probability(i, k) * best.levels().energy[i];
    }
    CHECK(sum == Approx(1).epsilon(1e-12));
    CHECK(mean == Approx(64 * kaufman[k].at("energy")[0]).epsilon(1e-12));
  }
}

TEST_CASE("posteriors fall with the energy and obey the laws of total probability and variance") {
  const Prior prior = scan(1.0, 3.5, 26);
  const EnergyPosterior best(torus_levels({8, 8}), prior);
  double last_below = 2, last_temperature = 0;
  for (const double energy : best.levels().energy) {
    CHECK(best.below(energy) <= last_below);
    CHECK(best.temperature(energy) >= last_temperature);
    last_below = best.below(energy);
    last_temperature = best.temperature(energy);
  }
  double below = 0, of_below = 0, t1 = 0, t2 = 0, mean = 0, mean2 = 0, accuracy = 0;
  const auto mean_below = best.mean_below(), accuracy_at = best.accuracy_at(),
             mean_t = best.mean_temperature();
  for (std::size_t k = 0; k < 26; ++k) {
    const double t = prior.temperatures[k], w = 1.0 / 26;
    below += t < prior.critical ? w : 0;
    of_below += w * mean_below[k];
    accuracy += w * accuracy_at[k];
    mean += w * mean_t[k];
    t1 += w * t, t2 += w * t * t;
    for (std::size_t i = 0; i < best.levels().energy.size(); ++i)
      mean2 += w * best.probability(i, k) * std::pow(best.temperature(best.levels().energy[i]), 2);
    if (k > 0) CHECK(mean_below[k] < mean_below[k - 1]);
  }
  CHECK(of_below == Approx(below).epsilon(1e-12));
  CHECK(mean == Approx(t1).epsilon(1e-12));
  CHECK(best.squared_error() == Approx(t2 - t1 * t1 - (mean2 - mean * mean)).epsilon(1e-10));
  CHECK(best.accuracy() == Approx(accuracy).epsilon(1e-14));
  CHECK(best.accuracy() > 0.5);
  CHECK(best.accuracy() < 1);
}

TEST_CASE(
    "an antiferromagnet on an even torus is as hard to read as a ferromagnet and larger ones are easier") {
  const Prior prior = scan(1.0, 3.5, 26);
  const EnergyPosterior four(torus_levels({4, 4}), prior), anti(torus_levels({4, 4, -1}), prior);
  CHECK(four.accuracy() == Approx(anti.accuracy()).epsilon(1e-13));
  CHECK(four.squared_error() == Approx(anti.squared_error()).epsilon(1e-13));
  const EnergyPosterior six(torus_levels({6, 6}), prior), eight(torus_levels({8, 8}), prior);
  CHECK(four.accuracy() < six.accuracy());
  CHECK(six.accuracy() < eight.accuracy());
  CHECK(four.squared_error() > six.squared_error());
  CHECK(six.squared_error() > eight.squared_error());
}

TEST_CASE("larger tori without a table are read better still and small ones the same by either way") {
  const Prior prior = scan(1.0, 3.5, 11);
  const auto best = [&](std::size_t length, std::size_t width) {
    return EnergyPosterior::of_torus({length, width}, prior);
  };
  const EnergyPosterior eight = best(8, 8), sixteen = best(16, 16), wide = best(10, 8);
  CHECK(eight.accuracy() == EnergyPosterior(torus_levels({8, 8}), prior).accuracy());
  CHECK(eight.accuracy() < wide.accuracy());
  CHECK(wide.accuracy() < sixteen.accuracy());
  CHECK(sixteen.accuracy() < 1);
  CHECK(sixteen.squared_error() < wide.squared_error());
  double below = 0;
  const auto mean_below = sixteen.mean_below();
  for (std::size_t k = 0; k < 11; ++k) below += mean_below[k] / 11;
  CHECK(below == Approx(6.0 / 11).epsilon(1e-11));
  CHECK(std::string(exact::bayes_optimal::oracle_of({16, 16})) == "kaufman");
  CHECK(std::string(exact::bayes_optimal::oracle_of({8, 8})) == "density-of-states");
  CHECK_THROWS_AS(best(9, 9), std::invalid_argument);
  CHECK_THROWS_AS(EnergyPosterior::of_torus({16, 16, 1, 0.1}, prior), std::invalid_argument);
}

TEST_CASE("what has no best answer is refused") {
  const Levels levels = torus_levels({2, 2});
  CHECK_THROWS_AS(torus_levels({9, 9}), std::invalid_argument);
  CHECK_THROWS_AS(EnergyPosterior({}, {.temperatures = {1}}), std::invalid_argument);
  CHECK_THROWS_AS(EnergyPosterior(levels, {.temperatures = {}}), std::invalid_argument);
  CHECK_THROWS_AS(EnergyPosterior(levels, {.temperatures = {1, 0}}), std::invalid_argument);
  CHECK_THROWS_AS(EnergyPosterior(levels, {.temperatures = {1, 2}, .weights = {1}}), std::invalid_argument);
  CHECK_THROWS_AS(EnergyPosterior(levels, {.temperatures = {1, 2}, .weights = {1, -1}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(EnergyPosterior(levels, {.temperatures = {1, 2}, .weights = {0, 0}}),
                  std::invalid_argument);
}

}  // namespace bayes_optimal_tests
