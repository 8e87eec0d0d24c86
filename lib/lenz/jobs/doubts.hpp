#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lenz/jobs/chain_outcome.hpp"
#include "lenz/jobs/evaluable.hpp"

namespace lenz::jobs {

/// Gathers what the estimates of one point say against themselves and puts it in words, each with the edit
/// that mends it.
class DoubtLog {
 public:
  /// `parameters` of the point, to say where.
  explicit DoubtLog(const std::vector<std::pair<std::string, double>>& parameters);

  void add(const Evaluation& evaluation);
  /// Burn-in that did not settle; kept configurations closer than 2 tau.
  void add_chains(const std::vector<SlotOutcome>& chains);
  std::vector<std::string> warnings() const;

 private:
  std::string where_;  ///< "temperature = 2: ", or nothing
  std::vector<std::string> short_runs_, differing_, disagreeing_;
  std::vector<std::string> chain_warnings_;
  double tau_ = 0, rhat_ = 0, direct_tau_ = 0;
};

}  // namespace lenz::jobs
