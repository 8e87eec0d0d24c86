#include "lenz/jobs/inputs/catalogue_parts.hpp"

#include <algorithm>

#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/inputs/top_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

io::Catalogue catalogue_frame() {
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

void add_ground_state_optimizers(io::Catalogue& c) {
  for (std::size_t k = 0; k < std::size(io::EnumNames<OptimizerKind>::names); ++k) {
    const auto kind = static_cast<OptimizerKind>(k);
    if (kind != OptimizerKind::lbfgs) c.schemas.push_back(&ground_state_optimizer_schema(kind));
  }
}

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

void forget_planned_that_run(io::Catalogue& c) {
  std::erase_if(c.planned, [&](const io::PlannedKind& p) { return c.find(p.table, p.name) != nullptr; });
}

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
  add_spin_states(others);
  add_samplers(others, "ground-state");
  add_spin_samplers(others);
  for (const char* table : tables) plan_kinds_of("ground-state", table, others, c);
}

void plan_spins(io::Catalogue& c) {
  io::Catalogue others;
  others.schemas = {&spin_schema()};
  plan_kinds_of("diagonalize", "system", others, c);
}

}  // namespace lenz::jobs
