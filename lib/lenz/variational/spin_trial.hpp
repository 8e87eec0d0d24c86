#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "lenz/models/spin_states/spin_density.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::variational {

/// A wavefunction of spins 1/2 with its Hamiltonian: a TrialProblem.
///
/// Where psi leaves signs out, the Hamiltonian is one turned by its sign rule. Local energies,
///
///     E_L(s) = <s|H|s> + sum_s' <s|H|s'> psi(s') / psi(s),
///
/// come from ratios alone. Cost of one: a ratio for each state joined to s.
template <models::SpinState Psi>
class SpinTrial {
 public:
  using Value = typename Psi::Value;
  using Density = models::SpinDensity<Psi>;
  using Walker = typename Density::Walker;
  static constexpr std::size_t n_lanes = 1;
  static constexpr bool is_complex = models::is_complex_state<Psi>;

  /// `n_up`: of all configurations, which moves then keep; none: all configurations.
  SpinTrial(models::SpinHamiltonian hamiltonian, Psi psi, std::optional<std::size_t> n_up = {})
      : hamiltonian_(std::move(hamiltonian)), psi_(std::move(psi)), n_up_(n_up) {}

  const models::SpinHamiltonian& hamiltonian() const { return hamiltonian_; }
  const Psi& psi() const { return psi_; }
  Psi& psi() { return psi_; }
  std::size_t n_parameters() const { return psi_.n_parameters(); }
  void set_parameters(std::span<const double> theta) { psi_.set_parameters(theta); }
  Density density() const { return Density(psi_, hamiltonian_.exchanges()); }

  /// Spins drawn with equal probability.
  Walker begin(random::Stream& rng) const {
    models::Spins spins(psi_.n_sites(), 1);
    if (n_up_) {
      for (std::size_t k = *n_up_; k < spins.size(); ++k) spins[k] = -1;
      for (std::size_t k = spins.size(); k > 1; --k)
        std::swap(spins[k - 1], spins[random::uniform_index(rng, k)]);
    } else {
      for (std::int8_t& s : spins) s = random::uniform_index(rng, 2) == 0 ? 1 : -1;
    }
    return density().walker(std::move(spins));
  }
  void refresh(Walker& walker) const { psi_.rebuild(walker.spins, walker.cache); }

  /// E_L of a walker.
  Value local_energy(const Walker& walker) const {
    thread_local std::vector<models::Flips> flips;
    thread_local std::vector<double> elements;
    thread_local std::vector<Value> ratios;
    hamiltonian_.connected(walker.spins, flips, elements);
    ratios.resize(flips.size());
    psi_.ratios(walker.spins, walker.cache, flips, ratios);
    Value energy = hamiltonian_.diagonal(walker.spins);
    for (std::size_t k = 0; k < flips.size(); ++k) energy += elements[k] * ratios[k];
    return energy;
  }

  /// The local energy, and the log-derivatives into a column.
  template <class Matrix>
  void measure(const Walker& walker, std::span<double> energies, Matrix& log_derivatives,
               std::size_t column) const requires(!is_complex) {
    energies[0] = local_energy(walker);
    psi_.derivatives(walker.spins, walker.cache, {log_derivatives.colptr(column), log_derivatives.n_rows});
  }
  /// Real and imaginary parts of both, in columns of their own.
  template <class Matrix>
  void measure(const Walker& walker, std::span<double> energies, std::span<double> imaginary,
               Matrix& log_derivatives, std::size_t column, std::size_t imaginary_column) const
      requires(is_complex) {
    const Value energy = local_energy(walker);
    energies[0] = energy.real();
    imaginary[0] = energy.imag();
    thread_local std::vector<Value> o;
    o.resize(log_derivatives.n_rows);
    psi_.derivatives(walker.spins, walker.cache, o);
    for (std::size_t k = 0; k < o.size(); ++k) {
      log_derivatives(k, column) = o[k].real();
      log_derivatives(k, imaginary_column) = o[k].imag();
    }
  }

 private:
  models::SpinHamiltonian hamiltonian_;
  Psi psi_;
  std::optional<std::size_t> n_up_;
};

}  // namespace lenz::variational
