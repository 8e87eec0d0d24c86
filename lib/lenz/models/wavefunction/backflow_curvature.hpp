#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/oscillator_orbitals.hpp"
#include "lenz/models/wavefunction/smooth_range.hpp"
#include "lenz/models/wavefunction/spin_blocks.hpp"

/// Gradient and Laplacian of a determinant of pushed coordinates, by the chain rule of BackflowDeterminant.
namespace lenz::models {

/// A symmetric d x d matrix.
template <std::size_t d, LaneReal Real>
struct Symmetric {
  std::array<Real, d*(d + 1) / 2> of{};

  static constexpr std::size_t place(std::size_t a, std::size_t b) {
    return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
  }
  Real& at(std::size_t a, std::size_t b) { return of[place(a, b)]; }
  const Real& at(std::size_t a, std::size_t b) const { return of[place(a, b)]; }
};

/// J = dq / dr in blocks of d x d, and the Laplacians of the q. Room is kept for each thread.
template <std::size_t d, LaneReal Real>
class BackflowJacobian {
 public:
  using Block = Symmetric<d, Real>;
  using Vector = std::array<Real, d>;

  explicit BackflowJacobian(std::size_t n) : n_(n), blocks_(room<Block>()), laplacians_(room<Vector>()) {
    blocks_.resize(std::max(blocks_.size(), n * n));
    laplacians_.resize(std::max(laplacians_.size(), n));
    for (std::size_t i = 0; i < n; ++i) {
      laplacians_[i] = {};
      blocks_[n * i + i] = {};
      for (std::size_t a = 0; a < d; ++a) blocks_[n * i + i].at(a, a) = lanes::broadcast<Real>(1);
    }
  }
  std::size_t n() const { return n_; }
  const Block& block(std::size_t i, std::size_t j) const { return blocks_[n_ * i + j]; }
  const Vector& laplacian(std::size_t i) const { return laplacians_[i]; }

  /// What a pair, in places r_i and r_j, does to both: eta and its derivatives in rho = r_ij^2.
  void add_pair(std::size_t i, std::size_t j, const Real* r_i, const Real* r_j, const Real& rho,
                const SmoothRange::Expansion<Real>& eta) {
    const Real weight = 2 * (4 * eta.second * rho + 2 * static_cast<double>(d + 2) * eta.first);
    Vector x;
    for (std::size_t a = 0; a < d; ++a) {
      x[a] = r_i[a] - r_j[a];
      laplacians_[i][a] += weight * x[a];
      laplacians_[j][a] -= weight * x[a];
    }
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        Real m = 2 * eta.first * x[a] * x[b];
        if (a == b) m += eta.value;
        blocks_[n_ * i + j].at(a, b) = blocks_[n_ * j + i].at(a, b) = -m;
        blocks_[n_ * i + i].at(a, b) += m;
        blocks_[n_ * j + j].at(a, b) += m;
      }
    }
  }

 private:
  template <class T>
  static std::vector<T>& room() {
    thread_local std::vector<T> kept;
    return kept;
  }
  std::size_t n_;
  std::vector<Block>& blocks_;
  std::vector<Vector>& laplacians_;
};

/// F_ij and the second derivatives of the orbitals of one spin.
template <std::size_t d, LaneReal Real>
class BackflowCurvature {
 public:
  /// q of all particles, D^-1 of this spin.
  BackflowCurvature(const OscillatorOrbitals& orbitals, const SpinBlock& block, const Real* q,
                    const Real* inverse)
      : block_(block), f_(room<Vector>()), second_(room<Symmetric<d, Real>>()) {
    f_.resize(std::max(f_.size(), block.n * block.n));
    second_.resize(std::max(second_.size(), block.n));
    for (std::size_t i = 0; i < block.n; ++i) {
      const OrbitalsAt<Real> phi(orbitals, q + d * (block.first + i));
      fill_first(phi, inverse, i);
      fill_second(phi, inverse + block.n * i, second_[i]);
    }
  }

