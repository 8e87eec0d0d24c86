#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "lenz/core/numerics.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/acceptance.hpp"

namespace lenz::sampling {

/// Acceptance rules for sites visited in a fixed order: increasing in log r, and obeying A(r) = r A(1/r).
///
/// Metropolis accepts with 63/64 min(1, r) there: min(1, r) alone would be certain to flip where energy is
/// won, and a sweep without a choice does not reach all states (504 of 512 on the 3x3 torus). With 1/64 of
/// the sites left out every site may flip or stay, hence every state is reached.
template <class Acceptance>
struct InOrder;

template <>
struct InOrder<Metropolis> {
  static constexpr double lowest = -16, highest = 0, largest = 63.0 / 64;
  static double probability(double log_r) { return largest * Metropolis::probability(log_r); }
};

template <>
struct InOrder<Barker> {
  static constexpr double lowest = -16, highest = 16, largest = 1;
  static double probability(double log_r) { return Barker::probability(log_r); }
};

/// A rule's decisions without its exponential: the random number is first held against bounds of A(log r)
/// over the bin of log r, and A itself is computed only for a number that falls between them, in less than
/// one of a hundred draws. Exactly the decisions of comparing with A(log r).
template <class Acceptance>
class Squeezed {
 public:
  using Rule = InOrder<Acceptance>;

  Squeezed() {
    for (std::size_t bin = 0; bin < bounds_.size(); ++bin) {
      const double edge = Rule::lowest + static_cast<double>(bin) / per_unit;
      // Wider than the rounding of any exponential. The first bin has no lower end, the last one no upper.
      const double least = bin == 0 ? 0 : probability(edge) * (1 - 1e-13);
      const bool last = bin + 1 == bounds_.size();
      const double most = (last ? Rule::largest : probability(edge + 1 / per_unit)) * (1 + 1e-13);
      bounds_[bin] = {random::Probability(least), random::Probability(most)};
    }
  }
  static const Squeezed& shared() {
    static const Squeezed rule;
    return rule;
  }

  static double probability(double log_r) { return Rule::probability(log_r); }

  /// The bins of many ratios, for flips(): eight at a time, n and the arrays padded to a multiple of 8.
  /// Throws NumericalError where one is a NaN.
  static void find_bins(const double* log_r, std::size_t n, std::int32_t* bins) {
    using Doubles = double __attribute__((vector_size(64)));
    using Masks = std::int64_t __attribute__((vector_size(64)));
    using Bins = std::int32_t __attribute__((vector_size(32)));
    Masks is_nan{};
    for (std::size_t k = 0; k < n; k += 8) {
      Doubles x;
      std::memcpy(&x, log_r + k, sizeof x);
      const Doubles place = (x - Rule::lowest) * per_unit;
      const Doubles from_below = place > 0 ? place : Doubles{};
      const Doubles inside = from_below < n_bins - 1 ? from_below : Doubles{} + (n_bins - 1);
      const Bins found = __builtin_convertvector(inside, Bins);
      std::memcpy(bins + k, &found, sizeof found);
      is_nan |= x != x;
    }
    std::int64_t any = 0;
    for (int k = 0; k < 8; ++k) any |= is_nan[k];
    if (any != 0) refuse_nan();
  }

  /// Draws one word and decides. `bin`: what find_bins() says of log_r.
  template <class Rng>
  bool flips(double log_r, std::int32_t bin, Rng& rng) const {
    if constexpr (random::AnsweringSource<Rng>) {
      return random::bernoulli(rng, probability(log_r));
    } else {
      const std::uint64_t bits = rng() >> 11;
      const Bounds& bounds = bounds_[static_cast<std::size_t>(bin)];
      const bool surely = bounds.least.holds(bits);
      if (surely != bounds.most.holds(bits)) [[unlikely]]
        return compare(log_r, bits);
      return surely;
    }
  }
  /// The same for a single ratio.
  template <class Rng>
  bool operator()(double log_r, Rng& rng) const {
    if (std::isnan(log_r)) refuse_nan();
    const double place = (log_r - Rule::lowest) * per_unit;
    return flips(log_r, static_cast<std::int32_t>(std::clamp(place, 0.0, n_bins - 1)), rng);
  }

 private:
  struct Bounds {
    random::Probability least, most;  ///< of A(log r) in a bin
  };
  static constexpr double n_bins = 1024;
  static constexpr double per_unit = n_bins / (Rule::highest - Rule::lowest);

  [[gnu::noinline]] static void refuse_nan() {
    random::checked_probability(std::numeric_limits<double>::quiet_NaN());
  }
  [[gnu::noinline]] static bool compare(double log_r, std::uint64_t bits) {
    return random::Probability(probability(log_r)).holds(bits);
  }

  std::array<Bounds, static_cast<std::size_t>(n_bins)> bounds_;
};

}  // namespace lenz::sampling
