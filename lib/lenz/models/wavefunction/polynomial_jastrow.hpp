#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"
#include "lenz/models/wavefunction/pair_polynomial.hpp"

namespace lenz::models {

/// A Jastrow factor that knows where in the trap its pairs are:
///
///     log f = sum_{i<j} [a s + U(s, p_i, p_j)] + sum_i sum_{m=1}^{order} d_m p_i^m,
///     s = r_ij / (1 + beta r_ij),   p_i = y / (1 + gamma y),  y = w r_i^2,
///
/// a the slope of the cusp, U a PairPolynomial, which adds none; a, beta and the coefficients c of U one set
/// for unlike pairs and one for like ones. With c = d = 0 it is PadeJastrow. With q = 1 / (1 + beta r) and
/// z = 1 / (1 + gamma y),
///
///     s' = q^2,  s'' = -2 beta q^3,  ds / d log beta = -beta s^2,
///     grad p = 2 w z^2 r_i,  Laplacian p = 2 w z^2 (d - 4 gamma y z),  dp / d log gamma = -gamma p^2,
///
/// and the rest is the chain rule. Parameters: log beta of unlike pairs, then of like ones, where there are
/// such; log gamma; d_1 …; the c of unlike pairs, then of like ones. Cost: n^2 times the number of c, of a
/// move n times. Source: Boys and Handy (1969); in this form Schmidt and Moskowitz (1990).
class PolynomialJastrow : public WithoutCache {
 public:
  struct Options {
    Particles particles;
    SpinAssignment spins{};
    double slope_unlike = 1, slope_like = 1.0 / 3;
    double beta_unlike = 1, beta_like = 1, gamma = 1;
    double omega = 1;       ///< w
    std::size_t order = 4;  ///< from 2 to 8
  };
  /// Throws std::invalid_argument for n_up > n, more than 64 particles, slopes that are not finite, other
  /// orders, and numbers that are not positive.
  explicit PolynomialJastrow(const Options& options);

  std::size_t n_parameters() const { return first_c() + n_kinds_ * pair_[0].n_parameters(); }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const;
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const;
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const;
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const;

 private:
  static constexpr std::size_t max_particles = 64;
  std::size_t kind(std::size_t i, std::size_t j) const { return n_kinds_ > 1 && o_.spins.like(i, j) ? 1 : 0; }
  std::size_t first_c() const { return n_kinds_ + 1 + d_.size(); }
  /// y of a particle at r.
  template <LaneReal Real>
  Real height(const Real* r) const;
  template <LaneReal Real>
  Powers<Real> powers(const Real* r) const;
  /// sum_m d_m p^m, or of its first or second derivative, from the powers.
  template <LaneReal Real>
  Real one_body(const std::array<Real, Powers<Real>::max_order + 1>& powers) const;
  template <LaneReal Real>
  struct Place;
  template <LaneReal Real>
  Place<Real> place(const Real* r) const;
  template <LaneReal Real>
  Real add_pair(const At<Real>& at, std::size_t i, std::size_t j, Place<Real>& here, Place<Real>& there,
                std::span<Real> g) const;

  Options o_;
  std::size_t n_kinds_ = 1;
  double slope_[2]{}, beta_[2]{}, gamma_ = 1;  ///< of unlike and like pairs
  std::vector<double> d_;
  std::vector<PairPolynomial> pair_;  ///< U of unlike and like pairs
};

}  // namespace lenz::models
