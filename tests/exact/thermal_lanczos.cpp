#include "lenz/exact/spins/thermal_lanczos.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/core/numerics.hpp"
#include "lenz/exact/spins/spin_operator.hpp"
#include "lenz/exact/spins/terms.hpp"

#include "operators.hpp"

namespace thermal_lanczos_tests {

using namespace lenz::exact::spins;
using namespace lenz::test;

namespace {

constexpr std::size_t n_quantities = 5;
using Row = std::array<double, n_quantities>;

std::array<ThermalEstimate, n_quantities> estimates_of(const ThermalPoint& p) {
  return {p.energy, p.specific_heat, p.log_partition, p.free_energy, p.entropy};
}

Row values_of(const ThermalPoint& p) {
  Row values;
  for (std::size_t q = 0; q < n_quantities; ++q) values[q] = estimates_of(p)[q].value;
  return values;
}

Row errors_of(const ThermalPoint& p) {
  Row errors;
  for (std::size_t q = 0; q < n_quantities; ++q) errors[q] = estimates_of(p)[q].error;
  return errors;
}

/// From all levels, in a way of its own: log-sum-exp and probabilities.
Row from_spectrum(const std::vector<double>& energies, double temperature) {
  std::vector<double> exponents;
  for (const double e : energies) exponents.push_back(-e / temperature);
  const double log_z = lenz::log_sum_exp(exponents);
  double energy = 0, variance = 0, entropy = 0;
  for (std::size_t i = 0; i < energies.size(); ++i) energy += std::exp(exponents[i] - log_z) * energies[i];
  for (std::size_t i = 0; i < energies.size(); ++i) {
    const double p = std::exp(exponents[i] - log_z);
    variance += p * (energies[i] - energy) * (energies[i] - energy);
    if (p > 0) entropy -= p * (exponents[i] - log_z);
  }
  return {energy, variance / (temperature * temperature), log_z, -temperature * log_z, entropy};
}

/// Normal levels, which is all that a random vector sees of a Hamiltonian: its elements are normal in any
/// basis.
DiagonalOperator normal_levels(std::uint64_t seed, std::size_t n) {
  lenz::random::Stream rng({.seed = seed, .purpose = lenz::random::Purpose::test});
  DiagonalOperator op{.diagonal = std::vector<double>(n)};
  for (double& e : op.diagonal) e = 2 * lenz::random::normal(rng);
  return op;
}

const std::vector<double> temperatures{0.05, 0.3, 1, 4, 100};

/// The same matrix for complex vectors.
struct ComplexDiagonal {
  using Scalar = std::complex<double>;
  std::vector<double> diagonal;

  std::uint64_t size() const { return diagonal.size(); }
  void apply(const Scalar* x, Scalar* y) const {
    for (std::uint64_t i = 0; i < size(); ++i) y[i] = diagonal[i] * x[i];
  }
};

/// Means over many seeds, for one quantity at one temperature.
struct Scores {
  double z = 0, z_square = 0;
  double jackknife = 0;  ///< (its error / error)^2
  double effective_squares = 0;

