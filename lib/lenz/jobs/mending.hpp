#pragma once

#include <cstdint>

#include "lenz/io/results.hpp"
#include "lenz/jobs/advice.hpp"
#include "lenz/jobs/affected.hpp"

namespace lenz::jobs {

/// Chooses among the edits of `Advice` by what ails the points of one run.
class Mending {
 public:
  Mending(const io::RunResult& result, const SampleInput& input);

  const Advice& advice() const { return advice_; }
  /// Sweeps of production at the longest point, and of burn-in.
  double sweeps() const { return sweeps_; }
  double burn_in() const { return burn_in_; }
  /// The user's step is at fault: nothing else has to be mended before it.
  void blame_step() { bad_step_ = true; }

  /// What mends chains that do not mix: their step, if that is at fault; a burn-in, if they still remember
  /// their start and would meet otherwise; where they differ a sampler that crosses, if there is one; else
  /// the edits given.
  Edits mixing(const Affected& affected, const Edits& others) const;
  /// The same for chains that differ: with as many sweeps as R-hat asks for.
  Edits meeting(const Affected& affected, double rhat, double ess) const;
  /// The same for observables that drift.
  Edits forgetting(const Affected& affected) const { return mixing(affected, burn_in_for_drifts()); }

 private:
  enum class Cause { step, start, caught, other };
  Cause cause_of(const Affected& affected) const;
  Edits burn_in_for_drifts() const;

  const io::RunResult& result_;
  double sweeps_, burn_in_;
  Advice advice_;
  bool bad_step_ = false;
};

}  // namespace lenz::jobs
