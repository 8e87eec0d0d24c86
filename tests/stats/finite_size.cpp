#include "lenz/stats/finite_size.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/stats/tests.hpp"

#include "stats/calibration.hpp"

namespace finite_size_tests {

using namespace lenz;
using namespace lenz::stats;

namespace {

/// A transition of which everything is known, in a Gaussian energy: E of variance L^2 moves by -L^2 dbeta
/// when reweighted, and m^2 = L^{-2 beta/nu} y with y = 1 or y = 4 (1 + b L^{-omega}), times a uniform number
/// between 1/2 and 3/2, the larger with probability 1/2 - c E L^{1/nu - 2}. So at 1/T_c + dbeta the
/// probability is 1/2 - c L^{1/nu} dbeta: every moment scales exactly, for b = 0 without corrections.
struct Transition {
  double t_c = 2.0, nu = 1.25, beta_over_nu = 0.3, c = 0.18, b = 0, omega = 1;

  EnergyBlocks chain(double length, double temperature, std::size_t n, const random::Address& address) const {
    EnergyBlocks blocks(3);
    test::Ar1 series(1.5, address);
    random::Stream rng({.seed = address.seed,
                        .job = address.job,
                        .point = address.point,
                        .slot = address.slot,
                        .purpose = random::Purpose::initial});
    const double mean = -length * (1 / temperature - 1 / t_c), step = 0.25;
    for (std::size_t i = 0; i < n; ++i) {
      // A Gaussian on a fine grid moves as a continuous one does.
      const double e = step * std::round((series() + mean) / step);
      const double p = 0.5 - c * e * std::pow(length, 1 / nu - 1);
      const double y = random::uniform(rng) < p ? 4 * (1 + b * std::pow(length, -omega)) : 1;
      const double m2 = std::pow(length, -2 * beta_over_nu) * y * (0.5 + random::uniform(rng));
      blocks.add(length * e, std::array{std::sqrt(m2), m2, m2 * m2});
    }
    return blocks;
  }
};

struct Samples {
  std::vector<std::vector<EnergyBlocks>> chains;
  std::vector<SizeData> sizes;
};

Samples sample(const Transition& law, const std::vector<double>& lengths, std::size_t n, std::uint32_t run) {
  Samples all;
  const double temperature = law.t_c + 0.01;
  for (const double length : lengths) {
    auto& chains = all.chains.emplace_back();
    for (std::uint32_t slot = 0; slot < 2; ++slot) {
      chains.push_back(
          law.chain(length, temperature, n,
                    {.seed = 70, .job = run, .point = static_cast<std::uint32_t>(length), .slot = slot}));
    }
  }
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    TemperatureData data{.temperature = temperature, .chains = {}};
    for (const EnergyBlocks& chain : all.chains[s]) data.chains.push_back(&chain);
    all.sizes.push_back({.length = lengths[s], .n_sites = lengths[s] * lengths[s], .data = {data}});
  }
  return all;
}

struct Scores {
  test::Sample t_c, nu, beta, gamma, crossing, error;
};

Scores scores_of(const Transition& law, const std::vector<double>& lengths, std::size_t n,
                 std::uint32_t n_runs) {
  Scores z;
  for (std::uint32_t run = 0; run < n_runs; ++run) {
    const Samples samples = sample(law, lengths, n, run);
    const FiniteSizeResult r = finite_size_scaling(samples.sizes, {.omega = law.omega});
    const auto score = [](const std::optional<FittedNumber>& x, double exact) {
      return (x.value().mean - exact) / x->error;
    };
    z.t_c.add(score(r.critical_temperature, law.t_c));
    z.nu.add(score(r.nu, law.nu));
    z.beta.add(score(r.beta_over_nu, law.beta_over_nu));
    z.gamma.add(score(r.gamma_over_nu, 2 - 2 * law.beta_over_nu));
    z.crossing.add((r.crossings.back().temperature - law.t_c) / r.crossings.back().temperature_error);
    z.error.add(r.critical_temperature->error);
  }
  return z;
}

/// <z^2> is 1; with corrections it may be less, for what the errors hold of their unknown exponent.
void check_scores(const Scores& z, std::uint32_t n_runs, bool without_corrections) {
  const double runs = n_runs;
  const std::pair<const char*, const test::Sample*> all[] = {
      {"T_c", &z.t_c}, {"nu", &z.nu}, {"beta/nu", &z.beta}, {"gamma/nu", &z.gamma}};
  for (const auto& [name, sample] : all) {
    CAPTURE(name, sample->mean(), sample->variance(), z.error.mean());
    const double square = sample->variance() + sample->mean() * sample->mean();
    CHECK(square < 1.1 + 3.5 * std::sqrt(2 / runs));
    if (without_corrections) CHECK(square > 0.9 - 3.5 * std::sqrt(2 / runs));
  }
}

}  // namespace

TEST_CASE("Finite-size scaling of an exact law finds its T_c and exponents with honest errors", "[release]") {
  const std::uint32_t n_runs = 150;
  const Scores z = scores_of({}, {8, 16, 32, 64}, 6000, n_runs);
  check_scores(z, n_runs, true);
  CAPTURE(z.crossing.mean(), z.crossing.variance());
  CHECK(std::abs(z.crossing.variance() - 1) < 0.1 + 3.5 * std::sqrt(2.0 / n_runs));
}

TEST_CASE("Finite-size scaling takes corrections off with honest errors", "[release]") {
  const std::uint32_t n_runs = 100;
  check_scores(scores_of({.b = 0.5}, {8, 16, 32, 64, 128}, 6000, n_runs), n_runs, false);
}

TEST_CASE("Finite-size scaling says what it cannot give") {
  Samples samples = sample({}, {8, 16}, 400, 0);
  const FiniteSizeResult two = finite_size_scaling(samples.sizes);
  CHECK(two.crossings.size() == 1);
  CHECK(std::abs(two.critical_temperature.value().mean - two.crossings.front().temperature) <
        0.5 * two.crossings.front().temperature_error);
  samples = sample({.t_c = 9}, {64, 128}, 400, 0);  // sampled at 9.01, told to be at 2
  for (SizeData& size : samples.sizes) size.data.front().temperature = 2;
  const FiniteSizeResult none = finite_size_scaling(samples.sizes);
  CHECK((none.crossings.empty() || none.critical_temperature.has_value()));
  CHECK_THROWS_AS(finite_size_scaling(std::span<const SizeData>(samples.sizes).first(1)),
                  std::invalid_argument);
  std::swap(samples.sizes[0], samples.sizes[1]);
  CHECK_THROWS_AS(finite_size_scaling(samples.sizes), std::invalid_argument);
}

TEST_CASE("Sizes sampled far from their crossing give no critical temperature") {
  Transition law;
  Samples samples;
  for (const double length : {64.0, 128.0}) {
    samples.chains.push_back(
        {law.chain(length, 2.2, 600, {.seed = 71, .point = static_cast<std::uint32_t>(length)})});
  }
  for (std::size_t s = 0; s < 2; ++s) {
    const double length = s == 0 ? 64 : 128;
    samples.sizes.push_back({.length = length,
                             .n_sites = length * length,
                             .data = {{.temperature = 2.2, .chains = {&samples.chains[s].front()}}}});
  }
  const FiniteSizeResult result = finite_size_scaling(samples.sizes);
  CHECK(result.crossings.empty());
  CHECK_FALSE(result.critical_temperature);
  REQUIRE(result.missing.size() >= 1);
  CHECK_THAT(result.missing.front(), Catch::Contains("crossing of L = 64 and 128"));
}

}  // namespace finite_size_tests
