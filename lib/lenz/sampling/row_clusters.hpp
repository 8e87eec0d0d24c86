#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/lattice/lattice.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/row_bits.hpp"
#include "lenz/sampling/run_forest.hpp"

namespace lenz::sampling::cluster_detail {

/// The clusters of Fortuin and Kasteleyn on a regular lattice whose bonds have one strength, found row by row
/// in words of bits: a spin is a bit, the bonds of 64 neighbouring sites are drawn as one word, and what is
/// labelled is not sites but *runs*, stretches of a row whose sites hang together along the row (two sites
/// long at T_c of the square lattice), numbered in the order of sites.
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
  void flip(std::int8_t* spins) const { bits_.flip(turns_, spins); }

 private:
  /// Bonds from the positions p of a row whose bit p % 64 is set in `positions`, to position p + shift of the
  /// row that lies dy rows and dz layers further.
  struct Family {
    std::size_t dy = 0, dz = 0;
    int shift = 0;
    std::uint64_t positions = ~std::uint64_t{0};
  };
  static std::vector<Family> families(lattice::Kind kind);

  void lay_out(const lattice::Lattice& lattice);
  template <class Rng>
  void cut_rows(bool unlike, random::Probability activation, Rng& rng);
  template <class Rng>
  void join_rows(std::size_t from, std::size_t to, const Family& family, bool unlike,
                 random::Probability activation, Rng& rng);
  std::uint32_t run_at(std::size_t row, std::size_t position) const {
    const std::size_t word = row * bits_.n_words() + position / 64;
    return first_run_[word] +
           static_cast<std::uint32_t>(std::popcount(starts_[word] << (63 - position % 64))) - 1;
  }
  /// Settles every run, notes what turns, and sums M_c by root.
  void collect();
  Moments moments() const;

  RowBits bits_;
  std::size_t n_y_ = 0;
  std::vector<std::uint64_t> starts_;     ///< where runs begin
  std::vector<std::uint64_t> turns_;      ///< which spins flip
  std::vector<std::uint32_t> first_run_;  ///< the first run that begins in a word
  RunForest runs_;
  std::vector<std::int32_t> moment_;  ///< by root
  std::vector<lattice::Site> roots_;
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
  bits_.lay_out(lattice);
  n_y_ = lattice.n_axes() > 1 ? lattice.length(1) : 1;
  const std::size_t n = bits_.n_rows() * bits_.n_words();
  starts_.resize(n);
  turns_.resize(n);
  first_run_.resize(n);
  runs_.reserve(lattice.n_sites());
}

template <class Rng>
void RowClusters::join(const lattice::Lattice& lattice, const std::int8_t* spins, int sign,
                       random::Probability activation, Rng& rng) {
  lay_out(lattice);
  bits_.pack(spins);
  cut_rows(sign < 0, activation, rng);
  const std::size_t n_z = bits_.n_rows() / n_y_;
  for (const Family& family : families(lattice.kind())) {
    for (std::size_t row = 0; row < bits_.n_rows(); ++row) {
      const std::size_t y = row % n_y_ + family.dy, z = row / n_y_ + family.dz;
      if (!bits_.periodic() && (y >= n_y_ || z >= n_z)) continue;
      join_rows(row, y % n_y_ + n_y_ * (z % n_z), family, sign < 0, activation, rng);
    }
  }
}

template <class Rng>
void RowClusters::cut_rows(bool unlike, random::Probability activation, Rng& rng) {
  runs_.clear();
  const std::uint64_t flip = unlike ? ~std::uint64_t{0} : 0;
  const std::size_t n_words = bits_.n_words(), last = (bits_.row_size() - 1) % 64;
  for (std::size_t row = 0; row < bits_.n_rows(); ++row) {
    const std::uint64_t* spins = bits_.row(row);
    const std::uint32_t first = runs_.size();
    std::uint32_t next = first;
    std::uint64_t before = 0;
    for (std::size_t word = 0; word < n_words; ++word) {
      const std::uint64_t satisfied = ~(spins[word] ^ bits_.shifted(spins, word, 1) ^ flip);
      const auto bonds = random::bernoulli_bits(rng, activation, satisfied & bits_.existing(word, 1));
      const std::size_t here = row * n_words + word;
      starts_[here] = ~(bonds << 1 | before) & bits_.sites(word);
      before = bonds >> (word + 1 < n_words ? 63 : last) & 1;
      first_run_[here] = next;
      next += static_cast<std::uint32_t>(std::popcount(starts_[here]));
    }
    runs_.add(next - first);
    if (before != 0) runs_.join_last(first);  // the bond that closes the ring
  }
}

