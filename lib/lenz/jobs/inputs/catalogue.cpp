#include <algorithm>

#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/inputs/top_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

namespace {

using Kinds = std::vector<io::PlannedKind>;

/// Tasks and tables, and the keys at the top.
io::Catalogue frame() {
  io::Catalogue c;
  c.tasks = {
      {"sample", "observables of a known distribution", {"system", "sampler", "run", "output"}, true},
      {"diagonalize",
       "levels, ground-state observables, thermal averages",
       {"system", "run", "output"},
       true},
      {"ground-state",
       "variational energy and observables",
       {"system", "model", "sampler", "optimizer", "run", "output"},
       true},
      {"train",
       "fit, likelihoods, generated physics",
       {"system", "model", "sampler", "optimizer", "run", "output"},
       true},
      {"infer", "posterior paths, evidence", {"system", "model", "optimizer", "run", "output"}, false},
  };
  c.tables = {
      {"system", "what is studied"},
      {"model", "what is varied or learned"},
      {"sampler", "how configurations are drawn"},
      {"optimizer", "how parameters move"},
      {"run", "how much, and from which seed"},
      {"output", "what is kept"},
  };
  c.schemas = {&top_schema()};
  return c;
}

void add_sample_systems(io::Catalogue& c) {
  c.schemas.insert(c.schemas.end(),
                   {&ising_schema(), &gaussian_schema(), &mixture_schema(), &markov_chain_schema()});
}

void add_models(io::Catalogue& c) {
  for (const auto kind : {SupervisedKind::classifier, SupervisedKind::regressor})
    c.schemas.push_back(&supervised_schema(kind));
}

void add_samplers(io::Catalogue& c, std::string_view task) {
  for (const SamplerKind kind : samplers_of(task)) c.schemas.push_back(&sampler_schema(kind));
}

void add_optimizers(io::Catalogue& c) {
  for (std::size_t k = 0; k < std::size(io::EnumNames<OptimizerKind>::names); ++k)
    c.schemas.push_back(&optimizer_schema(static_cast<OptimizerKind>(k)));
}

void add_wavefunctions(io::Catalogue& c) {
  for (const auto kind : {WavefunctionKind::gaussian, WavefunctionKind::rbm})
    c.schemas.push_back(&wavefunction_schema(kind));
}

void add_spin_states(io::Catalogue& c) {
  for (std::size_t k = 0; k < std::size(io::EnumNames<SpinStateKind>::names); ++k)
    c.schemas.push_back(&spin_state_schema(static_cast<SpinStateKind>(k)));
}

void add_spin_samplers(io::Catalogue& c) {
  for (const SamplerKind kind : samplers_of_spins()) c.schemas.push_back(&spin_sampler_schema(kind));
}

/// Not L-BFGS, whose loss must not change from step to step.
void add_ground_state_optimizers(io::Catalogue& c) {
  for (std::size_t k = 0; k < std::size(io::EnumNames<OptimizerKind>::names); ++k) {
    const auto kind = static_cast<OptimizerKind>(k);
    if (kind != OptimizerKind::lbfgs) c.schemas.push_back(&ground_state_optimizer_schema(kind));
  }
}

/// Every kind of the grammar that no task runs.
Kinds planned_by_all() {
  Kinds kinds = {
      {"system", "phi4", "a scalar field on a lattice"},
      {"system", "posterior", "a Bayesian posterior"},
      {"system", "rbm", "a given machine as density"},
      {"system", "molecule", "electrons around nuclei"},
      {"system", "process", "a stochastic process with observations"},
      {"sampler", "sgld", "stochastic gradients with noise"},
      {"sampler", "exchange", "spin swaps"},
      {"sampler", "exact", "the full sum over states"},
      {"sampler", "dmc", "diffusion Monte Carlo"},
      {"sampler", "pimc", "path-integral Monte Carlo"},
  };
  for (const char* name :
       {"rbm", "jastrow", "mean-field", "gaussian", "drift", "boltzmann", "dbn", "energy", "autoencoder",
        "vae", "hvae", "autoregressive", "flow", "gan", "diffusion", "latent-sde"}) {
    kinds.push_back({"model", name, ""});
  }
  return kinds;
}

/// A planned kind of one task may have the name of a kind that another runs.
void forget_planned_that_run(io::Catalogue& c) {
  std::erase_if(c.planned, [&](const io::PlannedKind& p) { return c.find(p.table, p.name) != nullptr; });
}

/// The kinds of another task, which this one does not run.
void plan_kinds_of(const std::string& task, const std::string& table, const io::Catalogue& other,
                   io::Catalogue& c) {
  for (const io::SchemaBase* schema : other.schemas) {
    const std::string& kind = schema->kind();
    if (schema->table() != table || c.find(table, kind) != nullptr) continue;
    std::erase_if(c.planned, [&](const io::PlannedKind& p) { return p.table == table && p.name == kind; });
    c.planned.push_back({table, kind, schema->meaning(), task});
  }
}

void plan_ground_states(io::Catalogue& c, std::initializer_list<const char*> tables) {
  io::Catalogue others;
  others.schemas = {&trap_schema()};
  add_wavefunctions(others);
  add_samplers(others, "ground-state");
  for (const char* table : tables) plan_kinds_of("ground-state", table, others, c);
}

void plan_spins(io::Catalogue& c) {
  io::Catalogue others;
  others.schemas = {&spin_schema()};
  plan_kinds_of("diagonalize", "system", others, c);
}

io::Catalogue make_sample_catalogue() {
  io::Catalogue c = frame(), others;
  add_sample_systems(c);
  add_samplers(c, "sample");
  c.schemas.insert(c.schemas.end(), {&run_schema(), &output_schema()});
  c.planned = planned_by_all();
  others.schemas = {&dataset_schema()};
  add_models(others);
  add_optimizers(others);
  for (const char* table : {"system", "model", "optimizer"}) plan_kinds_of("train", table, others, c);
  plan_spins(c);
  plan_ground_states(c, {"system", "model", "sampler"});
  return c;
}

io::Catalogue make_train_catalogue() {
  io::Catalogue c = frame(), others;
  c.schemas.insert(c.schemas.end(), {&dataset_schema(), &ising_schema()});
  add_models(c);
  add_samplers(c, "train");
  add_optimizers(c);
  c.schemas.insert(c.schemas.end(), {&train_run_schema(), &train_output_schema()});
  c.planned = planned_by_all();
  add_sample_systems(others);
  plan_kinds_of("sample", "system", others, c);
  plan_spins(c);
  plan_ground_states(c, {"system", "model", "sampler"});
  return c;
}

io::Catalogue make_diagonalize_catalogue() {
  io::Catalogue c = frame(), sampled, trained;
  c.schemas.insert(c.schemas.end(),
                   {&spin_schema(), &diagonalize_run_schema(), &diagonalize_output_schema()});
  c.planned = planned_by_all();
  add_sample_systems(sampled);
  plan_kinds_of("sample", "system", sampled, c);
  trained.schemas = {&dataset_schema()};
  plan_kinds_of("train", "system", trained, c);
  plan_ground_states(c, {"system"});
  return c;
}

/// What ground states of all systems have, behind what is of one system.
void complete_ground_states(io::Catalogue& c) {
  io::Catalogue sampled, trained;
  add_ground_state_optimizers(c);
  c.schemas.push_back(&ground_state_run_schema());
  c.planned = planned_by_all();
  forget_planned_that_run(c);
  add_sample_systems(sampled);
  add_samplers(sampled, "sample");
  for (const char* table : {"system", "sampler"}) plan_kinds_of("sample", table, sampled, c);
  trained.schemas = {&dataset_schema()};
  add_models(trained);
  add_optimizers(trained);
  for (const char* table : {"system", "model", "optimizer"}) plan_kinds_of("train", table, trained, c);
}

io::Catalogue make_trap_catalogue() {
  io::Catalogue c = frame();
  c.schemas.push_back(&trap_schema());
  add_wavefunctions(c);
  add_samplers(c, "ground-state");
  c.schemas.push_back(&ground_state_output_schema());
  complete_ground_states(c);
  plan_spins(c);
  return c;
}

io::Catalogue make_spin_state_catalogue() {
  io::Catalogue c = frame();
  c.schemas.insert(c.schemas.end(), {&ground_state_spin_schema(), &trap_schema()});
  add_spin_states(c);
  add_spin_samplers(c);
  c.schemas.push_back(&spin_state_output_schema());
  complete_ground_states(c);
  return c;
}

io::Catalogue make_catalogue() {
  io::Catalogue c = frame();
  add_sample_systems(c);
  c.schemas.insert(c.schemas.end(), {&dataset_schema(), &spin_schema(), &trap_schema()});
  add_models(c);
  add_wavefunctions(c);
  add_samplers(c, "sample");
  c.schemas.push_back(&sampler_schema(SamplerKind::importance));
  add_optimizers(c);
  c.schemas.push_back(&ground_state_optimizer_schema(OptimizerKind::automatic));
  c.schemas.insert(c.schemas.end(), {&run_schema(), &train_run_schema(), &diagonalize_run_schema(),
                                     &ground_state_run_schema(), &output_schema(), &train_output_schema(),
                                     &diagonalize_output_schema(), &ground_state_output_schema()});
  c.planned = planned_by_all();
  forget_planned_that_run(c);
  return c;
}

}  // namespace

