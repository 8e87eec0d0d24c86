#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/stats/correlator.hpp"

namespace lenz::stats {

struct BurnInOptions {
  std::uint64_t min_sweeps =
      128;  ///< first length at which to judge (rounded up to a multiple of 4), at least 16
  std::uint64_t max_sweeps = 1 << 20;  ///< give up here, at least min_sweeps
  double n_tau = 50;                   ///< length demanded, in units of tau
};

/// Decides how much of the beginning of a chain to discard, while it runs.
///
/// Judged at lengths n = min_sweeps, 2 min_sweeps, 4 min_sweeps, …: settled when n >= n_tau times the largest
/// tau of all quantities, and the means of [n/4, n/2) and [n/2, n) agree for every quantity within their
/// tau-corrected errors (family-wise level 0.01). tau is that of both parts as two chains with one mean, plus
/// one of its own standard deviations, since short parts of a slow series look fast; so n is about 100 tau at
/// the end. A start so far away that it rules a part shows as a tau of the order of n. Deterministic; memory
/// and cost of two Correlators a quantity.
class BurnIn {
 public:
  BurnIn() : BurnIn(0) {}
  /// Throws std::invalid_argument for impossible options.
  explicit BurnIn(std::size_t n_quantities, BurnInOptions options = {});

  /// Takes one sample of every quantity; true once burn-in is over: settled, or given up at max_sweeps.
  bool add(std::span<const double> sample);

  bool done() const { return done_; }
  /// True when it settled, false while it has not or when it gave up.
  bool converged() const { return converged_; }
  std::uint64_t n_sweeps() const { return n_; }
  /// The largest tau of all quantities, in sweeps, when last judged; 1/2 before.
  double tau() const { return tau_; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(options_.min_sweeps, options_.max_sweeps, options_.n_tau, n_, next_, later_, earlier_);
    archive(tau_, done_, converged_);
  }

 private:
  void judge();

  BurnInOptions options_;
  std::uint64_t n_ = 0;
  std::uint64_t next_ = 0;           ///< the next length to judge at
  std::vector<Correlator> later_;    ///< the part since the last judgement
  std::vector<Correlator> earlier_;  ///< the part before that; empty at first
  double tau_ = 0.5;
  bool done_ = false;
  bool converged_ = false;
};

}  // namespace lenz::stats
