#include "lenz/jobs/doubts.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lenz::jobs {

DoubtLog::DoubtLog(const std::vector<std::pair<std::string, double>>& parameters) {
  for (const auto& [name, value] : parameters)
    where_ += fmt::format("{}{} = {:.6g}", where_.empty() ? "" : ", ", name, value);
  if (!where_.empty()) where_ += ": ";
}

void DoubtLog::add(const Evaluation& evaluation) {
  const std::string& name = evaluation.result.name;
  const Doubts& doubts = evaluation.doubts;
  tau_ = std::max(tau_, doubts.short_run ? doubts.tau : 0);
  rhat_ = std::max(rhat_, doubts.rhat);
  if (name == "energy" || name == "abs_magnetization") direct_tau_ = std::max(direct_tau_, doubts.tau);
  if (doubts.short_run) short_runs_.push_back(name);
  if (doubts.chains_differ) differing_.push_back(name);
  if (doubts.errors_disagree) disagreeing_.push_back(name);
}

void DoubtLog::add_chains(const std::vector<SlotOutcome>& chains) {
  const auto unsettled =
      std::count_if(chains.begin(), chains.end(), [](const SlotOutcome& c) { return !c.settled; });
  if (unsettled > 0) {
    chain_warnings_.push_back(
        fmt::format("{}{} of {} chains had not settled when the automatic burn-in gave up after {} sweeps: "
                    "set [run] burn_in higher, or "
                    "choose a sampler with a shorter tau",
                    where_, unsettled, chains.size(), chains.front().burn_in_sweeps));
  }
  const auto& first = chains.front();
  if (!first.record.configuration_sweeps.empty() && static_cast<double>(first.spacing) < direct_tau_) {
    chain_warnings_.push_back(
        fmt::format("{}configurations are {} sweeps apart, closer than tau = {:.3g}: they are correlated; "
                    "raise [run] burn_in, "
                    "from which their distance is measured",
                    where_, first.spacing, direct_tau_));
  }
}

std::vector<std::string> DoubtLog::warnings() const {
  std::vector<std::string> all;
  if (!short_runs_.empty()) {
    all.push_back(fmt::format("{}fewer than 50 tau (tau = {:.3g} sweeps) in {}: raise [run] sweeps", where_,
                              tau_, fmt::join(short_runs_, ", ")));
  }
  if (!differing_.empty()) {
    all.push_back(fmt::format(
        "{}the chains differ (R-hat up to {:.3f}) in {}: raise [run] sweeps or burn_in, or choose a "
        "sampler that crosses between the states they are caught in",
        where_, rhat_, fmt::join(differing_, ", ")));
  }
  if (!disagreeing_.empty()) {
    all.push_back(fmt::format(
        "{}two estimates of the error disagree in {}: the series is too short for its correlations; "
        "raise [run] sweeps",
        where_, fmt::join(disagreeing_, ", ")));
  }
  all.insert(all.end(), chain_warnings_.begin(), chain_warnings_.end());
  return all;
}

}  // namespace lenz::jobs