  void add(const ThermalEstimate& is, double should, double nu, double weight) {
    const double off = (is.value - should) / is.error;
    z += weight * off;
    z_square += weight * off * off;
    jackknife += weight * std::pow(is.jackknife_error / is.error, 2);
    effective_squares += weight * nu;
  }
};
using Table = std::vector<std::array<Scores, n_quantities>>;

/// Of two sectors, the second one twice.
template <class Op>
Table scores(const ThermalOptions& base, std::size_t n_seeds) {
  const Op a{normal_levels(1, 600).diagonal}, b{normal_levels(2, 300).diagonal};
  std::vector<double> all = a.diagonal;
  for (int copy = 0; copy < 2; ++copy) all.insert(all.end(), b.diagonal.begin(), b.diagonal.end());
  Table table(temperatures.size());
  for (std::size_t seed = 0; seed < n_seeds; ++seed) {
    ThermalOptions options = base;
    options.address.seed = seed;
    std::vector<ThermalSector> sectors{thermal_sector(a, options)};
    options.address.point = 1;
    sectors.push_back(thermal_sector(b, options, 2));
    const std::vector<ThermalPoint> points = thermal_averages(sectors, temperatures);
    for (std::size_t t = 0; t < temperatures.size(); ++t) {
      const Row exact = from_spectrum(all, temperatures[t]);
      const std::array<ThermalEstimate, n_quantities> is = estimates_of(points[t]);
      for (std::size_t q = 0; q < n_quantities; ++q)
        table[t][q].add(is[q], exact[q], points[t].effective_squares, 1.0 / static_cast<double>(n_seeds));
    }
  }
  return table;
}

template <class Op>
void check_errors(std::size_t n_exact) {
  constexpr std::size_t n_seeds = 400;
  const Table table =
      scores<Op>({.n_vectors = 8, .n_steps = 30, .n_exact_levels = n_exact, .dense_up_to = 0}, n_seeds);
  for (std::size_t t = 0; t < temperatures.size(); ++t) {
    for (std::size_t q = 0; q < n_quantities; ++q) {
      const Scores& s = table[t][q];
      INFO("quantity " << q << " at T = " << temperatures[t] << ", " << n_exact << " exact levels, "
                       << s.effective_squares << " effective squares");
      // The variance of 400 scores is good to 7 %; of few effective squares errors are rough by design.
      const bool rough = s.effective_squares < 100;
      CHECK(std::fabs(s.z) < (rough ? 0.7 : 4 / std::sqrt(n_seeds)));
      CHECK(s.z_square > (rough ? 0.2 : 0.72));
      CHECK(s.z_square < (rough ? 1.6 : 1.28));
      if (!rough) CHECK(s.jackknife == Approx(1).margin(0.12));
    }
  }
}

}  // namespace

TEST_CASE("Thermal averages of a full spectrum are exact and have no errors") {
  const DiagonalOperator op = normal_levels(3, 200);
  const std::vector<ThermalSector> sectors{thermal_sector(op, {}), thermal_sector(op, {}, 3),
                                           thermal_sector(DiagonalOperator{.diagonal = {}}, {})};
  CHECK(sectors[0].samples.empty());
  std::vector<double> all;
  for (int copy = 0; copy < 4; ++copy) all.insert(all.end(), op.diagonal.begin(), op.diagonal.end());
  const std::vector<double> wide{1e-3, 0.05, 1, 100, 1e6};
  const std::vector<ThermalPoint> points = thermal_averages(sectors, wide);
  for (std::size_t t = 0; t < wide.size(); ++t) {
    const Row exact = from_spectrum(all, wide[t]);
    for (std::size_t q = 0; q < n_quantities; ++q) {
      INFO("quantity " << q << " at T = " << wide[t]);
      CHECK(values_of(points[t])[q] == Approx(exact[q]).epsilon(1e-11).margin(1e-12));
      CHECK(errors_of(points[t])[q] == 0);
    }
  }
}

TEST_CASE("Errors of thermal averages over random vectors are as wide as the vectors scatter", "[release]") {
  check_errors<DiagonalOperator>(0);
  check_errors<DiagonalOperator>(3);
}

TEST_CASE("Errors of thermal averages over complex random vectors are as wide as these scatter",
          "[release]") {
  check_errors<ComplexDiagonal>(2);
}

TEST_CASE("Lowest levels taken exactly make errors vanish as the temperature falls") {
  const DiagonalOperator op = normal_levels(4, 600);
  const std::vector<double> low{0.02};
  const auto error = [&](std::size_t n_exact) {
    const std::vector<ThermalSector> sectors{
        thermal_sector(op, {.n_vectors = 8, .n_steps = 40, .n_exact_levels = n_exact})};
    return thermal_averages(sectors, low)[0].log_partition.error;
  };
  CHECK(error(0) > 0.05);
  CHECK(error(4) < 1e-4);
}

TEST_CASE("Energy and specific heat of the Heisenberg ring of 12 are within errors of its full spectrum") {
  std::vector<Pair> bonds;
  for (std::uint32_t i = 0; i < 12; ++i) bonds.emplace_back(i, (i + 1) % 12);
  const Terms terms = xxz(12, bonds, 1, 1, 0);
  std::vector<ThermalSector> exact, sampled;
  for (unsigned n_up = 0; n_up <= 6; ++n_up) {
    const SpinOperator op(terms, ChunkedBasis(12, n_up));
    const double multiplicity = n_up < 6 ? 2 : 1;
    exact.push_back(thermal_sector(op, {.dense_up_to = 1000}, multiplicity));
    sampled.push_back(thermal_sector(
        op, {.n_vectors = 10, .n_steps = 60, .dense_up_to = 100, .address = {.point = n_up}}, multiplicity));
  }
  CHECK_FALSE(sampled[6].samples.empty());
  const std::vector<double> of_ring{0.1, 0.2, 0.5, 1, 2, 10};
  const auto is = thermal_averages(sampled, of_ring), should = thermal_averages(exact, of_ring);
  for (std::size_t t = 0; t < of_ring.size(); ++t) {
    for (std::size_t q = 0; q < n_quantities; ++q) {
      INFO("quantity " << q << " at T = " << of_ring[t]);
      // Thirty numbers, one family: |z| beyond 4.2 has a probability of 1e-3.
      CHECK(std::fabs(values_of(is[t])[q] - values_of(should[t])[q]) < 4.2 * errors_of(is[t])[q]);
      CHECK(errors_of(is[t])[q] < 0.04 * std::fabs(values_of(should[t])[q]) + 0.02);
    }
  }
  CHECK(should[5].entropy.value == Approx(12 * std::log(2)).epsilon(0.01));
}

TEST_CASE("Thermal averages of zero and identity are those of their one level") {
  for (const double level : {0.0, 1.5}) {
    const DiagonalOperator op{.diagonal = std::vector<double>(900, level)};
    for (const std::size_t n_exact : {0, 2}) {
      const std::vector<ThermalSector> sectors{
          thermal_sector(op, {.n_vectors = 4, .n_exact_levels = n_exact, .dense_up_to = 0})};
      const ThermalPoint p = thermal_averages(sectors, std::vector<double>{0.5})[0];
      CHECK(p.energy.value == Approx(level).epsilon(1e-13).margin(1e-13));
      CHECK(p.specific_heat.value == Approx(0).margin(1e-12));
      CHECK(p.log_partition.value == Approx(std::log(900) - 2 * level).epsilon(1e-13));
      CHECK(p.entropy.value == Approx(std::log(900)).epsilon(1e-13));
    }
  }
}

TEST_CASE("Thermal averages are corrected for the bias of a logarithm") {
  ThermalSector sector{.n_rest = 1};
  for (const double z : {1.0, 2.0, 3.0, 6.0}) sector.samples.push_back({.nodes = {0}, .weights = {z}});
  const double without = (std::log(11.0 / 3) + std::log(10.0 / 3) + std::log(3) + std::log(2)) / 4;
  const ThermalPoint p = thermal_averages(std::vector<ThermalSector>{sector}, std::vector<double>{1})[0];
  CHECK(p.log_partition.value == Approx(4 * std::log(3) - 3 * without).epsilon(1e-14));
}

TEST_CASE("Thermal options and temperatures out of range are refused") {
  const DiagonalOperator op{.diagonal = {1, 2}};
  CHECK_THROWS_AS(thermal_sector(op, {.n_vectors = 3}), std::invalid_argument);
  CHECK_THROWS_AS(thermal_sector(op, {.n_steps = 0}), std::invalid_argument);
  CHECK_THROWS_AS(thermal_sector(op, {.n_threads = 0}), std::invalid_argument);
  const std::vector<ThermalSector> sectors{thermal_sector(op, {})};
  CHECK_THROWS_AS(thermal_averages(sectors, std::vector<double>{0}), std::invalid_argument);
  CHECK_THROWS_AS(thermal_averages({}, std::vector<double>{1}), std::invalid_argument);
}

}  // namespace thermal_lanczos_tests
