#include "lenz/models/wavefunction/smooth_jastrow.hpp"

#include "lenz/core/checks.hpp"

namespace lenz::models {

SmoothJastrow::SmoothJastrow(const Options& options) : o_(options) {
  check_positive("the order of a smooth Jastrow factor", o_.order);
  check_finite("the range of a smooth Jastrow factor", o_.range);
  check_positive("the range of a smooth Jastrow factor", o_.range);
  ranges_.assign(o_.spins.n_kinds(o_.particles.n), SmoothRange(o_.order, o_.range));
}

void SmoothJastrow::parameters(std::span<double> out) const {
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    const std::size_t n = ranges_[k].n_parameters();
    ranges_[k].parameters(out.subspan(n * k, n));
  }
}
void SmoothJastrow::set_parameters(std::span<const double> in) {
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    const std::size_t n = ranges_[k].n_parameters();
    ranges_[k].set_parameters(in.subspan(n * k, n));
  }
}

template <LaneReal Real>
Real SmoothJastrow::log_value(const At<Real>& at) const {
  Real sum{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j)
      sum += range(i, j).value(o_.particles.distance_squared<Real>(at.x, i, j));
  }
  return sum;
}

template <LaneReal Real>
Real SmoothJastrow::add_gradient(const At<Real>& at, std::span<Real> g) const {
  const std::size_t d = o_.particles.dimensions;
  Real laplacian{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Real rho = o_.particles.distance_squared<Real>(at.x, i, j);
      const auto u = range(i, j).expand(rho);
      laplacian += 8 * rho * u.second + (4 * static_cast<double>(d)) * u.first;
      for (std::size_t k = 0; k < d; ++k) {
        const Real pull = 2 * u.first * (at.x[d * i + k] - at.x[d * j + k]);
        g[d * i + k] += pull;
        g[d * j + k] -= pull;
      }
    }
  }
  return laplacian;
}

template <LaneReal Real>
void SmoothJastrow::parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
  check_size("out", out.size(), n_parameters());
  const std::size_t n = ranges_[0].n_parameters();
  for (Real& value : out) value = Real{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t kind = o_.spins.like(i, j) ? 1 : 0;
      ranges_[kind].add_parameter_derivatives(o_.particles.distance_squared<Real>(at.x, i, j),
                                              lanes::broadcast<Real>(1), out.subspan(n * kind, n));
    }
  }
}

template <LaneReal Real>
Real SmoothJastrow::log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
  const std::size_t d = o_.particles.dimensions, i = move.particle;
  Real sum{};
  for (std::size_t j = 0; j < o_.particles.n; ++j) {
    if (j == i) continue;
    const auto u = range(i, j).expand(o_.particles.distance_squared<Real>(at.x, j, move.to));
    sum += u.value - range(i, j).value(o_.particles.distance_squared<Real>(at.x, i, j));
    for (std::size_t k = 0; k < g.size(); ++k) g[k] += 2 * u.first * (move.to[k] - at.x[d * j + k]);
  }
  return sum;
}

#define LENZ_FOR(Real)                                                                                      \
  template Real SmoothJastrow::log_value<Real>(const At<Real>&) const;                                      \
  template Real SmoothJastrow::add_gradient<Real>(const At<Real>&, std::span<Real>) const;                  \
  template void SmoothJastrow::parameter_derivatives<Real>(const At<Real>&, std::span<Real>) const;         \
  template Real SmoothJastrow::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&, std::span<Real>) \
      const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
