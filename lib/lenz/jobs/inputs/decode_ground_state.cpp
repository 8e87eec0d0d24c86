#include <utility>

#include <fmt/format.h>

#include "lenz/jobs/inputs/check_ground_state.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/table_decoder.hpp"

namespace lenz::jobs {

namespace {

/// One document held against the schemas of the task and of one kind of system.
class GroundStateDecoder {
 public:
  /// `system` is its kind; empty where the document does not say it.
  GroundStateDecoder(const io::Document& document, const io::Catalogue& catalogue, std::string system = "")
      : document_(document),
        tables_(document, catalogue),
        catalogue_(catalogue),
        system_(std::move(system)) {}

  TrapGroundStateInput decode_trap() {
    TrapGroundStateInput input;
    read_top(input);
    tables_.read_table(trap_schema(), input.system);
    const bool has_model = read_model<WavefunctionKind>(wavefunction_schema, input.model);
    const bool known = has_model & read_sampler(sampler_schema, input) & read_optimizer(input);
    tables_.read_table(ground_state_run_schema(), input.run);
    tables_.read_table(trap_output_schema(), input.output, ground_state_output_schema(),
                       "is of [system] kind \"spin\": a particle's Hamiltonian joins a point to no others");
    if (known) check_ground_state(document_, input, tables_.complaints());
    tables_.complaints().throw_if_any();
    return input;
  }

  SpinGroundStateInput decode_spins() {
    SpinGroundStateInput input;
    read_top(input);
    tables_.read_table(ground_state_spin_schema(), input.system, spin_schema(),
                       "is of task \"diagonalize\": the ground state is sought, by varying a state that "
                       "has the symmetries of [model]");
    const bool has_model = read_model<SpinStateKind>(spin_state_schema, input.model);
    const bool known = has_model & read_sampler(spin_sampler_schema, input) & read_optimizer(input);
    tables_.read_table(ground_state_run_schema(), input.run);
    tables_.read_table(spin_state_output_schema(), input.output, ground_state_output_schema(),
                       "is of [system] kind \"trap\": spins have no distances to tell of");
    if (known) check_ground_state(document_, input, tables_.complaints());
    tables_.complaints().throw_if_any();
    return input;
  }

  /// Says all that is wrong where the system is not known.
  [[noreturn]] void refuse() {
    GroundStateSettings any;
    read_top(any);
    if (tables_.given("system") == nullptr) {
      tables_.complain_missing_table("system", "what is studied");
    } else {
      tables_.kind_of("system");
    }
    if (has_table("model") && tables_.kind_of("model")) tables_.read_any_kind("model");
    if (tables_.says_kind("sampler") && tables_.kind_of("sampler")) tables_.read_any_kind("sampler");
    read_optimizer(any);
    tables_.read_table(ground_state_run_schema(), any.run);
    tables_.read_table(ground_state_output_schema(), any.output);
    tables_.complaints().throw_if_any();
    throw std::logic_error("a ground state of no system, and nothing is wrong");
  }

 private:
  void read_top(GroundStateSettings& input) {
    TopInput top = tables_.read_top("ground-state");
    input.title = std::move(top.title);
    input.exact = top.exact;
  }

  bool has_table(const char* model) {
    if (tables_.given(model) != nullptr) return true;
    tables_.complain_missing_table(model, "what is varied");
    return false;
  }

  /// The kind of a table that has one, if the system has it.
  std::optional<std::string> kind_of(const char* table) {
    const io::Node* kind = document_.find(table, "kind");
    const auto* name = kind == nullptr ? nullptr : kind->get<std::string>();
    const bool of_another = name != nullptr && catalogue_.find(table, *name) == nullptr &&
                            other_catalogue().find(table, *name) != nullptr;
    if (!of_another) return tables_.kind_of(table);
    const std::string label = io::key_label(table, "kind");
    tables_.complaints().about(
        label, kind->place(),
        fmt::format("{} \"{}\" is for [system] kind \"{}\"; [system] kind \"{}\" has {}", label, *name,
                    system_ == "spin" ? "trap" : "spin", system_,
                    fmt::join(catalogue_.kinds(table, false), ", ")));
    return std::nullopt;
  }
  const io::Catalogue& other_catalogue() const {
    return system_ == "spin" ? trap_catalogue() : spin_state_catalogue();
  }

  template <class Kind, class SchemaOf, class Model>
  bool read_model(const SchemaOf& schema_of, Model& model) {
    if (!has_table("model")) return false;
    const auto name = kind_of("model");
    if (!name) return false;
    const auto& schema = schema_of(kind_named<Kind>(*name));
    model = schema.defaults();
    tables_.read_table(schema, model);
    return true;
  }

  template <class SchemaOf>
  bool read_sampler(const SchemaOf& schema_of, GroundStateSettings& input) {
    SamplerKind kind = SamplerKind::automatic;
    if (tables_.says_kind("sampler")) {
      const auto name = kind_of("sampler");
      if (!name) return false;
      kind = kind_named<SamplerKind>(*name);
    }
    input.sampler = schema_of(kind).defaults();
    tables_.read_table(schema_of(kind), input.sampler);
    return true;
  }

  bool read_optimizer(GroundStateSettings& input) {
    const auto kind = tables_.kind_or<OptimizerKind>("optimizer", OptimizerKind::automatic);
    if (!kind) return false;
    input.optimizer = ground_state_optimizer_schema(*kind).defaults();
    tables_.read_table(ground_state_optimizer_schema(*kind), input.optimizer);
    return true;
  }

  const io::Document& document_;
  TableDecoder tables_;
  const io::Catalogue& catalogue_;
  std::string system_;
};

}  // namespace

bool is_ground_state(const io::Document& document) {
  const io::Node* task = document.root().find("task");
  const auto* name = task == nullptr ? nullptr : task->get<std::string>();
  return name != nullptr && *name == "ground-state";
}

GroundStateInput decode_ground_state(const io::Document& document) {
  const io::Node* kind = document.find("system", "kind");
  const auto* name = kind == nullptr ? nullptr : kind->get<std::string>();
  if (name != nullptr && *name == "trap")
    return GroundStateDecoder(document, trap_catalogue(), *name).decode_trap();
  if (name != nullptr && *name == "spin")
    return GroundStateDecoder(document, spin_state_catalogue(), *name).decode_spins();
  GroundStateDecoder(document, ground_state_catalogue()).refuse();
}

}  // namespace lenz::jobs
