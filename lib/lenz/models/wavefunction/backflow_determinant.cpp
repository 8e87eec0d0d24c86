#include "lenz/models/wavefunction/backflow_determinant.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/backflow_curvature.hpp"
#include "lenz/models/wavefunction/lane_matrix.hpp"

namespace lenz::models {

namespace {

double default_range(const BackflowDeterminant::Options& options) {
  check_nonnegative("the range of a backflow", options.range);
  if (options.range > 0) return options.range;
  const std::vector<double>& omega = options.frequencies;
  return 2 / std::sqrt(std::accumulate(omega.begin(), omega.end(), 0.0) / static_cast<double>(omega.size()));
}

constexpr std::size_t max_coordinates = 2 * max_of_one_spin * 3;
constexpr std::size_t max_elements = 2 * max_of_one_spin * max_of_one_spin;

}  // namespace

BackflowDeterminant::BackflowDeterminant(const Options& options)
    : particles_(options.particles),
      spins_(options.spins),
      blocks_(spin_blocks(options.particles, options.spins)),
      orbitals_(options.frequencies, std::max(blocks_[0].n, blocks_[1].n)),
      n_kinds_(options.spins.n_kinds(options.particles.n)) {
  check_size("frequencies", options.frequencies.size(), particles_.dimensions);
  check_positive("the order of a backflow", options.order);
  eta_.assign(n_kinds_, SmoothRange(options.order, default_range(options)));
}

bool BackflowDeterminant::is_closed() const {
  return orbitals_.is_closed(blocks_[0].n) && orbitals_.is_closed(blocks_[1].n);
}

void BackflowDeterminant::parameters(std::span<double> out) const {
  const std::size_t each = eta_[0].n_parameters();
  for (std::size_t k = 0; k < n_kinds_; ++k) eta_[k].parameters(out.subspan(each * k, each));
}
void BackflowDeterminant::set_parameters(std::span<const double> in) {
  const std::size_t each = eta_[0].n_parameters();
  for (std::size_t k = 0; k < n_kinds_; ++k) eta_[k].set_parameters(in.subspan(each * k, each));
}

template <LaneReal Real>
void BackflowDeterminant::displace(std::span<const Real> x, std::span<Real> q) const {
  const std::size_t d = particles_.dimensions;
  std::copy(x.begin(), x.end(), q.begin());
  for (std::size_t i = 0; i < particles_.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Real eta = eta_[kind(i, j)].value(particles_.distance_squared<Real>(x, i, j));
      for (std::size_t a = 0; a < d; ++a) {
        const Real step = eta * (x[d * i + a] - x[d * j + a]);
        q[d * i + a] += step;
        q[d * j + a] -= step;
      }
    }
  }
}

/// The q after a move, from those before: one particle's part in them goes and comes.
template <LaneReal Real>
void BackflowDeterminant::displace_after(const At<Real>& at, const ParticleMove<Real>& move,
                                         std::span<Real> q) const {
  const std::size_t d = particles_.dimensions, i = move.particle;
  std::copy_n(at.cache.begin(), q.size(), q.begin());
  for (std::size_t a = 0; a < d; ++a) q[d * i + a] = move.to[a];
  for (std::size_t j = 0; j < particles_.n; ++j) {
    if (j == i) continue;
    const SmoothRange& eta = eta_[kind(i, j)];
    const Real before = eta.value(particles_.distance_squared<Real>(at.x, i, j));
    const Real after = eta.value(particles_.distance_squared<Real>(at.x, j, move.to));
    for (std::size_t a = 0; a < d; ++a) {
      const Real other = at.x[d * j + a], step = after * (move.to[a] - other);
      q[d * i + a] += step;
      q[d * j + a] += before * (at.x[d * i + a] - other) - step;
    }
  }
}

/// D^-1 of both spins at q; returns log |f|.
template <LaneReal Real>
Real BackflowDeterminant::invert(std::span<const Real> q, std::span<Real> inverse) const {
  Real sum{};
  for (const SpinBlock& block : blocks_) {
    const std::span<Real> matrix = inverse.subspan(block.offset, block.n * block.n);
    fill_transposed(orbitals_, block, q, matrix);
    sum += lane_matrix::invert(matrix, block.n);
  }
  return sum;
}

/// G_i of all particles.
template <LaneReal Real>
void BackflowDeterminant::pull(std::span<const Real> q, std::span<const Real> inverse,
                               std::span<Real> out) const {
  const std::size_t d = particles_.dimensions;
  for (const SpinBlock& block : blocks_) {
    for (std::size_t i = 0; i < block.n; ++i) {
      const std::size_t place = d * (block.first + i);
      const OrbitalsAt<Real> phi(orbitals_, &q[place]);
      for (std::size_t a = 0; a < d; ++a) {
        Real sum{};
        for (std::size_t k = 0; k < block.n; ++k)
          sum += phi.derivative(k, a) * inverse[block.offset + block.n * i + k];
        out[place + a] = sum;
      }
    }
  }
}

template <LaneReal Real>
void BackflowDeterminant::build(std::span<const Real> x, std::span<Real> cache) const {
  const std::span<Real> q = cache.first(n_coordinates());
  displace<Real>(x, q);
  cache.back() = invert<Real>(q, cache.subspan(q.size(), n_elements(blocks_)));
}

template <LaneReal Real>
Real BackflowDeterminant::log_value(const At<Real>& at) const {
  return at.cache.back();
}

