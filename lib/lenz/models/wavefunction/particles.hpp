#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "lenz/core/lanes.hpp"

namespace lenz::models {

/// n particles in d dimensions; coordinate k of particle i stands at x[d i + k].
struct Particles {
  std::size_t n = 1, dimensions = 1;

  std::size_t n_coordinates() const { return n * dimensions; }
  template <LaneReal Real = double>
  Real distance_squared(std::span<const Real> x, std::size_t i, std::size_t j) const {
    Real sum{};
    for (std::size_t k = 0; k < dimensions; ++k) {
      const Real step = x[dimensions * i + k] - x[dimensions * j + k];
      sum += step * step;
    }
    return sum;
  }
  /// x_i - x_j; components that the space does not have are 0.
  template <LaneReal Real = double>
  std::array<Real, 3> difference(std::span<const Real> x, std::size_t i, std::size_t j) const {
    std::array<Real, 3> r{};
    for (std::size_t k = 0; k < dimensions; ++k) r[k] = x[dimensions * i + k] - x[dimensions * j + k];
    return r;
  }
  /// Of particle j from a point.
  template <LaneReal Real = double>
  Real distance_squared(std::span<const Real> x, std::size_t j, const std::array<Real, 3>& point) const {
    Real sum{};
    for (std::size_t k = 0; k < dimensions; ++k) {
      const Real step = point[k] - x[dimensions * j + k];
      sum += step * step;
    }
    return sum;
  }
  bool operator==(const Particles&) const = default;
};

/// Particles of which some are identical: 0 … n_up - 1 have one spin, the others the other one; of particles
/// that are not identical (or have no spin: bosons) there is one kind of pair only.
struct SpinAssignment {
  std::size_t n_up = 0;
  bool identical = true;  ///< fermions: those of one spin are like pairs

  bool like(std::size_t i, std::size_t j) const { return identical && (i < n_up) == (j < n_up); }
  /// 1, or 2 where there are like and unlike pairs.
  std::size_t n_kinds(std::size_t n) const { return identical && (n_up > 1 || n > n_up + 1) ? 2 : 1; }
};

/// A particle goes to another place.
template <LaneReal Real>
struct ParticleMove {
  std::size_t particle = 0;
  std::array<Real, 3> to{};  ///< its first d numbers count
};

/// A configuration and what a factor keeps of it.
template <LaneReal Real>
struct At {
  std::span<const Real> x{}, cache{};
};

}  // namespace lenz::models
