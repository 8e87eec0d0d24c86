#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "lenz/io/catalogue.hpp"
#include "lenz/io/document.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/inputs/optimizer_input.hpp"
#include "lenz/jobs/inputs/sampler_input.hpp"
#include "lenz/jobs/inputs/spin_input.hpp"
#include "lenz/jobs/inputs/spin_state_input.hpp"
#include "lenz/jobs/inputs/trap_input.hpp"
#include "lenz/jobs/inputs/wavefunction_input.hpp"

namespace lenz::jobs {

/// [run] of task "ground-state".
struct GroundStateRunInput {
  std::uint64_t seed = 1;
  std::uint64_t chains = 4;
  io::Auto<std::uint64_t> burn_in;  ///< sweeps; auto: until the measured quantities have settled
  std::uint64_t sweeps = 20000;     ///< per chain and point, with the parameters found
  std::uint64_t thin = 1;
  std::uint64_t steps = 200;   ///< of the optimizer
  std::uint64_t batch = 4096;  ///< samples in a step
  std::uint64_t shards = 8;    ///< parts of a batch, which threads share out among themselves
  io::Auto<double> tolerance;  ///< of the energy above the exact one, see tolerance_of
  io::Duration time_limit = io::Duration::none();
  io::Duration checkpoint_every{60};
};

/// [output] of task "ground-state".
struct GroundStateOutputInput {
  std::uint64_t configurations = 0;  ///< per point, decorrelated by the measured tau
  bool trace = false;
  bool plots = true;
  bool distributions = true;  ///< of traps: density and pair distribution
  bool lanczos = false;       ///< of spins: energy_lanczos
};

const io::Schema<GroundStateRunInput>& ground_state_run_schema();
const io::Schema<GroundStateOutputInput>& ground_state_output_schema();
/// Of particles in traps, without a Lanczos step; of quantum spins, without distributions.
const io::Schema<GroundStateOutputInput>& trap_output_schema();
const io::Schema<GroundStateOutputInput>& spin_state_output_schema();

/// What an input of task "ground-state" says whatever its system is, with every default filled in.
struct GroundStateSettings {
  std::string title;
  Exact exact = Exact::automatic;
  SamplerInput sampler;
  OptimizerInput optimizer;
  GroundStateRunInput run;
  GroundStateOutputInput output;
};

/// Particles in a trap.
struct TrapGroundStateInput : GroundStateSettings {
  TrapInput system;
  WavefunctionInput model;
};

/// Quantum spins.
struct SpinGroundStateInput : GroundStateSettings {
  SpinInput system;
  SpinStateInput model;
};

/// Everything an input of task "ground-state" says.
using GroundStateInput = std::variant<TrapGroundStateInput, SpinGroundStateInput>;

/// What stands for "auto". symmetry_of: none for distinguishable particles or one alone, else pairs.
/// jastrow_of: pade where particles repel each other, else none. cusp_of: where there is a Jastrow factor and
/// the interaction diverges as 1/r.
WaveSymmetry symmetry_of(const TrapGroundStateInput& input);
JastrowKind jastrow_of(const TrapGroundStateInput& input);
bool cusp_of(const TrapGroundStateInput& input);
/// Fermions of which two or more have one spin, unless slater = false: otherwise a determinant is one
/// orbital.
bool has_slater(const TrapGroundStateInput& input);
/// Asked for, and there are three particles.
inline bool has_three_body(const TrapGroundStateInput& input) {
  return input.model.three_body && input.system.particles > 2;
}
/// The sampler of spins that runs: exchange where the magnetization is conserved, else metropolis.
SamplerKind sampler_of(const SpinGroundStateInput& input);
/// How far above the exact energy the variational one may stay, in energy; auto: 1 % of it.
double tolerance_of(const GroundStateSettings& input, double exact_energy);

/// What was asked for by name and breaks the statistics of the particles, in words for the results.
std::vector<std::string> statistics_warnings(const TrapGroundStateInput& input);

/// Whether a document names task "ground-state". Never throws.
bool is_ground_state(const io::Document& document);

/// Holds a document against the schemas of task "ground-state". Throws one InputError with everything that is
/// wrong in it, states that cannot have the particles' statistics and more memory than the machine has
/// included.
GroundStateInput decode_ground_state(const io::Document& document);

/// The input with every default written out; it decodes to the same input.
io::Table resolved_table(const GroundStateInput& input);
std::string resolved_toml(const GroundStateInput& input);

/// What an input of task "ground-state" may have, and one whose system is known: for complaints and hints.
const io::Catalogue& ground_state_catalogue();
const io::Catalogue& trap_catalogue();
const io::Catalogue& spin_state_catalogue();

}  // namespace lenz::jobs
