#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lenz/models/ising.hpp"

namespace lenz::models {

/// Which groups of quantities are recorded beside energy and magnetization.
struct IsingMeasurementOptions {
  bool staggered = false;         ///< needs a bipartite lattice
  bool structure_factor = false;  ///< needs lattice.has_waves()
  bool correlation = false;       ///< needs an axis; L/2 N operations, 32 a cycle
  bool overlap = false;           ///< with the walker of slot +- n_slots / 2
  /// Taken off E before it is recorded. Near the energies of the run it keeps their variance from being the
  /// small difference of large numbers.
  double origin = 0;
};

/// What is recorded of an Ising walker each sweep; all per site, in this order:
///
///   energy, energy^2                                        e = (E - origin) / N
///   magnetization, abs_magnetization, magnetization^2, magnetization^4        m = sum_i s_i / N
///   improved_magnetization^2, improved_magnetization^4
///   staggered_magnetization                                 |sum_i c_i s_i| / N, c = +-1 on the two
///   sublattices structure_factor_0, structure_factor_k                  |sum_i s_i exp(i k.x_i)|^2 / N at k
///   = 0 and k_min correlation_0 … correlation_{L/2}                       s_i s_{i + r a_1}, averaged over
///   all pairs there are overlap, abs_overlap, overlap^2, overlap^4              q = sum_i s_i s'_i / N, s'
///   the partner's spins
///
/// Where the kernel's Info carries improved estimators (sampling::ClusterInfo), the improved moments, the
/// structure factor and the correlation are taken from it; elsewhere they are the plain ones. Moments go in
/// pairs: what a ratio or difference is formed of must come from one source, or its noise does not cancel.
/// For the same reason a susceptibility with <|m|>, of which there is no improved estimator, takes the plain
/// magnetization^2. An overlap is that of two slots and stands in the rows of both.
class IsingMeasurement {
 public:
  /// Throws std::invalid_argument where the lattice lacks what an option needs.
  IsingMeasurement(const IsingSystem& system, const IsingMeasurementOptions& options);

  std::vector<std::string> names() const { return names_; }

  template <class Info>
  void measure(const Ising& target, std::span<const IsingWalker> walkers, std::size_t slot, const Info& info,
               std::span<double> out) const {
    Improved improved;
    if constexpr (requires {
                    info.m2;
                    info.m4;
                    info.structure_factor;
                    info.correlation;
                  }) {
      improved = {info.m2, info.m4, info.structure_factor, info.correlation};
    }
    const std::size_t half = walkers.size() / 2;
    const std::size_t partner = slot < half ? slot + half : slot - half;
    fill(target, walkers[slot], options_.overlap ? &walkers[partner] : nullptr, improved, out);
  }

 private:
  struct Improved {
    std::optional<double> m2, m4, structure_factor;
    std::span<const double> correlation;
  };

  void fill(const Ising& target, const IsingWalker& walker, const IsingWalker* partner,
            const Improved& improved, std::span<double> out) const;
  double structure_factor(const IsingWalker& walker) const;
  void correlation(const IsingWalker& walker, std::span<double> out) const;

  IsingMeasurementOptions options_;
  std::vector<std::string> names_;
  std::vector<std::int8_t> colouring_;
  std::vector<std::array<double, 2>> wave_;
  std::size_t row_ = 0, sites_per_cell_ = 1, n_distances_ = 0;
  bool periodic_ = false;
};

}  // namespace lenz::models
