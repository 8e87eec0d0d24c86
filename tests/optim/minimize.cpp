#include "lenz/optim/minimize.hpp"

#include <cstdint>
#include <limits>

#include <catch2/catch.hpp>

#include "lenz/optim/magnitudes.hpp"

#include "support/batch_regression.hpp"
#include "support/memory_archive.hpp"
#include "support/named_functions.hpp"
#include "support/stopping_sink.hpp"

namespace minimize_tests {

namespace {

using namespace lenz;
using namespace lenz::optim;

template <class O>
MinimizeState<O> run(const O& objective, const Rules& rules, const MinimizePlan& plan) {
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  NoCheckpoints sink;
  NoProgress progress;
  minimize(objective, rules, plan, state, sink, progress);
  return state;
}

template <class State>
std::vector<std::byte> bytes_of(const State& state) {
  test::MemoryOutput out;
  out(state);
  return out.bytes;
}

struct Setting {
  const char* name;
  Rules rules;
  MinimizePlan plan;
};

std::vector<Setting> settings() {
  const NaturalGradient spring{.damping = 1e-2, .momentum = 0.9};
  return {
      {"sgd", {{.rule = Sgd{}}}, {}},
      {"momentum with decay", {{.rule = Momentum{}, .weight_decay = 0.1}}, {}},
      {"Nesterov, cosine", {{.rule = Nesterov{Cosine{0.1, 9}}}}, {}},
      {"AdaGrad", {{.rule = AdaGrad{}}}, {}},
      {"RMSprop", {{.rule = RmsProp{}}}, {}},
      {"Adam and AdamW",
       {{.block = "offset", .rule = AdamW{}, .cadence = 3}, {.rule = Adam{}, .cadence = 2}},
       {}},
      {"average and clip", {{.rule = Adam{}}}, {.clip_norm = 0.1, .average_decay = 0.8}},
      {"natural gradient", {{.rule = Sgd{}}}, {.metric = NaturalGradient{.damping = 1e-2}}},
      {"SPRING", {{.rule = Momentum{}}}, {.metric = spring}},
      {"L-BFGS", {{.rule = Lbfgs{.memory = 3}}}, {}},
  };
}

/// Runs to the end with a stop after each of the steps 1, 2, …, resumed from the bytes alone.
template <class T>
void check_resume(const Setting& setting, std::size_t n_batch) {
  const test::BatchRegression<T> objective(n_batch);
  MinimizePlan plan = setting.plan;
  plan.steps = 7;
  const auto uncut = run(objective, setting.rules, plan);
  const auto whole = bytes_of(uncut);
  for (std::size_t stop_at = 1; stop_at <= 6; ++stop_at) {
    test::StoppingSink sink(stop_at);
    NoProgress progress;
    auto first = start_at(objective, objective.parameters(), {.seed = 7});
    CHECK_THROWS_AS(minimize(objective, setting.rules, plan, first, sink, progress), Stopped);
    sink.stop_at = SIZE_MAX;
    MinimizeState<test::BatchRegression<T>> second;
    plan.n_threads = 2;
    minimize(objective, setting.rules, plan, second, sink, progress);
    CHECK(second.steps == 7);
    INFO(setting.name << ", stopped after step " << stop_at);
    CHECK(bytes_of(second) == whole);
    CHECK(bytes_of(second.average) == bytes_of(uncut.average));  // on which no other number depends
    CHECK(second.history.value == uncut.history.value);
    CHECK(second.history.damping == uncut.history.damping);
  }
}

/// |x|^2 / 2 over two blocks, with a number planted in the evaluation of one step.
struct Poisoned {
  enum class Place { value, error, gradient, none };
  using Scalar = float;
  struct State {
    std::uint64_t calls = 0;
    template <class Archive>
    void serialize(Archive& archive) {
      archive(calls);
    }
  };
  Place place = Place::none;
  double poison = 0;

