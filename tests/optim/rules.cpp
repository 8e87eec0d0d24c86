#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include <catch2/catch.hpp>

#include "lenz/optim/rule.hpp"
#include "lenz/optim/rules/sweep.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace rules_tests {

namespace {

using namespace lenz;
using namespace lenz::optim;

using Update = std::function<void(std::uint64_t step, const arma::vec& g, arma::vec& theta)>;

Update of_rule(const BlockRule& rule) {
  return
      [rule, state = RuleState<double>{}](std::uint64_t step, const arma::vec& g, arma::vec& theta) mutable {
        update_block(rule, step, 1.0, g, theta, state);
      };
}

/// How far two updates come apart over 40 steps of random gradients, on more numbers than a vector holds.
double apart(Update one, Update other) {
  random::Stream stream({.seed = 2, .purpose = random::Purpose::test});
  arma::vec a(37), g(37);
  for (double& v : a) v = random::normal(stream);
  arma::vec b = a;
  double most = 0;
  for (std::uint64_t step = 0; step < 40; ++step) {
    for (double& v : g) v = random::normal(stream) * std::exp(random::normal(stream));
    one(step, g, a);
    other(step, g, b);
    most = std::max(most, arma::abs(a - b).max());
  }
  return most;
}

/// The formulas written down once more from the papers, on whole vectors.
struct Paper {
  double rate, mu = 0.9, rho = 0.9, b1 = 0.9, b2 = 0.999, eps = 1e-8, decay = 0.01;
  arma::vec m = arma::zeros(37), v = arma::zeros(37);

  Update sgd() {
    return [*this](auto, const arma::vec& g, arma::vec& x) mutable { x = x - rate * g; };
  }
  Update momentum() {
    return [*this](auto, const arma::vec& g, arma::vec& x) mutable {
      v = mu * v - rate * g;  // Sutskever's velocity, which has the sign and size of a step
      x = x + v;
    };
  }
  /// In the variables of Sutskever et al.: y is where the gradient is taken, y = x + mu v.
  Update nesterov() {
    return [*this](auto, const arma::vec& g, arma::vec& y) mutable {
      const arma::vec x_before = y - mu * v;
      v = mu * v - rate * g;
      y = x_before + v + mu * v;
    };
  }
  Update adagrad() {
    return [*this](auto, const arma::vec& g, arma::vec& x) mutable {
      v += arma::square(g);
      x -= rate * g / (arma::sqrt(v) + eps);
    };
  }
  Update rmsprop() {
    return [*this](auto, const arma::vec& g, arma::vec& x) mutable {
      v = rho * v + (1 - rho) * arma::square(g);
      x -= rate * g / (arma::sqrt(v) + eps);
    };
  }
  Update adam(double decoupled, double coupled = 0) {
    return [=, *this](std::uint64_t step, const arma::vec& gradient, arma::vec& x) mutable {
      const auto t = static_cast<double>(step + 1);
      const arma::vec g = gradient + coupled * x;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * arma::square(g);
      const arma::vec m_hat = m / (1 - std::pow(b1, t)), v_hat = v / (1 - std::pow(b2, t));
      x = x - rate * (m_hat / (arma::sqrt(v_hat) + eps) + decoupled * x);
    };
  }
};

}  // namespace

TEST_CASE("Every rule moves as its paper says") {
  Paper paper{.rate = 0.05};
  const Schedule rate = Constant{0.05};
  CHECK(apart(of_rule({.rule = Sgd{rate}}), paper.sgd()) < 1e-12);
  CHECK(apart(of_rule({.rule = Momentum{rate}}), paper.momentum()) < 1e-12);
  CHECK(apart(of_rule({.rule = Nesterov{rate}}), paper.nesterov()) < 1e-12);
  CHECK(apart(of_rule({.rule = AdaGrad{rate}}), paper.adagrad()) < 1e-12);
  CHECK(apart(of_rule({.rule = RmsProp{rate}}), paper.rmsprop()) < 1e-12);
  CHECK(apart(of_rule({.rule = Adam{rate}}), paper.adam(0)) < 1e-12);
  CHECK(apart(of_rule({.rule = AdamW{rate}}), paper.adam(0.01)) < 1e-12);
  CHECK(apart(of_rule({.rule = Adam{rate}, .weight_decay = 0.1}), paper.adam(0, 0.1)) < 1e-12);
}

