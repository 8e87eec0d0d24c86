#include "lenz/stats/reweighting.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/stats/least_squares.hpp"
#include "lenz/stats/tests.hpp"

#include "stats/calibration.hpp"
#include "stats/small_torus.hpp"
#include "support/memory_archive.hpp"

namespace reweighting_tests {

using namespace lenz;
using namespace lenz::stats;

namespace {

double binder(const CanonicalMeans& m) {
  return 1 - m.observable[2] / (3 * m.observable[1] * m.observable[1]);
}

using Function = std::pair<const char*, double (*)(const CanonicalMeans&)>;
const Function functions[] = {
    {"energy", [](const CanonicalMeans& m) { return m.energy; }},
    {"heat", [](const CanonicalMeans& m) { return m.energy_squared - m.energy * m.energy; }},
    {"abs m", [](const CanonicalMeans& m) { return m.observable[0]; }},
    {"binder", binder},
    {"log Z", [](const CanonicalMeans& m) { return m.log_partition; }},
    {"slope of m^2", [](const CanonicalMeans& m) { return m.slope(1); }},
};

/// The same numbers from the enumerated states; derivatives by central differences.
std::vector<double> exact_values(const std::map<std::pair<int, int>, double>& states, double n_sites,
                                 double t, double t_0) {
  const auto at = [&](double x) { return test::exact_torus(states, n_sites, x); };
  const double h = 1e-4;
  const double de = (at(t + h).energy - at(t - h).energy) / (2 * h);
  return {at(t).energy,
          de * t * t,
          at(t).abs_m,
          at(t).binder(),
          at(t).log_z - at(t_0).log_z,
          (at(t + h).m2 - at(t - h).m2) / (2 * h)};
}

std::vector<EnergyBlocks> chains_at(std::size_t length, double temperature, std::size_t n,
                                    std::uint32_t run) {
  std::vector<EnergyBlocks> chains;
  for (std::uint32_t slot = 0; slot < 2; ++slot) {
    chains.push_back(test::torus_chain(
        length, temperature, n,
        {.seed = 41, .job = run, .point = static_cast<std::uint32_t>(100 * temperature), .slot = slot}));
  }
  return chains;
}

TemperatureData data_of(double temperature, const std::vector<EnergyBlocks>& chains) {
  TemperatureData data{.temperature = temperature, .chains = {}};
  for (const EnergyBlocks& chain : chains) data.chains.push_back(&chain);
  return data;
}

}  // namespace

TEST_CASE("Blocks of energies hold every sample once whatever their number") {
  random::Stream rng({.seed = 3});
  EnergyBlocks blocks(1, 4);
  double n = 0, sum = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    const double e = static_cast<double>(random::uniform_index(rng, 7)), f[] = {random::uniform(rng)};
    blocks.add(e, f);
    sum += f[0];
    ++n;
    REQUIRE(blocks.n_samples() == i + 1);
    REQUIRE(blocks.n_blocks() < 8);
  }
  EnergyRows all(1);
  for (std::size_t b = 0; b < blocks.n_blocks(); ++b) {
    CHECK(blocks.block(b).n_samples() == static_cast<double>(blocks.block_length()));
    all.merge(blocks.block(b));
  }
  all.merge(blocks.rest());
  CHECK(all.size() == 7);
  CHECK(all.n_samples() == n);
  double total = 0;
  for (std::size_t row = 0; row < all.size(); ++row) total += all.sum(row, 0);
  CHECK(total == Approx(sum).epsilon(1e-12));
  all.merge(blocks.block(0), -1);
  CHECK(all.n_samples() == n - static_cast<double>(blocks.block_length()));
}

