#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "lenz/exact/spins/lanczos.hpp"
#include "lenz/exact/spins/lanczos_recurrence.hpp"
#include "lenz/exact/spins/tridiagonal.hpp"
#include "lenz/random/address.hpp"

/// Thermodynamics of a Hamiltonian from traces over random vectors (Jaklic and Prelovsek 1994).
namespace lenz::exact::spins {

/// How a sector's trace is taken.
struct ThermalOptions {
  std::size_t n_vectors = 20;       ///< random vectors, at least 4
  std::size_t n_steps = 100;        ///< of Lanczos from each
  std::size_t n_exact_levels = 4;   ///< lowest levels taken exactly, random vectors being orthogonal to them
  std::uint64_t dense_up_to = 512;  ///< states of sectors whose full spectrum is taken
  random::Address address{};  ///< sectors need addresses of their own; slots from it on are random vectors
  std::size_t n_threads = 1;  ///< for sums of vectors; changes no bit
  /// Called now and then with the products made so far from random vectors; may throw to stop.
  std::function<void(std::uint64_t n_products)> watch{};

  /// Throws std::invalid_argument where an option is out of its range.
  void check() const;
  bool is_dense(std::uint64_t n) const { return n <= dense_up_to || n <= 2 * n_steps; }
  /// Of the search for the exact levels.
  LanczosOptions levels() const;
  /// The most memory taken for n states of `scalar_bytes` each, in bytes, but for the operator's own.
  std::uint64_t bytes(std::uint64_t n, std::size_t scalar_bytes) const;
};

/// What is known of one sector's spectrum: some levels exactly, and of the rest, `n_rest` states, estimates
///     Tr f(H) = n_rest sum_k weights_k f(nodes_k)
/// from each random vector, exact for polynomials f of degree 2 n_steps - 1 in that vector.
struct ThermalSector {
  double multiplicity = 1;  ///< sectors of the same spectrum that this one stands for
  /// <M> and <M^2> in them, M = sum_i sz_i: the same in every state where it is conserved.
  double magnetization = 0, magnetization_squared = 0;
  std::vector<double> levels{};
  double n_rest = 0;
  bool complex_vectors = false;  ///< which scatter half as much as real ones
  std::vector<Quadrature> samples{};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(multiplicity, magnetization, magnetization_squared, levels, n_rest, complex_vectors, samples);
  }
};

/// A number with its standard error.
struct ThermalEstimate {
  double value = 0, error = 0;
  double jackknife_error = 0;  ///< from the scatter of the random vectors, a second estimate of `error`
};

/// Of the whole system, not of a site.
struct ThermalPoint {
  double temperature = 0;
  ThermalEstimate energy;          ///< <E>
  ThermalEstimate specific_heat;   ///< (<E^2> - <E>^2) / T^2
  ThermalEstimate log_partition;   ///< log Z
  ThermalEstimate free_energy;     ///< -T log Z
  ThermalEstimate entropy;         ///< log Z + <E> / T
  ThermalEstimate magnetization;   ///< <M>; like the next, 0 where sectors say nothing of M
  ThermalEstimate susceptibility;  ///< (<M^2> - <M>^2) / T
  /// Random numbers that share in the sampled part of Z; below 30 or so the errors are rough, and more
  /// vectors or more exact levels are wanted. Infinite where nothing is sampled.
  double effective_squares = 0;
};

/// Averages over all sectors at each temperature, exact where all sectors are:
///     Z = sum_s multiplicity_s [sum_levels exp(-E/T) + n_rest mean_r sum_k w_rk exp(-e_rk/T)],
/// energies counted from the lowest one, so that nothing overflows. Values are corrected for their bias by
/// the jackknife over the vectors of each sector. Errors are those of typicality: of R vectors, uniform on
/// the sphere of n dimensions,
///     Var(n <r|A|r>) = a n / (n + a) [Tr A^2 - (Tr A)^2 / n] / R,   a = 2 (real), 1 (complex),
/// A the linear response of the quantity, traces from the samples themselves: they know all states, where a
/// jackknife knows R numbers. Few effective squares widen them. Throws std::invalid_argument for no states at
/// all, fewer than 4 samples in a sector that has any, or temperatures that are not positive.
std::vector<ThermalPoint> thermal_averages(std::span<const ThermalSector> sectors,
                                           std::span<const double> temperatures);

/// Takes the vectors, orthonormal, off a random one and normalises it.
template <OperatorScalar S>
std::vector<S> random_rest_vector(const random::Address& address, const std::vector<std::vector<S>>& levels,
                                  std::uint64_t n, std::size_t n_threads) {
  std::vector<S> v(n);
  fill_normal(address, as_reals(v.data()), n_reals<S>(n));
  std::vector<const S*> others;
  for (const std::vector<S>& level : levels) others.push_back(level.data());
  // Once for the overlaps, once more for their rounding.
  for (unsigned pass = 0; pass < 2; ++pass) orthogonalise<S>(others, v.data(), n, n_threads);
  return v;
}

/// The spectrum of one sector: full where the sector is small, else its lowest levels and n_vectors runs of
/// the recurrence from random vectors in the rest of the space.
///
/// Taking the lowest levels exactly makes errors vanish as T -> 0, where random vectors alone do worst
/// (Morita and Tohyama 2020). Without reorthogonalisation nodes repeat, sharing their weights, which harms no
/// trace. Levels that do not converge are left to the random vectors. An empty sector adds nothing. Throws
/// std::invalid_argument for options out of range, NumericalError for a NaN or an infinity. Cost: n_vectors
/// n_steps products, and a few hundred for the levels; memory: options.bytes.
template <LinearOperator Op>
ThermalSector thermal_sector(const Op& op, const ThermalOptions& options, double multiplicity = 1) {
  using S = typename Op::Scalar;
  options.check();
  ThermalSector sector{.multiplicity = multiplicity, .complex_vectors = !std::is_same_v<S, double>};
  if (options.is_dense(op.size())) {
    const DenseSpectrum<S> spectrum = dense_spectrum(op, false);
    sector.levels.assign(spectrum.energies.begin(), spectrum.energies.end());
    return sector;
  }
  std::vector<std::vector<S>> vectors;
  if (options.n_exact_levels > 0) {
    LanczosResult<S> lowest = lowest_levels(op, options.levels());
    if (lowest.status != LanczosStatus::out_of_products) {
      for (const Level& level : lowest.levels) sector.levels.push_back(level.energy);
      vectors = std::move(lowest.vectors);
    }
  }
  sector.n_rest = static_cast<double>(op.size() - sector.levels.size());
  for (std::size_t r = 0; r < options.n_vectors; ++r) {
    random::Address address = options.address;
    address.slot += static_cast<std::uint32_t>(r);
    LanczosRecurrence<Op> recurrence(op, random_rest_vector(address, vectors, op.size(), options.n_threads),
                                     options.n_threads);
    for (std::size_t m = 0; m < options.n_steps && (m == 0 || !recurrence.exhausted()); ++m) {
      recurrence.step();
      if (options.watch) options.watch(r * options.n_steps + m + 1);
    }
    sector.samples.push_back(gauss_quadrature(recurrence.alphas(), recurrence.betas()));
  }
  return sector;
}

}  // namespace lenz::exact::spins
