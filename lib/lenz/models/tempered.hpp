#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "lenz/core/checks.hpp"

namespace lenz::models {

/// A continuum target at inverse temperature beta: log p_beta(x) = beta log p(x).
///
/// Walkers are the tempered target's own, and their caches do not know beta: the walkers of a ladder of
/// Tempered copies of one target may be exchanged.
template <class T>
class Tempered {
 public:
  using Walker = typename T::Walker;
  using Move = typename T::Move;

  /// Throws std::invalid_argument unless beta > 0.
  Tempered(T target, double beta) : target_(std::move(target)), beta_(beta) { check_positive("beta", beta); }

  const T& target() const { return target_; }
  double beta() const { return beta_; }
  std::size_t dimension() const { return target_.dimension(); }
  std::size_t moves_per_sweep() const { return target_.moves_per_sweep(); }
  Walker walker(std::vector<double> x) const { return target_.walker(std::move(x)); }
  void place(Walker& w, std::span<const double> x) const { target_.place(w, x); }

  double log_density(const Walker& w) const { return beta_ * target_.log_density(w); }
  void grad_log_density(const Walker& w, std::span<double> g) const {
    target_.grad_log_density(w, g);
    for (double& value : g) value *= beta_;
  }
  double log_ratio(const Walker& w, const Move& move) const { return beta_ * target_.log_ratio(w, move); }
  void accept(Walker& w, const Move& move) const { target_.accept(w, move); }

 private:
  T target_;
  double beta_;
};

}  // namespace lenz::models
