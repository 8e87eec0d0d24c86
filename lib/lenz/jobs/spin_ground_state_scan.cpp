#include "lenz/jobs/spin_ground_state_scan.hpp"

#include "lenz/core/errors.hpp"

namespace lenz::jobs {

std::unique_ptr<GroundStateScan> make_spin_ground_state_scan(SpinGroundStateInput) {
  const Diagnostic missing{
      .source = "[system] kind \"spin\"",
      .message =
          "task \"ground-state\" has no states of spins yet: this version finds ground states of traps, "
          "and task \"diagonalize\" those of few spins"};
  throw InputError({missing});
}

}  // namespace lenz::jobs
