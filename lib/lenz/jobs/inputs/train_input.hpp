#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "lenz/io/catalogue.hpp"
#include "lenz/io/document.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/inputs/dataset_input.hpp"
#include "lenz/jobs/inputs/optimizer_input.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/inputs/supervised_input.hpp"

namespace lenz::jobs {

/// [run] of task "train".
struct TrainRunInput {
  std::uint64_t seed = 1;
  std::uint64_t chains = 4;  ///< this and the next three: of a density, as RunInput has them
  io::Auto<std::uint64_t> burn_in;
  std::uint64_t sweeps = 20000;
  std::uint64_t thin = 1;
  double holdout = 0.2;        ///< of a density: share of the rows that is never trained on
  std::uint64_t steps = 2000;  ///< of the optimizer
  std::uint64_t batch = 128;   ///< rows in a step
  std::uint64_t shards = 4;    ///< parts of a batch, which threads share out among themselves
  io::Duration time_limit = io::Duration::none();
  io::Duration checkpoint_every{60};
};

/// [output] of task "train".
struct TrainOutputInput {
  std::uint64_t configurations = 1000;  ///< of a density: drawn at each point
  bool plots = true;
};

const io::Schema<TrainRunInput>& train_run_schema();
const io::Schema<TrainOutputInput>& train_output_schema();

/// A density from which the rows are drawn before anything is learned; how much, [run] and [output] say.
struct DensityInput {
  IsingInput ising;
  SamplerInput sampler;
};

/// Everything an input of task "train" says, with every default filled in.
struct TrainInput {
  std::string title;
  Exact exact = Exact::automatic;
  std::variant<DatasetInput, DensityInput> system;
  SupervisedInput model;
  OptimizerInput optimizer;
  TrainRunInput run;
  TrainOutputInput output;
};

/// A key that means nothing for a data set.
struct DensityKey {
  const char *table, *name;
};
std::span<const DensityKey> density_keys();

/// The input of task "sample" that draws the rows. REQUIRES a density.
SampleInput drawing_of(const TrainInput& input);
/// Rows in a step: [run] batch; all of them for L-BFGS, whose loss must not change from step to step.
std::uint64_t rows_in_step(const TrainInput& input, std::uint64_t n_train);
/// Share of the rows that is never trained on.
double holdout_of(const TrainInput& input);

/// Whether a document names task "train". Never throws.
bool is_train(const io::Document& document);

/// Holds a document against the schemas of task "train". Throws one InputError with everything that is wrong
/// in it. The data set must be there, and is hashed; what it holds is found out when it is read. Cost: one
/// pass over the file.
TrainInput decode_train(const io::Document& document);

/// The input with every default written out; it decodes to the same input.
io::Table resolved_table(const TrainInput& input);
std::string resolved_toml(const TrainInput& input);

/// What an input of task "train" may have: for its complaints and hints.
const io::Catalogue& train_catalogue();

}  // namespace lenz::jobs
