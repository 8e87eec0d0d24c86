#include "lenz/exact/spins/thermal_lanczos.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "lenz/core/checks.hpp"

namespace lenz::exact::spins {
namespace {

/// Sums over states of weight times energy^p, energies counted from the lowest one.
template <std::size_t N>
using Moments = std::array<double, N>;
using Sums = Moments<3>;
/// Of all sectors: traces of 1, H, H^2, M and M^2 with exp(-H/T).
using Total = Moments<5>;

template <std::size_t N>
void add_state(Moments<N>& sums, double weight, double energy) {
  for (std::size_t p = 0; p < N; ++p, weight *= energy) sums[p] += weight;
}

/// One sector at one temperature.
struct SectorSums {
  Sums exact{};
  std::vector<Sums> samples;       ///< traces of H^p exp(-H/T) over the rest
  Moments<5> squares{};            ///< trace of H^p exp(-2 H/T) over the rest, the mean of all samples
  double n_rest = 0, scatter = 0;  ///< variance of a trace of A: scatter [Tr A^2 - (Tr A)^2 / n_rest]
  double multiplicity = 1;
  double magnetization = 0, magnetization_squared = 0;

  Total total(const Sums& sums) const {
    return {sums[0], sums[1], sums[2], magnetization * sums[0], magnetization_squared * sums[0]};
  }

  /// Without sample `left_out`, or with all of them.
  Sums rest(std::size_t left_out = std::numeric_limits<std::size_t>::max()) const {
    Sums sums{};
    const auto n = static_cast<double>(samples.size() - (left_out < samples.size() ? 1 : 0));
    for (std::size_t r = 0; r < samples.size(); ++r) {
      if (r == left_out) continue;
      for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += samples[r][k] / n;
    }
    return sums;
  }
};

SectorSums sums_of(const ThermalSector& sector, double lowest, double temperature) {
  SectorSums result;
  result.multiplicity = sector.multiplicity;
  result.magnetization = sector.magnetization;
  result.magnetization_squared = sector.magnetization_squared;
  for (const double energy : sector.levels)
    add_state(result.exact, sector.multiplicity * std::exp((lowest - energy) / temperature), energy - lowest);
  if (sector.samples.empty()) return result;
  const auto n_samples = static_cast<double>(sector.samples.size());
  result.n_rest = sector.n_rest;
  const double per_state = sector.complex_vectors ? 1 : 2;
  result.scatter = per_state * sector.n_rest / (sector.n_rest + per_state) / n_samples;
  for (const Quadrature& q : sector.samples) {
    Sums sums{};
    for (std::size_t k = 0; k < q.nodes.size(); ++k) {
      const double energy = q.nodes[k] - lowest, n = sector.n_rest * q.weights[k];
      add_state(sums, sector.multiplicity * n * std::exp(-energy / temperature), energy);
      add_state(result.squares, n / n_samples * std::exp(-2 * energy / temperature), energy);
    }
    result.samples.push_back(sums);
  }
  return result;
}

constexpr std::size_t n_functions = 7;
/// energy, specific heat, log Z, free energy, entropy, magnetization, susceptibility.
using Functions = std::array<double, n_functions>;

Functions functions_of(const Total& sums, double lowest, double temperature) {
  const double mean = sums[1] / sums[0], log_z = std::log(sums[0]) - lowest / temperature;
  const double variance = std::max(0.0, sums[2] / sums[0] - mean * mean);
  const double m = sums[3] / sums[0], m_squared = sums[4] / sums[0];
  // The entropy from energies counted from the lowest: the large parts of log Z and E/T cancel exactly.
  return {mean + lowest,
          variance / (temperature * temperature),
          log_z,
          -temperature * log_z,
          std::log(sums[0]) + mean / temperature,
          m,
          std::max(0.0, m_squared - m * m) / temperature};
}

/// How each function changes with the sums.
std::array<Total, n_functions> slopes_of(const Total& sums, double temperature) {
  const double z = sums[0], mean = sums[1] / z, square = sums[2] / z, t2 = temperature * temperature;
  const double m = sums[3] / z, m_squared = sums[4] / z, zt = z * temperature;
  const Total energy{-mean / z, 1 / z};
  const Total heat{(2 * mean * mean - square) / (z * t2), -2 * mean / (z * t2), 1 / (z * t2)};
  const Total log_z{1 / z};
  const Total free_energy{-temperature / z};
  const Total entropy{1 / z + energy[0] / temperature, energy[1] / temperature};
  const Total magnetization{-m / z, 0, 0, 1 / z};
  const Total susceptibility{(2 * m * m - m_squared) / zt, 0, 0, -2 * m / zt, 1 / zt};
  return {energy, heat, log_z, free_energy, entropy, magnetization, susceptibility};
}

/// Variance of the sector's trace of A = (a_0 + a_1 H + a_2 H^2 + a_3 M + a_4 M^2) exp(-H/T).
double variance_of(const SectorSums& sector, const Total& a) {
  if (sector.samples.empty()) return 0;
  const Sums c{a[0] + a[3] * sector.magnetization + a[4] * sector.magnetization_squared, a[1], a[2]};
  const Sums rest = sector.rest();
  double trace = 0, of_square = 0;
  for (std::size_t p = 0; p < 3; ++p) {
    trace += c[p] * rest[p] / sector.multiplicity;
    for (std::size_t q = 0; q < 3; ++q) of_square += c[p] * c[q] * sector.squares[p + q];
  }
  const double spread = std::max(0.0, of_square - trace * trace / sector.n_rest);
  return sector.multiplicity * sector.multiplicity * sector.scatter * spread;
}

/// (value - exact)^2 / variance, on average, where the sum is one of nu squares of normal numbers and its
/// variance is taken from the sum itself.
double widening(double nu) {
  const double n = std::max(nu, 6.0);
  return n < 1e12 ? n * (n + 4) / ((n - 2) * (n - 4)) : 1;
}

/// Twice the square of the mean of the sampled part of Z over its variance: the number of squares of normal
/// numbers that scatters as much.
double effective_squares(const std::vector<SectorSums>& sectors) {
  double mean = 0, variance = 0;
  for (const SectorSums& sector : sectors) {
    mean += sector.rest()[0];
    variance += variance_of(sector, {1});
  }
  return variance > 0 ? 2 * mean * mean / variance : std::numeric_limits<double>::infinity();
}

/// The jackknife of every sector, summed.
struct Jackknife {
  Functions bias{}, variance{};

