#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"
#include "lenz/models/wavefunction/oscillator_orbitals.hpp"
#include "lenz/models/wavefunction/spin_blocks.hpp"

namespace lenz::models {

/// det D_up det D_down of fermions in a trap, D_ik = phi_k(r_i), phi_k the lowest orbitals of the trap
/// without their common Gaussian (OscillatorOrbitals): with GaussianEnvelope the exact state of free ones,
/// whether the last shell is full or not.
///
///     grad_i log |det D|    = sum_k grad phi_k(r_i) D^-1_ki
///     Laplacian log |det D| = sum_i [sum_k Laplacian phi_k(r_i) D^-1_ki - |grad_i log |det D||^2]
///     ratio of a move       = R = sum_k phi_k(r_i') D^-1_ki
///     D'^-1_ki = D^-1_ki / R,   D'^-1_kj = D^-1_kj - D^-1_ki sum_l phi_l(r_i') D^-1_lj / R   (j != i)
///
/// What is kept is D^-1 of both spins, D^-1_ki of particle i at [offset + n i + k]; the errors of the updates
/// grow with their number, so it is to be built anew now and then. On a node log |f| is -infinity and the
/// gradient means nothing. No parameters. Cost, n of one spin: n^3 to build, n^2 d a gradient, n a ratio, n^2
/// a move taken. Source: Sherman and Morrison (1950); Ceperley, Chester and Kalos (1977).
class SlaterDeterminant {
 public:
  struct Options {
    Particles particles;
    SpinAssignment spins{};
    std::vector<double> frequencies;  ///< one a dimension
  };
  /// Throws std::invalid_argument as spin_blocks and OscillatorOrbitals do, and unless there is a frequency
  /// for each dimension.
  explicit SlaterDeterminant(const Options& options);

  /// Whether the last shell of both spins is full; else the state is one of several of the same energy.
  bool is_closed() const;
  std::size_t n_parameters() const { return 0; }
  void parameters(std::span<double>) const {}
  void set_parameters(std::span<const double>) {}
  std::size_t cache_size() const { return n_elements(blocks_); }
  template <LaneReal Real>
  void build(std::span<const Real> x, std::span<Real> cache) const;
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const;
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const;
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>&, std::span<Real>) const {}
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const;
  template <LaneReal Real>
  void accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
              std::span<Real> cache) const;

 private:
  const SpinBlock& block_of(std::size_t i) const { return blocks_[blocks_[0].holds(i) ? 0 : 1]; }

  std::size_t dimensions_ = 1;
  SpinBlocks blocks_{};
  OscillatorOrbitals orbitals_;
};

}  // namespace lenz::models
