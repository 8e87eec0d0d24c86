#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "lenz/lattice/lattice.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::sampling::cluster_detail {

/// The clusters of Fortuin and Kasteleyn on a regular lattice whose bonds have one strength, found row by row
/// in words of bits: a spin is a bit, the bonds of 64 neighbouring sites are drawn as one word, and what is
/// labelled is not sites but *runs*, stretches of a row whose sites hang together along the row (two sites
/// long at T_c of the square lattice).
///
/// Runs are numbered in the order of sites, the root of a set is its smallest run, so that one ascending pass
/// finds all roots.
///
/// Cost on the square lattice at T_c, L = 1024, one core at 3.5 GHz: 5.0 ns a spin (measured part by part,
/// the best of 150). To draw and join 2.7, of which the random bits of bonds take 0.5: half a bond a spin
/// joins rows, each a search for two roots whose length no predictor knows. To settle, with coins and
/// moments, 2.1: half a run a spin, two loads that depend on each other and a sum in a table of 2 MB. To flip
/// 0.1. Working memory: 8 bytes a run and half a byte a site, kept from sweep to sweep.
class RowClusters {
 public:
  /// Rows are chains, joined by bonds of unit shift at most; two bonds between the same sites (a periodic
  /// axis of length 2) are left to lists of bonds.
  static bool fits(const lattice::Lattice& lattice);

  /// Draws the active bonds and joins what they join. `sign`: of J.
  template <class Rng>
  void join(const lattice::Lattice& lattice, const std::int8_t* spins, int sign,
            random::Probability activation, Rng& rng);

  struct Moments {
    std::uint64_t n_clusters = 0;
    std::int64_t sum2 = 0;  ///< sum_c M_c^2
    double sum4 = 0;        ///< sum_c M_c^4
  };
  /// Draws a coin for each cluster, and sums the moments M_c = sum_{i in c} s_i.
  template <class Rng>
  Moments settle(Rng& rng);
  /// The root of every site's cluster, once settled.
  const std::vector<lattice::Site>& roots();
  /// Turns the clusters whose coin says so.
  void flip(std::int8_t* spins) const;

 private:
  /// Bonds from position p of a row, p % stride = first, to position p + shift of the row that lies dy rows
  /// and dz layers further.
  struct Family {
    std::size_t dy = 0, dz = 0;
    int shift = 0;
    std::uint64_t positions = ~std::uint64_t{0};
  };
  static std::vector<Family> families(lattice::Kind kind);

  void lay_out(const lattice::Lattice& lattice);
  void pack(const std::int8_t* spins);
  template <class Rng>
  void cut_rows(bool unlike, random::Probability activation, Rng& rng);
  template <class Rng>
  void join_rows(std::size_t from, std::size_t to, const Family& family, bool unlike,
                 random::Probability activation, Rng& rng);
  /// The bits of a row moved so that position p holds what stands at p + shift; off an open edge anything.
  std::uint64_t shifted(const std::uint64_t* row, std::size_t word, int shift) const;
  /// The positions of a word from which a bond of this shift begins.
  std::uint64_t existing(std::size_t word, int shift) const;
  std::uint32_t run_at(std::size_t row, std::size_t position) const {
    const std::size_t word = row * n_words_ + position / 64;
    return first_run_[word] +
           static_cast<std::uint32_t>(std::popcount(starts_[word] << (63 - position % 64))) - 1;
  }
  void unite(std::uint32_t a, std::uint32_t b);
  template <class Rng>
  void draw_coins(Rng& rng);
  Moments collect();
  std::uint32_t settle_run(std::uint32_t run);

  std::size_t row_size_ = 0, n_rows_ = 0, n_words_ = 0, n_y_ = 0;  ///< n_words_ of a row
  bool periodic_ = false;
  std::uint64_t last_word_ = 0;           ///< the bits of a row's last word that are sites
  std::vector<std::uint64_t> spins_;      ///< 1: up
  std::vector<std::uint64_t> starts_;     ///< where runs begin
  std::vector<std::uint64_t> turns_;      ///< which spins flip
  std::vector<std::uint32_t> first_run_;  ///< the first run that begins in a word
  std::vector<std::uint32_t> parent_;     ///< of each run; once settled, 2 root + coin
  std::vector<std::int32_t> moment_;      ///< by root
  std::vector<std::uint64_t> coins_;      ///< a bit for every run, root or not
  std::vector<lattice::Site> roots_;
  std::uint32_t n_runs_ = 0;
};