  void add(const SectorSums& sector, const Total& total, double lowest, double temperature) {
    const auto n = static_cast<double>(sector.samples.size());
    const Functions all = functions_of(total, lowest, temperature);
    const Total mean = sector.total(sector.rest());
    Functions sum{}, squares{};
    for (std::size_t r = 0; r < sector.samples.size(); ++r) {
      const Total less = sector.total(sector.rest(r));
      Total changed = total;
      for (std::size_t k = 0; k < total.size(); ++k) changed[k] += less[k] - mean[k];
      const Functions without = functions_of(changed, lowest, temperature);
      for (std::size_t q = 0; q < n_functions; ++q) {
        sum[q] += without[q] - all[q];
        squares[q] += (without[q] - all[q]) * (without[q] - all[q]);
      }
    }
    for (std::size_t q = 0; q < n_functions; ++q) {
      bias[q] += (n - 1) * sum[q] / n;
      variance[q] += (n - 1) / n * std::max(0.0, squares[q] - sum[q] * sum[q] / n);
    }
  }
};

ThermalPoint point_at(std::span<const ThermalSector> sectors, double lowest, double temperature) {
  std::vector<SectorSums> sums;
  Total total{};
  for (const ThermalSector& sector : sectors) {
    sums.push_back(sums_of(sector, lowest, temperature));
    const SectorSums& here = sums.back();
    const Total exact = here.total(here.exact), rest = here.total(here.rest());
    for (std::size_t k = 0; k < total.size(); ++k) total[k] += exact[k] + rest[k];
  }
  Jackknife jackknife;
  for (const SectorSums& sector : sums) {
    if (!sector.samples.empty()) jackknife.add(sector, total, lowest, temperature);
  }
  const double nu = effective_squares(sums);
  const Functions values = functions_of(total, lowest, temperature);
  const std::array<Total, n_functions> slopes = slopes_of(total, temperature);
  const auto estimate = [&](std::size_t q) {
    double variance = 0;
    for (const SectorSums& sector : sums) variance += variance_of(sector, slopes[q]);
    return ThermalEstimate{.value = values[q] - jackknife.bias[q],
                           .error = std::sqrt(variance * widening(nu)),
                           .jackknife_error = std::sqrt(jackknife.variance[q])};
  };
  return {.temperature = temperature,
          .energy = estimate(0),
          .specific_heat = estimate(1),
          .log_partition = estimate(2),
          .free_energy = estimate(3),
          .entropy = estimate(4),
          .magnetization = estimate(5),
          .susceptibility = estimate(6),
          .effective_squares = nu};
}

double lowest_of(std::span<const ThermalSector> sectors) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const ThermalSector& sector : sectors) {
    for (const double energy : sector.levels) lowest = std::min(lowest, energy);
    for (const Quadrature& q : sector.samples) lowest = std::min(lowest, q.nodes.front());
  }
  return lowest;
}

}  // namespace

void ThermalOptions::check() const {
  if (n_vectors < 4) throw_invalid("n_vectors", n_vectors, "at least 4");
  check_positive("n_steps", n_steps);
  check_positive("n_threads", n_threads);
}

LanczosOptions ThermalOptions::levels() const {
  LanczosOptions options{.n_levels = n_exact_levels,
                         .krylov_dimension = 2 * n_exact_levels + 12,
                         .max_products = 5000,
                         .address = address,
                         .n_threads = n_threads,
                         .with_vectors = true};
  options.address.purpose = random::Purpose::initial;
  if (watch) options.watch = [tell = watch](std::uint64_t, double, double) { tell(0); };
  return options;
}

std::uint64_t ThermalOptions::bytes(std::uint64_t n, std::size_t scalar_bytes) const {
  if (is_dense(n)) return 8 * n * n * scalar_bytes;
  const std::uint64_t of_recurrence = (3 + n_exact_levels) * n * scalar_bytes;
  return n_exact_levels > 0 ? std::max(of_recurrence, levels().bytes(n, scalar_bytes)) : of_recurrence;
}

std::vector<ThermalPoint> thermal_averages(std::span<const ThermalSector> sectors,
                                           std::span<const double> temperatures) {
  for (const ThermalSector& sector : sectors) {
    if (!sector.samples.empty() && sector.samples.size() < 4)
      throw_invalid("the number of samples of a sector", sector.samples.size(), "at least 4");
  }
  const double lowest = lowest_of(sectors);
  if (!std::isfinite(lowest)) throw_invalid("the lowest energy of all sectors", lowest, "there and finite");
  std::vector<ThermalPoint> points;
  for (const double temperature : temperatures) {
    check_positive("a temperature", temperature);
    points.push_back(point_at(sectors, lowest, temperature));
  }
  return points;
}

}  // namespace lenz::exact::spins
