#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "lenz/io/catalogue.hpp"
#include "lenz/io/document.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/inputs/continuum_inputs.hpp"
#include "lenz/jobs/inputs/ising_input.hpp"
#include "lenz/jobs/inputs/markov_chain_input.hpp"
#include "lenz/jobs/inputs/run_input.hpp"
#include "lenz/jobs/inputs/sampler_input.hpp"

namespace lenz::jobs {

using SampledSystem = std::variant<IsingInput, GaussianInput, MixtureInput, MarkovChainInput>;

/// Everything an input of task "sample" says, with every default filled in.
struct SampleInput {
  std::string title;
  Exact exact = Exact::automatic;
  SampledSystem system;
  SamplerInput sampler;
  RunInput run;
  OutputInput output;
};

/// The task a document names. Throws InputError where it is missing, unknown or not built yet.
std::string decode_task(const io::Document& document);

/// Holds a document against the schemas of task "sample". Throws one InputError with everything that is wrong
/// in it: unknown keys, wrong types, values out of range, combinations that cannot be run.
SampleInput decode_sample(const io::Document& document);

/// The input with every default written out; it decodes to the same input.
io::Table resolved_table(const SampleInput& input);
std::string resolved_toml(const SampleInput& input);

/// Appends [system] kind = "ising".
void append_ising(const IsingInput& ising, io::Table& root);

/// Sweeps that give a sound answer within seconds for a system of ordinary size.
std::uint64_t default_sweeps(const SampledSystem& system);

/// Bytes a run needs at least: lattice, chains, kept configurations.
double estimated_bytes(const SampleInput& input);

/// All tasks, tables, kinds and keys: for `describe`, `list` and the reference page.
const io::Catalogue& catalogue();
/// Those that an input of a task that is built may have.
const io::Catalogue& catalogue_of(std::string_view task);
/// Those that this input may have, whose kind of system matters too. REQUIRES that its task is built.
const io::Catalogue& catalogue_of(const io::Document& document);
/// Those that an input of task "sample" may have: for its complaints and hints.
const io::Catalogue& sample_catalogue();

}  // namespace lenz::jobs
