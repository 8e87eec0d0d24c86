#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "lenz/core/numerics.hpp"
#include "lenz/models/ising_system.hpp"
#include "lenz/models/ordered_updates.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

/// A configuration of spins +1 and -1; nothing is cached.
struct IsingWalker {
  std::vector<std::int8_t> spins;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(spins);
  }
};

/// The Boltzmann density of an Ising system: log p = -E / T + const (k_B = 1).
///
/// A LocalTarget whose move is a site to flip, a ConditionalTarget whose block is a site, and a PairTarget
/// for clusters. Cheap to copy but for disordered |J|, where it holds a probability a bond. One class for all
/// couplings: each call takes one well-predicted branch, none is virtual.
class Ising {
 public:
  using Walker = IsingWalker;
  using Move = lattice::Site;
  using Site = lattice::Site;

  /// Throws std::invalid_argument unless temperature > 0.
  Ising(std::shared_ptr<const IsingSystem> system, double temperature);

  const IsingSystem& system() const { return *system_; }
  const std::shared_ptr<const IsingSystem>& shared_system() const { return system_; }
  const lattice::Lattice& lattice() const { return system_->lattice(); }
  double temperature() const { return temperature_; }
  double beta() const { return beta_; }
  std::size_t n_sites() const { return system_->n_sites(); }
  bool has_field() const { return system_->field() != 0; }

  /// Each spin +1 or -1 with probability 1/2.
  template <class Rng>
  Walker random_walker(Rng& rng) const {
    Walker walker = ordered_walker();
    for (std::int8_t& spin : walker.spins) {
      if (random::bernoulli(rng, 0.5)) spin = -1;
    }
    return walker;
  }
  /// All spins equal to `spin`, +1 or -1.
  Walker ordered_walker(int spin = 1) const {
    return {std::vector<std::int8_t>(n_sites(), static_cast<std::int8_t>(spin))};
  }

  /// E = - sum_b J_b s_a s_b - h sum_i s_i, of the whole system.
  double energy(const Walker& w) const { return system_->energy(w.spins); }
  /// M = sum_i s_i, of the whole system.
  double magnetization(const Walker& w) const;

  double log_density(const Walker& w) const { return -beta_ * energy(w); }

  std::size_t moves_per_sweep() const { return n_sites(); }
  /// log p(w with s_i flipped) - log p(w) = -2 s_i h_i / T.
  double log_ratio(const Walker& w, Move i) const {
    return -2 * beta_ * w.spins[i] * system_->local_field(w.spins.data(), i);
  }
  void accept(Walker& w, Move i) const { w.spins[i] = static_cast<std::int8_t>(-w.spins[i]); }

  /// The same where `accepted`, without a branch: whether a move is accepted cannot be foreseen.
  void accept_if(Walker& w, Move i, bool accepted) const {
    w.spins[i] = static_cast<std::int8_t>(w.spins[i] * (1 - 2 * static_cast<int>(accepted)));
  }

  /// Where couplings have one magnitude log_ratio takes few values, numbered by class: log_ratio(w, i) =
  /// class_log_ratio(ratio_class(w, i)), class < n_ratio_classes(); 0 classes otherwise.
  std::size_t n_ratio_classes() const { return system_->has_integer_sums() ? 2 * (2 * degree_ + 1) : 0; }
  std::size_t ratio_class(const Walker& w, Move i) const {
    const int sum = system_->integer_sum(w.spins.data(), i);
    return 2 * static_cast<std::size_t>(sum + static_cast<int>(degree_)) + (w.spins[i] > 0);
  }
  double class_log_ratio(std::size_t ratio_class) const {
    const double sum = static_cast<double>(ratio_class / 2) - static_cast<double>(degree_);
    const int spin = ratio_class % 2 == 1 ? 1 : -1;
    return -2 * beta_ * spin * (system_->strength() * sum + system_->field());
  }