inline bool RowClusters::fits(const lattice::Lattice& lattice) {
  const std::size_t shortest = lattice.boundary() == lattice::Boundary::periodic ? 3 : 1;
  for (std::size_t axis = 0; axis < lattice.n_axes(); ++axis) {
    if (lattice.length(axis) < shortest) return false;
  }
  return lattice.n_axes() > 0;
}

inline std::vector<RowClusters::Family> RowClusters::families(lattice::Kind kind) {
  constexpr std::uint64_t odd = 0xaaaaaaaaaaaaaaaa;
  switch (kind) {
    case lattice::Kind::square:
      return {{.dy = 1}};
    case lattice::Kind::triangular:  // the diagonal (1, -1), told from its other end
      return {{.dy = 1}, {.dy = 1, .shift = -1}};
    case lattice::Kind::honeycomb:
      return {{.dy = 1, .shift = -1, .positions = odd}};
    case lattice::Kind::cubic:
      return {{.dy = 1}, {.dz = 1}};
    case lattice::Kind::chain:
    case lattice::Kind::graph:
      break;
  }
  return {};
}

inline void RowClusters::lay_out(const lattice::Lattice& lattice) {
  row_size_ = lattice.row_size();
  n_rows_ = lattice.n_sites() / row_size_;
  n_y_ = lattice.n_axes() > 1 ? lattice.length(1) : 1;
  n_words_ = (row_size_ + 63) / 64;
  periodic_ = lattice.boundary() == lattice::Boundary::periodic;
  last_word_ = ~std::uint64_t{0} >> (64 * n_words_ - row_size_);
  const std::size_t n = n_rows_ * n_words_;
  for (auto* words : {&spins_, &starts_, &turns_}) words->resize(n);
  first_run_.resize(n);
  parent_.resize(lattice.n_sites());
}

