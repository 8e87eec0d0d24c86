#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lenz/stats/correlator.hpp"
#include "lenz/stats/energy_blocks.hpp"

namespace lenz::stats {

/// Which quantities are also kept sorted by energy, for reweighting.
struct EnergyColumns {
  std::size_t energy = 0;                  ///< the quantity that is the energy, per site
  double n_sites = 1;                      ///< times this it is the energy of the whole
  std::vector<std::size_t> observables{};  ///< quantities summed beside it
};

struct RecorderOptions {
  std::size_t trace_length = 2187;  ///< samples kept for rank diagnostics, a multiple of 3
  std::size_t n_bins = 512;         ///< joint bins for the jackknife, at least 4 and even
  std::optional<EnergyColumns> by_energy{};
};

/// What is kept of one chain: a Correlator for each quantity, bins of all quantities together, and a thinned
/// trace.
///
/// Bins have equal length; when n_bins are full, neighbours are merged, so that n_bins/2 … n_bins - 1 of them
/// stand once that many samples are in. The trace holds every stride-th sample; when it is full, two of
/// three go and the stride triples: it stays odd, so that a series that alternates (the magnetization of a
/// cold lattice under Wolff clusters) does not look frozen in it. Memory: n_quantities x (1 kB x
/// log2(samples) + 8 (trace_length + n_bins) bytes).
class Recorder {
 public:
  Recorder() : Recorder(0) {}
  /// Throws std::invalid_argument for impossible options.
  explicit Recorder(std::size_t n_quantities, RecorderOptions options = {});

  /// Takes one sample of every quantity. Throws std::invalid_argument where their number is wrong.
  void add(std::span<const double> sample);

  std::size_t n_quantities() const { return correlators_.size(); }
  std::uint64_t n_samples() const { return n_samples_; }
  const Correlator& correlator(std::size_t quantity) const { return correlators_.at(quantity); }
  double mean(std::size_t quantity) const { return correlators_.at(quantity).mean(); }

  std::size_t n_bins() const { return n_full_bins_; }
  std::uint64_t bin_length() const { return bin_length_; }
  /// The mean of a quantity in one full bin, less reference(quantity): so that bins of a constant are exactly
  /// 0.
  double bin(std::size_t index, std::size_t quantity) const {
    return bins_[index * n_quantities() + quantity];
  }
  /// The first sample of a quantity, which is subtracted in its bins.
  double reference(std::size_t quantity) const { return reference_[quantity]; }

  std::uint64_t trace_stride() const { return trace_stride_; }
  std::size_t trace_size() const { return n_traced_; }
  /// Samples 0, stride, 2 stride, … of a quantity.
  std::vector<double> trace(std::size_t quantity) const;
  /// Sample index * trace_stride() of a quantity.
  double traced(std::size_t index, std::size_t quantity) const {
    return trace_[index * n_quantities() + quantity];
  }

  /// The samples sorted by energy; empty where the options ask for none.
  const EnergyBlocks& energies() const { return energies_; }

  /// What is kept by energy is no part of the record of a chain that keeps nothing so: a recorder that is
  /// read must have been made with the options of the one that was written.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(options_.trace_length, options_.n_bins, n_samples_, correlators_, reference_);
    archive(bins_, n_full_bins_, bin_length_, bin_sum_, n_in_bin_);
    archive(trace_, n_traced_, trace_stride_);
    if (options_.by_energy) archive(energies_);
  }

 private:
  void add_to_bins(std::span<const double> sample);
  void add_to_trace(std::span<const double> sample);
  void add_by_energy(std::span<const double> sample);

  RecorderOptions options_;
  std::uint64_t n_samples_ = 0;
  std::vector<Correlator> correlators_;
  std::vector<double> reference_;
  std::vector<double> bins_;  ///< n_full_bins_ rows of all quantities
  std::size_t n_full_bins_ = 0;
  std::uint64_t bin_length_ = 1;
  std::vector<double> bin_sum_;
  std::uint64_t n_in_bin_ = 0;
  std::vector<double> trace_;  ///< n_traced_ rows of all quantities
  std::size_t n_traced_ = 0;
  std::uint64_t trace_stride_ = 1;
  EnergyBlocks energies_;
  std::vector<double> beside_energy_;  ///< working memory
};

}  // namespace lenz::stats
