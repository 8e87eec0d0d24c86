#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// Small systems for the oracles to agree on, built here from nothing but arithmetic.
namespace lenz::test {

struct Grid {
  std::size_t rows, columns;  ///< site (y, x) is y * columns + x
  bool wrap_rows = true;      ///< a bond from the last row to the first: two for 2 rows, none for 1
  bool wrap_columns = true;
  bool diagonal = false;   ///< triangular: also (y, x) - (y + 1, x + 1)
  bool honeycomb = false;  ///< brick wall: vertical bonds only where x + y is even
};

inline exact::SpinParameters grid(const Grid& g, double coupling, double field) {
  exact::SpinParameters p{g.rows * g.columns, {}, field};
  const auto site = [&](std::size_t y, std::size_t x) {
    return static_cast<std::uint32_t>(y % g.rows * g.columns + x % g.columns);
  };
  for (std::size_t y = 0; y < g.rows; ++y) {
    for (std::size_t x = 0; x < g.columns; ++x) {
      const bool right = x + 1 < g.columns || (g.wrap_columns && g.columns > 1);
      const bool down = y + 1 < g.rows || (g.wrap_rows && g.rows > 1);
      if (right) p.bonds.push_back({site(y, x), site(y, x + 1), coupling});
      if (down && (!g.honeycomb || (x + y) % 2 == 0))
        p.bonds.push_back({site(y, x), site(y + 1, x), coupling});
      if (g.diagonal && right && down) p.bonds.push_back({site(y, x), site(y + 1, x + 1), coupling});
    }
  }
  return p;
}

/// Correlations along a row, the checkerboard and the smallest wave vector along a row.
inline exact::SpinProbes probes_of(const Grid& g) {
  exact::SpinProbes probes;
  const double k = 2 * std::numbers::pi / static_cast<double>(g.columns);
  for (std::size_t r = 0; r <= g.columns / 2; ++r) {
    auto& pairs = probes.correlation.emplace_back();
    for (std::size_t y = 0; y < g.rows; ++y) {
      for (std::size_t x = 0; x < g.columns; ++x) {
        pairs.emplace_back(y * g.columns + x, y * g.columns + (x + r) % g.columns);
      }
    }
  }
  for (std::size_t y = 0; y < g.rows; ++y) {
    for (std::size_t x = 0; x < g.columns; ++x) {
      probes.sublattice.push_back((x + y) % 2 == 0 ? 1 : -1);
      probes.wave_phase.push_back(k * static_cast<double>(x));
    }
  }
  probes.wave_k_hat = 2 * std::sin(k / 2);
  return probes;
}

/// Couplings of every bond drawn anew, +-J or normal.
inline exact::SpinParameters disordered(exact::SpinParameters p, bool bimodal, unsigned seed) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal;
  for (exact::Bond& bond : p.bonds) bond.coupling *= bimodal ? (rng() & 1U ? 1.0 : -1.0) : normal(rng);
  return p;
}

/// The largest |a - b| / (1 + |b|) over observables that both have, but for the names in `without`.
inline double largest_difference(const exact::Values& a, const exact::Values& b,
                                 const std::vector<std::string>& without = {}) {
  double largest = 0;
  for (const auto& [name, values] : a) {
    if (!b.contains(name) || std::find(without.begin(), without.end(), name) != without.end()) continue;
    const auto& other = b.at(name);
    if (values.size() != other.size()) return INFINITY;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double d = std::fabs(values[i] - other[i]) / (1 + std::fabs(other[i]));
      largest = std::isnan(d) ? INFINITY : std::max(largest, d);
    }
  }
  return largest;
}

}  // namespace lenz::test