template <class Rng>
void RowClusters::join_rows(std::size_t from, std::size_t to, const Family& family, bool unlike,
                            random::Probability activation, Rng& rng) {
  const std::uint64_t *here = bits_.row(from), *there = bits_.row(to);
  const std::uint64_t flip = unlike ? ~std::uint64_t{0} : 0;
  const std::size_t n_words = bits_.n_words();
  for (std::size_t word = 0; word < n_words; ++word) {
    const std::uint64_t satisfied = ~(here[word] ^ bits_.shifted(there, word, family.shift) ^ flip);
    std::uint64_t bonds = random::bernoulli_bits(
        rng, activation, satisfied & bits_.existing(word, family.shift) & family.positions);
    if (family.shift != 0) {
      for (; bonds != 0; bonds &= bonds - 1) {
        const std::size_t x = 64 * word + static_cast<std::size_t>(std::countr_zero(bonds));
        const std::size_t y = x == 0 ? bits_.row_size() - 1 : x - 1;
        runs_.unite(run_at(from, x), run_at(to, y));
      }
      continue;
    }
    const std::size_t a = from * n_words + word, b = to * n_words + word;
    const std::uint64_t starts_a = starts_[a], starts_b = starts_[b];
    const std::uint32_t run_a = first_run_[a] - 1, run_b = first_run_[b] - 1;
    bonds &= ~(bonds << 1) | starts_a | starts_b;  // those that join two runs once more
    for (; bonds != 0; bonds &= bonds - 1) {
      const std::uint64_t up_to = bonds ^ (bonds - 1);
      runs_.unite(run_a + static_cast<std::uint32_t>(std::popcount(starts_a & up_to)),
                  run_b + static_cast<std::uint32_t>(std::popcount(starts_b & up_to)));
    }
  }
}

template <class Rng>
RowClusters::Moments RowClusters::settle(Rng& rng) {
  runs_.draw_coins(rng);
  collect();
  return moments();
}

inline void RowClusters::collect() {
  moment_.assign(runs_.size(), 0);
  const std::size_t n_words = bits_.n_words();
  std::uint32_t run = 0;
  for (std::size_t row = 0; row < bits_.n_rows(); ++row) {
    std::int32_t ups = 0, begin = 0;  // ups so far less those before the run; sites before the run
    std::uint32_t root = run;         // the first site begins a run: nothing is added to it before
    std::uint64_t turned = 0;
    for (std::size_t word = 0; word < n_words; ++word) {
      const std::size_t at = row * n_words + word;
      const std::uint64_t spins = bits_.row(row)[word];
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
        const std::uint32_t settled = runs_.settle(run++);
        root = settled >> 1;
        turns ^= -((settled & 1) ^ turned) << x;
        turned = settled & 1;
      }
      ups += std::popcount(spins) - counted;
      turns_[at] = turns;
    }
    moment_[root] += 2 * ups - (static_cast<std::int32_t>(bits_.row_size()) - begin);
  }
}

inline RowClusters::Moments RowClusters::moments() const {
  Moments sums;
  for (std::uint32_t r = 0; r < runs_.size(); ++r) {
    const std::int64_t m2 = static_cast<std::int64_t>(moment_[r]) * moment_[r];
    sums.n_clusters += runs_.root(r) == r;
    sums.sum2 += m2;
    sums.sum4 += static_cast<double>(m2) * static_cast<double>(m2);
  }
  return sums;
}

inline const std::vector<lattice::Site>& RowClusters::roots() {
  roots_.resize(bits_.n_rows() * bits_.row_size());
  for (std::size_t row = 0, site = 0; row < bits_.n_rows(); ++row) {
    for (std::size_t x = 0; x < bits_.row_size(); ++x) roots_[site++] = runs_.root(run_at(row, x));
  }
  return roots_;
}

}  // namespace lenz::sampling::cluster_detail
