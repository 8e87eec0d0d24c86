#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// A Gaussian-binary machine whose hidden units look at pairs of particles with shared weights: symmetric
/// under every exchange of identical ones.
///
///     log f = -sum_i sum_k x_ik^2 / (2 sigma_k^2)
///             + sum_{i<j} sum_h [softplus(b_h + w_h . r_ij) + softplus(b_h - w_h . r_ij)],   r_ij = r_i -
///             r_j
///
/// with one set (b, w) for each kind of pair. (Weights shared over single particles would leave theta a
/// function of the centre of mass alone.) As a machine it has two hidden units for each pair and h; w absorbs
/// 1 / sigma^2. Parameters: for each kind b (m), w (d m, unit by unit), then log sigma (d) where widths are
/// trained. Cost: n^2 m exponentials, of a move n m.
class PairRbm : public WithoutCache {
 public:
  struct Options {
    Particles particles;
    SpinAssignment spins{};
    std::size_t n_hidden = 1;
    bool train_sigma = true;
  };
  /// b and w as its parameters have them; sigma one a dimension. Throws std::invalid_argument where sizes do
  /// not fit, numbers are not finite, widths not positive.
  PairRbm(const Options& options, std::vector<double> weights, std::vector<double> sigma);

  std::size_t n_parameters() const { return weights_.size() + (o_.train_sigma ? sigma_.size() : 0); }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  /// Numbers in b and w of all kinds.
  static std::size_t n_weights(const Options& options) {
    return options.spins.n_kinds(options.particles.n) * options.n_hidden * (1 + options.particles.dimensions);
  }

  template <LaneReal Real>
  Real log_value(const At<Real>& at) const;
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const;
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const;
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const;

 private:
  struct Unit {
    double bias;
    const double* weights;
  };
  Unit unit(std::size_t kind, std::size_t h) const {
    const double* of_kind = weights_.data() + kind * o_.n_hidden * (1 + o_.particles.dimensions);
    return {.bias = of_kind[h], .weights = of_kind + o_.n_hidden + h * o_.particles.dimensions};
  }
  std::size_t kind(std::size_t i, std::size_t j) const { return o_.spins.like(i, j) ? 1 : 0; }

  Options o_;
  std::vector<double> weights_, sigma_;
};

}  // namespace lenz::models
