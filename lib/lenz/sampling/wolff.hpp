#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/random/draws.hpp"
#include "lenz/random/words.hpp"
#include "lenz/sampling/cluster.hpp"

namespace lenz::sampling {

/// Wolff 1989: from a random site a cluster grows over satisfied bonds, each active with probability 1 -
/// exp(-2 |J_b| / T), and is flipped as a whole. Couplings of any sign; no field.
///
/// A sweep is about `clusters_per_sweep` clusters, a number that tune() fits in burn-in so that about N spins
/// flip, and that is then fixed: stopping after N flipped spins would favour states with small clusters. Each
/// sweep draws its own number around it (random::about): at high temperature clusters are single spins, and
/// an even number of them would keep the parity of the state.
///
/// Improved estimators: a cluster C is found with probability |C| / N, so for any sum over clusters
///   <sum_c X_c> = N <X_C / |C|>, the right side over the cluster grown.
/// With M_C = sum_{i in C} s_i (signed: C may hold both signs where couplings are negative) and M_C(k) its
/// Fourier sum,
///   m^2  = M_C^2 / (N |C|),   S(k) = |M_C(k)|^2 / |C|,   G(r) = N / (|C| n_r) sum_{i, i + r in C} s_i
///   s_{i+r},
/// n_r the number of pairs at r; averaged over the clusters of the sweep. <m^4> takes pairs of clusters:
/// none. They are no conditional means of the plain ones: in the ordered phase, where a sweep is a cluster or
/// two, they are noisier than those. So they are formed only where a sweep has at least `improve_from`
/// clusters.
///
/// Cost where all bonds are alike: 7.1 ns a flipped spin on the square lattice at T_c, L = 1024 (6.5 at L =
/// 64) on one core at 3.5 GHz, 25 clock cycles for four neighbours: a load, a comparison, a bit of a bond, a
/// store of the spin and one of the queue each, none a branch. Bits of bonds are 0.9 of the 7.1.
class Wolff {
 public:
  using Info = ClusterInfo;
  std::size_t clusters_per_sweep = 1;
  ImprovedEstimators estimators{};
  std::size_t improve_from = 8;

  /// Throws std::invalid_argument for a target with a field, or without what the estimators need.
  template <PairTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    cluster_detail::refuse_field(target);
    cluster_detail::check_estimators(target.lattice(), estimators);
    Info info;
    info.n_sites = target.n_sites();
    // Working memory that would otherwise be asked for anew in every sweep; it holds nothing between two.
    thread_local std::vector<lattice::Site> cluster;
    auto&& words = random::hot(rng);
    for (auto n = random::about(words, clusters_per_sweep); n > 0; --n)
      flip_cluster(target, walker, words, cluster, info);
    average(info);
    return info;
  }

  /// Grows and flips one cluster and adds it to the sums of info: the elementary step. `cluster` is working
  /// memory.
  template <PairTarget T, class Rng>
  void flip_cluster(const T& target, typename T::Walker& walker, Rng& rng,
                    std::vector<lattice::Site>& cluster, Info& info) const {
    const bool improves = clusters_per_sweep >= improve_from;
    const bool marks = improves && (estimators.structure_factor || estimators.correlation);
    if (grow(target, walker.spins.data(), rng, cluster, marks)) {
      if (improves) add(target.lattice(), walker.spins.data(), cluster, info);
      for (const lattice::Site i : cluster) walker.spins[i] = static_cast<std::int8_t>(-walker.spins[i] / 2);
    } else if (improves) {  // all of one sign
      info.m2 = info.m2.value_or(0) + static_cast<double>(cluster.size()) / static_cast<double>(info.n_sites);
    }
    info.n_proposed += cluster.size();
    info.n_accepted += cluster.size();
    ++info.n_clusters;
  }