const io::Schema<TopInput>& top_schema() {
  static const io::Schema<TopInput> schema = [] {
    io::Schema<TopInput> s("", "", "the keys at the top of a file");
    s.key("task", &TopInput::task, {.meaning = "what is to be done", .required = true});
    s.key("title", &TopInput::title, {.meaning = "a line for plots and reports"});
    s.key("exact", &TopInput::exact,
          {.meaning = "the oracle that stands beside the numbers; auto: the strongest one whose cost stays "
                      "under a tenth of the run"});
    return s;
  }();
  return schema;
}

const io::Catalogue& catalogue() {
  static const io::Catalogue all = make_catalogue();
  return all;
}

const io::Catalogue& catalogue_of(std::string_view task) {
  if (task == "train") return train_catalogue();
  if (task == "diagonalize") return diagonalize_catalogue();
  if (task == "ground-state") return ground_state_catalogue();
  return sample_catalogue();
}

const io::Catalogue& sample_catalogue() {
  static const io::Catalogue all = make_sample_catalogue();
  return all;
}

const io::Catalogue& diagonalize_catalogue() {
  static const io::Catalogue all = make_diagonalize_catalogue();
  return all;
}

const io::Catalogue& ground_state_catalogue() { return trap_catalogue(); }

const io::Catalogue& trap_catalogue() {
  static const io::Catalogue all = make_trap_catalogue();
  return all;
}

const io::Catalogue& spin_state_catalogue() {
  static const io::Catalogue all = make_spin_state_catalogue();
  return all;
}

const io::Catalogue& train_catalogue() {
  static const io::Catalogue all = make_train_catalogue();
  return all;
}

}  // namespace lenz::jobs
