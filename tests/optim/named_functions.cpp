#include "support/named_functions.hpp"

#include <catch2/catch.hpp>

#include "lenz/optim/minimize.hpp"
#include "lenz/optim/rules/sweep.hpp"

namespace named_functions_tests {

namespace {

using namespace lenz;
using namespace lenz::optim;

constexpr std::uint64_t most_steps = 20000;

/// The step from which on x stays within 1e-3 of the minimum.
class Arrival {
 public:
  explicit Arrival(const test::NamedFunction& f) : f_(f) {}
  void look(const arma::vec& x, std::uint64_t step) {
    if (arma::norm(x - f_.minimum) >= 1e-3) step_ = 0;
    if (arma::norm(x - f_.minimum) < 1e-3 && step_ == 0) step_ = step;
  }
  std::uint64_t step() const { return step_; }

 private:
  const test::NamedFunction& f_;
  std::uint64_t step_ = 0;
};

std::uint64_t steps_needed(const test::NamedFunction& f, const Rule& rule) {
  auto state = start_at(f, f.parameters(), {.seed = 1});
  NoCheckpoints sink;
  NoProgress progress;
  Arrival arrival(f);
  minimize(f, {{.rule = rule}}, {.steps = most_steps}, state, sink, progress,
           [&](const auto& s, const auto&) { arrival.look(s.parameters[0].values, s.steps); });
  return arrival.step();
}

/// The documented number within 5 %: libraries of other systems round powers and cosines otherwise.
bool agrees(std::uint64_t steps, std::uint64_t documented) {
  const double off = std::fabs(static_cast<double>(steps) - static_cast<double>(documented));
  return off <= 1 || off <= 0.05 * static_cast<double>(documented);
}

/// A rule with the rates at which it is tried on the four functions and the steps it takes.
struct Case {
  const char* name;
  Rule rule;
  double rates[4];
  std::uint64_t steps[4];
};

const Case cases[] = {
    {"sgd", Sgd{}, {0.1, 0.01, 0.001, 0.03}, {79, 688, 17082, 650}},
    {"momentum", Momentum{}, {0.1, 0.01, 0.001, 0.01}, {158, 147, 1580, 132}},
    {"Nesterov", Nesterov{}, {0.1, 0.01, 0.001, 0.01}, {79, 121, 1620, 191}},
    {"AdaGrad", AdaGrad{}, {1, 0.3, 1, 0.3}, {14, 34, 9487, 838}},
    {"RMSprop",
     RmsProp{.learning_rate = Exponential{.factor = 0.999}},
     {0.01, 0.01, 0.01, 0.01},
     {2751, 2405, 6136, 1978}},
    {"Adam",
     Adam{.learning_rate = Exponential{.factor = 0.999}},
     {0.1, 0.1, 0.3, 0.3},
     {151, 140, 1114, 135}},
    {"AdamW",
     AdamW{.learning_rate = Exponential{.factor = 0.999}, .decay = 1e-6},
     {0.1, 0.1, 0.3, 0.3},
     {151, 140, 1118, 135}},
    {"L-BFGS", Lbfgs{}, {0, 0, 0, 0}, {2, 13, 34, 13}},
};

const test::NamedFunction functions[] = {test::sphere(), test::ill_conditioned(), test::rosenbrock(),
                                         test::beale()};

Rule with_rate(Rule rule, double rate) {
  std::visit(
      [rate](auto& r) {
        if constexpr (requires { r.learning_rate; })
          std::visit([rate](auto& schedule) { schedule.rate = rate; }, r.learning_rate);
      },
      rule);
  return rule;
}

}  // namespace

TEST_CASE("Every rule reaches the minima of the named functions in the documented number of steps") {
  for (const Case& c : cases) {
    for (std::size_t f = 0; f < 4; ++f) {
      const std::uint64_t steps = steps_needed(functions[f], with_rate(c.rule, c.rates[f]));
      INFO(c.name << " on " << functions[f].name << ": " << steps << " steps, documented " << c.steps[f]);
      CHECK(agrees(steps, c.steps[f]));
    }
  }
}

TEST_CASE("Adam without its correction of bias does not take the documented steps") {
  const auto uncorrected = [](double& x, double g, double& m, double& v) {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    x -= 0.3 * m / (std::sqrt(v) + 1e-8);
  };
  for (const std::size_t f : {2, 3}) {
    arma::vec x = functions[f].start, m(2, arma::fill::zeros), v(2, arma::fill::zeros);
    Parameters<double> theta = functions[f].parameters();
    test::NoState none;
    Evaluation<double> e;
    Arrival arrival(functions[f]);
    for (std::uint64_t step = 1; step <= most_steps; ++step) {
      functions[f].evaluate(theta, none, {}, 1, e);
      sweep<2>(uncorrected, 2, 1.0, 0.0, e.gradient[0].memptr(), theta[0].values.memptr(), m.memptr(),
               v.memptr());
      arrival.look(theta[0].values, step);
    }
    CHECK_FALSE(agrees(arrival.step(), cases[5].steps[f]));
  }
}

TEST_CASE("L-BFGS goes to machine precision and stops where the numbers end") {
  for (const test::NamedFunction& f : functions) {
    auto state = start_at(f, f.parameters(), {.seed = 1});
    NoCheckpoints sink;
    NoProgress progress;
    minimize(f, {{.rule = Lbfgs{}}}, {.steps = 200, .gradient_tolerance = 1e-10}, state, sink, progress);
    INFO(f.name << " " << state.steps << " steps, " << state.evaluations << " evaluations");
    CHECK(arma::norm(state.parameters[0].values - f.minimum) < 1e-8);
    CHECK((state.stop == StopReason::gradient || state.stop == StopReason::line_search));
    CHECK(state.evaluations < 100);
  }
}

}  // namespace named_functions_tests