TEST_CASE("Blocks of energies go on from an archive to the same bits") {
  const auto add = [](EnergyBlocks& blocks, random::Stream& rng, int n) {
    for (int i = 0; i < n; ++i) {
      const double f[] = {random::uniform(rng)};
      blocks.add(static_cast<double>(random::uniform_index(rng, 5)), f);
    }
  };
  random::Stream rng({.seed = 4});
  EnergyBlocks whole(1, 4), cut(1, 4);
  add(whole, rng, 101);
  random::Stream same({.seed = 4});
  add(cut, same, 43);
  EnergyBlocks read = test::through_archive(cut);
  add(read, same, 58);
  test::MemoryOutput all, parts;
  all(whole);
  parts(read);
  CHECK(parts.bytes == all.bytes);
}

TEST_CASE("Samples reweighted to their own temperature are the samples themselves") {
  const auto chains = chains_at(3, 2.3, 500, 0);
  const TemperatureData data[] = {data_of(2.3, chains)};
  const CanonicalMeans means = Reweighting(data).all().at(2.3);
  double sum = 0, abs_m = 0, n = 0;
  for (const EnergyBlocks& chain : chains) {
    std::vector<EnergyRows> parts{chain.rest()};
    for (std::size_t b = 0; b < chain.n_blocks(); ++b) parts.push_back(chain.block(b));
    for (const EnergyRows& rows : parts) {
      n += rows.n_samples();
      for (std::size_t row = 0; row < rows.size(); ++row) {
        sum += rows.count(row) * rows.energy(row);
        abs_m += rows.sum(row, 0);
      }
    }
  }
  CHECK(n == 1000);
  CHECK(means.energy == Approx(sum / n).epsilon(1e-12));
  CHECK(means.observable[0] == Approx(abs_m / n).epsilon(1e-12));
  CHECK(std::abs(means.log_partition) < 1e-12);
  CHECK(means.overlap == Approx(1));
  CHECK(means.effective_samples == Approx(1000));
}

TEST_CASE("Weights of exact probabilities are exact at every temperature") {
  // One row a state with its Boltzmann probability at two temperatures as its count: no noise at all.
  const auto states = test::SmallTorus(3).states();
  std::vector<TemperatureRows> data;
  for (const double t : {2.0, 3.5}) {
    EnergyRows rows(3);
    for (const auto& [key, count] : states) {
      EnergyRows one(3);
      one.add(key.first, test::moments_of(key.second / 9.0));
      rows.merge(one, 1e6 * count * std::exp(-(key.first + 18) / t));
    }
    data.push_back({t, std::move(rows)});
  }
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}}) {
    const CanonicalWeights weights(std::span<const TemperatureRows>(data).first(n));
    for (const double t : {1.5, 2.0, 2.6, 4.0, 10.0}) {
      CAPTURE(n, t);
      const auto exact = exact_values(states, 9, t, 2.0);
      const CanonicalMeans means = weights.at(t);
      for (std::size_t k = 0; k < std::size(functions); ++k) {
        CAPTURE(functions[k].first);
        CHECK(functions[k].second(means) == Approx(exact[k]).epsilon(1e-6).margin(1e-9));
      }
    }
    if (n == 2)
      CHECK(weights.free_energies()[1] == Approx(-exact_values(states, 9, 3.5, 2.0)[4]).epsilon(1e-9));
  }
}

TEST_CASE("Reweighted heat-bath chains of the 3x3 torus agree with enumeration and know their error",
          "[release]") {
  const auto states = test::SmallTorus(3).states();
  const auto check = [&](const std::vector<double>& sampled, double target, std::size_t n_runs) {
    std::vector<test::Sample> z(std::size(functions));
    const auto exact = exact_values(states, 9, target, sampled.front());
    for (std::uint32_t run = 0; run < n_runs; ++run) {
      std::vector<std::vector<EnergyBlocks>> chains;
      for (const double t : sampled) chains.push_back(chains_at(3, t, 1000, run));
      std::vector<TemperatureData> data;
      for (std::size_t k = 0; k < sampled.size(); ++k) data.push_back(data_of(sampled[k], chains[k]));
      const Reweighting reweighting(data);
      for (std::size_t k = 0; k < z.size(); ++k) {
        const ReweightedEstimate e = reweighting.estimate(target, functions[k].second);
        REQUIRE(e.mean);
        z[k].add((*e.mean - exact[k]) / *e.error);
      }
    }
    const double runs = static_cast<double>(n_runs), tests = 6 * std::size(functions);
    for (std::size_t k = 0; k < z.size(); ++k) {
      CAPTURE(sampled.size(), target, functions[k].first, z[k].mean(), z[k].variance());
      CHECK(std::abs(z[k].mean()) * std::sqrt(runs) < family_threshold(static_cast<std::size_t>(tests)));
      CHECK(std::abs(z[k].variance() - 1) < 0.1 + 3.5 * std::sqrt(2 / runs));
    }
  };
  check({2.5}, 2.8, 200);
  check({2.5, 3.5}, 3.0, 150);
  check({2.2, 2.8, 3.6}, 4.0, 100);
}

