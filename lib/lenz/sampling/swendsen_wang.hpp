#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "lenz/random/draws.hpp"
#include "lenz/random/words.hpp"
#include "lenz/sampling/cluster.hpp"
#include "lenz/sampling/row_clusters.hpp"

namespace lenz::sampling {

namespace cluster_detail {

/// Disjoint sets of sites; the root of a set is its smallest site, so that one ascending pass finds all
/// roots.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0U); }

  void unite(lattice::Site a, lattice::Site b) {
    a = find(a);
    b = find(b);
    if (a < b) {
      parent_[b] = a;
    } else {
      parent_[a] = b;
    }
  }
  /// REQUIRES calls in ascending order of i, after the last unite(): then parent_[parent_[i]] is a root.
  lattice::Site settle(lattice::Site i) { return parent_[i] = parent_[parent_[i]]; }
  /// The root of each site, once all are settled.
  const std::vector<lattice::Site>& roots() const { return parent_; }

 private:
  lattice::Site find(lattice::Site i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  std::vector<lattice::Site> parent_;
};

}  // namespace cluster_detail

/// Swendsen and Wang 1987: every satisfied bond is made active with probability 1 - exp(-2 |J_b| / T), and
/// every cluster of active bonds is flipped or not, with probability 1/2. One such update of all spins is a
/// sweep. Couplings of any sign; no field.
///
/// Improved estimators, with M_c = sum_{i in c} s_i of every cluster c (signed where couplings are negative):
///   m^2  = sum_c M_c^2 / N^2,   m^4 = (3 (sum_c M_c^2)^2 - 2 sum_c M_c^4) / N^4,
///   S(k) = sum_c |M_c(k)|^2 / N,   G(r) = sum over pairs i, i + r of one cluster of s_i s_{i+r} / n_r.
///
/// Cost: where all bonds are alike on a regular lattice 5 to 6 ns a spin (cluster_detail::RowClusters says of
/// what), elsewhere a list of bonds is walked.
struct SwendsenWang {
  using Info = ClusterInfo;
  ImprovedEstimators estimators{};

  /// Throws std::invalid_argument for a target with a field, or without what the estimators need.
  template <PairTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    cluster_detail::refuse_field(target);
    cluster_detail::check_estimators(target.lattice(), estimators);
    Info info;
    info.n_proposed = info.n_accepted = info.n_sites = target.n_sites();
    auto&& words = random::hot(rng);
    if constexpr (UniformPairTarget<T>) {
      if (target.uniform_sign() != 0 && cluster_detail::RowClusters::fits(target.lattice())) {
        update_rows(target, walker.spins.data(), words, info);
        return info;
      }
    }
    update_bonds(target, walker.spins.data(), words, info);
    return info;
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(estimators.structure_factor, estimators.correlation);
  }

 private:
  using Roots = std::vector<lattice::Site>;

  /// Bond by bond, for any graph and any couplings.
  template <PairTarget T, class Rng>
  void update_bonds(const T& target, std::int8_t* spins, Rng& rng, Info& info) const {
    cluster_detail::DisjointSets sets(target.n_sites());
    target.for_each_bond([&](lattice::Site a, lattice::Site b, int sign, random::Probability activation) {
      if (sign * spins[a] * spins[b] > 0 && random::bernoulli(rng, activation)) sets.unite(a, b);
    });
    for (lattice::Site i = 0; i < target.n_sites(); ++i) sets.settle(i);
    add_moments(spins, sets.roots(), info);
    if (estimators.structure_factor) add_structure(target.lattice(), spins, sets.roots(), info);
    if (estimators.correlation) add_correlation(target.lattice(), spins, sets.roots(), info);
    flip(spins, sets.roots(), rng);
  }

