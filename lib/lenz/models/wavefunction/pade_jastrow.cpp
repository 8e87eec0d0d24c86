#include "lenz/models/wavefunction/pade_jastrow.hpp"

#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::models {

double kato_slope(std::size_t dimensions, PairKind kind, double strength) {
  if (dimensions < 2) throw_invalid("dimensions", dimensions, "at least 2");
  const auto d = static_cast<double>(dimensions);
  return strength / (kind == PairKind::unlike ? d - 1 : d + 1);
}

PadeJastrow::PadeJastrow(const Options& options)
    : o_(options),
      slope_{options.slope_unlike, options.slope_like},
      beta_{options.beta_unlike, options.beta_like} {
  if (o_.spins.n_up > o_.particles.n) throw_invalid("n_up", o_.spins.n_up, "at most the number of particles");
  for (const double slope : slope_) check_finite("the slope of a cusp", slope);
  for (const double beta : beta_) {
    check_finite("beta", beta);
    check_positive("beta", beta);
  }
  n_kinds_ = o_.spins.n_kinds(o_.particles.n);
}

void PadeJastrow::parameters(std::span<double> out) const {
  for (std::size_t k = 0; k < n_kinds_; ++k) out[k] = std::log(beta_[k]);
}
void PadeJastrow::set_parameters(std::span<const double> in) {
  for (std::size_t k = 0; k < n_kinds_; ++k) beta_[k] = std::exp(in[k]);
}

template <LaneReal Real>
Real PadeJastrow::log_value(const At<Real>& at) const {
  Real sum{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t k = kind(i, j);
      const Real r = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
      sum += slope_[k] * r / (1 + beta_[k] * r);
    }
  }
  return sum;
}

template <LaneReal Real>
Real PadeJastrow::add_gradient(const At<Real>& at, std::span<Real> g) const {
  const std::size_t d = o_.particles.dimensions;
  Real laplacian{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t k = kind(i, j);
      const Real r = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
      const Real q = 1 / (1 + beta_[k] * r), first = slope_[k] * q * q;
      const Real over_r = lanes::select(r > 0, first / r, Real{});
      laplacian += 2 * (static_cast<double>(d - 1) * over_r - 2 * beta_[k] * first * q);
      for (std::size_t c = 0; c < d; ++c) {
        const Real pull = over_r * (at.x[d * i + c] - at.x[d * j + c]);
        g[d * i + c] += pull;
        g[d * j + c] -= pull;
      }
    }
  }
  return laplacian;
}

template <LaneReal Real>
void PadeJastrow::parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
  check_size("out", out.size(), n_parameters());
  Real sums[2]{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t k = kind(i, j);
      const Real r = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
      const Real s = r / (1 + beta_[k] * r);
      sums[k] += s * s;
    }
  }
  for (std::size_t k = 0; k < n_kinds_; ++k) out[k] = -beta_[k] * slope_[k] * sums[k];
}

template <LaneReal Real>
Real PadeJastrow::log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
  const std::size_t i = move.particle, d = o_.particles.dimensions;
  Real sum{};
  for (std::size_t j = 0; j < o_.particles.n; ++j) {
    if (j == i) continue;
    const std::size_t k = kind(i, j);
    const Real before = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
    const Real after = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, j, move.to));
    // r' / (1 + beta r') - r / (1 + beta r) over one denominator
    const Real q = 1 / ((1 + beta_[k] * after) * (1 + beta_[k] * before));
    sum += slope_[k] * (after - before) * q;
    if (g.empty()) continue;
    const Real p = 1 / (1 + beta_[k] * after);
    const Real over_r = lanes::select(after > 0, slope_[k] * p * p / after, Real{});
    for (std::size_t c = 0; c < d; ++c) g[c] += over_r * (move.to[c] - at.x[d * j + c]);
  }
  return sum;
}

#define LENZ_FOR(Real)                                                                                    \
  template Real PadeJastrow::log_value<Real>(const At<Real>&) const;                                      \
  template Real PadeJastrow::add_gradient<Real>(const At<Real>&, std::span<Real>) const;                  \
  template void PadeJastrow::parameter_derivatives<Real>(const At<Real>&, std::span<Real>) const;         \
  template Real PadeJastrow::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&, std::span<Real>) \
      const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
