#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "lenz/lattice/lattice.hpp"

namespace lenz::sampling::cluster_detail {

/// The spins of a lattice as rows of bits, 1 for up: site x of a row is bit x % 64 of its word x / 64.
class RowBits {
 public:
  void lay_out(const lattice::Lattice& lattice);
  /// Takes over n_rows * row_size spins of value -1 or +1.
  void pack(const std::int8_t* spins);
  /// Turns the spins whose bit is set in n_rows * n_words words of the same layout.
  void flip(const std::vector<std::uint64_t>& turns, std::int8_t* spins) const;

  std::size_t row_size() const { return row_size_; }
  std::size_t n_rows() const { return n_rows_; }
  std::size_t n_words() const { return n_words_; }  ///< of a row
  bool periodic() const { return periodic_; }
  const std::uint64_t* row(std::size_t row) const { return spins_.data() + row * n_words_; }
  /// The bits of a word that are sites.
  std::uint64_t sites(std::size_t word) const { return word + 1 < n_words_ ? ~std::uint64_t{0} : last_word_; }

  /// The bits of a row moved so that position p holds what stands at p + shift, shift = -1, 0 or 1; off an
  /// open edge anything.
  std::uint64_t shifted(const std::uint64_t* row, std::size_t word, int shift) const;
  /// The positions of a word from which a bond of this shift begins.
  std::uint64_t existing(std::size_t word, int shift) const;

 private:
  std::size_t row_size_ = 0, n_rows_ = 0, n_words_ = 0;
  bool periodic_ = false;
  std::uint64_t last_word_ = 0;  ///< the bits of a row's last word that are sites
  std::vector<std::uint64_t> spins_;
};

inline void RowBits::lay_out(const lattice::Lattice& lattice) {
  row_size_ = lattice.row_size();
  n_rows_ = lattice.n_sites() / row_size_;
  n_words_ = (row_size_ + 63) / 64;
  periodic_ = lattice.boundary() == lattice::Boundary::periodic;
  last_word_ = ~std::uint64_t{0} >> (64 * n_words_ - row_size_);
  spins_.resize(n_rows_ * n_words_);
}

inline void RowBits::pack(const std::int8_t* spins) {
  constexpr std::uint64_t ones = 0x0101010101010101, gather = 0x0102040810204080;
  for (std::size_t row = 0; row < n_rows_; ++row, spins += row_size_) {
    std::uint64_t* words = spins_.data() + row * n_words_;
    std::fill_n(words, n_words_, 0);
    std::size_t x = 0;
    for (; x + 8 <= row_size_; x += 8) {
      std::uint64_t bytes;
      std::memcpy(&bytes, spins + x, 8);
      words[x / 64] |= ((~bytes >> 7 & ones) * gather >> 56) << (x % 64);
    }
    for (; x < row_size_; ++x) words[x / 64] |= std::uint64_t{spins[x] > 0} << (x % 64);
  }
}

inline void RowBits::flip(const std::vector<std::uint64_t>& turns, std::int8_t* spins) const {
  constexpr std::uint64_t ones = 0x0101010101010101, one_each = 0x8040201008040201;
  for (std::size_t row = 0; row < n_rows_; ++row, spins += row_size_) {
    const std::uint64_t* words = turns.data() + row * n_words_;
    std::size_t x = 0;
    for (; x + 8 <= row_size_; x += 8) {
      const std::uint64_t bits = words[x / 64] >> (x % 64) & 0xff;
      const std::uint64_t turned = ((bits * ones & one_each) + 0x7f * ones) >> 7 & ones;
      std::uint64_t bytes;
      std::memcpy(&bytes, spins + x, 8);
      bytes ^= turned * 0xfe;  // 1 and -1 differ in seven bits
      std::memcpy(spins + x, &bytes, 8);
    }
    for (; x < row_size_; ++x) {
      if (words[x / 64] >> (x % 64) & 1) spins[x] = static_cast<std::int8_t>(-spins[x]);
    }
  }
}

inline std::uint64_t RowBits::shifted(const std::uint64_t* row, std::size_t word, int shift) const {
  if (shift == 0) return row[word];
  const std::size_t last = (row_size_ - 1) % 64;
  if (shift > 0) {
    if (word + 1 < n_words_) return row[word] >> 1 | row[word + 1] << 63;
    return (row[word] & last_word_) >> 1 | (row[0] & 1) << last;
  }
  const std::uint64_t before = word > 0 ? row[word - 1] >> 63 : row[n_words_ - 1] >> last & 1;
  return row[word] << 1 | before;
}

inline std::uint64_t RowBits::existing(std::size_t word, int shift) const {
  std::uint64_t bits = sites(word);
  if (periodic_) return bits;
  if (shift < 0 && word == 0) bits &= ~std::uint64_t{1};
  if (shift > 0 && word + 1 == n_words_) bits &= last_word_ >> 1;
  return bits;
}

}  // namespace lenz::sampling::cluster_detail