  /// log p(w with all spins flipped) - log p(w) = -2 h M / T.
  double inversion_log_ratio(const Walker& w) const {
    return -2 * beta_ * system_->field() * magnetization(w);
  }
  void invert(Walker& w) const {
    for (std::int8_t& spin : w.spins) spin = static_cast<std::int8_t>(-spin);
  }

  std::size_t n_blocks() const { return n_sites(); }
  /// p(s_i = +1 | all other spins) = 1 / (1 + exp(-2 h_i / T)).
  double probability_up(const Walker& w, Site i) const {
    return logistic(2 * beta_ * system_->local_field(w.spins.data(), i));
  }
  /// Draws s_i from its conditional density: the heat bath.
  template <class Rng>
  void draw_block(Walker& w, std::size_t block, Rng& rng) const {
    const auto i = static_cast<Site>(block);
    bool up = false;
    if (system_->has_integer_sums()) {
      const int sum = system_->integer_sum(w.spins.data(), i);
      up = random::bernoulli(rng, up_[static_cast<std::size_t>(sum + static_cast<int>(degree_))]);
    } else {
      up = random::bernoulli(rng, probability_up(w, i));
    }
    w.spins[i] = static_cast<std::int8_t>(2 * up - 1);
  }

  /// Visits every spin once in a fixed order and flips s_i with rule.probability(log_ratio(w, i)), as
  /// sampling::OrderedTarget documents. Returns the number of flips.
  template <class Rule, class Rng>
  std::size_t update_in_order(Walker& w, const Rule& rule, Rng& rng) const {
    return models::update_in_order(*system_, beta_, rule, w.spins.data(), rng);
  }

  /// Calls f(j, sign, activation) for every bond of i: sign is that of J_ij (0 where J_ij = 0), the bond is
  /// satisfied where sign s_i s_j = 1, and activation = 1 - exp(-2 |J_ij| / T) is the probability of a
  /// satisfied bond to be active in the representation of Fortuin and Kasteleyn 1972.
  template <class F>
  void for_each_neighbour(Site i, F&& f) const {
    if (system_->has_integer_sums()) {
      system_->for_each_sign(i, [&](Site j, int sign) { f(j, sign * sign_, activations_.front()); });
      return;
    }
    for (const lattice::Neighbour& next : lattice().neighbours(i)) {
      f(next.site, sign(next.bond), activation(next.bond));
    }
  }
  /// The sign of J where all bonds are alike, else 0.
  int uniform_sign() const { return system_->is_uniform() ? sign_ : 0; }
  /// The activation of every bond. REQUIRES uniform_sign() != 0.
  random::Probability uniform_activation() const { return activations_.front(); }
  /// The neighbours' offsets where they follow a few patterns, else null.
  const lattice::Stencils* stencils() const { return system_->stencils() ? &*system_->stencils() : nullptr; }

  /// Calls f(a, b, sign, activation) for every bond, in order.
  template <class F>
  void for_each_bond(F&& f) const {
    const auto bonds = lattice().bonds();
    if (system_->is_uniform()) {
      for (const lattice::Bond& bond : bonds) f(bond.a, bond.b, sign_, activations_.front());
      return;
    }
    for (std::size_t b = 0; b < bonds.size(); ++b) f(bonds[b].a, bonds[b].b, sign(b), activation(b));
  }

 private:
  int sign(std::size_t bond) const {
    const double j = system_->couplings()[bond];
    return (j > 0) - (j < 0);
  }
  random::Probability activation(std::size_t bond) const {
    return activations_.size() == 1 ? activations_.front() : activations_[bond];
  }

  std::shared_ptr<const IsingSystem> system_;
  double temperature_;
  double beta_;
  std::size_t degree_;                            ///< the largest number of neighbours
  int sign_ = 0;                                  ///< of strength()
  std::vector<random::Probability> up_;           ///< by integer sum + degree_
  std::vector<random::Probability> activations_;  ///< one for all bonds, or one each
};

}  // namespace lenz::models