inline void RowClusters::pack(const std::int8_t* spins) {
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

inline std::uint64_t RowClusters::shifted(const std::uint64_t* row, std::size_t word, int shift) const {
  if (shift == 0) return row[word];
  const std::size_t last = (row_size_ - 1) % 64;
  if (shift > 0) {
    if (word + 1 < n_words_) return row[word] >> 1 | row[word + 1] << 63;
    return (row[word] & last_word_) >> 1 | (row[0] & 1) << last;
  }
  const std::uint64_t before = word > 0 ? row[word - 1] >> 63 : row[n_words_ - 1] >> last & 1;
  return row[word] << 1 | before;
}

inline std::uint64_t RowClusters::existing(std::size_t word, int shift) const {
  std::uint64_t bits = word + 1 < n_words_ ? ~std::uint64_t{0} : last_word_;
  if (periodic_) return bits;
  if (shift < 0 && word == 0) bits &= ~std::uint64_t{1};
  if (shift > 0 && word + 1 == n_words_) bits &= last_word_ >> 1;
  return bits;
}

template <class Rng>
void RowClusters::join(const lattice::Lattice& lattice, const std::int8_t* spins, int sign,
                       random::Probability activation, Rng& rng) {
  lay_out(lattice);
  pack(spins);
  cut_rows(sign < 0, activation, rng);
  for (const Family& family : families(lattice.kind())) {
    for (std::size_t row = 0; row < n_rows_; ++row) {
      const std::size_t n_z = n_rows_ / n_y_;
      std::size_t y = row % n_y_ + family.dy, z = row / n_y_ + family.dz;
      if (!periodic_ && (y >= n_y_ || z >= n_z)) continue;
      y = y < n_y_ ? y : 0;
      z = z < n_z ? z : 0;
      join_rows(row, y + n_y_ * z, family, sign < 0, activation, rng);
    }
  }
}

template <class Rng>
void RowClusters::cut_rows(bool unlike, random::Probability activation, Rng& rng) {
  n_runs_ = 0;
  const std::uint64_t flip = unlike ? ~std::uint64_t{0} : 0;
  for (std::size_t row = 0; row < n_rows_; ++row) {
    const std::uint64_t* spins = spins_.data() + row * n_words_;
    const std::uint32_t first = n_runs_;
    std::uint64_t before = 0;
    for (std::size_t word = 0; word < n_words_; ++word) {
      const std::uint64_t satisfied = ~(spins[word] ^ shifted(spins, word, 1) ^ flip);
      const std::uint64_t bonds = random::bernoulli_bits(rng, activation, satisfied & existing(word, 1));
      const std::size_t here = row * n_words_ + word;
      starts_[here] = ~(bonds << 1 | before) & (word + 1 < n_words_ ? ~std::uint64_t{0} : last_word_);
      before = bonds >> 63;
      first_run_[here] = n_runs_;
      n_runs_ += static_cast<std::uint32_t>(std::popcount(starts_[here]));
      if (word + 1 == n_words_) before = bonds >> ((row_size_ - 1) % 64) & 1;
    }
    for (std::uint32_t run = first; run < n_runs_; ++run) parent_[run] = run;
    if (before != 0) parent_[n_runs_ - 1] = first;  // the bond that closes the ring
  }
}

template <class Rng>
void RowClusters::join_rows(std::size_t from, std::size_t to, const Family& family, bool unlike,
                            random::Probability activation, Rng& rng) {
  const std::uint64_t *here = spins_.data() + from * n_words_, *there = spins_.data() + to * n_words_;
  const std::uint64_t flip = unlike ? ~std::uint64_t{0} : 0;
  for (std::size_t word = 0; word < n_words_; ++word) {
    const std::uint64_t satisfied = ~(here[word] ^ shifted(there, word, family.shift) ^ flip);
    std::uint64_t bonds =
        random::bernoulli_bits(rng, activation, satisfied & existing(word, family.shift) & family.positions);
    if (family.shift != 0) {
      for (; bonds != 0; bonds &= bonds - 1) {
        const std::size_t x = 64 * word + static_cast<std::size_t>(std::countr_zero(bonds));
        const std::size_t y = x == 0 ? row_size_ - 1 : x - 1;
        unite(run_at(from, x), run_at(to, y));
      }
      continue;
    }
    const std::size_t a = from * n_words_ + word, b = to * n_words_ + word;
    const std::uint64_t starts_a = starts_[a], starts_b = starts_[b];
    const std::uint32_t run_a = first_run_[a] - 1, run_b = first_run_[b] - 1;
    bonds &= ~(bonds << 1) | starts_a | starts_b;  // those that join two runs once more
    for (; bonds != 0; bonds &= bonds - 1) {
      const std::uint64_t up_to = bonds ^ (bonds - 1);
      unite(run_a + static_cast<std::uint32_t>(std::popcount(starts_a & up_to)),
            run_b + static_cast<std::uint32_t>(std::popcount(starts_b & up_to)));
    }
  }
}

/// Rem's algorithm with splicing (Dijkstra 1976; Patwary, Blair and Manne 2010): climbs both paths at once,
/// always from the larger parent, and shortens what it passes.
inline void RowClusters::unite(std::uint32_t a, std::uint32_t b) {
  std::uint32_t* parent = parent_.data();
  std::uint32_t parent_a = parent[a], parent_b = parent[b];
  while (parent_a != parent_b) {
    const bool swap = parent_a > parent_b;
    const std::uint32_t low = swap ? parent_b : parent_a, high = swap ? parent_a : parent_b;
    const std::uint32_t node = swap ? a : b;
    a = swap ? b : a;
    parent[node] = low;
    if (node == high) return;
    b = high;
    parent_a = low;
    parent_b = parent[high];
  }
}

template <class Rng>
void RowClusters::draw_coins(Rng& rng) {
  coins_.assign(n_runs_ / 64 + 1, 0);
  if constexpr (random::AnsweringSource<Rng>) {
    for (std::uint32_t run = 0; run < n_runs_; ++run) {
      if (parent_[run] == run) coins_[run / 64] |= std::uint64_t{random::bernoulli(rng, 0.5)} << (run % 64);
    }
  } else {
    for (std::uint64_t& word : coins_) word = rng();
  }
}

template <class Rng>
RowClusters::Moments RowClusters::settle(Rng& rng) {
  draw_coins(rng);
  return collect();
}

/// REQUIRES calls in ascending order, so that the parent is settled.
inline std::uint32_t RowClusters::settle_run(std::uint32_t run) {
  const std::uint32_t parent = parent_[run], of_parent = parent_[parent];
  const std::uint32_t as_root = run << 1 | static_cast<std::uint32_t>(coins_[run / 64] >> (run % 64) & 1);
  return parent_[run] = parent == run ? as_root : of_parent;
}

inline RowClusters::Moments RowClusters::collect() {
  moment_.assign(n_runs_, 0);
  std::uint32_t run = 0;
  for (std::size_t row = 0; row < n_rows_; ++row) {
    std::int32_t ups = 0, begin = 0;  // ups so far less those before the run; sites before the run
    std::uint32_t root = run;         // the first site begins a run: nothing is added to it before
    std::uint64_t turned = 0;
    for (std::size_t word = 0; word < n_words_; ++word) {
      const std::size_t at = row * n_words_ + word;
      const std::uint64_t spins = spins_[at];
      std::uint64_t turns = -turned;
      std::int32_t counted = 0;
      for (std::uint64_t starts = starts_[at]; starts != 0; starts &= starts - 1) {
        const int x = std::countr_zero(starts);
        const std::int32_t before = std::popcount(spins & ((starts & -starts) - 1));
        const std::int32_t position = static_cast<std::int32_t>(64 * word) + x;
        moment_[root] += 2 * (ups + before - counted) - (position - begin);
        ups = 0;
        counted = before;
        begin = position;
        const std::uint32_t settled = settle_run(run++);
        root = settled >> 1;
        turns ^= -((settled & 1) ^ turned) << x;
        turned = settled & 1;
      }
      ups += std::popcount(spins) - counted;
      turns_[at] = turns;
    }
    moment_[root] += 2 * ups - (static_cast<std::int32_t>(row_size_) - begin);
  }
  Moments sums;
  for (std::uint32_t r = 0; r < n_runs_; ++r) {
    const std::int64_t m2 = static_cast<std::int64_t>(moment_[r]) * moment_[r];
    sums.n_clusters += parent_[r] >> 1 == r;
    sums.sum2 += m2;
    sums.sum4 += static_cast<double>(m2) * static_cast<double>(m2);
  }
  return sums;
}

inline const std::vector<lattice::Site>& RowClusters::roots() {
  roots_.resize(n_rows_ * row_size_);
  for (std::size_t row = 0, site = 0; row < n_rows_; ++row) {
    for (std::size_t x = 0; x < row_size_; ++x) roots_[site++] = parent_[run_at(row, x)] >> 1;
  }
  return roots_;
}

inline void RowClusters::flip(std::int8_t* spins) const {
  constexpr std::uint64_t ones = 0x0101010101010101, one_each = 0x8040201008040201;
  for (std::size_t row = 0; row < n_rows_; ++row, spins += row_size_) {
    const std::uint64_t* turns = turns_.data() + row * n_words_;
    std::size_t x = 0;
    for (; x + 8 <= row_size_; x += 8) {
      const std::uint64_t bits = turns[x / 64] >> (x % 64) & 0xff;
      const std::uint64_t turned = ((bits * ones & one_each) + 0x7f * ones) >> 7 & ones;
      std::uint64_t bytes;
      std::memcpy(&bytes, spins + x, 8);
      bytes ^= turned * 0xfe;  // 1 and -1 differ in seven bits
      std::memcpy(spins + x, &bytes, 8);
    }
    for (; x < row_size_; ++x) {
      if (turns[x / 64] >> (x % 64) & 1) spins[x] = static_cast<std::int8_t>(-spins[x]);
    }
  }
}

}  // namespace lenz::sampling::cluster_detail
