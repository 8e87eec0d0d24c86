#include <cmath>
#include <numbers>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/markov_exact.hpp"

namespace markov_tests {

using namespace lenz::exact;

namespace {

/// Half a step to either neighbour on a ring, or staying with probability `stay`.
TransitionRows ring(std::size_t n, double stay) {
  TransitionRows w(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    w[i][i] += stay;
    w[i][(i + 1) % n] += (1 - stay) / 2;
    w[i][(i + n - 1) % n] += (1 - stay) / 2;
  }
  return w;
}

const TransitionRows two_states{{0.7, 0.3}, {0.1, 0.9}};  // pi = (1/4, 3/4), lambda_2 = 0.6

}  // namespace

TEST_CASE("A chain of two states is what two-state algebra says") {
  const MarkovAnalysis chain = analyse_markov(two_states);
  CHECK(chain.unique());
  CHECK(chain.settles());
  CHECK(chain.stationary[0] == Approx(0.25).epsilon(1e-14));
  CHECK(chain.eigenvalues[0].real() == Approx(1).epsilon(1e-14));
  CHECK(chain.eigenvalues[1].real() == Approx(0.6).epsilon(1e-14));
  CHECK(chain.relaxation_time == Approx(-1 / std::log(0.6)).epsilon(1e-13));
  // rho(t) = 0.6^t, so that tau = 1/2 + 0.6 / 0.4.
  CHECK(markov_tau(two_states, {1, 0}) == Approx(2).epsilon(1e-13));
  // p_0(t) = pi_0 + (p_0(0) - pi_0) 0.6^t.
  for (const std::uint64_t t : {0, 1, 2, 7, 32}) {
    const double exact = 0.25 + 0.75 * std::pow(0.6, static_cast<double>(t));
    CHECK(markov_distribution(two_states, {1, 0}, t)[0] == Approx(exact).epsilon(1e-13));
  }
}

TEST_CASE("The half-half walk on an even ring never settles") {
  const MarkovAnalysis chain = analyse_markov(ring(6, 0));
  CHECK(chain.unique());
  CHECK(chain.period == 2);
  CHECK_FALSE(chain.settles());
  CHECK(std::isinf(chain.relaxation_time));
  CHECK(chain.eigenvalues[1].real() == Approx(-1).epsilon(1e-12));
  for (const double p : chain.stationary) CHECK(p == Approx(1.0 / 6).epsilon(1e-13));
  const std::vector<double> even = markov_distribution(ring(6, 0), {1, 0, 0, 0, 0, 0}, 1000);
  CHECK(even[0] == Approx(1.0 / 3).epsilon(1e-12));
  CHECK(even[1] == Approx(0).margin(1e-12));
  CHECK(markov_time_average(ring(6, 0), {1, 0, 0, 0, 0, 0})[1] == Approx(1.0 / 6).epsilon(1e-12));
}

TEST_CASE("The half-half walk settles on an odd ring and where it may stay") {
  const MarkovAnalysis odd = analyse_markov(ring(5, 0));
  CHECK(odd.settles());
  const double lambda = std::cos(std::numbers::pi / 5);  // |cos(2 pi k / 5)| at its largest below 1
  CHECK(odd.relaxation_time == Approx(-1 / std::log(lambda)).epsilon(1e-12));
  CHECK(analyse_markov(ring(6, 0.1)).settles());
}

TEST_CASE("A rotation has its length as period") {
  const MarkovAnalysis chain = analyse_markov({{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
  CHECK(chain.period == 3);
  CHECK_FALSE(chain.settles());
  for (const auto& value : chain.eigenvalues) CHECK(std::abs(value) == Approx(1).epsilon(1e-12));
}

TEST_CASE("Two closed classes make two steady states and the start decides") {
  // From 0 to the sink 1 with probability 1/4 or to the pair {2, 3}, else stay.
  const TransitionRows w{{0.25, 0.25, 0.5, 0}, {0, 1, 0, 0}, {0, 0, 0, 1}, {0, 0, 0.5, 0.5}};
  const MarkovAnalysis chain = analyse_markov(w);
  CHECK(chain.n_closed_classes == 2);
  CHECK_FALSE(chain.unique());
  CHECK(chain.stationary.empty());
  CHECK(std::isinf(chain.relaxation_time));
  const std::vector<double> limit = markov_time_average(w, {1, 0, 0, 0});
  CHECK(limit[0] == Approx(0).margin(1e-14));
  CHECK(limit[1] == Approx(1.0 / 3).epsilon(1e-13));
  CHECK(limit[2] == Approx(2.0 / 9).epsilon(1e-13));
  CHECK(limit[3] == Approx(4.0 / 9).epsilon(1e-13));
  const std::vector<double> later = markov_distribution(w, {1, 0, 0, 0}, 500);
  for (std::size_t i = 0; i < 4; ++i) CHECK(later[i] == Approx(limit[i]).margin(1e-12));
  CHECK_THROWS_AS(markov_tau(w, {1, 0, 0, 0}), std::invalid_argument);
}

TEST_CASE("A transient state has no share of a unique steady state") {
  const MarkovAnalysis chain = analyse_markov({{0.5, 0.5, 0}, {0, 0.7, 0.3}, {0, 0.1, 0.9}});
  CHECK(chain.unique());
  CHECK(chain.stationary[0] == 0);
  CHECK(chain.stationary[1] == Approx(0.25).epsilon(1e-14));
}

TEST_CASE("The exact tau of a chain is the sum of its autocorrelations") {
  const TransitionRows w{{0.2, 0.5, 0.3}, {0.6, 0.3, 0.1}, {0.1, 0.1, 0.8}};
  const std::vector<double> pi = analyse_markov(w).stationary, f{2, -1, 5};
  double mean = 0, square = 0, sum = 0.5;
  for (std::size_t i = 0; i < 3; ++i) mean += pi[i] * f[i];
  for (std::size_t i = 0; i < 3; ++i) square += pi[i] * (f[i] - mean) * (f[i] - mean);
  for (std::uint64_t t = 1; t < 200; ++t) {
    double correlation = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      std::vector<double> start(3);
      start[i] = 1;
      const std::vector<double> p = markov_distribution(w, start, t);
      for (std::size_t j = 0; j < 3; ++j) correlation += pi[i] * (f[i] - mean) * p[j] * (f[j] - mean);
    }
    sum += correlation / square;
  }
  CHECK(markov_tau(w, f) == Approx(sum).epsilon(1e-12));
  CHECK(markov_tau(w, {3, 3, 3}) == 0.5);
  // A draw afresh each step.
  CHECK(markov_tau({{0.2, 0.8}, {0.2, 0.8}}, {1, 0}) == Approx(0.5).epsilon(1e-13));
  // The strict alternation of two states: every mean of an even number of steps is exact.
  CHECK(markov_tau({{0, 1}, {1, 0}}, {1, 0}) == Approx(0).margin(1e-14));
}

TEST_CASE("Chains of one state and matrices that are none") {
  CHECK(analyse_markov({{1}}).stationary == std::vector<double>{1});
  CHECK(analyse_markov({{1}}).relaxation_time == 0);
  CHECK_THROWS_AS(analyse_markov({}), std::invalid_argument);
  CHECK_THROWS_AS(analyse_markov({{0.5, 0.4}, {0.5, 0.5}}), std::invalid_argument);
  CHECK_THROWS_AS(analyse_markov({{1, 0}}), std::invalid_argument);
  CHECK_THROWS_AS(markov_distribution(two_states, {1}, 3), std::invalid_argument);
}

}  // namespace markov_tests
