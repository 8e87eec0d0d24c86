#pragma once

#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

/// A target that knows its log ratios only through an estimate with normal noise of known variance sigma^2:
/// noisy_log_ratio(w, move, rng) = log p(w after move) - log p(w) + sigma xi. What the penalty method samples
/// exactly.
template <class T>
class Noisy : public T {
 public:
  /// Throws std::invalid_argument unless sigma >= 0.
  Noisy(T target, double sigma) : T(std::move(target)), sigma_(sigma) { check_nonnegative("sigma", sigma); }

  double variance() const { return sigma_ * sigma_; }
  template <class Rng>
  double noisy_log_ratio(const typename T::Walker& w, const typename T::Move& move, Rng& rng) const {
    return T::log_ratio(w, move) + sigma_ * random::normal(rng);
  }

 private:
  double sigma_;
};

}  // namespace lenz::models
