#include "lenz/jobs/inputs/catalogue_parts.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/inputs/top_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

namespace {

io::Catalogue make_sample_catalogue() {
  io::Catalogue c = catalogue_frame(), others;
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
  io::Catalogue c = catalogue_frame(), others;
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
  io::Catalogue c = catalogue_frame(), sampled, trained;
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

/// Both kinds of system, so that a key of the other one is told of.
io::Catalogue systems_of_ground_states() {
  io::Catalogue c = catalogue_frame();
  c.schemas.insert(c.schemas.end(), {&trap_schema(), &ground_state_spin_schema()});
  return c;
}

io::Catalogue make_trap_catalogue() {
  io::Catalogue c = systems_of_ground_states();
  add_wavefunctions(c);
  add_samplers(c, "ground-state");
  c.schemas.push_back(&trap_output_schema());
  complete_ground_states(c);
  return c;
}

io::Catalogue make_spin_state_catalogue() {
  io::Catalogue c = systems_of_ground_states();
  add_spin_states(c);
  add_spin_samplers(c);
  c.schemas.push_back(&spin_state_output_schema());
  complete_ground_states(c);
  return c;
}

io::Catalogue make_ground_state_catalogue() {
  io::Catalogue c = systems_of_ground_states();
  add_wavefunctions(c);
  add_spin_states(c);
  add_samplers(c, "ground-state");
  add_spin_samplers(c);
  c.schemas.push_back(&ground_state_output_schema());
  complete_ground_states(c);
  return c;
}

io::Catalogue make_catalogue() {
  io::Catalogue c = catalogue_frame();
  add_sample_systems(c);
  c.schemas.insert(c.schemas.end(),
                   {&dataset_schema(), &spin_schema(), &ground_state_spin_schema(), &trap_schema()});
  add_models(c);
  add_wavefunctions(c);
  add_spin_states(c);
  add_samplers(c, "sample");
  c.schemas.push_back(&sampler_schema(SamplerKind::importance));
  add_spin_samplers(c);
  add_optimizers(c);
  c.schemas.push_back(&ground_state_optimizer_schema(OptimizerKind::automatic));
  c.schemas.insert(c.schemas.end(), {&run_schema(), &train_run_schema(), &diagonalize_run_schema(),
                                     &ground_state_run_schema(), &output_schema(), &train_output_schema(),
                                     &diagonalize_output_schema(), &ground_state_output_schema()});
  c.planned = planned_by_all();
  forget_planned_that_run(c);
  return c;
}

const std::string* text_of(const io::Document& document, const char* table, const char* key) {
  const io::Node* node = table[0] == 0 ? document.root().find(key) : document.find(table, key);
  return node == nullptr ? nullptr : node->get<std::string>();
}

}  // namespace

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

const io::Catalogue& catalogue_of(const io::Document& document) {
  const auto* task = text_of(document, "", "task");
  if (task == nullptr || *task != "ground-state") return catalogue_of(task == nullptr ? "sample" : *task);
  const auto* system = text_of(document, "system", "kind");
  if (system != nullptr && *system == "trap") return trap_catalogue();
  return system != nullptr && *system == "spin" ? spin_state_catalogue() : ground_state_catalogue();
}

const io::Catalogue& sample_catalogue() {
  static const io::Catalogue all = make_sample_catalogue();
  return all;
}

const io::Catalogue& diagonalize_catalogue() {
  static const io::Catalogue all = make_diagonalize_catalogue();
  return all;
}

const io::Catalogue& ground_state_catalogue() {
  static const io::Catalogue all = make_ground_state_catalogue();
  return all;
}

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
