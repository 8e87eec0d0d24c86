#include "lenz/jobs/mending.hpp"

#include <algorithm>

#include "lenz/jobs/observable_doubts.hpp"

namespace lenz::jobs {
namespace {

constexpr double caught_rhat = 1.2;     // a transient alone makes none so large
constexpr double enough_samples = 800;  // independent ones keep R-hat below 1.01
constexpr double largest_factor = 100;

double longest_production(const io::RunResult& result, const SampleInput& input) {
  std::uint64_t sweeps = input.run.sweeps;
  for (const io::PointResult& point : result.points)
    sweeps = std::max(sweeps, point.chains ? point.chains->sweeps : 0);
  return static_cast<double>(sweeps);
}

double longest_burn_in(const io::RunResult& result) {
  std::uint64_t sweeps = 0;
  for (const io::PointResult& point : result.points)
    sweeps = std::max(sweeps, point.chains ? point.chains->burn_in : 0);
  return static_cast<double>(sweeps);
}

}  // namespace

Mending::Mending(const io::RunResult& result, const SampleInput& input)
    : result_(result),
      sweeps_(longest_production(result, input)),
      burn_in_(longest_burn_in(result)),
      advice_(input, static_cast<std::uint64_t>(sweeps_)) {}

Mending::Cause Mending::cause_of(const Affected& affected) const {
  if (bad_step_) return Cause::step;
  bool remember = true, differ = false;
  double rhat = 1;
  for (const std::size_t i : affected.points()) {
    bool drifts = false;
    for (const io::ObservableResult& o : result_.points[i].observables) {
      drifts = drifts || has(o, io::Doubt::drifts);
      if (!has(o, io::Doubt::chains_differ)) continue;
      differ = true;
      rhat = std::max(rhat, rhat_of(o));
    }
    remember = remember && drifts;
  }
  const bool crosses = differ && !advice_.crossing().empty();
  if (remember && (rhat < caught_rhat || !crosses)) return Cause::start;
  return crosses ? Cause::caught : Cause::other;
}

Edits Mending::mixing(const Affected& affected, const Edits& others) const {
  switch (cause_of(affected)) {
    case Cause::step:
      return advice_.tuned_step();
    case Cause::start:
      return burn_in_for_drifts();
    case Cause::caught:
      return advice_.crossing();
    case Cause::other:
      break;
  }
  return others;
}

Edits Mending::meeting(const Affected& affected, double rhat, double ess) const {
  const Edits edits = mixing(affected, advice_.longer(std::clamp((rhat - 1) / 0.005, 4.0, largest_factor)));
  const bool few = cause_of(affected) == Cause::start && ess < enough_samples;
  return few ? united({edits, advice_.longer(std::min(enough_samples / ess, largest_factor))}) : edits;
}

Edits Mending::burn_in_for_drifts() const {
  return advice_.longer_burn_in(std::max(4 * burn_in_, sweeps_ / 5));
}

}  // namespace lenz::jobs
