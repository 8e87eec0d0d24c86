#pragma once

#include <algorithm>
#include <complex>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lenz/models/spin_states/joined_states.hpp"
#include "lenz/models/spin_states/spin_hamiltonian.hpp"
#include "lenz/models/spin_states/spin_pattern.hpp"
#include "lenz/models/spin_states/spin_state.hpp"

namespace lenz::models {

/// How much lower than E the energy of (1 + a H) psi is at the a that makes it lowest: one step of Lanczos's
/// recursion from psi (Sorella 2001). With mu_2 and mu_3 the central moments of H in psi,
///
///     2 mu_2^2 / (mu_3 + sqrt(mu_3^2 + 4 mu_2^3)),
///
/// from the means of energy, energy_2 and energy_3. 0 of a level of H, from which no step leads away.
double lanczos_gain(double e, double e_2, double e_3);

/// What is recorded of quantum spins, s_i = spin or -spin, N of them:
///
///     energy             Re E_L - reference,  E_L(s) = sum_s' <s|H|s'> psi(s') / psi(s)
///     energy_2           |E_L - reference|^2
///     magnetization      m = sum_i s_i / N; abs_magnetization |m|
///     staggered          |sum_i (+-1) s_i / N|, on bipartite lattices
///     transverse         sum_i sx_i / N, where asked for: Re sum_i psi(s, i turned over) / psi(s) / N
///     correlation r      s_i s_{i + r} along the first axis, its mean over i, r = 0 … L/2
///     structure_factor   |sum_i s_i exp(i q.r_i)|^2 / N, at all q of periodic lattices in the order of cells
///     energy_3           Re e* ((H - reference)^2 psi) / psi, e = E_L - reference, where asked for
///     overlap j          Re r, Im r and |r|^2, r = phi_j / psi of a state phi_j that is given: its overlap
///     with
///                        psi is |<r>|^2 / <|r|^2>
///
/// The Hamiltonian is that of psi. Where it is turned by a sign rule, so is sx, by the same signs: the
/// numbers are those of the model as it was before. Cost: one local energy, N more ratios where H has no
/// field along x but the transverse magnetization is asked for, and N (L/2 + number of q) additions; of
/// energy_3 a local energy and a move for each state joined to s; of each other state its amplitude.
class SpinMeasurement {
 public:
  enum Quantity : std::size_t { energy, energy_2, magnetization, abs_magnetization };
  static constexpr std::size_t n_first = 4;

  /// A state phi as log phi(s) + shift, which keeps |phi| close to |psi|.
  struct Other {
    std::function<std::complex<double>(const Spins&)> log_psi{};
    double shift = 0;
  };
  struct Options {
    double reference = 0;     ///< taken off energies, so that small variances are seen
    bool transverse = false;  ///< sx as well
    bool third = false;       ///< energy_3 as well
    Spins signs{};            ///< by which the Hamiltonian is turned; empty: it is not
    std::vector<Other> others{};
  };
  /// Throws std::invalid_argument where Hamiltonian, pattern and signs are of different numbers of sites.
  SpinMeasurement(SpinHamiltonian hamiltonian, SpinPattern pattern, Options options);

  const Options& options() const { return o_; }
  const SpinPattern& pattern() const { return pattern_; }
  std::size_t n_quantities() const { return overlap(o_.others.size()); }
  std::vector<std::string> names() const;

  /// Where a quantity, or the first of several, stands.
  std::size_t staggered() const { return n_first; }
  std::size_t transverse() const { return staggered() + (pattern_.is_bipartite() ? 1 : 0); }
  std::size_t correlation() const { return transverse() + (o_.transverse ? 1 : 0); }
  std::size_t structure_factor() const { return correlation() + pattern_.n_distances(); }
  std::size_t energy_3() const { return structure_factor() + pattern_.n_waves(); }
  std::size_t overlap(std::size_t j) const { return energy_3() + (o_.third ? 1 : 0) + 3 * j; }

  template <class Density, class Info>
  void measure(const Density& density, std::span<const typename Density::Walker> walkers, std::size_t slot,
               const Info&, std::span<double> out) const {
    record(density.psi(), walkers[slot], out);
  }

  /// The numbers of one configuration.
  template <SpinState Psi>
  void record(const Psi& psi, const SpinWalker<typename Psi::Cache>& walker, std::span<double> out) const {
    using Value = typename Psi::Value;
    thread_local JoinedStates<Psi> joined;
    hamiltonian_.connected(walker.spins, joined.flips, joined.elements);
    const std::size_t first_turn = add_turns(joined.flips);
    joined.find_ratios(psi, walker);
    const double diagonal = hamiltonian_.diagonal(walker.spins) - o_.reference;
    const Value local = joined.sum(diagonal);
    out[energy] = std::real(local);
    out[energy_2] = std::norm(local);
    if (o_.transverse) {
      double sum = 0;
      for (std::size_t i = 0; i < pattern_.n_sites(); ++i)
        sum += sign(i) * std::real(joined.ratios[first_turn + i]);
      out[transverse()] = sum / static_cast<double>(pattern_.n_sites());
    }
    if (o_.third) {
      const Value twice = diagonal * local + energies_around(psi, walker, joined);
      out[energy_3()] = std::real(local) * std::real(twice) + std::imag(local) * std::imag(twice);
    }
    for (std::size_t j = 0; j < o_.others.size(); ++j) {
      const std::complex<double> r = std::exp(o_.others[j].log_psi(walker.spins) + o_.others[j].shift -
                                              psi.log_psi(walker.spins, walker.cache));
      out[overlap(j)] = r.real();
      out[overlap(j) + 1] = r.imag();
      out[overlap(j) + 2] = std::norm(r);
    }
    record_pattern(walker.spins, out);
  }

 private:
  double sign(std::size_t site) const { return o_.signs.empty() ? 1 : o_.signs[site]; }
  /// Where the flips of all single sites begin, which are added where the Hamiltonian has not all of them.
  std::size_t add_turns(std::vector<Flips>& flips) const;
  void record_pattern(const Spins& s, std::span<double> out) const;
  /// sum_s' <s|H|s'> (E_L(s') - reference) psi(s') / psi(s).
  template <SpinState Psi>
  typename Psi::Value energies_around(const Psi& psi, const SpinWalker<typename Psi::Cache>& walker,
                                      const JoinedStates<Psi>& joined) const {
    thread_local JoinedStates<Psi> further;
    thread_local SpinWalker<typename Psi::Cache> neighbour;
    typename Psi::Value sum{};
    for (std::size_t k = 0; k < joined.elements.size(); ++k) {
      neighbour = walker;
      psi.accept(neighbour.spins, neighbour.cache, joined.flips[k]);
      flip(neighbour.spins, joined.flips[k]);
      sum += joined.elements[k] * joined.ratios[k] *
             (further.local_energy(hamiltonian_, psi, neighbour) - o_.reference);
    }
    return sum;
  }

  SpinHamiltonian hamiltonian_;
  SpinPattern pattern_;
  Options o_;
};

}  // namespace lenz::models
