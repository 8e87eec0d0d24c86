#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lenz/models/wavefunction/local_energy.hpp"
#include "lenz/models/wavefunction/trial_density.hpp"

namespace lenz::models {

/// Correlated sampling: the energies of several states and Hamiltonians (other frequencies, other strengths)
/// from the samples of one. With psi_0 sampled and weights w_k = |psi_k / psi_0|^2,
///
///     E_k = <w_k E_k(x)> / <w_k>,   E_k(x) = (H_k psi_k)(x) / psi_k(x),
///
/// so that differences E_k - E_0 have errors far smaller than those of separate runs, as long as the states
/// overlap: <w_k>^2 / <w_k^2> is the share of the samples that counts. Recorded for every k: weight, weight
/// times (energy - reference), weight^2; form the ratios by the jackknife. Weights are of log psi_k - log
/// psi_0 less `log_norm` of k, which keeps them near 1. Cost: a value, a gradient and a local energy of each
/// state. Source: Umrigar, Wilson and Wilkins (1988).
template <LogFactor Psi>
class CorrelatedMeasurement {
 public:
  struct Member {
    Trap trap;
    Psi psi;
    double log_norm = 0;
  };
  /// Of each member what is recorded.
  enum Quantity : std::size_t { weight, weighted_energy, weight_2, n_quantities };

  CorrelatedMeasurement(std::vector<Member> members, double reference)
      : members_(std::move(members)), reference_(reference) {}

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (std::size_t k = 0; k < members_.size(); ++k) {
      for (const char* name : {"weight ", "weighted energy ", "weight^2 "})
        all.push_back(name + std::to_string(k));
    }
    return all;
  }
  /// Where the quantities of member k begin.
  static std::size_t first(std::size_t member) { return n_quantities * member; }
  double reference() const { return reference_; }

  template <class Density, class Info>
  void measure(const Density& density, std::span<const typename Density::Walker> walkers, std::size_t slot,
               const Info&, std::span<double> out) const {
    using Real = typename Density::Real;
    const auto& x = walkers[slot].x;
    const Real log_sampled = density.log_density(walkers[slot]);
    const auto mean = [](const Real& value) {
      return lanes::sum(value) / static_cast<double>(lanes::count<Real>);
    };
    for (std::size_t k = 0; k < members_.size(); ++k) {
      const Member& member = members_[k];
      const TrialDensity<Psi, Real> p(member.psi, density.particles());
      auto walker = p.walker(x);
      p.evaluate(walker);
      const Real w = lanes::exp(p.log_density(walker) - log_sampled - 2 * member.log_norm);
      const Real off = local_energy(member.trap, walker).total() - reference_;
      out[first(k) + weight] = mean(w);
      out[first(k) + weighted_energy] = mean(w * off);
      out[first(k) + weight_2] = mean(w * w);
    }
  }

 private:
  std::vector<Member> members_;
  double reference_;
};

}  // namespace lenz::models
