#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "lenz/models/spin_states/joined_states.hpp"
#include "lenz/models/spin_states/spin_density.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/variational/sample_slot.hpp"
#include "lenz/variational/state_below.hpp"

namespace lenz::variational {

/// A wavefunction of spins 1/2 with its Hamiltonian: a TrialProblem, and an OrthogonalProblem.
///
/// Where psi leaves signs out, the Hamiltonian is one turned by its sign rule. Local energies come from
/// ratios alone (models::JoinedStates).
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
  double energy_bound() const { return hamiltonian_.energy_bound(); }
  std::size_t n_parameters() const { return psi_.n_parameters(); }
  void set_parameters(std::span<const double> theta) { psi_.set_parameters(theta); }
  Density density() const { return Density(psi_, hamiltonian_.exchange_moves()); }

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
    thread_local models::JoinedStates<Psi> joined;
    return joined.local_energy(hamiltonian_, psi_, walker);
  }

  void measure(const Walker& walker, const SampleSlot& slot) const {
    const Value energy = local_energy(walker);
    slot.energies[slot.column] = std::real(energy);
    if constexpr (!is_complex) {
      psi_.derivatives(walker.spins, walker.cache, {slot.o.colptr(slot.column), slot.o.n_rows});
    } else {
      slot.energies[slot.n_samples + slot.column] = energy.imag();
      thread_local std::vector<Value> o;
      o.resize(slot.o.n_rows);
      psi_.derivatives(walker.spins, walker.cache, o);
      for (std::size_t k = 0; k < o.size(); ++k) {
        slot.o(k, slot.column) = o[k].real();
        slot.o(k, slot.n_samples + slot.column) = o[k].imag();
      }
    }
  }

  /// States of the same Hamiltonian to which psi is to be orthogonal.
  using Companion = models::Spins;
  void set_below(std::vector<StateBelow> below) { below_ = std::move(below); }
  std::size_t n_below() const { return below_.size(); }
  double penalty(std::size_t j) const { return below_[j].penalty; }
  Companion begin_below(std::size_t j, random::Stream& rng) const { return below_[j].begin(rng); }
  void sweep_below(std::size_t j, std::span<Companion> walkers, std::size_t n, random::Stream& rng) const {
    below_[j].sweep(walkers, n, rng);
  }
  Walker walker_at(const Companion& spins) const { return density().walker(spins); }
  const Companion& companion_at(const Walker& walker) const { return walker.spins; }
  std::complex<double> log_ratio_of(std::size_t j, const Walker& walker) const {
    return below_[j].log_psi(walker.spins) - psi_.log_psi(walker.spins, walker.cache);
  }

  /// All configurations with the spins up that moves keep: words of bits, 1 up, from the smallest on.
  /// REQUIRES at most 62 sites.
  std::uint64_t n_configurations() const {
    return n_up_ ? binomial(psi_.n_sites(), *n_up_) : std::uint64_t{1} << psi_.n_sites();
  }
  Walker configuration(std::uint64_t index) const {
    models::Spins spins(psi_.n_sites(), -1);
    std::size_t left = n_up_.value_or(0);
    for (std::size_t k = spins.size(); k-- > 0;) {
      if (!n_up_) {
        if ((index >> k & 1) != 0) spins[k] = 1;
      } else if (const std::uint64_t without = binomial(k, left); index >= without) {
        index -= without;
        --left;
        spins[k] = 1;
      }
    }
    return density().walker(std::move(spins));
  }

 private:
  static std::uint64_t binomial(std::size_t n, std::size_t k) {
    if (k > n) return 0;
    std::uint64_t value = 1;
    for (std::size_t i = 0; i < k; ++i) value = value * (n - i) / (i + 1);
    return value;
  }

  models::SpinHamiltonian hamiltonian_;
  Psi psi_;
  std::optional<std::size_t> n_up_;
  std::vector<StateBelow> below_{};
};

}  // namespace lenz::variational