  /// log clusters_per_sweep moves towards log(N / mean size) by a share 1 / (1 + window)^0.6. Upwards it at
  /// most doubles: a few small clusters, or a hot start whose clusters have yet to grow, must not order a
  /// sweep of N large ones.
  void tune(const Info& total, std::size_t window) {
    if (total.n_accepted == 0) return;
    const double wanted = static_cast<double>(total.n_sites) * static_cast<double>(total.n_clusters) /
                          static_cast<double>(total.n_accepted);
    const double step = std::log(wanted) - log_clusters_, log_2 = std::log(2.0);
    const double share = step < -log_2 ? 1 : 1 / std::pow(1.0 + static_cast<double>(window), 0.6);
    log_clusters_ = std::max(0.0, log_clusters_ + std::min(share * step, log_2));
    clusters_per_sweep = static_cast<std::size_t>(std::round(std::exp(log_clusters_)));
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(clusters_per_sweep, log_clusters_, improve_from, estimators.structure_factor,
            estimators.correlation);
  }

 private:
  /// Whether the cluster's spins stand as 2 s; else they have turned already.
  template <PairTarget T, class Rng>
  static bool grow(const T& target, std::int8_t* spins, Rng& rng, std::vector<lattice::Site>& cluster,
                   bool marks) {
    if constexpr (UniformPairTarget<T>) {
      if (target.uniform_sign() != 0 && target.stencils() != nullptr) {
        marks = marks || target.uniform_sign() < 0;
        marks ? grow_alike<true>(target, spins, rng, cluster)
              : grow_alike<false>(target, spins, rng, cluster);
        return marks;
      }
    }
    grow_any(target, spins, rng, cluster);
    return true;
  }

  /// A spin that joins is doubled: then it satisfies no bond with a value +-1 and joins only once, also where
  /// bonds are frustrated.
  template <PairTarget T, class Rng>
  static void grow_any(const T& target, std::int8_t* spins, Rng& rng, std::vector<lattice::Site>& cluster) {
    const auto seed = static_cast<lattice::Site>(random::uniform_index(rng, target.n_sites()));
    cluster.assign(1, seed);
    spins[seed] = static_cast<std::int8_t>(2 * spins[seed]);
    for (std::size_t next = 0; next < cluster.size(); ++next) {
      const int spin = spins[cluster[next]] / 2;
      target.for_each_neighbour(cluster[next],
                                [&](lattice::Site j, int sign, random::Probability activation) {
                                  if (spins[j] != sign * spin || !random::bernoulli(rng, activation)) return;
                                  spins[j] = static_cast<std::int8_t>(2 * spins[j]);
                                  cluster.push_back(j);
                                });
    }
  }

  /// Active or not: the bonds' own bits, drawn 64 at a time whatever they will be used for.
  template <class Rng>
  class BondBits {
   public:
    BondBits(Rng& rng, random::Probability activation) : rng_(rng), activation_(activation) {}
    void prepare(unsigned n) {
      if constexpr (!random::AnsweringSource<Rng>) {
        if (n_left_ >= n) return;
        bits_ = random::bernoulli_bits(rng_, activation_, ~std::uint64_t{0});
        n_left_ = 64;
      }
    }
    /// `satisfied` and active. REQUIRES that so many were prepared.
    unsigned draw(bool satisfied) {
      if constexpr (random::AnsweringSource<Rng>) {
        return satisfied && random::bernoulli(rng_, activation_);
      } else {
        const unsigned bit = static_cast<unsigned>(bits_ & 1) & static_cast<unsigned>(satisfied);
        bits_ >>= 1;
        --n_left_;
        return bit;
      }
    }

   private:
    Rng& rng_;
    random::Probability activation_;
    std::uint64_t bits_ = 0;
    unsigned n_left_ = 0;
  };