  std::size_t n_shards() const { return 1; }
  State init(const Parameters<float>&, std::span<random::Stream>) const { return {}; }
  std::vector<std::string> figure_names() const { return {}; }
  void evaluate(const Parameters<float>& theta, State& state, std::span<random::Stream>, std::size_t,
                Evaluation<float>& out) const {
    out.gradient = {theta[0].values, theta[1].values};
    out.value = 0.5 * (sum_of_squares(theta[0].values) + sum_of_squares(theta[1].values));
    if (++state.calls != 4) return;
    if (place == Place::value) out.value = poison;
    if (place == Place::error) out.error = poison;
    if (place == Place::gradient) out.gradient[1][17] = static_cast<float>(poison);
  }
  Parameters<float> parameters() const {
    return {{.name = "a", .values = arma::fvec(5, arma::fill::ones)},
            {.name = "b", .values = arma::fvec(40, arma::fill::ones)}};
  }
};

/// The message of the NumericalError with which `rules` fail; checks that parameters and memories are those
/// after `steps` good steps.
std::string failure(const Poisoned& objective, const Rules& rules, std::uint64_t steps) {
  auto state = start_at(objective, objective.parameters(), {.seed = 1});
  NoCheckpoints sink;
  NoProgress progress;
  std::string message;
  try {
    minimize(objective, rules, {.steps = 10}, state, sink, progress);
  } catch (const NumericalError& error) {
    message = error.what();
  }
  const auto good = run(Poisoned{}, rules, {.steps = steps});
  CHECK(state.steps == steps);
  CHECK(bytes_of(state.parameters) == bytes_of(good.parameters));
  CHECK(bytes_of(state.memories) == bytes_of(good.memories));
  return message;
}

}  // namespace

TEST_CASE("Stopped after any step and resumed every rule gives the same bits") {
  for (const Setting& setting : settings()) {
    const bool deterministic = std::holds_alternative<Lbfgs>(setting.rules.front().rule);
    check_resume<float>(setting, deterministic ? 0 : 4);
    check_resume<double>(setting, deterministic ? 0 : 4);
  }
}

TEST_CASE("One and two and eight threads give the same bits") {
  for (const Setting& setting : settings()) {
    const test::BatchRegression<float> objective(
        std::holds_alternative<Lbfgs>(setting.rules.front().rule) ? 0 : 5, 5);
    MinimizePlan plan = setting.plan;
    plan.steps = 12;
    const auto one = bytes_of(run(objective, setting.rules, plan));
    for (const std::size_t n : {2, 8}) {
      plan.n_threads = n;
      INFO(setting.name << " on " << n << " threads");
      CHECK(bytes_of(run(objective, setting.rules, plan)) == one);
    }
  }
}

TEST_CASE("A finished minimisation goes on under a longer plan to the bits of the longer run") {
  const test::BatchRegression<double> objective(4);
  const Rules rules = {{.rule = Adam{}}};
  NoProgress progress;
  test::StoppingSink sink;
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  minimize(objective, rules, {.steps = 5}, state, sink, progress);
  MinimizeState<test::BatchRegression<double>> longer;
  minimize(objective, rules, {.steps = 9}, longer, sink, progress);
  const auto whole = bytes_of(run(objective, rules, {.steps = 9}));
  CHECK(bytes_of(longer) == whole);
  NoCheckpoints nothing;
  minimize(objective, rules, {.steps = 9}, state, nothing, progress);  // the state itself, handed in again
  CHECK(bytes_of(state) == whole);
}

TEST_CASE("A checkpoint of another rule or model is refused") {
  const test::BatchRegression<double> objective(4);
  NoProgress progress;
  test::StoppingSink sink;
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  minimize(objective, {{.rule = Momentum{}}}, {.steps = 5}, state, sink, progress);
  MinimizeState<test::BatchRegression<double>> other;
  CHECK_THROWS_WITH(minimize(objective, {{.rule = AdaGrad{}}}, {.steps = 9}, other, sink, progress),
                    Catch::Contains("another rule"));
  auto wider = start_at(objective, objective.parameters(), {.seed = 7});
  wider.parameters[0].values.zeros(7);
  CHECK_THROWS_WITH(minimize(objective, {{.rule = Momentum{}}}, {.steps = 9}, wider, sink, progress),
                    Catch::Contains("another model"));
}

TEST_CASE("Every rule finds the closed form of a linear regression") {
  const test::BatchRegression<double> objective(0);
  const arma::vec exact = objective.closed_form();
  const std::pair<Rule, std::uint64_t> rules[] = {
      {Sgd{Constant{0.5}}, 200},
      {Momentum{Constant{0.1}}, 400},
      {Nesterov{Constant{0.1}}, 200},
      {AdaGrad{Constant{0.5}}, 1000},
      {RmsProp{.learning_rate = Exponential{0.05, 0.99}}, 2000},
      {Adam{.learning_rate = Exponential{0.1, 0.99}}, 1000},
      {AdamW{.learning_rate = Exponential{0.1, 0.99}, .decay = 1e-8}, 1000},
      {Lbfgs{}, 12},
  };
  for (const auto& [rule, steps] : rules) {
    const auto state = run(objective, {{.rule = rule}}, {.steps = steps});
    INFO("rule " << rule.index() << " after " << state.steps << " steps");
    CHECK(arma::norm(joined(state.parameters) - exact) < 1e-6);
  }
  const auto natural =
      run(objective, {{.rule = Sgd{Constant{0.05}}}}, {.steps = 500, .metric = NaturalGradient{}});
  CHECK(arma::norm(joined(natural.parameters) - exact) < 1e-6);
}

TEST_CASE("Weight decay adds its multiple of a parameter to the scaled gradient") {
  // min |x - x0|^2 / 2 + decay |x|^2 / 2 of the sphere moved: here x0 = 0, so the gradient alone is looked
  // at.
  arma::vec theta = {2.0, -4.0};
  RuleState<double> state;
  update_block(BlockRule{.rule = Sgd{Constant{0.5}}, .weight_decay = 0.25}, 0, 2.0, arma::vec{1.0, 3.0},
               theta, state);
  CHECK(theta[0] == Approx(2.0 - 0.5 * (2 * 1.0 + 0.25 * 2.0)));
  CHECK(theta[1] == Approx(-4.0 - 0.5 * (2 * 3.0 - 0.25 * 4.0)));
}

TEST_CASE("A number that is not finite stops the step in which it appears and names the block") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  using Place = Poisoned::Place;
  for (const Rules& rules : {Rules{{.rule = Adam{}}}, Rules{{.rule = Momentum{}}}}) {
    CHECK(failure({Place::value, nan}, rules, 3) == "the loss is not a number in step 4");
    CHECK(failure({Place::value, -inf}, rules, 3) == "the loss is infinite in step 4");
    CHECK(failure({Place::error, nan}, rules, 3) == "the loss is not a number in step 4");
    CHECK(failure({Place::gradient, nan}, rules, 3) ==
          "the gradient of block \"b\" is not a number in step 4");
    CHECK(failure({Place::gradient, -inf}, rules, 3) == "the gradient of block \"b\" is infinite in step 4");
  }
  // A gradient that is a number, and a parameter that is none.
  CHECK_THAT(failure({Place::gradient, 3e38}, {{.rule = Sgd{Constant{10}}}}, 3),
             Catch::Contains("block \"b\" holds a number that is not finite after step 4"));
  CHECK_THAT(
      failure({Place::gradient, 1e30}, {{.rule = Adam{}}}, 3),  // g^2 overflows, and would give a step of 0
      Catch::Contains("block \"b\" holds a number that is not finite after step 4"));
  CHECK_THAT(failure({}, {{.block = "b", .rule = Sgd{Constant{1e25}}}, {.rule = Sgd{}}}, 1),
             Catch::Contains("after step 2"));
}

