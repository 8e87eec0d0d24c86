#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace lenz::stats {

/// A series watched at every time scale at once: level l sees the averages of 2^l consecutive samples, and
/// keeps for them the sums from which their covariances at lags 0 … n_lags - 1 follow (multiple-tau
/// correlator; Ramírez, Sukumaran, Vorselaars and Likhtman 2010, with the exact mean subtracted afterwards).
///
/// Memory: about 1 kB a level, log2(n) levels. Cost: about 2 n_lags multiply-adds a sample, vectorised: 16
/// ns. `autocorrelation.hpp` and `blocking.hpp` draw errors from it.
class Correlator {
 public:
  static constexpr std::size_t n_lags = 32;

  /// Takes the next sample. REQUIRES a finite value.
  void add(double x);

  std::uint64_t n_samples() const { return levels_.empty() ? 0 : levels_.front().n; }
  /// Mean of all samples; 0 when there are none.
  double mean() const;
  /// Mean squared deviation from the mean (divided by n); exactly 0 for a constant series.
  double variance() const;

  std::size_t n_levels() const { return levels_.size(); }
  /// Number of complete blocks of 2^level samples; 0 beyond the last level.
  std::uint64_t n_blocks(std::size_t level) const { return level < levels_.size() ? levels_[level].n : 0; }
  /// The value that was subtracted from every sample before summing (the first sample).
  double shift() const { return shift_; }
  /// sum over the blocks of `level` of (block - shift).
  double shifted_sum(std::size_t level) const { return level < levels_.size() ? levels_[level].sum : 0.0; }
  /// Fills products[t] = sum_i (y_i - a)(y_{i+t} - a) over the blocks y of `level`, with a = shift() +
  /// offset, for t = 0 … n_lags - 1 (0 where there are no such pairs).
  void products_about(std::size_t level, double offset, std::span<double, n_lags> products) const;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shift_, levels_);
  }

 private:
  /// Invariants: ring[position …] are the last blocks, newest first, each held twice so that they lie in one
  /// piece from any position; blocks not yet seen are 0; first[i] is block i.
  struct Level {
    std::uint64_t n = 0;
    double sum = 0;
    std::uint32_t position = 0;
    std::array<double, n_lags> products{};
    std::array<double, n_lags> first{};
    std::array<double, 2 * n_lags> ring{};

    void push(double d);
    template <class Archive>
    void serialize(Archive& archive) {
      archive(n, sum, position, products, first);
      for (std::size_t i = 0; i < n_lags; ++i) {  // the other half is the same again
        archive(ring[i]);
        ring[i + n_lags] = ring[i];
      }
      if (position >= n_lags)
        throw std::runtime_error("correlator: the archive holds an impossible position");
    }
  };

  double shift_ = 0;
  std::vector<Level> levels_;
};

}  // namespace lenz::stats
