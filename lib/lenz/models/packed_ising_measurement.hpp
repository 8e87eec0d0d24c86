#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lenz/models/ising_measurement.hpp"
#include "lenz/models/packed_ising.hpp"

namespace lenz::models {

/// The quantities of IsingMeasurement, in its order, of R replicas as bits: each is the mean over the
/// replicas of what it is for one, so that its mean and tau are those of one lattice and its variance an
/// R-th.
///
/// Everything is counted, nothing unpacked. The correlation of a lattice without disorder is averaged over
/// every n-th row only, so that it costs no more than a sweep. The overlap is that of replica r of one slot
/// with replica r of its partner.
class PackedIsingMeasurement {
 public:
  /// Throws std::invalid_argument where the lattice lacks what an option needs.
  PackedIsingMeasurement(const PackedIsing& target, const IsingMeasurementOptions& options);

  std::vector<std::string> names() const { return names_; }

  template <class Info>
  void measure(const PackedIsing& target, std::span<const PackedWalker> walkers, std::size_t slot,
               const Info&, std::span<double> out) const {
    fill(target, walkers, slot, target.n_replicas(), out);
  }
  /// Of replica 0 alone, which is the one whose configurations are kept.
  template <class Info>
  void measure_kept(const PackedIsing& target, std::span<const PackedWalker> walkers, std::size_t slot,
                    const Info&, std::span<double> out) const {
    fill(target, walkers, slot, 1, out);
  }

 private:
  /// Positions with one place along the first axis, and the wave there in each lane.
  struct Column {
    std::vector<std::uint32_t> positions;
    std::array<double, lattice::Packing::n_lanes> cosine, sine;
  };

  void lay_columns(const PackedIsing& target);
  void lay_rows(const PackedIsing& target);
  void fill(const PackedIsing& target, std::span<const PackedWalker> walkers, std::size_t slot,
            std::size_t n_replicas, std::span<double> out) const;
  std::vector<double> structure_factors(const PackedIsing& target,
                                        std::span<const std::uint64_t> words) const;
  void correlation(const PackedIsing& target, std::span<const std::uint64_t> words,
                   std::span<double> out) const;

  IsingMeasurementOptions options_;
  std::vector<std::string> names_;
  std::vector<Column> columns_;
  std::vector<std::vector<std::uint32_t>> rows_;  ///< positions one cell after the other along the first axis
  std::size_t n_distances_ = 0;
};

}  // namespace lenz::models