  /// g += J G; returns this spin's part of the Laplacian.
  Real add_to(const BackflowJacobian<d, Real>& jacobian, std::span<Real> g) const {
    Real laplacian{};
    for (std::size_t i = 0; i < block_.n; ++i) {
      const std::size_t particle = block_.first + i;
      const Vector& pull = f(i, i);
      for (std::size_t a = 0; a < d; ++a) laplacian += pull[a] * jacobian.laplacian(particle)[a];
      for (std::size_t m = 0; m < jacobian.n(); ++m) {
        const Symmetric<d, Real>& block = jacobian.block(m, particle);
        for (std::size_t a = 0; a < d; ++a)
          for (std::size_t b = 0; b < d; ++b) g[d * m + a] += block.at(a, b) * pull[b];
      }
      laplacian += own_part(jacobian, i);
      for (std::size_t j = 0; j < i; ++j) laplacian -= 2 * pair_part(jacobian, i, j);
    }
    return laplacian;
  }

 private:
  using Vector = std::array<Real, d>;
  const Vector& f(std::size_t i, std::size_t j) const { return f_[block_.n * i + j]; }

  void fill_first(const OrbitalsAt<Real>& phi, const Real* inverse, std::size_t i) {
    std::array<Vector, max_of_one_spin> slope;
    for (std::size_t k = 0; k < block_.n; ++k)
      for (std::size_t a = 0; a < d; ++a) slope[k][a] = phi.derivative(k, a);
    for (std::size_t j = 0; j < block_.n; ++j) {
      Vector sum{};
      for (std::size_t k = 0; k < block_.n; ++k)
        for (std::size_t a = 0; a < d; ++a) sum[a] += slope[k][a] * inverse[block_.n * j + k];
      f_[block_.n * i + j] = sum;
    }
  }
  /// S_i = sum_k grad grad phi_k(q_i) D^-1_ki.
  void fill_second(const OrbitalsAt<Real>& phi, const Real* inverse, Symmetric<d, Real>& sum) {
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        Real all{};
        for (std::size_t k = 0; k < block_.n; ++k) all += phi.second(k, a, b) * inverse[k];
        sum.at(a, b) = all;
      }
    }
  }
  /// sum_bc (S_i - G_i G_i^T)_bc (J J^T)_{ib ic}.
  Real own_part(const BackflowJacobian<d, Real>& jacobian, std::size_t i) const {
    Symmetric<d, Real> square;
    for (std::size_t m = 0; m < jacobian.n(); ++m) {
      const Symmetric<d, Real>& block = jacobian.block(block_.first + i, m);
      for (std::size_t b = 0; b < d; ++b)
        for (std::size_t c = 0; c <= b; ++c)
          for (std::size_t a = 0; a < d; ++a) square.at(b, c) += block.at(b, a) * block.at(c, a);
    }
    const Vector& pull = f(i, i);
    Real sum{};
    for (std::size_t b = 0; b < d; ++b)
      for (std::size_t c = 0; c <= b; ++c)
        sum += (b == c ? 1.0 : 2.0) * square.at(b, c) * (second_[i].at(b, c) - pull[b] * pull[c]);
    return sum;
  }
  /// sum_bc F_ij^b F_ji^c (J J^T)_{ib jc}.
  Real pair_part(const BackflowJacobian<d, Real>& jacobian, std::size_t i, std::size_t j) const {
    Real product[d][d]{};
    for (std::size_t m = 0; m < jacobian.n(); ++m) {
      const Symmetric<d, Real>& left = jacobian.block(block_.first + i, m);
      const Symmetric<d, Real>& right = jacobian.block(block_.first + j, m);
      for (std::size_t b = 0; b < d; ++b)
        for (std::size_t c = 0; c < d; ++c)
          for (std::size_t a = 0; a < d; ++a) product[b][c] += left.at(b, a) * right.at(a, c);
    }
    Real sum{};
    for (std::size_t b = 0; b < d; ++b)
      for (std::size_t c = 0; c < d; ++c) sum += f(i, j)[b] * product[b][c] * f(j, i)[c];
    return sum;
  }
  template <class T>
  static std::vector<T>& room() {
    thread_local std::vector<T> kept;
    return kept;
  }

  SpinBlock block_;
  std::vector<Vector>& f_;
  std::vector<Symmetric<d, Real>>& second_;
};

}  // namespace lenz::models
