#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "lenz/core/concepts.hpp"
#include "lenz/lattice/lattice.hpp"
#include "lenz/lattice/stencils.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/info.hpp"

/// What the cluster kernels share: the target they need, what they tell, and the improved estimators.
///
/// Fortuin and Kasteleyn 1972: a satisfied bond (J_b s_a s_b > 0) is active with probability 1 - exp(-2 |J_b|
/// / T); given the active bonds, every cluster they join has its spins' common sign free: +1 or -1 with
/// probability 1/2. Averaging a quantity over these signs instead of drawing them gives its *improved
/// estimator*, of the same mean and less variance.
namespace lenz::sampling {

namespace cluster_detail {
struct AnyNeighbour {
  void operator()(lattice::Site, int, random::Probability) const {}
};
struct AnyBond {
  void operator()(lattice::Site, lattice::Site, int, random::Probability) const {}
};
}  // namespace cluster_detail

/// A target of spins +-1 with pair interactions, as models::Ising documents: for_each_neighbour(i, f(j, sign,
/// activation)), for_each_bond(f(a, b, sign, activation)), has_field(), lattice(), and a walker with `spins`.
template <class T>
concept PairTarget = Target<T> && requires(const T t, typename T::Walker w, lattice::Site i) {
  { t.n_sites() } -> std::convertible_to<std::size_t>;
  { t.has_field() } -> std::convertible_to<bool>;
  { t.lattice() } -> std::convertible_to<const lattice::Lattice&>;
  { w.spins.data() } -> std::convertible_to<std::int8_t*>;
  t.for_each_neighbour(i, cluster_detail::AnyNeighbour{});
  t.for_each_bond(cluster_detail::AnyBond{});
};

/// A PairTarget that can say that all its bonds are alike: uniform_sign() is that of J, 0 where bonds differ;
/// uniform_activation() and stencils() (null where there are none) hold for a sign that is not 0.
template <class T>
concept UniformPairTarget = PairTarget<T> && requires(const T t) {
  { t.uniform_sign() } -> std::convertible_to<int>;
  { t.uniform_activation() } -> std::convertible_to<random::Probability>;
  { t.stencils() } -> std::convertible_to<const lattice::Stencils*>;
};

/// Which improved estimators a kernel forms beside <m^2> (and <m^4>), at a cost.
struct ImprovedEstimators {
  bool structure_factor = false;  ///< needs lattice().has_waves(); a few ns a spin
  bool correlation = false;       ///< needs an axis; L/2 comparisons a spin
};

/// Counts and improved estimators of one sweep. n_proposed = n_accepted: spins whose sign was drawn
/// (Swendsen-Wang) or flipped (Wolff). Estimators are per sweep: += adds counts only.
struct ClusterInfo : MoveInfo {
  std::uint64_t n_clusters = 0;
  std::uint64_t n_sites = 0;               ///< N of the target
  std::optional<double> m2, m4;            ///< <m^2>, <m^4> with m per site
  std::optional<double> structure_factor;  ///< S(k_min) = <|sum_i s_i exp(i k.x_i)|^2> / N
  std::vector<double>
      correlation;  ///< G(r) = <s_i s_{i + r a_1}>, r = 0 … L_1 / 2, averaged over all pairs there are

  ClusterInfo& operator+=(const ClusterInfo& other) {
    MoveInfo::operator+=(other);
    n_clusters += other.n_clusters;
    n_sites = other.n_sites;
    return *this;
  }
  template <class Archive>
  void serialize(Archive& archive) {
    MoveInfo::serialize(archive);
    archive(n_clusters, n_sites, m2, m4, structure_factor, correlation);
  }
};

namespace cluster_detail {

/// Clusters carry their spins' sign as free: a field would tie it. Throws std::invalid_argument.
template <PairTarget T>
void refuse_field(const T& target) {
  if (target.has_field())
    throw std::invalid_argument("field is not 0, but cluster updates need a system without a field");
}

/// Throws std::invalid_argument where the lattice lacks what an estimator needs.
inline void check_estimators(const lattice::Lattice& lattice, const ImprovedEstimators& wanted) {
  if (wanted.structure_factor && !lattice.has_waves()) {
    throw std::invalid_argument(
        "structure_factor is true, but needs a periodic lattice of length at least 3");
  }
  if (wanted.correlation && lattice.n_axes() == 0) {
    throw std::invalid_argument("correlation is true, but needs a lattice with axes");
  }
}

/// Number of pairs (i, i + r a_1) there are.
inline double n_pairs(const lattice::Lattice& lattice, std::size_t r) {
  const double n = static_cast<double>(lattice.n_sites());
  if (lattice.boundary() == lattice::Boundary::periodic) return n;
  const double length = static_cast<double>(lattice.length(0));
  return n * (length - static_cast<double>(r)) / length;
}

}  // namespace cluster_detail
}  // namespace lenz::sampling
