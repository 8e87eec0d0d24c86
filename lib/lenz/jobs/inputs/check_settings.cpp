#include <fmt/format.h>

#include "lenz/jobs/inputs/check_ground_state.hpp"
#include "lenz/jobs/inputs/table_checker.hpp"

namespace lenz::jobs {

namespace {

void check_optimizer(TableChecker& check, const OptimizerInput& o) {
  const OptimizerInput& usual = ground_state_optimizer_schema(o.kind).defaults();
  const bool plain = !o.natural && check.good("optimizer", "natural");
  if (plain && o.damping != usual.damping)
    check.complain("optimizer", "damping", "means nothing without natural = true");
  if (plain && o.solver != usual.solver)
    check.complain("optimizer", "solver", "means nothing without natural = true");
  if (plain && !o.angle.is_auto())
    check.complain("optimizer", "angle", "means nothing without natural = true");
  if (!check.good("optimizer", "schedule")) return;
  const bool steps = o.schedule == RateSchedule::step,
             falls = steps || o.schedule == RateSchedule::exponential;
  if (!steps && o.every != usual.every) check.complain("optimizer", "every", "is for schedule \"step\"");
  if (!falls && o.factor != usual.factor)
    check.complain("optimizer", "factor", "is for schedules \"step\" and \"exponential\"");
}

void check_amounts(TableChecker& check, const GroundStateRunInput& run) {
  if (check.good("run", "thin") && check.good("run", "sweeps") && run.thin > run.sweeps)
    check.complain("run", "thin",
                   fmt::format("is {}, but must be at most the {} sweeps: nothing would be measured",
                               run.thin, run.sweeps));
  if (check.good("run", "shards") && check.good("run", "batch") && run.shards > run.batch)
    check.complain("run", "shards",
                   fmt::format("is {}, but must be at most the batch of {} samples", run.shards, run.batch));
}

}  // namespace

void check_settings(const io::Document& document, const GroundStateSettings& input,
                    io::Complaints& complaints) {
  TableChecker check(document, complaints);
  check_optimizer(check, input.optimizer);
  check_amounts(check, input.run);
}

}  // namespace lenz::jobs
