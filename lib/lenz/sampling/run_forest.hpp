#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/random/draws.hpp"

namespace lenz::sampling::cluster_detail {

/// Sets of numbered things that are united two by two; the root of a set is its smallest number, so that one
/// ascending pass finds all roots. Each set then has a coin.
class RunForest {
 public:
  void reserve(std::size_t most) { parent_.resize(most); }
  void clear() { n_ = 0; }
  /// The number of the next one.
  std::uint32_t size() const { return n_; }
  /// `n` more, each a set of its own.
  void add(std::uint32_t n) {
    const std::uint32_t end = n_ + n;
    for (; n_ < end; ++n_) parent_[n_] = n_;
  }
  /// Joins the last one, so far alone, to an earlier.
  void join_last(std::uint32_t to) { parent_[n_ - 1] = to; }
  void unite(std::uint32_t a, std::uint32_t b);

  /// A coin for every set.
  template <class Rng>
  void draw_coins(Rng& rng);
  /// 2 root + coin. REQUIRES calls in ascending order, so that the parent is settled, and no unite() after.
  std::uint32_t settle(std::uint32_t run) {
    const std::uint32_t parent = parent_[run], of_parent = parent_[parent];
    const std::uint32_t as_root = run << 1 | static_cast<std::uint32_t>(coins_[run / 64] >> (run % 64) & 1);
    return parent_[run] = parent == run ? as_root : of_parent;
  }
  /// Once settled.
  std::uint32_t root(std::uint32_t run) const { return parent_[run] >> 1; }

 private:
  std::vector<std::uint32_t> parent_;  ///< once settled, 2 root + coin
  std::vector<std::uint64_t> coins_;   ///< a bit for each, root or not
  std::uint32_t n_ = 0;
};

/// Rem's algorithm with splicing (Dijkstra 1976; Patwary, Blair and Manne 2010): climbs both paths at once,
/// always from the larger parent, and shortens what it passes.
inline void RunForest::unite(std::uint32_t a, std::uint32_t b) {
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
void RunForest::draw_coins(Rng& rng) {
  coins_.assign(n_ / 64 + 1, 0);
  if constexpr (random::AnsweringSource<Rng>) {
    for (std::uint32_t run = 0; run < n_; ++run) {
      if (parent_[run] == run) coins_[run / 64] |= std::uint64_t{random::bernoulli(rng, 0.5)} << (run % 64);
    }
  } else {
    for (std::uint64_t& word : coins_) word = rng();
  }
}

}  // namespace lenz::sampling::cluster_detail
