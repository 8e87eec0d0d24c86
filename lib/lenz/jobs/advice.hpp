#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lenz/jobs/inputs/sample_input.hpp"

namespace lenz::jobs {

/// "table.key=value", as --set takes them; all together mend what they are given for.
using Edits = std::vector<std::string>;

/// The edits that mend the ills of one run, with numbers that fit it.
class Advice {
 public:
  /// `sweeps`: of production, as many as the run made at a point.
  Advice(const SampleInput& input, std::uint64_t sweeps) : input_(input), sweeps_(sweeps) {}

  /// The kernel that runs: what `auto` stands for where chains can be caught.
  SamplerKind sampler() const;
  bool automatic_burn_in() const { return input_.run.burn_in.is_auto(); }

  /// A production `factor` times as long, rounded up to two digits.
  Edits longer(double factor) const;
  /// A sampler that crosses between states in which this one is caught, and sweeps enough for it: cluster
  /// updates where they are the physical ones, else the exchange of replicas, if there are temperatures to
  /// exchange them over; for a mixture steps as wide as its hills are apart. Empty where there is none.
  Edits crossing() const;
  /// Chains that start in opposite states, so that R-hat sees a trap; empty where there are enough.
  Edits more_chains() const;
  /// A burn-in that ends when the quantities have settled; where it was automatic already, one of at least
  /// `sweeps`.
  Edits longer_burn_in(double sweeps) const;
  /// A step tuned in burn-in.
  Edits tuned_step() const;
  /// Where finite-size scaling is possible: T_c of the infinite lattice, where all temperatures lie more than
  /// 15 % away from it; else empty.
  Edits critical_temperature() const;
  /// The unbiased twin of unadjusted Langevin.
  Edits adjusted_langevin() const;

 private:
  Edits at_least(Edits edits, double sweeps_of_all_chains) const;
  Edits wide_steps() const;

  const SampleInput& input_;
  std::uint64_t sweeps_;
};

/// x rounded up to two digits: 12345 to 13000.
std::uint64_t rounded_up(double x);

/// Several edits as one: the longest of lengths, the first of anything else.
Edits united(const std::vector<Edits>& all);

/// Whether the edits only lengthen what is there, so that a run can be resumed with them.
bool only_lengthen(const Edits& edits);

/// "--set run.sweeps=13000 --set 'sampler={kind=\"wolff\"}'", as a shell takes it.
std::string as_arguments(const Edits& edits);

}  // namespace lenz::jobs
