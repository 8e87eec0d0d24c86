#include "lenz/jobs/inputs/train_input.hpp"

#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/inputs/check_train.hpp"
#include "lenz/jobs/inputs/checks.hpp"
#include "lenz/jobs/inputs/run_input.hpp"
#include "lenz/jobs/inputs/table_decoder.hpp"

namespace lenz::jobs {

namespace {

/// One document held against all schemas of the task.
class TrainDecoder {
 public:
  explicit TrainDecoder(const io::Document& document)
      : document_(document), tables_(document, train_catalogue()), complaints_(tables_.complaints()) {}

  TrainInput decode() {
    TopInput top = tables_.read_top("train");
    input_.title = std::move(top.title);
    input_.exact = top.exact;
    read_system();
    read_model();
    read_optimizer();
    tables_.read_table(train_run_schema(), input_.run);
    tables_.read_table(train_output_schema(), input_.output);
    check_train(document_, input_, complaints_);
    complaints_.throw_if_any();
    return std::move(input_);
  }

 private:
  void read_system() {
    if (tables_.given("system") == nullptr) {
      tables_.complain_missing_table("system", "what is studied");
    } else if (const auto kind = tables_.kind_of("system")) {
      if (*kind == "dataset") tables_.read_table(dataset_schema(), std::get<DatasetInput>(input_.system));
      if (*kind == "ising") read_density();
      return;
    }
    for (const char* key : {"kind", "file", "key"}) complaints_.mark_faulty(io::key_label("system", key));
  }

  void read_density() {
    DensityInput density{.ising = ising_schema().defaults(), .sampler = {}};
    tables_.read_table(ising_schema(), density.ising);
    check_ising(document_, density.ising, complaints_);
    const auto kind = tables_.kind_or<SamplerKind>("sampler", SamplerKind::automatic);
    if (kind) {
      density.sampler = sampler_schema(*kind).defaults();
      tables_.read_table(sampler_schema(*kind), density.sampler);
    }
    input_.system = std::move(density);
  }

  void read_model() {
    if (tables_.given("model") == nullptr) return tables_.complain_missing_table("model", "what is learned");
    const auto kind = tables_.kind_of("model");
    if (!kind) {
      complaints_.mark_faulty(io::key_label("model", "target"));
      return;
    }
    const auto& schema = supervised_schema(kind_named<SupervisedKind>(*kind));
    input_.model = schema.defaults();
    tables_.read_table(schema, input_.model);
  }

  void read_optimizer() {
    const auto kind = tables_.kind_or<OptimizerKind>("optimizer", OptimizerKind::automatic);
    if (!kind) return;
    input_.optimizer = optimizer_schema(*kind).defaults();
    tables_.read_table(optimizer_schema(*kind), input_.optimizer);
  }

  const io::Document& document_;
  TableDecoder tables_;
  io::Complaints& complaints_;
  TrainInput input_;
};

}  // namespace

const io::Schema<TrainRunInput>& train_run_schema() {
  static const io::Schema<TrainRunInput> schema = [] {
    using R = TrainRunInput;
    io::Schema<R> s("run", "", "how much is run, and from which seed");
    s.of_task("train");
    s.key("seed", &R::seed, {.meaning = "the same seed gives the same bits, whatever the number of threads"});
    add_chain_keys(s);
    s.key("holdout", &R::holdout,
          {.meaning = "share of the configurations of each point that is never trained on, where they are "
                      "drawn from a density; a data set has its own in [system]",
           .min = 0,
           .max = 1,
           .exclusive_min = true,
           .exclusive_max = true});
    s.key("steps", &R::steps, {.meaning = "steps of the optimizer", .unit = "steps", .min = 1, .max = 1e12});
    s.key("batch", &R::batch,
          {.meaning = "rows in a step; all rows come once before any comes twice",
           .unit = "rows",
           .min = 1,
           .max = 1e9});
    s.key("shards", &R::shards,
          {.meaning = "parts into which a batch is cut, which threads share out among themselves: more "
                      "threads than that do not help, and another number gives other rounding",
           .min = 1,
           .max = 4096});
    add_limits(s);
    return s;
  }();
  return schema;
}

const io::Schema<TrainOutputInput>& train_output_schema() {
  static const io::Schema<TrainOutputInput> schema = [] {
    io::Schema<TrainOutputInput> s("output", "", "what is kept");
    s.of_task("train");
    s.key("configurations", &TrainOutputInput::configurations,
          {.meaning = "configurations drawn from a density at each point, decorrelated by the measured tau: "
                      "what is trained and tested on, and kept",
           .min = 2,
           .max = 1e12});
    s.key("plots", &TrainOutputInput::plots, {.meaning = "draw plots"});
    return s;
  }();
  return schema;
}

bool is_train(const io::Document& document) {
  const io::Node* task = document.root().find("task");
  const auto* name = task == nullptr ? nullptr : task->get<std::string>();
  return name != nullptr && *name == "train";
}

TrainInput decode_train(const io::Document& document) { return TrainDecoder(document).decode(); }

io::Table resolved_table(const TrainInput& input) {
  io::Table root;
  top_schema().write({.task = TaskName::train, .title = input.title, .exact = input.exact}, root);
  if (const auto* file = std::get_if<DatasetInput>(&input.system)) {
    append_table(dataset_schema(), *file, root);
  } else {
    append_ising(std::get<DensityInput>(input.system).ising, root);
  }
  append_table(supervised_schema(input.model.kind), input.model, root);
  if (const auto* density = std::get_if<DensityInput>(&input.system))
    append_sampler(density->sampler, "train", root);
  append_table(optimizer_schema(input.optimizer.kind), input.optimizer, root);
  append_table(train_run_schema(), input.run, root);
  append_table(train_output_schema(), input.output, root);
  if (std::holds_alternative<DatasetInput>(input.system)) {
    for (const DensityKey& key : density_keys()) root.find(key.table)->get<io::Table>()->erase(key.name);
  }
  return root;
}

SampleInput drawing_of(const TrainInput& input) {
  const auto& density = std::get<DensityInput>(input.system);
  SampleInput drawing;
  drawing.title = input.title;
  drawing.exact = input.exact == Exact::none ? Exact::none : Exact::automatic;
  drawing.system = density.ising;
  drawing.sampler = density.sampler;
  drawing.run = {.seed = input.run.seed,
                 .chains = input.run.chains,
                 .burn_in = input.run.burn_in,
                 .sweeps = input.run.sweeps,
                 .thin = input.run.thin,
                 .time_limit = input.run.time_limit,
                 .checkpoint_every = input.run.checkpoint_every};
  drawing.output = {.configurations = input.output.configurations, .plots = input.output.plots};
  return drawing;
}

std::uint64_t rows_in_step(const TrainInput& input, std::uint64_t n_train) {
  return input.optimizer.kind == OptimizerKind::lbfgs ? n_train : input.run.batch;
}

double holdout_of(const TrainInput& input) {
  const auto* file = std::get_if<DatasetInput>(&input.system);
  return file != nullptr ? file->holdout : input.run.holdout;
}

std::span<const DensityKey> density_keys() {
  static constexpr DensityKey keys[] = {{"run", "chains"}, {"run", "burn_in"}, {"run", "sweeps"},
                                        {"run", "thin"},   {"run", "holdout"}, {"output", "configurations"}};
  return keys;
}

std::string resolved_toml(const TrainInput& input) { return io::to_toml(resolved_table(input)); }

}  // namespace lenz::jobs