TEST_CASE("A temperature outside the overlap gets no number") {
  const auto chains = chains_at(4, 2.3, 2000, 0);
  const TemperatureData data[] = {data_of(2.3, chains)};
  const Reweighting reweighting(data);
  CHECK(reweighting.estimate(2.35, binder).overlap == Overlap::ample);
  const ReweightedEstimate far = reweighting.estimate(12, binder);
  CHECK(far.overlap == Overlap::none);
  CHECK_FALSE(far.mean.has_value());
  CHECK_FALSE(far.error.has_value());
}

TEST_CASE("Blocks that share much with their neighbours are found out") {
  EnergyBlocks slow(0), fast(0);
  test::Ar1 a(40, {.seed = 5}), b(0.5, {.seed = 6});
  for (int i = 0; i < 1024; ++i) {
    slow.add(a(), {});
    fast.add(b(), {});
  }
  const auto short_blocks = [](const EnergyBlocks& chain) {
    const TemperatureData data[] = {{.temperature = 1, .chains = {&chain}}};
    return Reweighting(data).estimate(1, functions[0].second).blocks_short;
  };
  CHECK(short_blocks(slow));
  CHECK_FALSE(short_blocks(fast));
}

TEST_CASE("Generalised least squares finds a line through correlated data and its own error") {
  const std::size_t n = 5;
  const double x[n] = {0, 1, 2, 4, 7}, spread[n] = {0.5, 1, 0.3, 2, 1};
  std::vector<double> design, covariance(n * n);
  for (const double at : x) design.insert(design.end(), {1.0, at});
  for (std::size_t i = 0; i < n; ++i) {  // each own noise and a common one of variance 0.16
    for (std::size_t j = 0; j < n; ++j) covariance[i * n + j] = 0.16 + (i == j ? spread[i] * spread[i] : 0);
  }
  random::Stream rng({.seed = 8});
  test::Sample offset, slope, chi2;
  for (int run = 0; run < 4000; ++run) {
    std::vector<double> y;
    const double common = 0.4 * random::normal(rng);
    for (std::size_t i = 0; i < n; ++i) y.push_back(3 - 2 * x[i] + common + spread[i] * random::normal(rng));
    const auto fit = fit_linear(y, covariance, design);
    REQUIRE(fit);
    offset.add((fit->parameters[0] - 3) / std::sqrt(fit->covariance[0]));
    slope.add((fit->parameters[1] + 2) / std::sqrt(fit->covariance[3]));
    chi2.add(fit->chi2);
  }
  for (const test::Sample* z : {&offset, &slope}) {
    CHECK(std::abs(z->mean()) < 4 / std::sqrt(4000.0));
    CHECK(std::abs(z->variance() - 1) < 4 * std::sqrt(2 / 4000.0));
  }
  CHECK(std::abs(chi2.mean() - 3) < 4 * std::sqrt(6 / 4000.0));
}

TEST_CASE("A fit without enough independent data gives nothing") {
  const double y[] = {1, 2}, design[] = {1, 1}, singular[] = {1, 1, 1, 1};
  CHECK_FALSE(fit_linear(y, singular, design));
  CHECK_THROWS_AS(fit_linear(std::span(y, 1), std::span(singular, 1), design), std::invalid_argument);
}

}  // namespace reweighting_tests
