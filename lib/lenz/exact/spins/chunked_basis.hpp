#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lenz::exact::spins {

/// The states of n spins in increasing order of their words (bit i set: spin i is up), all 2^n of them or
/// those with n_up spins up.
///
/// A word is cut into a low part of n_low bits and a high part. The states of one high part stand together, a
/// chunk: all low parts, or those with n_up - popcount(high) bits set. Chunks with as many bits set in the
/// low part have the same low parts in the same order, their class; so the index of a state is
/// begin(high) + rank(low), two look-ups in small tables (Lin 1990). Memory: 8 * 2^(n - n_low) + 8 * 2^n_low
/// bytes.
class ChunkedBasis {
 public:
  static constexpr unsigned most_low_bits = 12;

  /// Throws std::invalid_argument for no spins, more than 40, or more up than there are.
  explicit ChunkedBasis(unsigned n_sites, std::optional<unsigned> n_up = {});

  unsigned n_sites() const { return n_sites_; }
  unsigned n_low() const { return n_low_; }
  std::optional<unsigned> n_up() const { return n_up_; }
  std::uint64_t size() const { return begin_.back(); }
  std::uint64_t n_chunks() const { return begin_.size() - 1; }
  std::uint64_t begin(std::uint64_t high) const { return begin_[high]; }
  std::uint32_t chunk_size(std::uint64_t high) const {
    return static_cast<std::uint32_t>(begin_[high + 1] - begin_[high]);
  }
  unsigned n_classes() const { return static_cast<unsigned>(low_states_.size()); }
  /// REQUIRES a chunk that is not empty.
  unsigned class_of(std::uint64_t high) const;
  /// In increasing order.
  std::span<const std::uint32_t> low_states(unsigned c) const { return low_states_[c]; }
  std::uint32_t rank(std::uint32_t low) const { return rank_[low]; }

  std::uint64_t low_mask() const { return (std::uint64_t{1} << n_low_) - 1; }
  /// REQUIRES a state of the basis.
  std::uint64_t index(std::uint64_t state) const {
    return begin_[state >> n_low_] + rank_[state & low_mask()];
  }
  /// Cost: a search among the chunks.
  std::uint64_t state(std::uint64_t index) const;

 private:
  unsigned n_sites_, n_low_;
  std::optional<unsigned> n_up_;
  std::vector<std::vector<std::uint32_t>> low_states_;
  std::vector<std::uint32_t> rank_;
  std::vector<std::uint64_t> begin_;
};

}  // namespace lenz::exact::spins