template <LaneReal Real>
Real BackflowDeterminant::add_gradient(const At<Real>& at, std::span<Real> g) const {
  if (particles_.dimensions == 1) return add_gradient_in<1>(at, g);
  return particles_.dimensions == 2 ? add_gradient_in<2>(at, g) : add_gradient_in<3>(at, g);
}

template <std::size_t d, LaneReal Real>
Real BackflowDeterminant::add_gradient_in(const At<Real>& at, std::span<Real> g) const {
  BackflowJacobian<d, Real> jacobian(particles_.n);
  for (std::size_t i = 0; i < particles_.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Real rho = particles_.distance_squared<Real>(at.x, i, j);
      jacobian.add_pair(i, j, &at.x[d * i], &at.x[d * j], rho, eta_[kind(i, j)].expand(rho));
    }
  }
  Real laplacian{};
  for (const SpinBlock& block : blocks_) {
    const BackflowCurvature<d, Real> curvature(orbitals_, block, at.cache.data(),
                                               at.cache.data() + n_coordinates() + block.offset);
    laplacian += curvature.add_to(jacobian, g);
  }
  return laplacian;
}

template <LaneReal Real>
void BackflowDeterminant::parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
  check_size("out", out.size(), n_parameters());
  const std::size_t d = particles_.dimensions, each = eta_[0].n_parameters();
  std::array<Real, max_coordinates> pulls;
  pull<Real>(at.cache.first(n_coordinates()), at.cache.subspan(n_coordinates(), n_elements(blocks_)), pulls);
  std::fill(out.begin(), out.end(), Real{});
  for (std::size_t i = 0; i < particles_.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      Real weight{}, rho{};
      for (std::size_t a = 0; a < d; ++a) {
        const Real step = at.x[d * i + a] - at.x[d * j + a];
        rho += step * step;
        weight += step * (pulls[d * i + a] - pulls[d * j + a]);
      }
      const std::size_t k = kind(i, j);
      eta_[k].add_parameter_derivatives(rho, weight, out.subspan(each * k, each));
    }
  }
}

template <LaneReal Real>
Real BackflowDeterminant::log_ratio(const At<Real>& at, const ParticleMove<Real>& move,
                                    std::span<Real> g) const {
  const std::size_t d = particles_.dimensions, i = move.particle;
  std::array<Real, max_coordinates> q_room, pulls;
  std::array<Real, max_elements> room;
  const std::span<Real> q(q_room.data(), n_coordinates());
  displace_after<Real>(at, move, q);
  if (g.empty()) {
    Real sum = -at.cache.back();
    for (const SpinBlock& block : blocks_) {
      const std::span<Real> matrix(room.data(), block.n * block.n);
      fill_transposed<Real>(orbitals_, block, q, matrix);
      sum += lane_matrix::log_determinant(matrix, block.n);
    }
    return sum;
  }
  const std::span<Real> inverse(room.data(), n_elements(blocks_));
  const Real after = invert<Real>(q, inverse);
  pull<Real>(q, inverse, pulls);
  for (std::size_t a = 0; a < d; ++a) g[a] += pulls[d * i + a];
  for (std::size_t j = 0; j < particles_.n; ++j) {
    if (j == i) continue;
    std::array<Real, 3> x, tug;
    Real rho{}, along{};
    for (std::size_t a = 0; a < d; ++a) {
      x[a] = move.to[a] - at.x[d * j + a];
      tug[a] = pulls[d * i + a] - pulls[d * j + a];
      rho += x[a] * x[a];
      along += x[a] * tug[a];
    }
    const auto eta = eta_[kind(i, j)].expand(rho);
    for (std::size_t a = 0; a < d; ++a) g[a] += eta.value * tug[a] + 2 * eta.first * along * x[a];
  }
  return after - at.cache.back();
}

template <LaneReal Real>
void BackflowDeterminant::accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
                                 std::span<Real> cache) const {
  std::array<Real, max_coordinates> q_room;
  std::array<Real, max_elements> room;
  const std::span<Real> q(q_room.data(), n_coordinates()), inverse(room.data(), n_elements(blocks_));
  displace_after<Real>({.x = at.x, .cache = cache}, move, q);
  const Real after = invert<Real>(q, inverse);
  for (std::size_t i = 0; i < q.size(); ++i) cache[i] = lanes::select(mask, q[i], cache[i]);
  for (std::size_t i = 0; i < inverse.size(); ++i)
    cache[q.size() + i] = lanes::select(mask, inverse[i], cache[q.size() + i]);
  cache.back() = lanes::select(mask, after, cache.back());
}

#define LENZ_FOR(Real)                                                                                    \
  template void BackflowDeterminant::build<Real>(std::span<const Real>, std::span<Real>) const;           \
  template Real BackflowDeterminant::log_value<Real>(const At<Real>&) const;                              \
  template Real BackflowDeterminant::add_gradient<Real>(const At<Real>&, std::span<Real>) const;          \
  template void BackflowDeterminant::parameter_derivatives<Real>(const At<Real>&, std::span<Real>) const; \
  template Real BackflowDeterminant::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&,          \
                                                     std::span<Real>) const;                              \
  template void BackflowDeterminant::accept<Real>(const At<Real>&, const ParticleMove<Real>&,             \
                                                  lanes::Mask<Real>, std::span<Real>) const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
