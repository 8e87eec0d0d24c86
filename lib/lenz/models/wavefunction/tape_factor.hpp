#pragma once

#include <algorithm>
#include <armadillo>
#include <concepts>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "lenz/autodiff/derivatives.hpp"
#include "lenz/autodiff/primitives.hpp"
#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// log |f| of a configuration in each column: e(theta, x) is 1 x N from parameters (P x 1) and coordinates (D
/// x N), each column a function of the same column of x.
template <class E>
concept TapeExpression = requires(const E& e, autodiff::Var<double> theta, autodiff::Var<double> x) {
  { e(theta, x) } -> std::same_as<autodiff::Var<double>>;
};

/// A factor written as an expression on the tape, for states that are tried out before they are derived by
/// hand. Gradients, the Laplacian and parameter derivatives are those of the tape; eight walkers are eight
/// columns.
///
/// Cost: a gradient a few times the expression, the Laplacian D times that (autodiff::laplacian), parameter
/// derivatives one reverse pass a walker; a move the expression at both ends. A factor in closed form is ten
/// times faster and more.
template <TapeExpression Expression>
class TapeFactor : public WithoutCache {
 public:
  /// Throws std::invalid_argument where a parameter is not finite, or d is not 1, 2 or 3.
  TapeFactor(Expression expression, std::vector<double> parameters, std::size_t d)
      : expression_(std::move(expression)), theta_(parameters.size(), 1), dimensions_(d) {
    if (d < 1 || d > 3) throw_invalid("dimensions", d, "1, 2 or 3");
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      check_finite("a parameter", parameters[k]);
      theta_(k, 0) = parameters[k];
    }
  }

  std::size_t n_parameters() const { return theta_.n_elem; }
  void parameters(std::span<double> out) const { std::copy(theta_.begin(), theta_.end(), out.begin()); }
  void set_parameters(std::span<const double> in) { std::copy(in.begin(), in.end(), theta_.begin()); }

  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    const Recorded all(*this, at.x);
    return real<Real>(all.y.value(), 0);
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    const Recorded all(*this, at.x);
    const auto slope = autodiff::gradient(autodiff::sum(all.y), all.x);
    for (std::size_t i = 0; i < g.size(); ++i) g[i] += real<Real>(slope.value(), i);
    return real<Real>(autodiff::laplacian(all.y, all.x).value(), 0);
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
    check_size("out", out.size(), n_parameters());
    const Recorded all(*this, at.x);
    for (std::size_t lane = 0; lane < lanes::count<Real>; ++lane) {
      const auto slope = autodiff::gradient(autodiff::columns(all.y, lane, 1), all.theta);
      for (std::size_t k = 0; k < out.size(); ++k) lanes::set(out[k], lane, slope.value()(k, 0));
    }
  }
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    const Real before = log_value(at);
    std::vector<Real> x(at.x.begin(), at.x.end());
    const std::size_t first = dimensions_ * move.particle;
    for (std::size_t k = 0; k < dimensions_; ++k) x[first + k] = move.to[k];
    const Recorded all(*this, std::span<const Real>(x));
    if (!g.empty()) {
      const auto slope = autodiff::gradient(autodiff::sum(all.y), all.x);
      for (std::size_t k = 0; k < g.size(); ++k) g[k] += real<Real>(slope.value(), first + k);
    }
    return real<Real>(all.y.value(), 0) - before;
  }

 private:
  /// The expression at a configuration, on a tape that is this thread's and used again.
  struct Recorded {
    template <LaneReal Real>
    Recorded(const TapeFactor& factor, std::span<const Real> at) : columns(at.size(), lanes::count<Real>) {
      for (std::size_t i = 0; i < at.size(); ++i) {
        for (std::size_t k = 0; k < lanes::count<Real>; ++k) columns(i, k) = lanes::get(at[i], k);
      }
      autodiff::Tape<double>& tape = own_tape();
      tape.clear();
      theta = tape.input(factor.theta_);
      x = tape.input(columns);
      y = factor.expression_(theta, x);
      check_size("the value of an expression", y.value().n_elem, lanes::count<Real>);
    }
    arma::mat columns;
    autodiff::Var<double> theta, x, y;
  };
  static autodiff::Tape<double>& own_tape() {
    thread_local autodiff::Tape<double> tape;
    return tape;
  }
  template <LaneReal Real>
  static Real real(const arma::mat& values, std::size_t row) {
    Real all{};
    for (std::size_t k = 0; k < lanes::count<Real>; ++k) lanes::set(all, k, values(row, k));
    return all;
  }

  Expression expression_;
  arma::mat theta_;
  std::size_t dimensions_;
};

}  // namespace lenz::models