  /// The same update in words of bits.
  template <PairTarget T, class Rng>
  void update_rows(const T& target, std::int8_t* spins, Rng& rng, Info& info) const {
    // Working memory that would otherwise be asked for anew in every sweep; it holds nothing between two.
    thread_local cluster_detail::RowClusters clusters;
    clusters.join(target.lattice(), spins, target.uniform_sign(), target.uniform_activation(), rng);
    const auto moments = clusters.settle(rng);
    info.n_clusters = moments.n_clusters;
    set_moments(moments.sum2, moments.sum4, info);
    if (estimators.structure_factor) add_structure(target.lattice(), spins, clusters.roots(), info);
    if (estimators.correlation) add_correlation(target.lattice(), spins, clusters.roots(), info);
    clusters.flip(spins);
  }

  static void set_moments(std::int64_t sum2, double sum4, Info& info) {
    const double n = static_cast<double>(info.n_sites), m2 = static_cast<double>(sum2) / (n * n);
    info.m2 = m2;
    info.m4 = 3 * m2 * m2 - 2 * sum4 / (n * n * n * n);
  }

  template <class Rng>
  static void flip(std::int8_t* spins, const Roots& roots, Rng& rng) {
    std::vector<std::int8_t> turn(roots.size());
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (roots[i] == i) turn[i] = random::bernoulli(rng, 0.5) ? -1 : 1;
      spins[i] = static_cast<std::int8_t>(spins[i] * turn[roots[i]]);
    }
  }

  static void add_moments(const std::int8_t* spins, const Roots& roots, Info& info) {
    std::vector<std::int32_t> moment(roots.size());
    for (std::size_t i = 0; i < roots.size(); ++i) {
      moment[roots[i]] += spins[i];
      info.n_clusters += roots[i] == i;
    }
    std::int64_t sum2 = 0;
    double sum4 = 0;
    for (const std::int64_t m : moment) {
      sum2 += m * m;
      sum4 += static_cast<double>(m * m) * static_cast<double>(m * m);
    }
    set_moments(sum2, sum4, info);
  }

  static void add_structure(const lattice::Lattice& lattice, const std::int8_t* spins, const Roots& roots,
                            Info& info) {
    std::vector<double> re(roots.size()), im(roots.size());
    const auto wave = lattice.wave();
    for (std::size_t start = 0; start < roots.size(); start += wave.size()) {
      for (std::size_t x = 0; x < wave.size(); ++x) {
        re[roots[start + x]] += spins[start + x] * wave[x][0];
        im[roots[start + x]] += spins[start + x] * wave[x][1];
      }
    }
    double sum = 0;
    for (std::size_t i = 0; i < roots.size(); ++i) sum += re[i] * re[i] + im[i] * im[i];
    info.structure_factor = sum / static_cast<double>(roots.size());
  }

  static void add_correlation(const lattice::Lattice& lattice, const std::int8_t* spins, const Roots& roots,
                              Info& info) {
    const std::size_t row = lattice.row_size(), n_distances = lattice.length(0) / 2 + 1;
    const bool periodic = lattice.boundary() == lattice::Boundary::periodic;
    // A row followed by itself: i + r is then never wrapped.
    std::vector<lattice::Site> root(2 * row);
    std::vector<std::int32_t> spin(2 * row);
    std::vector<std::int64_t> sums(n_distances);
    for (std::size_t start = 0; start < roots.size(); start += row) {
      for (std::size_t x = 0; x < 2 * row; ++x) {
        root[x] = roots[start + x % row];
        spin[x] = spins[start + x % row];
      }
      for (std::size_t r = 0; r < n_distances; ++r) {
        const std::size_t shift = r * lattice.sites_per_cell(), end = periodic ? row : row - shift;
        std::int32_t sum = 0;
        for (std::size_t x = 0; x < end; ++x)
          sum += root[x] == root[x + shift] ? spin[x] * spin[x + shift] : 0;
        sums[r] += sum;
      }
    }
    for (std::size_t r = 0; r < n_distances; ++r) {
      info.correlation.push_back(static_cast<double>(sums[r]) / cluster_detail::n_pairs(lattice, r));
    }
  }
};

}  // namespace lenz::sampling