TEST_CASE("Parameters that are not finite at the start are refused") {
  const test::BatchRegression<double> objective(0);
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  state.parameters[1].values[0] = std::numeric_limits<double>::quiet_NaN();
  NoCheckpoints sink;
  NoProgress progress;
  CHECK_THROWS_WITH(minimize(objective, {{.rule = Sgd{}}}, {}, state, sink, progress),
                    Catch::Contains("\"offset\""));
}

TEST_CASE("A block moves at its cadence only") {
  const test::BatchRegression<double> objective(0);
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  NoCheckpoints sink;
  NoProgress progress;
  double before = state.parameters[1].values[0];
  arma::vec weights = state.parameters[0].values;
  std::uint64_t calls = 0;
  minimize(objective, {{.rule = Sgd{}}, {.block = "offset", .rule = Adam{}, .cadence = 3}}, {.steps = 10},
           state, sink, progress, [&](const auto& s, const auto&) {
             CHECK((s.parameters[1].values[0] != before) == (s.steps % 3 == 0));
             CHECK(arma::norm(s.parameters[0].values - weights) > 0);
             before = s.parameters[1].values[0];
             weights = s.parameters[0].values;
             ++calls;
           });
  CHECK(calls == 10);
  CHECK(state.memories[1].updates == 3);
}

