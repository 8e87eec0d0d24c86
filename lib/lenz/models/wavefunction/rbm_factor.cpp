#include "lenz/models/wavefunction/rbm_factor.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::models {

RbmFactor::RbmFactor(RbmParameters start, const Options& options)
    : o_(options), power_(options.form == Form::psi ? 1 : 0.5), rbm_(std::move(start)) {
  check_positive("dimensions", o_.dimensions);
  renew();
}

void RbmFactor::renew() {
  const RbmParameters& p = rbm_.parameters();
  inverse_variance_.clear();
  for (const double s : p.sigma) inverse_variance_.push_back(1 / (s * s));
  pulls_ = p.w;
  for (std::size_t k = 0; k < pulls_.size(); ++k) pulls_[k] *= inverse_variance_[k % p.n_visible()];
}

std::size_t RbmFactor::n_parameters() const {
  return rbm_.n_parameters() - (o_.train_sigma ? 0 : rbm_.dimension());
}

void RbmFactor::parameters(std::span<double> out) const {
  const RbmParameters& p = rbm_.parameters();
  std::size_t k = 0;
  for (const auto* block : {&p.a, &p.b, &p.w}) {
    for (const double value : *block) out[k++] = value;
  }
  if (!o_.train_sigma) return;
  for (const double s : p.sigma) out[k++] = std::log(s);
}

void RbmFactor::set_parameters(std::span<const double> in) {
  RbmParameters p = rbm_.parameters();
  std::size_t k = 0;
  for (auto* block : {&p.a, &p.b, &p.w}) {
    for (double& value : *block) value = in[k++];
  }
  if (o_.train_sigma) {
    for (double& s : p.sigma) s = std::exp(in[k++]);
  }
  rbm_ = GaussianBinaryRbm(std::move(p));
  renew();
}

template <LaneReal Real>
Real RbmFactor::add_gradient(const At<Real>& at, std::span<Real> g) const {
  const std::size_t n = rbm_.dimension();
  const RbmParameters& p = rbm_.parameters();
  Real laplacian{};
  for (std::size_t i = 0; i < n; ++i) {
    g[i] += (power_ * inverse_variance_[i]) * (p.a[i] - at.x[i]);
    laplacian -= power_ * inverse_variance_[i];
  }
  for (std::size_t j = 0; j < at.cache.size(); ++j) {
    const Real s = lanes::logistic(at.cache[j]), slope = s * (1 - s);
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      g[i] += (power_ * pull(i, j)) * s;
      squares += pull(i, j) * pull(i, j);
    }
    laplacian += power_ * squares * slope;
  }
  return laplacian;
}

template <LaneReal Real>
void RbmFactor::parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
  if (o_.train_sigma) {
    rbm_.parameter_derivatives<Real>(at.x, at.cache, out);
  } else {
    std::vector<Real> all(rbm_.n_parameters());
    rbm_.parameter_derivatives<Real>(at.x, at.cache, all);
    std::copy_n(all.begin(), out.size(), out.begin());
  }
  for (Real& value : out) value *= power_;
}

template <LaneReal Real>
Real RbmFactor::log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
  const std::size_t d = o_.dimensions, first = d * move.particle;
  const RbmParameters& p = rbm_.parameters();
  Real sum{}, change[3]{};
  for (std::size_t k = 0; k < d; ++k) {
    const Real from = at.x[first + k] - p.a[first + k], to = move.to[k] - p.a[first + k];
    sum -= (inverse_variance_[first + k] / 2) * (to - from) * (to + from);
    change[k] = to - from;
    if (!g.empty()) g[k] -= (power_ * inverse_variance_[first + k]) * to;
  }
  // sum_j of log(1 + exp theta') - log(1 + exp theta): the large parts add, the rest is one logarithm.
  Real after = lanes::broadcast<Real>(1), before = after;
  for (std::size_t j = 0; j < at.cache.size(); ++j) {
    Real theta = at.cache[j];
    for (std::size_t k = 0; k < d; ++k) theta += change[k] * pull(first + k, j);
    const Real e_after = lanes::exp(-lanes::abs(theta)), e_before = lanes::exp(-lanes::abs(at.cache[j]));
    sum += lanes::max(theta, Real{}) - lanes::max(at.cache[j], Real{});
    after *= 1 + e_after;
    before *= 1 + e_before;
    if (!g.empty()) {
      const Real s = lanes::select(theta < 0, e_after, lanes::broadcast<Real>(1)) / (1 + e_after);
      for (std::size_t k = 0; k < d; ++k) g[k] += (power_ * pull(first + k, j)) * s;
    }
    if (j % 256 == 255) {  // 2^256 at most
      sum += lanes::log(after / before);
      after = before = lanes::broadcast<Real>(1);
    }
  }
  return power_ * (sum + lanes::log(after / before));
}

template <LaneReal Real>
void RbmFactor::accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
                       std::span<Real> cache) const {
  const std::size_t d = o_.dimensions, first = d * move.particle;
  for (std::size_t k = 0; k < d; ++k) {
    const Real change = lanes::select(mask, move.to[k] - at.x[first + k], Real{});
    for (std::size_t j = 0; j < cache.size(); ++j) cache[j] += change * pull(first + k, j);
  }
}

#define LENZ_FOR(Real)                                                                                  \
  template Real RbmFactor::add_gradient<Real>(const At<Real>&, std::span<Real>) const;                  \
  template void RbmFactor::parameter_derivatives<Real>(const At<Real>&, std::span<Real>) const;         \
  template Real RbmFactor::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&, std::span<Real>) \
      const;                                                                                            \
  template void RbmFactor::accept<Real>(const At<Real>&, const ParticleMove<Real>&, lanes::Mask<Real>,  \
                                        std::span<Real>) const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
