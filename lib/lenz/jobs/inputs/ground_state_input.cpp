#include "lenz/jobs/inputs/ground_state_input.hpp"

#include <cmath>

#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/inputs/run_input.hpp"
#include "lenz/jobs/inputs/table_decoder.hpp"

namespace lenz::jobs {

namespace {

void erase_unused_model_keys(const TrapGroundStateInput& input, io::Table& root) {
  auto* model = root.find("model")->get<io::Table>();
  if (jastrow_of(input) != JastrowKind::boys_handy) model->erase("order");
  if (!input.system.is_fermion()) model->erase("slater");
  if (!has_slater(input)) model->erase("backflow");
}

/// What stands above [system], whatever it is.
io::Table top_of(const GroundStateSettings& input) {
  io::Table root;
  top_schema().write({.task = TaskName::ground_state, .title = input.title, .exact = input.exact}, root);
  return root;
}
/// What stands below [sampler].
void append_settings(const GroundStateSettings& input, io::Table& root) {
  append_table(ground_state_optimizer_schema(input.optimizer.kind), input.optimizer, root);
  append_table(ground_state_run_schema(), input.run, root);
}

io::Table table_of(const TrapGroundStateInput& input) {
  io::Table root = top_of(input);
  append_table(trap_schema(), input.system, root);
  erase_unused_trap_keys(input.system, root);
  append_table(wavefunction_schema(input.model.kind), input.model, root);
  erase_unused_model_keys(input, root);
  append_sampler(input.sampler, "ground-state", root);
  append_settings(input, root);
  append_table(trap_output_schema(), input.output, root);
  return root;
}
io::Table table_of(const SpinGroundStateInput& input) {
  io::Table root = top_of(input);
  append_table(ground_state_spin_schema(), input.system, root);
  erase_unused_spin_keys(input.system, root);
  append_table(spin_state_schema(input.model.kind), input.model, root);
  if (input.model.layers.empty()) root.find("model")->get<io::Table>()->erase("layers");
  append_table(spin_sampler_schema(input.sampler.kind), input.sampler, root);
  append_settings(input, root);
  append_table(spin_state_output_schema(), input.output, root);
  return root;
}

}  // namespace

const io::Schema<GroundStateRunInput>& ground_state_run_schema() {
  static const io::Schema<GroundStateRunInput> schema = [] {
    using R = GroundStateRunInput;
    io::Schema<R> s("run", "", "how much is run, and from which seed");
    s.of_task("ground-state");
    s.key("seed", &R::seed, {.meaning = "the same seed gives the same bits, whatever the number of threads"});
    add_chain_keys(s, "20000");
    s.key("steps", &R::steps,
          {.meaning = "steps of the optimizer before the energy is measured; 0: the state at the start",
           .unit = "steps",
           .max = 1e9});
    s.key("batch", &R::batch, {.meaning = "samples in a step", .unit = "samples", .min = 16, .max = 1e9});
    s.key("shards", &R::shards,
          {.meaning = "parts into which a batch is cut, which threads share out among themselves: more "
                      "threads than that do not help, and another number gives another series of samples",
           .min = 1,
           .max = 4096});
    s.key(
        "tolerance", &R::tolerance,
        {.meaning = "how far above the exact energy the variational one may stay for `lenz validate`; auto: "
                    "1 % of it",
         .unit = "energy",
         .min = 0,
         .exclusive_min = true});
    add_limits(s);
    return s;
  }();
  return schema;
}

namespace {

io::Schema<GroundStateOutputInput> make_output(bool of_traps, bool of_spins) {
  using O = GroundStateOutputInput;
  io::Schema<O> s("output", "", "what is kept");
  s.of_task("ground-state");
  s.key("configurations", &O::configurations,
        {.meaning = "configurations kept at each point, decorrelated by the measured tau", .max = 1e12});
  s.key("trace", &O::trace, {.meaning = "keep the whole series of every observable in results.h5"});
  s.key("plots", &O::plots, {.meaning = "draw plots"});
  if (of_traps)
    s.key("distributions", &O::distributions,
          {.meaning = "trap: measure the density and the pair distribution"});
  if (of_spins)
    s.key(
        "lanczos", &O::lanczos,
        {.meaning = "spin: measure energy_lanczos as well, the energy of (1 + a H) psi at its lowest, which "
                    "takes a local energy for each state joined to a sample: with it a larger thin pays"});
  return s;
}

}  // namespace

const io::Schema<GroundStateOutputInput>& ground_state_output_schema() {
  static const io::Schema<GroundStateOutputInput> schema = make_output(true, true);
  return schema;
}
const io::Schema<GroundStateOutputInput>& trap_output_schema() {
  static const io::Schema<GroundStateOutputInput> schema = make_output(true, false);
  return schema;
}
const io::Schema<GroundStateOutputInput>& spin_state_output_schema() {
  static const io::Schema<GroundStateOutputInput> schema = make_output(false, true);
  return schema;
}

WaveSymmetry symmetry_of(const TrapGroundStateInput& input) {
  if (input.model.symmetry != WaveSymmetry::automatic) return input.model.symmetry;
  const bool identical =
      input.system.statistics != ParticleStatistics::distinguishable && input.system.particles > 1;
  return identical ? WaveSymmetry::pairs : WaveSymmetry::none;
}

JastrowKind jastrow_of(const TrapGroundStateInput& input) {
  if (input.model.jastrow != JastrowKind::automatic) return input.model.jastrow;
  return input.system.repels() ? JastrowKind::pade : JastrowKind::none;
}

bool cusp_of(const TrapGroundStateInput& input) {
  if (!input.model.cusp.is_auto()) return *input.model.cusp.value;
  return input.system.has_cusp() && jastrow_of(input) != JastrowKind::none;
}

bool has_slater(const TrapGroundStateInput& input) {
  return input.system.is_fermion() && input.model.slater && input.system.n_of_one_spin() > 1;
}

SamplerKind sampler_of(const SpinGroundStateInput& input) {
  if (input.sampler.kind != SamplerKind::automatic) return input.sampler.kind;
  return input.system.conserves_magnetization() ? SamplerKind::exchange : SamplerKind::metropolis;
}

double tolerance_of(const GroundStateSettings& input, double exact_energy) {
  return input.run.tolerance.value.value_or(0.01 * std::fabs(exact_energy));
}

std::vector<std::string> statistics_warnings(const TrapGroundStateInput& input) {
  std::vector<std::string> all;
  const TrapInput& system = input.system;
  if (system.is_fermion() && !input.model.slater && system.n_of_one_spin() > 1)
    all.emplace_back(
        "[model] slater = false breaks the statistics: the state does not change its sign when two fermions "
        "of one spin are exchanged, and its energy is no bound of theirs");
  const bool identical = system.statistics != ParticleStatistics::distinguishable && system.particles > 1;
  if (input.model.kind == WavefunctionKind::rbm && identical && input.model.symmetry == WaveSymmetry::none)
    all.emplace_back(
        "[model] symmetry = \"none\" breaks the statistics: the state changes otherwise than by its sign "
        "when "
        "two identical particles are exchanged");
  return all;
}

io::Table resolved_table(const GroundStateInput& input) {
  return std::visit([](const auto& one) { return table_of(one); }, input);
}

std::string resolved_toml(const GroundStateInput& input) { return io::to_toml(resolved_table(input)); }

}  // namespace lenz::jobs
