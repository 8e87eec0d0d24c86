#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/models/gaussian_binary_rbm.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"
#include "lenz/random/lane_draws.hpp"

namespace lenz::models {

/// The Gaussian-binary machine's marginal as a wavefunction: F, or sqrt(F), whose square Gibbs sampling draws
/// from; its visible units are the coordinates, its Gaussian is the envelope of the state.
///
/// Keeps theta. Parameters: a, b, w (column by column), and log sigma where widths are trained. Weights are
/// free for each particle: no symmetry under their exchange. Cost: n m of a value and its derivatives, d m of
/// a move of one particle (n coordinates, m hidden units, d dimensions).
class RbmFactor {
 public:
  enum class Form { psi, sqrt };  ///< F, or its square root
  struct Options {
    std::size_t dimensions = 1;
    Form form = Form::psi;
    bool train_sigma = true;
  };
  /// Throws as RbmParameters::check.
  RbmFactor(RbmParameters start, const Options& options);

  const GaussianBinaryRbm& machine() const { return rbm_; }
  std::size_t n_parameters() const;
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  std::size_t cache_size() const { return rbm_.parameters().n_hidden(); }
  template <LaneReal Real>
  void build(std::span<const Real> x, std::span<Real> cache) const {
    rbm_.theta<Real>(x, cache);
  }
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    return power_ * rbm_.log_marginal<Real>(at.x, at.cache);
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const;
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const;
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const;
  template <LaneReal Real>
  void accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
              std::span<Real> cache) const;

  /// All hidden units given x, then x given them, into x_next: a Gibbs step of F. Cost: n m.
  template <LaneReal Real, class Rng>
  void draw(const At<Real>& at, Rng& rng, std::span<Real> x_next) const;

 private:
  /// w_ij / sigma_i^2 of coordinate k of a particle.
  double pull(std::size_t coordinate, std::size_t hidden) const {
    return pulls_[coordinate + rbm_.dimension() * hidden];
  }
  void renew();

  Options o_;
  double power_;
  GaussianBinaryRbm rbm_;
  std::vector<double> pulls_, inverse_variance_;
};

template <LaneReal Real, class Rng>
void RbmFactor::draw(const At<Real>& at, Rng& rng, std::span<Real> x_next) const {
  const RbmParameters& p = rbm_.parameters();
  const std::size_t n = rbm_.dimension();
  for (std::size_t i = 0; i < n; ++i) x_next[i] = lanes::broadcast<Real>(p.a[i]);
  for (std::size_t j = 0; j < p.n_hidden(); ++j) {
    const Real h = lanes::select(random::uniform_in<Real>(rng) < lanes::logistic(at.cache[j]),
                                 lanes::broadcast<Real>(1), Real{});
    for (std::size_t i = 0; i < n; ++i) x_next[i] += h * p.w[i + n * j];
  }
  for (std::size_t i = 0; i < n; ++i) x_next[i] += p.sigma[i] * random::normal_in<Real>(rng);
}

}  // namespace lenz::models
