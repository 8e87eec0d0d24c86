#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/oscillator_orbitals.hpp"
#include "lenz/models/wavefunction/particles.hpp"

namespace lenz::models {

/// The particles of one spin, those from `first` on, and where the n^2 numbers of their matrix begin among
/// those of both spins.
struct SpinBlock {
  std::size_t first = 0, n = 0, offset = 0;

  bool holds(std::size_t i) const { return i - first < n; }
};
using SpinBlocks = std::array<SpinBlock, 2>;

/// Of both spins. Throws std::invalid_argument unless the particles are fermions, n_up at most their number,
/// and at most max_of_one_spin of one spin.
inline SpinBlocks spin_blocks(const Particles& particles, const SpinAssignment& spins) {
  if (!spins.identical)
    throw_invalid("identical", spins.identical, "true: a determinant is a state of fermions");
  if (spins.n_up > particles.n) throw_invalid("n_up", spins.n_up, "at most the number of particles");
  const std::size_t n_down = particles.n - spins.n_up;
  const std::size_t most = std::max(spins.n_up, n_down);
  if (most > max_of_one_spin) throw_invalid("particles of one spin", most, "at most 32");
  return {SpinBlock{.first = 0, .n = spins.n_up, .offset = 0},
          SpinBlock{.first = spins.n_up, .n = n_down, .offset = spins.n_up * spins.n_up}};
}

/// The numbers of both matrices.
inline std::size_t n_elements(const SpinBlocks& blocks) {
  return blocks[1].offset + blocks[1].n * blocks[1].n;
}

/// D^T of the particles of a block, phi_k(r_i) at [n k + i]: a column for each particle, so that the inverse
/// has a row for each. Cost: n^2 d.
template <LaneReal Real>
void fill_transposed(const OscillatorOrbitals& orbitals, const SpinBlock& block, std::span<const Real> x,
                     std::span<Real> matrix) {
  for (std::size_t i = 0; i < block.n; ++i) {
    const OrbitalsAt<Real> phi(orbitals, &x[orbitals.dimensions() * (block.first + i)]);
    for (std::size_t k = 0; k < block.n; ++k) matrix[block.n * k + i] = phi.value(k);
  }
}

}  // namespace lenz::models
