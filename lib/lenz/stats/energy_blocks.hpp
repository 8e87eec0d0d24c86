#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lenz::stats {

/// Samples sorted by energy: for every energy that occurred, how often, and the sums of other observables.
///
/// All that reweighting in temperature needs of a series, in as many rows as there are different energies: of
/// a lattice with one |J| at most the number of its bonds, of continuous energies one a sample.
class EnergyRows {
 public:
  explicit EnergyRows(std::size_t n_observables = 0) : n_observables_(n_observables) {}

  std::size_t size() const { return energy_.size(); }
  std::size_t n_observables() const { return n_observables_; }
  /// In increasing order.
  double energy(std::size_t row) const { return energy_[row]; }
  double count(std::size_t row) const { return sums_[row * width()]; }
  /// Sum of one observable over the samples of this energy.
  double sum(std::size_t row, std::size_t observable) const { return sums_[row * width() + 1 + observable]; }
  double n_samples() const;

  /// Takes one sample. Throws std::invalid_argument for a wrong number of observables. Cost: log(size), and
  /// size where the energy is new.
  void add(double energy, std::span<const double> observables);
  /// Takes (scale = 1) or takes away again (scale = -1) all of another's samples; rows left empty go. Cost:
  /// the sizes.
  void merge(const EnergyRows& other, double scale = 1);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(n_observables_, energy_, sums_);
  }

 private:
  std::size_t width() const { return n_observables_ + 1; }

  std::size_t n_observables_;
  std::vector<double> energy_;
  std::vector<double> sums_;  ///< rows of count and sums
};

/// One chain's samples sorted by energy within blocks of equal length, for reweighting with jackknife errors.
///
/// When 2 n_blocks blocks are full, neighbours are merged, so that n_blocks … 2 n_blocks - 1 stand once so
/// many samples are in. Memory is bounded: 2 n_blocks x (energies within a block) x (2 + n_observables)
/// doubles, whatever the length of the chain.
class EnergyBlocks {
 public:
  /// Throws std::invalid_argument where n_blocks is 0.
  explicit EnergyBlocks(std::size_t n_observables = 0, std::size_t n_blocks = 32);

  /// Takes the next sample of the chain: the energy E of the whole system and observables beside it.
  void add(double energy, std::span<const double> observables);

  std::size_t n_observables() const { return rest_.n_observables(); }
  std::uint64_t n_samples() const { return blocks_.size() * block_length_ + n_in_rest_; }
  std::size_t n_blocks() const { return blocks_.size(); }
  std::uint64_t block_length() const { return block_length_; }
  const EnergyRows& block(std::size_t index) const { return blocks_[index]; }
  /// The samples after the last full block.
  const EnergyRows& rest() const { return rest_; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(n_blocks_, blocks_, rest_, block_length_, n_in_rest_);
  }

 private:
  std::size_t n_blocks_;
  std::vector<EnergyRows> blocks_;
  EnergyRows rest_;
  std::uint64_t block_length_ = 1, n_in_rest_ = 0;
};

}  // namespace lenz::stats
