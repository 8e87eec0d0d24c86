#include "lenz/jobs/inputs/sample_input.hpp"

#include <fmt/format.h>

#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/inputs/checks.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/table_decoder.hpp"
#include "lenz/jobs/inputs/top_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

namespace {

/// One document held against all schemas of the task.
class SampleDecoder {
 public:
  explicit SampleDecoder(const io::Document& document)
      : document_(document), tables_(document, sample_catalogue()), complaints_(tables_.complaints()) {}

  SampleInput decode() {
    TopInput top = tables_.read_top("sample");
    input_.title = std::move(top.title);
    input_.exact = top.exact;
    read_system();
    input_.run.sweeps = default_sweeps(input_.system);
    read_sampler();
    tables_.read_table(run_schema(), input_.run);
    tables_.read_table(output_schema(), input_.output);
    if (system_known_) {
      check_sampler(document_, input_, complaints_);
      check_langevin_step(document_, input_, complaints_);
      check_exact(document_, input_, complaints_);
      check_finite_size(document_, input_, complaints_);
    }
    check_amounts(document_, input_, complaints_);
    complaints_.throw_if_any();
    return std::move(input_);
  }

 private:
  void read_system() {
    if (tables_.given("system") == nullptr) {
      tables_.complain_missing_table("system", "what is studied");
      return;
    }
    const auto kind = tables_.kind_of("system");
    if (!kind) return;
    system_known_ = true;
    if (*kind == "ising") read_system_as(ising_schema(), check_ising);
    if (*kind == "gaussian") read_system_as(gaussian_schema(), check_gaussian);
    if (*kind == "mixture") read_system_as(mixture_schema(), check_mixture);
    if (*kind == "markov-chain") read_system_as(markov_chain_schema(), check_markov_chain);
  }

  template <class Input>
  void read_system_as(const io::Schema<Input>& schema,
                      void (*check)(const io::Document&, Input&, io::Complaints&)) {
    Input system = schema.defaults();
    tables_.read_table(schema, system);
    check(document_, system, complaints_);
    input_.system = std::move(system);
  }

  void read_sampler() {
    const auto kind = tables_.kind_or<SamplerKind>("sampler", SamplerKind::automatic);
    if (!kind) return;
    input_.sampler = sampler_schema(*kind).defaults();
    tables_.read_table(sampler_schema(*kind), input_.sampler);
  }

  const io::Document& document_;
  TableDecoder tables_;
  io::Complaints& complaints_;
  SampleInput input_;
  bool system_known_ = false;
};

}  // namespace

namespace {

bool is_system(const io::Document& document, std::string_view meant) {
  const io::Node* kind = document.find("system", "kind");
  const auto* name = kind == nullptr ? nullptr : kind->get<std::string>();
  return name != nullptr && *name == meant;
}

bool looks_like_training(const io::Document& document) {
  return document.root().find("model") != nullptr || is_system(document, "dataset");
}

bool looks_like_ground_state(const io::Document& document) { return is_system(document, "trap"); }

bool looks_like_diagonalizing(const io::Document& document) { return is_system(document, "spin"); }

/// "sample", "diagonalize" and "train", each in quotes.
std::string built_tasks() {
  std::vector<std::string> names;
  for (const io::TaskDescription& task : catalogue().tasks) {
    if (task.built) names.push_back("\"" + task.name + "\"");
  }
  const std::string last = names.back();
  names.pop_back();
  return fmt::format("{} and {}", fmt::join(names, ", "), last);
}

}  // namespace

std::string decode_task(const io::Document& document) {
  const io::Node* node = document.root().find("task");
  const auto* name = node == nullptr ? nullptr : node->get<std::string>();
  const io::TaskDescription* task = name == nullptr ? nullptr : catalogue().task(*name);
  if (task == nullptr) {  // throws: the task is off, and the rest is held against the one that is meant
    if (looks_like_ground_state(document)) decode_ground_state(document);
    if (looks_like_training(document)) decode_train(document);
    if (looks_like_diagonalizing(document)) decode_diagonalize(document);
    decode_sample(document);
    return "sample";
  }
  if (!task->built) {
    throw InputError({node->place().complaint(
        fmt::format("task \"{}\" is known but not built yet: this version has {}", *name, built_tasks()))});
  }
  return *name;
}

void append_ising(const IsingInput& ising, io::Table& root) {
  append_table(ising_schema(), ising, root);
  erase_unused_lattice_keys(ising, root);
}

SampleInput decode_sample(const io::Document& document) { return SampleDecoder(document).decode(); }

io::Table resolved_table(const SampleInput& input) {
  io::Table root;
  top_schema().write({.task = TaskName::sample, .title = input.title, .exact = input.exact}, root);
  if (const auto* ising = std::get_if<IsingInput>(&input.system)) append_ising(*ising, root);
  if (const auto* gaussian = std::get_if<GaussianInput>(&input.system))
    append_table(gaussian_schema(), *gaussian, root);
  if (const auto* mixture = std::get_if<MixtureInput>(&input.system))
    append_table(mixture_schema(), *mixture, root);
  if (const auto* chain = std::get_if<MarkovChainInput>(&input.system))
    append_table(markov_chain_schema(), *chain, root);
  append_sampler(input.sampler, "sample", root);
  append_table(run_schema(), input.run, root);
  append_table(output_schema(), input.output, root);
  return root;
}

std::string resolved_toml(const SampleInput& input) { return io::to_toml(resolved_table(input)); }

std::uint64_t default_sweeps(const SampledSystem& system) {
  return std::holds_alternative<IsingInput>(system) ? 20000 : 100000;
}

}  // namespace lenz::jobs