TEST_CASE("Clipping shortens a direction that is too long and no other") {
  const test::NamedFunction f = test::sphere();
  const double norm = arma::norm(f.start);
  for (const double clip : {0.5 * norm, 2 * norm}) {
    const auto state = run(f, {{.rule = Sgd{Constant{1}}}}, {.steps = 1, .clip_norm = clip});
    const double moved = arma::norm(state.parameters[0].values - f.start);
    CHECK(moved == Approx(std::min(clip, norm)).epsilon(1e-12));
    CHECK(state.history.gradient_norm.front() == Approx(norm).epsilon(1e-12));
  }
}

TEST_CASE("Clipping counts the blocks that move in the step") {
  const test::BatchRegression<double> objective(0);
  const Rules rules = {{.rule = Sgd{Constant{1}}},
                       {.block = "offset", .rule = Sgd{Constant{1}}, .cadence = 2}};
  const auto state = run(objective, rules, {.steps = 1, .clip_norm = 1e-3});
  CHECK(arma::norm(state.parameters[0].values) == Approx(1e-3));
  const auto both = run(objective, {{.rule = Sgd{Constant{1}}}}, {.steps = 1, .clip_norm = 1e-3});
  CHECK(arma::norm(joined(both.parameters)) == Approx(1e-3));
}

TEST_CASE("The moving average follows its formula") {
  const test::BatchRegression<double> objective(4);
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  arma::vec average = joined(state.parameters);
  NoCheckpoints sink;
  NoProgress progress;
  minimize(objective, {{.rule = Adam{}}}, {.steps = 20, .average_decay = 0.9}, state, sink, progress,
           [&](const auto& s, const auto&) { average = 0.9 * average + 0.1 * joined(s.parameters); });
  CHECK(arma::norm(joined(state.average) - average) < 1e-14);
  CHECK(arma::norm(joined(state.parameters) - average) > 1e-4);
}

TEST_CASE("The history tells of every step what it was made from") {
  const test::BatchRegression<double> objective(0);
  for (const Rule& rule : {Rule(Sgd{}), Rule(Lbfgs{})}) {
    auto state = start_at(objective, objective.parameters(), {.seed = 7});
    NoCheckpoints sink;
    NoProgress progress;
    auto theta = objective.parameters();
    auto other = objective.init(theta, state.streams);
    Evaluation<double> e;
    minimize(objective, {{.rule = rule}}, {.steps = 6}, state, sink, progress,
             [&](const auto& s, const auto& made_from) {
               std::vector<random::Stream> streams = s.streams;
               objective.evaluate(theta, other, streams, 1, e);
               CHECK(made_from.value == e.value);
               CHECK(s.history.value.back() == e.value);
               CHECK(s.history.gradient_norm.back() == Approx(arma::norm(joined(e.gradient))));
               CHECK(s.history.figures[2 * (s.steps - 1)] == e.figures[0]);
               theta = s.parameters;
             });
    CHECK(state.history.value.size() == 6);
    CHECK(state.history.figures.size() == 12);
    CHECK(state.stop == StopReason::steps);
    if (rule.index() == 0) CHECK(state.evaluations == 6);
  }
}

