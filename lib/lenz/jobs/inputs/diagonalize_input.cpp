#include "lenz/jobs/inputs/diagonalize_input.hpp"

#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/inputs/check_diagonalize.hpp"
#include "lenz/jobs/inputs/run_input.hpp"
#include "lenz/jobs/inputs/table_decoder.hpp"

namespace lenz::jobs {

const io::Schema<DiagonalizeRunInput>& diagonalize_run_schema() {
  static const io::Schema<DiagonalizeRunInput> schema = [] {
    using R = DiagonalizeRunInput;
    io::Schema<R> s("run", "", "how much is run, and from which seed");
    s.of_task("diagonalize");
    s.key("seed", &R::seed, {.meaning = "of random vectors: levels do not depend on it but for rounding"});
    s.key(
        "levels", &R::levels,
        {.meaning =
             "lowest levels, each as often as it is degenerate; 1: the ground state alone (in "
             "spaces of up to 4 million states a second level is looked at, to see whether it is degenerate; "
             "larger ones take the least memory)",
         .min = 1,
         .max = 1000});
    s.key("method", &R::method,
          {.meaning = "dense: the full spectrum of every sector; lanczos: products with vectors, never a "
                      "matrix; auto: dense where a sector is small"});
    s.key("tolerance", &R::tolerance,
          {.meaning = "largest residual abs(H v - E v) of a level, relative to abs(H)",
           .min = 1e-15,
           .max = 1e-3});
    s.key("vectors", &R::vectors,
          {.meaning = "random vectors of a thermal average in each sector that is not dense; errors fall as "
                      "one over their square root",
           .min = 4,
           .max = 1e6});
    s.key("steps", &R::steps,
          {.meaning = "Lanczos steps from each random vector: more for low temperatures",
           .unit = "steps",
           .min = 4,
           .max = 10000});
    add_limits(s);
    return s;
  }();
  return schema;
}

const io::Schema<DiagonalizeOutputInput>& diagonalize_output_schema() {
  static const io::Schema<DiagonalizeOutputInput> schema = [] {
    using O = DiagonalizeOutputInput;
    io::Schema<O> s("output", "", "what is kept");
    s.of_task("diagonalize");
    s.key("observables", &O::observables,
          {.meaning = "magnetizations, correlations, structure factor and entanglement of the ground state, "
                      "averaged over its copies where it is degenerate; false: energies alone"});
    s.key("plots", &O::plots, {.meaning = "draw plots"});
    return s;
  }();
  return schema;
}

bool is_diagonalize(const io::Document& document) {
  const io::Node* task = document.root().find("task");
  const auto* name = task == nullptr ? nullptr : task->get<std::string>();
  return name != nullptr && *name == "diagonalize";
}

DiagonalizeInput decode_diagonalize(const io::Document& document) {
  TableDecoder tables(document, diagonalize_catalogue());
  TopInput top = tables.read_top("diagonalize");
  DiagonalizeInput input{
      .title = std::move(top.title), .exact = top.exact, .system = {}, .run = {}, .output = {}};
  bool known = false;
  if (tables.given("system") == nullptr) {
    tables.complain_missing_table("system", "what is studied");
  } else if (tables.kind_of("system")) {
    known = true;
    tables.read_table(spin_schema(), input.system);
  }
  tables.read_table(diagonalize_run_schema(), input.run);
  tables.read_table(diagonalize_output_schema(), input.output);
  if (known) check_diagonalize(document, input, tables.complaints());
  tables.complaints().throw_if_any();
  return input;
}

io::Table resolved_table(const DiagonalizeInput& input) {
  io::Table root;
  top_schema().write({.task = TaskName::diagonalize, .title = input.title, .exact = input.exact}, root);
  append_table(spin_schema(), input.system, root);
  erase_unused_spin_keys(input.system, root);
  append_table(diagonalize_run_schema(), input.run, root);
  append_table(diagonalize_output_schema(), input.output, root);
  return root;
}

std::string resolved_toml(const DiagonalizeInput& input) { return io::to_toml(resolved_table(input)); }

}  // namespace lenz::jobs