TEST_CASE("Wrong twins of the rules are told from them") {
  Paper paper{.rate = 0.05};
  const Schedule rate = Constant{0.05};
  const auto uncorrected = [m = arma::vec(37, arma::fill::zeros), v = arma::vec(37, arma::fill::zeros)](
                               std::uint64_t, const arma::vec& g, arma::vec& x) mutable {
    const auto formula = [](double& theta, double slope, double& first, double& second) {
      first = 0.9 * first + 0.1 * slope;
      second = 0.999 * second + 0.001 * slope * slope;
      theta -= 0.05 * first / (std::sqrt(second) + 1e-8);
    };
    sweep<2>(formula, 37, 1.0, 0.0, g.memptr(), x.memptr(), m.memptr(), v.memptr());
  };
  CHECK(apart(uncorrected, paper.adam(0)) > 1e-2);
  CHECK(apart(of_rule({.rule = Momentum{rate}}), paper.nesterov()) > 1e-2);  // no look ahead
  CHECK(apart(of_rule({.rule = Adam{rate}, .weight_decay = 0.01}), paper.adam(0.01)) >
        1e-3);                                                             // decay through the moments
  CHECK(apart(of_rule({.rule = RmsProp{rate}}), paper.adagrad()) > 1e-2);  // forgets
}

TEST_CASE("Floats move as doubles do up to their rounding") {
  for (const Rule& rule :
       {Rule(Sgd{}), Rule(Nesterov{}), Rule(AdaGrad{}), Rule(RmsProp{}), Rule(Adam{}), Rule(AdamW{})}) {
    RuleState<float> small;
    const auto in_floats = [&](std::uint64_t step, const arma::vec& g, arma::vec& theta) {
      arma::fvec x = arma::conv_to<arma::fvec>::from(theta);
      update_block(BlockRule{.rule = rule}, step, 1.0F, arma::conv_to<arma::fvec>::from(g), x, small);
      theta = arma::conv_to<arma::vec>::from(x);
    };
    const double off = apart(in_floats, of_rule({.rule = rule}));
    CHECK(off < 1e-4);
    CHECK(off > 0);
  }
}

TEST_CASE("A pass says whether its parameters are tame") {
  for (const double wild :
       {0x1p51, -0x1p51, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    arma::vec theta(21, arma::fill::ones), g(21, arma::fill::zeros);
    RuleState<double> state;
    CHECK(update_block(BlockRule{.rule = Sgd{}}, 0, 1.0, g, theta, state));
    theta[13] = wild;
    CHECK_FALSE(update_block(BlockRule{.rule = Sgd{}}, 0, 1.0, g, theta, state));
  }
}

TEST_CASE("Schedules follow their formulas") {
  for (const std::uint64_t t : {0, 1, 7, 10, 25, 99, 100, 250}) {
    const auto x = static_cast<double>(t);
    CHECK(rate_at(Constant{0.3}, t) == 0.3);
    CHECK(rate_at(Exponential{0.3, 0.99}, t) == Approx(0.3 * std::exp(x * std::log(0.99))));
    CHECK(rate_at(StepDecay{0.3, 10, 0.5}, t) == Approx(std::ldexp(0.3, -static_cast<int>(t / 10))));
    const double phase = std::numbers::pi * std::min(x / 100, 1.0);
    CHECK(rate_at(Cosine{0.3, 100, 0.1}, t) == Approx(0.2 + 0.1 * std::cos(phase)));
  }
  CHECK(rate_at(Cosine{0.3, 100, 0.1}, 0) == Approx(0.3));
  CHECK(rate_at(Cosine{0.3, 100, 0.1}, 1000) == Approx(0.1));
}

TEST_CASE("Constants out of range are refused in words") {
  const Parameters<double> parameters = {{.name = "x", .values = arma::zeros(1)}};
  const auto refused = [&](const Rules& rules) {
    CHECK_THROWS_AS(rules_of_blocks(rules, parameters), std::invalid_argument);
  };
  refused({{.rule = Sgd{Constant{-1}}}});
  refused({{.rule = Sgd{Constant{std::numeric_limits<double>::quiet_NaN()}}}});
  refused({{.rule = Sgd{Cosine{0.1, 0}}}});
  refused({{.rule = Sgd{StepDecay{0.1, 0}}}});
  refused({{.rule = Sgd{Exponential{0.1, 1.5}}}});
  refused({{.rule = Momentum{.mu = 1}}});
  refused({{.rule = Nesterov{.mu = -0.1}}});
  refused({{.rule = AdaGrad{.epsilon = 0}}});
  refused({{.rule = RmsProp{.rho = 1}}});
  refused({{.rule = Adam{.beta1 = 1}}});
  refused({{.rule = Adam{.beta2 = -0.5}}});
  refused({{.rule = AdamW{.decay = -1}}});
  refused({{.rule = Lbfgs{.memory = 0}}});
  refused({{.rule = Lbfgs{.c1 = 0.95}}});
  refused({{.rule = Sgd{}, .cadence = 0}});
  refused({{.rule = Sgd{}, .weight_decay = -1}});
  refused({{.rule = Lbfgs{}, .cadence = 2}});
  refused({{.block = "y", .rule = Sgd{}}, {.rule = Sgd{}}});
  refused({});
  refused({{.rule = Sgd{}}, {.rule = Adam{}}});
  CHECK_NOTHROW(rules_of_blocks({{.rule = Sgd{}}, {.block = "x", .rule = Adam{}}}, parameters));
}

}  // namespace rules_tests
