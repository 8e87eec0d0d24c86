#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"
#include "lenz/models/wavefunction/oscillator_orbitals.hpp"
#include "lenz/models/wavefunction/smooth_range.hpp"
#include "lenz/models/wavefunction/spin_blocks.hpp"

namespace lenz::models {

/// The determinants of SlaterDeterminant at coordinates that every other particle pushes,
///
///     q_i = r_i + sum_{j != i} eta(r_ij) (r_i - r_j),
///
/// one eta (SmoothRange) for unlike pairs and one for like ones: the nodes, which a Jastrow factor leaves
/// where they are, move with c_k. eta is smooth in r^2, so that the cusps are those of the other factors.
/// With x = r_i - r_j, rho = x^2, derivatives of eta in rho, and the symmetric d x d matrices
///
///     M_ij = eta 1 + 2 eta' x x^T,   J_ij = d q_i / d r_j = -M_ij (j != i),   J_ii = 1 + sum_j M_ij,
///     Laplacian q_i = 2 sum_j x [4 eta'' rho + 2 (d + 2) eta'],
///     F_ij = sum_k grad phi_k(q_i) D^-1_kj,   G_i = F_ii = d log |f| / d q_i,
///     d^2 log |f| / d q_i d q_j = delta_ij sum_k grad grad phi_k(q_i) D^-1_ki - F_ij F_ji^T (one spin),
///
/// the chain rule gives
///
///     grad_m log |f|    = sum_i J_mi G_i,
///     Laplacian log |f| = sum_i G_i . Laplacian q_i + trace (J^T [d^2 log |f| / dq dq] J),
///     d log |f| / d theta = sum_{i<j} (d eta / d theta) x . (G_i - G_j).
///
/// A move of one particle moves all q, so the determinants are made anew there. What is kept: q, D^-1 of both
/// spins as in SlaterDeterminant, log |f|. Parameters: those of the eta of unlike pairs, then of like ones,
/// where there are such. Cost, N particles, n of one spin: N^2 K + n^3 to build and for a move, N^2 n d^3 a
/// gradient. Source: Feynman and Cohen (1956); Kwon, Ceperley and Martin (1993).
class BackflowDeterminant {
 public:
  struct Options {
    Particles particles;
    SpinAssignment spins{};
    std::vector<double> frequencies;  ///< one a dimension
    std::size_t order = 4;            ///< K; all c_k are 0 at first
    double range = 0;                 ///< L at first; 0: 2 / sqrt(the mean frequency)
  };
  /// Throws std::invalid_argument as SlaterDeterminant does, and for K = 0 or a range that is negative or not
  /// finite.
  explicit BackflowDeterminant(const Options& options);

  /// Whether the last shell of both spins is full.
  bool is_closed() const;
  std::size_t n_parameters() const { return n_kinds_ * eta_[0].n_parameters(); }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  std::size_t cache_size() const { return n_coordinates() + n_elements(blocks_) + 1; }
  template <LaneReal Real>
  void build(std::span<const Real> x, std::span<Real> cache) const;
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const;
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const;
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const;
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const;
  template <LaneReal Real>
  void accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
              std::span<Real> cache) const;

 private:
  std::size_t n_coordinates() const { return particles_.n_coordinates(); }
  std::size_t kind(std::size_t i, std::size_t j) const { return n_kinds_ > 1 && spins_.like(i, j) ? 1 : 0; }
  template <LaneReal Real>
  void displace(std::span<const Real> x, std::span<Real> q) const;
  template <LaneReal Real>
  void displace_after(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> q) const;
  template <LaneReal Real>
  Real invert(std::span<const Real> q, std::span<Real> inverse) const;
  template <LaneReal Real>
  void pull(std::span<const Real> q, std::span<const Real> inverse, std::span<Real> out) const;
  template <std::size_t d, LaneReal Real>
  Real add_gradient_in(const At<Real>& at, std::span<Real> g) const;

  Particles particles_;
  SpinAssignment spins_;
  SpinBlocks blocks_{};
  OscillatorOrbitals orbitals_;
  std::size_t n_kinds_ = 1;
  std::vector<SmoothRange> eta_;  ///< of unlike and like pairs
};

}  // namespace lenz::models
