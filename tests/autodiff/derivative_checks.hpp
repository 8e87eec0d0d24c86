#pragma once

#include <armadillo>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "lenz/autodiff/derivatives.hpp"
#include "lenz/autodiff/primitives.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::test {

template <class T>
using Expression = std::function<autodiff::Var<T>(std::vector<autodiff::Var<T>>)>;

/// Numbers between `low` and `high`, always the same.
template <class T>
arma::Mat<T> some_matrix(arma::uword n_rows, arma::uword n_cols, double low = -1, double high = 1,
                         std::uint32_t which = 0) {
  random::Stream stream({.seed = 17, .slot = which, .purpose = random::Purpose::test});
  arma::Mat<T> m(n_rows, n_cols);
  for (T& x : m) x = static_cast<T>(low + (high - low) * random::uniform(stream));
  return m;
}

/// The largest difference of two matrices, in units of the largest element (or 1).
template <class A, class B>
double distance(const A& a, const B& b) {
  if (a.n_rows != b.n_rows || a.n_cols != b.n_cols) return std::numeric_limits<double>::infinity();
  const arma::mat x = arma::conv_to<arma::mat>::from(a), y = arma::conv_to<arma::mat>::from(b);
  if (!x.is_finite() || !y.is_finite()) return std::numeric_limits<double>::infinity();
  return arma::abs(x - y).max() / std::max(1.0, arma::abs(y).max());
}

/// How far derivatives lie from central differences: the worst of all inputs.
struct Errors {
  double gradient = 0, jacobian_vector = 0, second = 0, second_forward = 0;
  double largest() const { return std::max({gradient, jacobian_vector, second, second_forward}); }
};

/// L(x) = sum(weights o f(x)) is differentiated by the tape and by central differences with step h:
///   gradient         dL/dx_k by reverse mode
///   jacobian_vector  (df/dx_k) v_k by forward mode
///   second           d(dL/dx_k . v_k)/dx_l by reverse over reverse
///   second_forward   the same for k = l by forward over forward: d^2 f / dx_k^2 [v, v]
template <class T>
Errors derivative_errors(const Expression<T>& f, const std::vector<arma::Mat<T>>& at, double h,
                         bool with_second = true) {
  using autodiff::Var;
  const auto inputs = [](autodiff::Tape<T>& tape, const std::vector<arma::Mat<T>>& x) {
    std::vector<Var<T>> vars;
    for (const auto& each : x) vars.push_back(tape.input(each));
    return vars;
  };
  autodiff::Tape<T> tape;
  std::vector<Var<T>> x = inputs(tape, at);
  const Var<T> y = f(x);
  const arma::Mat<T> weights = some_matrix<T>(y.n_rows(), y.n_cols(), 0.3, 1.2, 99);
  std::vector<arma::Mat<T>> v;
  for (std::size_t k = 0; k < at.size(); ++k)
    v.push_back(some_matrix<T>(at[k].n_rows, at[k].n_cols, -1, 1, 50 + static_cast<std::uint32_t>(k)));

  /// f and dL/dx_k . v_k for all k at a point.
  struct Values {
    arma::mat f;
    double loss = 0;
    std::vector<double> directional;
    std::vector<arma::mat> gradients;
    std::vector<arma::mat> pushed;
  };
  const auto values_at = [&](const std::vector<arma::Mat<T>>& point) {
    autodiff::Tape<T> own;
    const auto vars = inputs(own, point);
    const Var<T> value = f(vars);
    const Var<T> loss = sum(times(value, own.constant(weights)));
    std::vector<Var<T>> g(vars.size());
    autodiff::gradients(loss, std::span<const Var<T>>(vars), std::span<Var<T>>(g));
    Values all{.f = arma::conv_to<arma::mat>::from(value.value()),
               .loss = 0,
               .directional = {},
               .gradients = {},
               .pushed = {}};
    all.loss = arma::accu(all.f % arma::conv_to<arma::mat>::from(weights));
    for (std::size_t k = 0; k < g.size(); ++k) {
      all.gradients.push_back(arma::conv_to<arma::mat>::from(g[k].value()));
      all.directional.push_back(arma::accu(all.gradients[k] % arma::conv_to<arma::mat>::from(v[k])));
      all.pushed.push_back(
          arma::conv_to<arma::mat>::from(autodiff::push_forward(value, vars[k], own.constant(v[k])).value()));
    }
    return all;
  };
  const auto moved = [&](std::size_t k, const arma::Mat<T>& direction, double by) {
    std::vector<arma::Mat<T>> point = at;
    point[k] += static_cast<T>(by) * direction;
    return values_at(point);
  };

  Errors errors;
  const auto worst = [](double& so_far, double now) {
    so_far = now > so_far || std::isnan(now) ? now : so_far;
  };
  const Values here = values_at(at);
  for (std::size_t k = 0; k < at.size(); ++k) {
    arma::mat by_differences(at[k].n_rows, at[k].n_cols);
    std::vector<arma::mat> second_by_differences;
    for (std::size_t l = 0; l < at.size(); ++l)
      second_by_differences.emplace_back(at[k].n_rows, at[k].n_cols);
    for (arma::uword i = 0; i < at[k].n_elem; ++i) {
      arma::Mat<T> unit(at[k].n_rows, at[k].n_cols, arma::fill::zeros);
      unit(i) = 1;
      const Values up = moved(k, unit, h), down = moved(k, unit, -h);
      by_differences(i) = (up.loss - down.loss) / (2 * h);
      for (std::size_t l = 0; l < at.size(); ++l)
        second_by_differences[l](i) = (up.directional[l] - down.directional[l]) / (2 * h);
    }
    worst(errors.gradient, distance(here.gradients[k], by_differences));
    const Values up = moved(k, v[k], h), down = moved(k, v[k], -h);
    worst(errors.jacobian_vector, distance(here.pushed[k], arma::mat((up.f - down.f) / (2 * h))));
    if (!with_second) continue;
    // d/dx_k of (dL/dx_l . v_l), on the tape.
    const Var<T> loss = sum(times(y, tape.constant(weights)));
    for (std::size_t l = 0; l < at.size(); ++l) {
      const Var<T> along = sum(times(autodiff::gradient(loss, x[l]), tape.constant(v[l])));
      worst(errors.second, distance(autodiff::gradient(along, x[k]).value(), second_by_differences[l]));
    }
    const Var<T> direction = tape.constant(v[k]);
    const Var<T> twice = autodiff::push_forward(autodiff::push_forward(y, x[k], direction), x[k], direction);
    worst(errors.second_forward,
          distance(twice.value(), arma::mat((up.pushed[k] - down.pushed[k]) / (2 * h))));
  }
  return errors;
}

}  // namespace lenz::test