  /// The same growth where all bonds are alike: a queue instead of a stack, so that the next sites are known
  /// long before their turn, and no branch on a spin or a bond. Unless the cluster is to be marked, its spins
  /// turn as they join; for J < 0 that would let them join again.
  template <bool mark, UniformPairTarget T, class Rng>
  static void grow_alike(const T& target, std::int8_t* spins, Rng& rng, std::vector<lattice::Site>& cluster) {
    switch (target.stencils()->common_degree()) {
      case 3:
        return grow_alike_of<mark, 3>(target, spins, rng, cluster);
      case 4:
        return grow_alike_of<mark, 4>(target, spins, rng, cluster);
      case 6:
        return grow_alike_of<mark, 6>(target, spins, rng, cluster);
      default:
        return grow_alike_of<mark, 0>(target, spins, rng, cluster);
    }
  }
  template <bool mark, std::uint32_t degree, UniformPairTarget T, class Rng>
  static void grow_alike_of(const T& target, std::int8_t* spins, Rng& rng,
                            std::vector<lattice::Site>& cluster) {
    const lattice::Stencils& stencils = *target.stencils();
    BondBits<Rng> bonds(rng, target.uniform_activation());
    const auto seed = static_cast<lattice::Site>(random::uniform_index(rng, target.n_sites()));
    int wanted = spins[seed];
    if (cluster.size() < 64) cluster.resize(64);
    cluster[0] = seed;
    spins[seed] = static_cast<std::int8_t>(mark ? 2 * wanted : -wanted);
    std::size_t n = 1;
    for (std::size_t next = 0; next < n; ++next) {
      if (n + lattice::Stencil::max_degree > cluster.size()) cluster.resize(2 * cluster.size());
      const lattice::Site i = cluster[next];
      const lattice::Stencil& stencil = stencils[i];
      if constexpr (mark) wanted = target.uniform_sign() * (spins[i] / 2);
      const std::uint32_t z = degree > 0 ? degree : stencil.degree;
      bonds.prepare(z);
      for (std::uint32_t k = 0; k < z; ++k) {
        const lattice::Site j = i + static_cast<lattice::Site>(stencil.offset[k]);
        const int spin = spins[j];
        const unsigned joins = bonds.draw(spin == wanted);
        spins[j] = static_cast<std::int8_t>(mark ? spin << joins : spin * (1 - 2 * static_cast<int>(joins)));
        cluster[n] = j;
        n += joins;
      }
    }
    cluster.resize(n);
  }

  void add(const lattice::Lattice& lattice, const std::int8_t* spins,
           const std::vector<lattice::Site>& cluster, Info& info) const {
    std::int64_t twice_moment = 0;
    for (const lattice::Site i : cluster) twice_moment += spins[i];
    const double size = static_cast<double>(cluster.size());
    const double moment = static_cast<double>(twice_moment) / 2;
    info.m2 = info.m2.value_or(0) + moment * moment / (static_cast<double>(info.n_sites) * size);
    if (estimators.structure_factor) add_structure(lattice, spins, cluster, info);
    if (estimators.correlation) add_correlation(lattice, spins, cluster, info);
  }

  static void add_structure(const lattice::Lattice& lattice, const std::int8_t* spins,
                            const std::vector<lattice::Site>& cluster, Info& info) {
    double re = 0, im = 0;
    for (const lattice::Site i : cluster) {
      const auto& [c, s] = lattice.wave()[i % lattice.row_size()];
      re += 0.5 * spins[i] * c;
      im += 0.5 * spins[i] * s;
    }
    info.structure_factor =
        info.structure_factor.value_or(0) + (re * re + im * im) / static_cast<double>(cluster.size());
  }

  static void add_correlation(const lattice::Lattice& lattice, const std::int8_t* spins,
                              const std::vector<lattice::Site>& cluster, Info& info) {
    const std::size_t row = lattice.row_size(), step = lattice.sites_per_cell();
    std::vector<std::int64_t> four_times(lattice.length(0) / 2 + 1);
    for (const lattice::Site i : cluster) {
      const std::size_t x = i % row;
      const std::int8_t* start = spins + (i - x);
      for (std::size_t r = 0, y = x; r < four_times.size(); ++r, y += step) {
        if (y >= row) {
          if (lattice.boundary() == lattice::Boundary::open) break;
          y -= row;
        }
        const bool inside = start[y] == 2 || start[y] == -2;
        four_times[r] += inside ? spins[i] * start[y] : 0;
      }
    }
    info.correlation.resize(four_times.size());
    for (std::size_t r = 0; r < four_times.size(); ++r) {
      info.correlation[r] += 0.25 * static_cast<double>(four_times[r]) * static_cast<double>(info.n_sites) /
                             (static_cast<double>(cluster.size()) * cluster_detail::n_pairs(lattice, r));
    }
  }

  static void average(Info& info) {
    const double n = static_cast<double>(info.n_clusters);
    if (info.m2) *info.m2 /= n;
    if (info.structure_factor) *info.structure_factor /= n;
    for (double& g : info.correlation) g /= n;
  }

  double log_clusters_ = 0;
};

}  // namespace lenz::sampling
