#include "lenz/jobs/inputs/run_input.hpp"

namespace lenz::jobs {

const io::Schema<RunInput>& run_schema() {
  static const io::Schema<RunInput> schema = [] {
    using R = RunInput;
    io::Schema<R> s("run", "", "how much is run, and from which seed");
    s.of_task("sample");
    s.key("seed", &R::seed, {.meaning = "the same seed gives the same bits, whatever the number of threads"});
    add_chain_keys(s);
    add_limits(s);
    return s;
  }();
  return schema;
}

const io::Schema<OutputInput>& output_schema() {
  static const io::Schema<OutputInput> schema = [] {
    io::Schema<OutputInput> s("output", "", "what is kept");
    s.of_task("sample");
    s.key("configurations", &OutputInput::configurations,
          {.meaning = "configurations kept at each point, decorrelated by the measured tau", .max = 1e12});
    s.key("trace", &OutputInput::trace,
          {.meaning = "keep the whole series of every observable in results.h5"});
    s.key("plots", &OutputInput::plots, {.meaning = "draw plots"});
    s.key("finite_size_scaling", &OutputInput::finite_size_scaling,
          {.meaning = "critical temperature and exponents from crossings of Binder cumulants of [system] "
                      "sizes, by reweighting (ising); `correlation` is then not measured"});
    return s;
  }();
  return schema;
}

}  // namespace lenz::jobs
