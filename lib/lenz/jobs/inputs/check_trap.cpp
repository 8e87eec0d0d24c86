#include <fmt/format.h>

#include "lenz/jobs/inputs/check_ground_state.hpp"
#include "lenz/jobs/inputs/system_checker.hpp"

namespace lenz::jobs {

namespace {

using models::Interaction;

void check_frequencies(SystemChecker& check, const TrapInput& input) {
  if (!check.given("frequencies") || !check.good("frequencies")) return;
  if (check.given("omega"))
    return check.complain("frequencies",
                          "[system] has both frequencies and omega: omega is that of an isotropic trap");
  if (check.good("dimensions") && input.frequencies.size() != input.dimensions)
    check.complain("frequencies",
                   fmt::format("[system] frequencies has {} number{}, but the trap has {} dimension{}",
                               input.frequencies.size(), input.frequencies.size() == 1 ? "" : "s",
                               input.dimensions, input.dimensions == 1 ? "" : "s"));
}

void check_spin_up(SystemChecker& check, const TrapInput& input) {
  if (!input.spin_up || !check.good("spin_up") || !check.good("statistics")) return;
  if (!input.is_fermion())
    return check.complain("spin_up", fmt::format("[system] spin_up is of fermions, but statistics is \"{}\"",
                                                 io::name_of(input.statistics)));
  if (check.good("particles") && *input.spin_up > input.particles)
    check.complain("spin_up", fmt::format("[system] spin_up is {}, but there {} {} particle{}",
                                          *input.spin_up, input.particles == 1 ? "is" : "are",
                                          input.particles, input.particles == 1 ? "" : "s"));
}

/// Keys of an interaction that another one was given.
void check_interaction_keys(SystemChecker& check, const TrapInput& input) {
  if (!check.good("interaction")) return;
  const auto refuse = [&](const char* key, const char* of) {
    if (check.given(key) && check.good(key))
      check.complain(key, fmt::format("[system] {} is of interaction {}, but interaction is \"{}\"", key, of,
                                      io::name_of(input.interaction)));
  };
  if (!input.has_strength()) refuse("strength", "\"coulomb\" or \"gaussian\"");
  if (!input.has_range()) refuse("range", "\"gaussian\" or \"hard-sphere\"");
  if (input.interaction != Interaction::coulomb) refuse("softening", "\"coulomb\"");
}

void check_coulomb(SystemChecker& check, const TrapInput& input) {
  if (!check.good("interaction") || input.interaction != Interaction::coulomb) return;
  if (check.good("dimensions") && check.good("softening") && input.dimensions == 1 && input.softening == 0)
    check.complain(check.given("softening") ? "softening" : "interaction",
                   "[system] interaction \"coulomb\" needs a softening above 0 in one dimension: nothing "
                   "passes through 1/r there");
  if (!check.good("strength")) return;
  for (const double g : input.strength) {
    if (g > 0) continue;
    return check.complain("strength",
                          fmt::format("[system] strength is {:g}, but must be greater than 0 for interaction "
                                      "\"coulomb\": attraction is of \"gaussian\" only",
                                      g));
  }
}

void check_scans(SystemChecker& check, const TrapInput& input) {
  for (const char* key : {"omega", "strength", "range"}) {
    if (!check.good(key)) return;
  }
  check_n_points(check, check.given("omega") ? "omega" : "strength",
                 {input.omega ? input.omega->size() : 1, input.has_strength() ? input.strength.size() : 1,
                  input.has_range() ? input.range.size() : 1});
}

}  // namespace

void check_trap(const io::Document& document, TrapInput& input, io::Complaints& complaints) {
  SystemChecker check(document, complaints);
  check_frequencies(check, input);
  check_spin_up(check, input);
  check_interaction_keys(check, input);
  check_coulomb(check, input);
  check_scans(check, input);
  if (input.is_isotropic() && !input.omega && !check.given("frequencies")) input.omega = io::Scan(1.0);
  if (input.is_fermion() && !input.spin_up) input.spin_up = input.n_up();
}

}  // namespace lenz::jobs
