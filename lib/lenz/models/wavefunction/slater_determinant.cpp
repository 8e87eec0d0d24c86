#include "lenz/models/wavefunction/slater_determinant.hpp"

#include <algorithm>
#include <array>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/lane_matrix.hpp"

namespace lenz::models {

SlaterDeterminant::SlaterDeterminant(const Options& options)
    : dimensions_(options.particles.dimensions),
      blocks_(spin_blocks(options.particles, options.spins)),
      orbitals_(options.frequencies, std::max(blocks_[0].n, blocks_[1].n)) {
  check_size("frequencies", options.frequencies.size(), dimensions_);
}

bool SlaterDeterminant::is_closed() const {
  return orbitals_.is_closed(blocks_[0].n) && orbitals_.is_closed(blocks_[1].n);
}

template <LaneReal Real>
void SlaterDeterminant::build(std::span<const Real> x, std::span<Real> cache) const {
  for (const SpinBlock& block : blocks_) {
    const std::span<Real> matrix = cache.subspan(block.offset, block.n * block.n);
    fill_transposed(orbitals_, block, x, matrix);
    lane_matrix::invert(matrix, block.n);
  }
}

template <LaneReal Real>
Real SlaterDeterminant::log_value(const At<Real>& at) const {
  Real sum{};
  std::array<Real, max_of_one_spin * max_of_one_spin> room;
  for (const SpinBlock& block : blocks_) {
    const std::span<Real> matrix(room.data(), block.n * block.n);
    fill_transposed(orbitals_, block, at.x, matrix);
    sum += lane_matrix::log_determinant(matrix, block.n);
  }
  return sum;
}

template <LaneReal Real>
Real SlaterDeterminant::add_gradient(const At<Real>& at, std::span<Real> g) const {
  Real laplacian{};
  for (const SpinBlock& block : blocks_) {
    for (std::size_t i = 0; i < block.n; ++i) {
      const std::size_t place = dimensions_ * (block.first + i);
      const Real* inverse = &at.cache[block.offset + block.n * i];
      const OrbitalsAt<Real> phi(orbitals_, &at.x[place]);
      for (std::size_t a = 0; a < dimensions_; ++a) {
        Real first{}, second{};
        for (std::size_t k = 0; k < block.n; ++k) {
          first += phi.derivative(k, a) * inverse[k];
          second += phi.second(k, a, a) * inverse[k];
        }
        g[place + a] += first;
        laplacian += second - first * first;
      }
    }
  }
  return laplacian;
}

template <LaneReal Real>
Real SlaterDeterminant::log_ratio(const At<Real>& at, const ParticleMove<Real>& move,
                                  std::span<Real> g) const {
  const SpinBlock& block = block_of(move.particle);
  const Real* inverse = &at.cache[block.offset + block.n * (move.particle - block.first)];
  const OrbitalsAt<Real> phi(orbitals_, move.to.data());
  Real ratio{};
  for (std::size_t k = 0; k < block.n; ++k) ratio += phi.value(k) * inverse[k];
  for (std::size_t a = 0; a < dimensions_ && !g.empty(); ++a) {
    Real first{};
    for (std::size_t k = 0; k < block.n; ++k) first += phi.derivative(k, a) * inverse[k];
    g[a] += first / ratio;
  }
  return lanes::log(lanes::abs(ratio));
}

template <LaneReal Real>
void SlaterDeterminant::accept(const At<Real>&, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
                               std::span<Real> cache) const {
  const SpinBlock& block = block_of(move.particle);
  Real* inverse = &cache[block.offset];
  Real* own = inverse + block.n * (move.particle - block.first);
  const OrbitalsAt<Real> phi(orbitals_, move.to.data());
  std::array<Real, max_of_one_spin> value;
  Real ratio{};
  for (std::size_t k = 0; k < block.n; ++k) {
    value[k] = phi.value(k);
    ratio += value[k] * own[k];
  }
  // Where the move is not taken everything is multiplied by 1 and lessened by 0.
  const Real over_ratio = lanes::select(mask, 1 / ratio, lanes::broadcast<Real>(1));
  for (std::size_t k = 0; k < block.n; ++k) own[k] *= over_ratio;
  for (std::size_t j = 0; j < block.n; ++j) {
    Real* other = inverse + block.n * j;
    if (other == own) continue;
    Real share{};
    for (std::size_t k = 0; k < block.n; ++k) share += value[k] * other[k];
    share = lanes::select(mask, share, Real{});
    for (std::size_t k = 0; k < block.n; ++k) other[k] -= share * own[k];
  }
}

#define LENZ_FOR(Real)                                                                         \
  template void SlaterDeterminant::build<Real>(std::span<const Real>, std::span<Real>) const;  \
  template Real SlaterDeterminant::log_value<Real>(const At<Real>&) const;                     \
  template Real SlaterDeterminant::add_gradient<Real>(const At<Real>&, std::span<Real>) const; \
  template Real SlaterDeterminant::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&, \
                                                   std::span<Real>) const;                     \
  template void SlaterDeterminant::accept<Real>(const At<Real>&, const ParticleMove<Real>&,    \
                                                lanes::Mask<Real>, std::span<Real>) const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
