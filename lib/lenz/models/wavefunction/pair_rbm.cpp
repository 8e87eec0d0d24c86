#include "lenz/models/wavefunction/pair_rbm.hpp"

#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::models {

namespace {

/// w . r
template <LaneReal Real>
Real projection(const double* weights, const std::array<Real, 3>& r, std::size_t d) {
  Real sum{};
  for (std::size_t k = 0; k < d; ++k) sum += weights[k] * r[k];
  return sum;
}

}  // namespace

PairRbm::PairRbm(const Options& options, std::vector<double> weights, std::vector<double> sigma)
    : o_(options), weights_(std::move(weights)), sigma_(std::move(sigma)) {
  check_size("weights", weights_.size(), n_weights(o_));
  check_size("sigma", sigma_.size(), o_.particles.dimensions);
  for (const double value : weights_) check_finite("a weight", value);
  for (const double value : sigma_) {
    check_finite("a width", value);
    check_positive("a width", value);
  }
}

void PairRbm::parameters(std::span<double> out) const {
  for (std::size_t k = 0; k < weights_.size(); ++k) out[k] = weights_[k];
  for (std::size_t k = 0; k < n_parameters() - weights_.size(); ++k)
    out[weights_.size() + k] = std::log(sigma_[k]);
}
void PairRbm::set_parameters(std::span<const double> in) {
  for (std::size_t k = 0; k < weights_.size(); ++k) weights_[k] = in[k];
  for (std::size_t k = 0; k < n_parameters() - weights_.size(); ++k)
    sigma_[k] = std::exp(in[weights_.size() + k]);
}

template <LaneReal Real>
Real PairRbm::log_value(const At<Real>& at) const {
  const std::size_t d = o_.particles.dimensions;
  Real sum{};
  for (std::size_t i = 0; i < at.x.size(); ++i)
    sum -= at.x[i] * at.x[i] / (2 * sigma_[i % d] * sigma_[i % d]);
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto r = o_.particles.difference<Real>(at.x, i, j);
      for (std::size_t h = 0; h < o_.n_hidden; ++h) {
        const Unit u = unit(kind(i, j), h);
        const Real t = projection(u.weights, r, d);
        sum += lanes::softplus<Real>(u.bias + t) + lanes::softplus<Real>(u.bias - t);
      }
    }
  }
  return sum;
}

template <LaneReal Real>
Real PairRbm::add_gradient(const At<Real>& at, std::span<Real> g) const {
  const std::size_t d = o_.particles.dimensions;
  Real laplacian{};
  for (std::size_t i = 0; i < at.x.size(); ++i) {
    const double v = 1 / (sigma_[i % d] * sigma_[i % d]);
    g[i] -= v * at.x[i];
    laplacian -= v;
  }
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto r = o_.particles.difference<Real>(at.x, i, j);
      for (std::size_t h = 0; h < o_.n_hidden; ++h) {
        const Unit u = unit(kind(i, j), h);
        const Real t = projection(u.weights, r, d);
        const Real plus = lanes::logistic<Real>(u.bias + t), minus = lanes::logistic<Real>(u.bias - t);
        double squares = 0;
        for (std::size_t k = 0; k < d; ++k) {
          const Real pull = u.weights[k] * (plus - minus);
          g[d * i + k] += pull;
          g[d * j + k] -= pull;
          squares += u.weights[k] * u.weights[k];
        }
        laplacian += 2 * squares * (plus * (1 - plus) + minus * (1 - minus));
      }
    }
  }
  return laplacian;
}

template <LaneReal Real>
void PairRbm::parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
  check_size("out", out.size(), n_parameters());
  const std::size_t d = o_.particles.dimensions;
  for (Real& value : out) value = Real{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto r = o_.particles.difference<Real>(at.x, i, j);
      const std::size_t first = kind(i, j) * o_.n_hidden * (1 + d);
      for (std::size_t h = 0; h < o_.n_hidden; ++h) {
        const Unit u = unit(kind(i, j), h);
        const Real t = projection(u.weights, r, d);
        const Real plus = lanes::logistic<Real>(u.bias + t), minus = lanes::logistic<Real>(u.bias - t);
        out[first + h] += plus + minus;
        for (std::size_t k = 0; k < d; ++k) out[first + o_.n_hidden + h * d + k] += (plus - minus) * r[k];
      }
    }
  }
  if (!o_.train_sigma) return;
  for (std::size_t i = 0; i < at.x.size(); ++i)
    out[weights_.size() + i % d] += at.x[i] * at.x[i] / (sigma_[i % d] * sigma_[i % d]);
}

template <LaneReal Real>
Real PairRbm::log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
  const std::size_t d = o_.particles.dimensions, i = move.particle;
  Real sum{};
  for (std::size_t k = 0; k < d; ++k) {
    const double v = 1 / (sigma_[k] * sigma_[k]);
    const Real from = at.x[d * i + k];
    sum -= v / 2 * (move.to[k] - from) * (move.to[k] + from);
    if (!g.empty()) g[k] -= v * move.to[k];
  }
  for (std::size_t j = 0; j < o_.particles.n; ++j) {
    if (j == i) continue;
    const auto before = o_.particles.difference<Real>(at.x, i, j);
    std::array<Real, 3> after{};
    for (std::size_t k = 0; k < d; ++k) after[k] = move.to[k] - at.x[d * j + k];
    for (std::size_t h = 0; h < o_.n_hidden; ++h) {
      const Unit u = unit(kind(i, j), h);
      const Real t = projection(u.weights, after, d), s = projection(u.weights, before, d);
      sum += lanes::softplus<Real>(u.bias + t) + lanes::softplus<Real>(u.bias - t) -
             lanes::softplus<Real>(u.bias + s) - lanes::softplus<Real>(u.bias - s);
      if (g.empty()) continue;
      const Real slope = lanes::logistic<Real>(u.bias + t) - lanes::logistic<Real>(u.bias - t);
      for (std::size_t k = 0; k < d; ++k) g[k] += u.weights[k] * slope;
    }
  }
  return sum;
}

#define LENZ_FOR(Real)                                                                        \
  template Real PairRbm::log_value<Real>(const At<Real>&) const;                              \
  template Real PairRbm::add_gradient<Real>(const At<Real>&, std::span<Real>) const;          \
  template void PairRbm::parameter_derivatives<Real>(const At<Real>&, std::span<Real>) const; \
  template Real PairRbm::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&, std::span<Real>) const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