TEST_CASE("A run stops early where the gradient vanishes or the values do not fall") {
  const test::NamedFunction f = test::sphere();
  const auto flat = run(f, {{.rule = Sgd{Constant{0.5}}}}, {.steps = 500, .gradient_tolerance = 1e-3});
  CHECK(flat.stop == StopReason::gradient);
  CHECK(flat.evaluation.value < 1e-6);
  CHECK(arma::norm(flat.parameters[0].values) <= 1e-3);
  CHECK(arma::norm(flat.parameters[0].values) > 4e-4);
  const auto slow = run(f, {{.rule = Sgd{Constant{0.5}}}},
                        {.steps = 500, .plateau = Plateau{.window = 5, .tolerance = 1e-3}});
  CHECK(slow.stop == StopReason::plateau);
  CHECK(slow.steps > 10);
  CHECK(slow.steps < 30);
  CHECK_FALSE(has_plateau({5, 4, 3, 2}, {.window = 2, .tolerance = 1.9}));
  CHECK(has_plateau({5, 4, 3, 2}, {.window = 2, .tolerance = 2}));
  CHECK_FALSE(has_plateau({1, 1, 1}, {.window = 2}));
}

TEST_CASE("What does not belong together is refused before the first step") {
  const test::BatchRegression<double> objective(0);
  CHECK_THROWS_AS(run(objective, {{.rule = Lbfgs{}}}, {.metric = NaturalGradient{}}), std::invalid_argument);
  CHECK_THROWS_AS(run(objective, {{.rule = Lbfgs{}}}, {.clip_norm = 1}), std::invalid_argument);
  CHECK_THROWS_AS(run(objective, {{.rule = Sgd{}}}, {.clip_norm = 0}), std::invalid_argument);
  CHECK_THROWS_AS(run(objective, {{.rule = Sgd{}}}, {.average_decay = 1}), std::invalid_argument);
  CHECK_THROWS_AS(run(objective, {{.rule = Sgd{}}}, {.plateau = Plateau{.window = 0}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(run(objective, {{.rule = Sgd{}}}, {.metric = NaturalGradient{.momentum = 1}}),
                  std::invalid_argument);
  MinimizeState<test::BatchRegression<double>> no_streams;
  no_streams.parameters = objective.parameters();
  NoCheckpoints sink;
  NoProgress progress;
  CHECK_THROWS_AS(minimize(objective, {{.rule = Sgd{}}}, {}, no_streams, sink, progress),
                  std::invalid_argument);
}

TEST_CASE("A loop of steps tells the mean loss of the last twentieth of its steps") {
  struct Watch final : Progress {
    std::vector<Standing> told;
    void report(std::size_t, double) override {}
    void report_step(std::size_t, double, const Tell& tell) override { told.push_back(tell()); }
    void line(std::string_view) override {}
  };
  const test::BatchRegression<double> objective(4);
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  NoCheckpoints sink;
  Watch progress;
  minimize(objective, {{.rule = Sgd{Constant{1e-3}}}}, {.steps = 60}, state, sink, progress);
  REQUIRE(progress.told.size() == 60);
  const MinimizeHistory& history = state.history;
  CHECK(progress.told[0].value == history.value[0]);
  CHECK(progress.told[0].error == Approx(history.error[0]));
  const Standing& last = progress.told.back();
  CHECK(last.step == 60);
  CHECK(last.n_steps == 60);
  CHECK(last.name == "loss");
  CHECK(last.value == Approx((history.value[57] + history.value[58] + history.value[59]) / 3));
  CHECK(last.error == Approx(std::sqrt(std::pow(history.error[57], 2) + std::pow(history.error[58], 2) +
                                       std::pow(history.error[59], 2)) /
                             3));
}

TEST_CASE("A damping that had to be raised stands in the history and is told once") {
  struct Lines final : Progress {
    std::vector<std::string> lines;
    void report(std::size_t, double) override {}
    void line(std::string_view text) override { lines.emplace_back(text); }
  };
  // A batch of one row in each of two shards: two samples cannot span five parameters.
  const test::BatchRegression<double> objective(1, 2);
  auto state = start_at(objective, objective.parameters(), {.seed = 7});
  NoCheckpoints sink;
  Lines progress;
  const NaturalGradient dense{.solver = MetricSolver::dense, .damping = 0};
  minimize(objective, {{.rule = Sgd{Constant{1e-12}}}}, {.steps = 3, .metric = dense}, state, sink, progress);
  REQUIRE(state.history.damping.size() == 3);
  for (const double damping : state.history.damping) CHECK(damping > 0);
  REQUIRE(progress.lines.size() == 1);
  CHECK_THAT(progress.lines[0], Catch::Contains("raised") && Catch::Contains("step 1"));
}

}  // namespace minimize_tests
