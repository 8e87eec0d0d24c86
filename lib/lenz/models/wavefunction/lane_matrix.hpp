#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "lenz/models/wavefunction/oscillator_orbitals.hpp"

/// Small matrices of Reals, each lane its own; a[n r + c] is row r, column c. Rows change places lane by
/// lane, under masks, so that every lane has the pivots that it would have alone.
namespace lenz::models::lane_matrix {

template <LaneReal Real>
void swap_where(const lanes::Mask<Real>& mask, Real& a, Real& b) {
  const Real kept = a;
  a = lanes::select(mask, b, a);
  b = lanes::select(mask, kept, b);
}

/// 1 / pivot, but 0 for 0: a singular matrix has no inverse, and no NaN either.
template <LaneReal Real>
Real reciprocal(const Real& pivot) {
  return lanes::select(pivot == 0, Real{}, 1 / pivot);
}

/// log |det A| by elimination with partial pivoting; A is used up. -infinity where it is singular. Cost: n^3
/// / 3.
template <LaneReal Real>
Real log_determinant(std::span<Real> a, std::size_t n) {
  Real sum{};
  for (std::size_t c = 0; c < n; ++c) {
    Real* pivot_row = &a[n * c];
    for (std::size_t r = c + 1; r < n; ++r) {
      const auto larger = lanes::abs(a[n * r + c]) > lanes::abs(pivot_row[c]);
      for (std::size_t j = c; j < n; ++j) swap_where(larger, pivot_row[j], a[n * r + j]);
    }
    sum += lanes::log(lanes::abs(pivot_row[c]));
    const Real over_pivot = reciprocal(pivot_row[c]);
    for (std::size_t r = c + 1; r < n; ++r) {
      const Real share = a[n * r + c] * over_pivot;
      for (std::size_t j = c + 1; j < n; ++j) a[n * r + j] -= share * pivot_row[j];
    }
  }
  return sum;
}

/// A becomes its inverse, by Gauss and Jordan with partial pivoting, in place; returns log |det A|, -infinity
/// where A is singular and what stands in place of the inverse means nothing. n <= max_of_one_spin. Cost: n^3
/// products and as many choices.
template <LaneReal Real>
Real invert(std::span<Real> a, std::size_t n) {
  Real sum{};
  std::array<lanes::Mask<Real>, max_of_one_spin*(max_of_one_spin - 1) / 2> swapped;
  std::size_t n_swaps = 0;
  for (std::size_t c = 0; c < n; ++c) {
    Real* pivot_row = &a[n * c];
    for (std::size_t r = c + 1; r < n; ++r) {
      const auto larger = lanes::abs(a[n * r + c]) > lanes::abs(pivot_row[c]);
      for (std::size_t j = 0; j < n; ++j) swap_where(larger, pivot_row[j], a[n * r + j]);
      swapped[n_swaps++] = larger;
    }
    sum += lanes::log(lanes::abs(pivot_row[c]));
    const Real over_pivot = reciprocal(std::exchange(pivot_row[c], lanes::broadcast<Real>(1)));
    for (std::size_t j = 0; j < n; ++j) pivot_row[j] *= over_pivot;
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const Real share = std::exchange(a[n * r + c], Real{});
      for (std::size_t j = 0; j < n; ++j) a[n * r + j] -= share * pivot_row[j];
    }
  }
  // The inverse of P A is A^-1 P^-1: its columns go back, the last exchange first.
  for (std::size_t c = n; c-- > 0;) {
    for (std::size_t r = n; r-- > c + 1;) {
      --n_swaps;
      for (std::size_t i = 0; i < n; ++i) swap_where(swapped[n_swaps], a[n * i + c], a[n * i + r]);
    }
  }
  return sum;
}

}  // namespace lenz::models::lane_matrix
