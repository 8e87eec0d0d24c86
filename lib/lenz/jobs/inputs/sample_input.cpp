#include "lenz/jobs/inputs/sample_input.hpp"

#include <fmt/format.h>

#include "lenz/io/edit_distance.hpp"
#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/inputs/checks.hpp"
#include "lenz/jobs/inputs/top_input.hpp"

namespace lenz::jobs {

namespace {

/// One document held against all schemas of the task.
class SampleDecoder {
 public:
  explicit SampleDecoder(const io::Document& document) : document_(document) {}

  SampleInput decode() {
    read_top();
    read_system();
    input_.run.sweeps = default_sweeps(input_.system);
    read_sampler();
    read_table(run_schema(), input_.run);
    read_table(output_schema(), input_.output);
    if (system_known_) {
      check_sampler(document_, input_, complaints_);
      check_exact(document_, input_, complaints_);
      check_finite_size(document_, input_, complaints_);
    }
    check_amounts(document_, input_, complaints_);
    complaints_.throw_if_any();
    return std::move(input_);
  }

 private:
  const io::Table* given(const std::string& table) const {
    const io::Node* node = document_.root().find(table);
    return node == nullptr ? nullptr : node->get<io::Table>();
  }

  template <class Config>
  void read_table(const io::Schema<Config>& schema, Config& out) {
    if (complaints_.faulty(schema.table())) return;  // misspelled, or no table: said already
    schema.read(given(schema.table()), document_.place_of(schema.table(), ""), complaints_, out);
    if (const io::Table* table = given(schema.table())) {
      io::complain_unknown_keys(catalogue(), schema.table(), &schema, *table, complaints_);
    }
  }

  void read_top() {
    TopInput top;
    top_schema().read(&document_.root(), document_.start(), complaints_, top);
    input_.title = std::move(top.title);
    input_.exact = top.exact;
    io::complain_unknown_tables(catalogue(), *catalogue().task("sample"), document_.root(), complaints_);
  }

  /// The kind a table names, if it is one that runs; complains else.
  std::optional<std::string> kind_of(const std::string& table) {
    const io::Node* kind = document_.find(table, "kind");
    const auto* name = kind == nullptr ? nullptr : kind->get<std::string>();
    if (name != nullptr && catalogue().find(table, *name) != nullptr) return *name;
    complaints_.mark_faulty(io::key_label(table, "kind"));
    if (kind != nullptr) {
      io::complain_unknown_kind(catalogue(), table, *kind, complaints_);
    } else if (!has_misspelled_kind(table)) {
      complaints_.add(document_.place_of(table, "kind"),
                      fmt::format("missing key \"kind\" in [{}]: {}", table,
                                  io::choices_text(catalogue().kinds(table, false))));
    }
    // Keys of any kind pass, so that what is no key at all is still said.
    io::complain_unknown_keys(catalogue(), table, nullptr, *given(table), complaints_);
    return std::nullopt;
  }

  bool has_misspelled_kind(const std::string& table) const {
    static constexpr std::string_view kind[] = {"kind"};
    for (const io::Entry& entry : given(table)->entries()) {
      if (io::nearest(entry.key, kind)) return true;
    }
    return false;
  }

  void read_system() {
    if (given("system") == nullptr) {
      if (complaints_.faulty("system")) return;
      complaints_.add(document_.start(),
                      fmt::format("missing table [system]: what is studied, with kind = {}",
                                  io::choices_text(catalogue().kinds("system", false))));
      return;
    }
    const auto kind = kind_of("system");
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
    read_table(schema, system);
    check(document_, system, complaints_);
    input_.system = std::move(system);
  }

  void read_sampler() {
    SamplerKind kind = SamplerKind::automatic;
    const bool misspelled = given("sampler") != nullptr && has_misspelled_kind("sampler");
    if (misspelled || document_.find("sampler", "kind") != nullptr) {
      const auto name = kind_of("sampler");
      if (!name) return;
      while (io::name_of(kind) != *name) kind = static_cast<SamplerKind>(static_cast<int>(kind) + 1);
    }
    input_.sampler = sampler_schema(kind).defaults();
    read_table(sampler_schema(kind), input_.sampler);
  }

  const io::Document& document_;
  io::Complaints complaints_;
  SampleInput input_;
  bool system_known_ = false;
};

template <class Config>
void append_table(const io::Schema<Config>& schema, const Config& config, io::Table& root) {
  io::Table table;
  if (!schema.kind().empty()) table.set("kind", io::Node(schema.kind()));
  schema.write(config, table);
  if constexpr (std::is_same_v<Config, IsingInput>) {
    if (config.lattice == lattice::Kind::graph) table.erase("boundary");  // a graph has none
  }
  root.set(schema.table(), io::Node(std::move(table)));
}

}  // namespace

std::string decode_task(const io::Document& document) {
  const io::Node* node = document.root().find("task");
  const auto* name = node == nullptr ? nullptr : node->get<std::string>();
  const io::TaskDescription* task = name == nullptr ? nullptr : catalogue().task(*name);
  if (task == nullptr) {
    decode_sample(document);  // throws: the task is off, and the rest is held against the task that is built
    return "sample";
  }
  if (!task->built) {
    throw InputError({node->place().complaint(
        fmt::format("task \"{}\" is known but not built yet: this version has \"sample\"", *name))});
  }
  return *name;
}

SampleInput decode_sample(const io::Document& document) { return SampleDecoder(document).decode(); }

io::Table resolved_table(const SampleInput& input) {
  io::Table root;
  top_schema().write({.task = Task::sample, .title = input.title, .exact = input.exact}, root);
  if (const auto* ising = std::get_if<IsingInput>(&input.system)) append_table(ising_schema(), *ising, root);
  if (const auto* gaussian = std::get_if<GaussianInput>(&input.system))
    append_table(gaussian_schema(), *gaussian, root);
  if (const auto* mixture = std::get_if<MixtureInput>(&input.system))
    append_table(mixture_schema(), *mixture, root);
  if (const auto* chain = std::get_if<MarkovChainInput>(&input.system))
    append_table(markov_chain_schema(), *chain, root);
  append_table(sampler_schema(input.sampler.kind), input.sampler, root);
  append_table(run_schema(), input.run, root);
  append_table(output_schema(), input.output, root);
  return root;
}

std::string resolved_toml(const SampleInput& input) { return io::to_toml(resolved_table(input)); }

std::uint64_t default_sweeps(const SampledSystem& system) {
  return std::holds_alternative<IsingInput>(system) ? 20000 : 100000;
}

}  // namespace lenz::jobs
