#pragma once

namespace lenz::app {

/// Does what the command line says and returns the exit code of DESIGN.md's contract: 0 done; 2 usage; 3
/// input; 4 a validation that failed; 5 Lenz's own files; 6 not a number; 75 stopped and resumable; 1 a bug.
int run_command_line(int argc, char** argv);

}  // namespace lenz::app
