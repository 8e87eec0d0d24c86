#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lenz/io/catalogue.hpp"
#include "lenz/io/document.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/inputs/spin_input.hpp"

namespace lenz::jobs {

enum class DiagonalizeMethod { automatic, dense, lanczos };

/// [run] of task "diagonalize".
struct DiagonalizeRunInput {
  std::uint64_t seed = 1;
  std::uint64_t levels = 4;
  DiagonalizeMethod method = DiagonalizeMethod::automatic;
  double tolerance = 1e-12;    ///< of a residual, relative to |H|
  std::uint64_t vectors = 20;  ///< random ones, of a thermal average
  std::uint64_t steps = 100;   ///< of Lanczos from each
  io::Duration time_limit = io::Duration::none();
  io::Duration checkpoint_every{60};
};

/// [output] of task "diagonalize".
struct DiagonalizeOutputInput {
  bool observables = true;  ///< expectation values in the ground state
  bool plots = true;
};

const io::Schema<DiagonalizeRunInput>& diagonalize_run_schema();
const io::Schema<DiagonalizeOutputInput>& diagonalize_output_schema();

/// Everything an input of task "diagonalize" says, with every default filled in.
struct DiagonalizeInput {
  std::string title;
  Exact exact = Exact::automatic;
  SpinInput system;
  DiagonalizeRunInput run;
  DiagonalizeOutputInput output;
};

/// Whether a document names task "diagonalize". Never throws.
bool is_diagonalize(const io::Document& document);

/// Holds a document against the schemas of task "diagonalize". Throws one InputError with everything that is
/// wrong in it, symmetries that the Hamiltonian does not have and more memory than the machine has included.
DiagonalizeInput decode_diagonalize(const io::Document& document);

/// The input with every default written out; it decodes to the same input.
io::Table resolved_table(const DiagonalizeInput& input);
std::string resolved_toml(const DiagonalizeInput& input);

/// What an input of task "diagonalize" may have: for its complaints and hints.
const io::Catalogue& diagonalize_catalogue();

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::DiagonalizeMethod> {
  static constexpr std::string_view names[] = {"auto", "dense", "lanczos"};
};

}  // namespace lenz::io
