#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

/// The number of states g(E, M) of small square tori, exactly, in integers.
///
/// E = -J (B - 2u) and M = N - 2d for u unsatisfied of B bonds and d spins down. The polynomial sum_s x^u y^d
/// is built site by site with the first row held, once for each class of first rows. Source: Beale (1996),
/// Bhanot, Salvador, Black, Carter and Toral (1987).
namespace lenz::exact::density_of_states {

inline constexpr const char* name = "density-of-states";

/// L x M sites with one coupling; an axis of length 2 has two bonds, of length 1 none.
struct Torus {
  std::size_t length = 0, width = 0;
  double coupling = 1;
  double field = 0;
};

/// The table g(u, d) of a torus.
class Table {
 public:
  /// Throws std::invalid_argument unless the shorter side is at most 8 and there are at most 64 sites.
  /// Cost: cost_seconds; 8 x 8 takes about 10 MB.
  Table(std::size_t length, std::size_t width);

  std::size_t n_sites() const { return n_sites_; }
  std::size_t n_bonds() const { return n_bonds_; }
  /// The number of states with `unsatisfied` bonds between unlike spins and `down` spins down.
  std::uint64_t count(std::size_t unsatisfied, std::size_t down) const {
    return unsatisfied % 2 == 1 ? 0 : counts_[unsatisfied / 2 * (n_sites_ + 1) + down];
  }
  /// energy, specific_heat, free_energy, entropy, magnetization, abs_magnetization, susceptibility,
  /// binder_cumulant, and staggered_magnetization of even sides without a field, at one temperature.
  Values values(double coupling, double field, double temperature) const;

 private:
  SpinAverages averages(double coupling, double field, double temperature) const;

  std::size_t n_sites_, n_bonds_;
  bool even_sides_;
  std::vector<std::uint64_t> counts_;
};

/// Sides of at most 8 and 64 (64 sites in all).
Applies applies(const Torus& torus);
/// Throws std::invalid_argument where it does not apply. Cost: cost_seconds.
std::vector<Values> values(const Torus& torus, std::span<const double> temperatures);
/// Expected seconds, the same on every machine (measured on one core).
double cost_seconds(const Torus& torus, std::size_t n_temperatures);

}  // namespace lenz::exact::density_of_states
