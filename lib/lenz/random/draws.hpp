#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

#include "lenz/core/errors.hpp"

/// The draws that kernels are made of. A kernel draws through these alone, never from words directly, so that
/// a test can hand it a source that walks through every outcome with its exact probability
/// (tests/support/branching_source.hpp) and so build the kernel's transition matrix from the very code that
/// runs.
namespace lenz::random {

namespace draws_detail {
__extension__ using Uint128 = unsigned __int128;
}

/// Uniform in [0, 1), 53 random bits.
template <class Rng>
double uniform(Rng& rng) {
  return static_cast<double>(rng() >> 11) * 0x1p-53;
}

/// A source that answers draws itself instead of giving words: a test's, which walks through all outcomes.
template <class Rng>
concept AnsweringSource = requires(Rng& rng, double p, std::uint64_t n) {
  { rng.bernoulli(p) } -> std::same_as<bool>;
  { rng.uniform_index(n) } -> std::same_as<std::uint64_t>;
};

/// p itself, or NumericalError where it is a NaN: a draw with it would go on with a wrong density, unseen.
inline double checked_probability(double p) {
  if (std::isnan(p)) throw NumericalError("a probability is not a number");
  return p;
}

/// True with probability p (p <= 0 never, p >= 1 always); one word, drawn only where p lies between. Throws
/// NumericalError where p is a NaN.
template <class Rng>
bool bernoulli(Rng& rng, double p) {
  if (!(p > 0)) return checked_probability(p) > 0;
  if (p >= 1) return true;
  if constexpr (AnsweringSource<Rng>) {
    return rng.bernoulli(p);
  } else {
    return uniform(rng) < p;
  }
}

/// A probability kept as a threshold for 53 random bits, for draws that are made again and again.
class Probability {
 public:
  Probability() = default;
  /// p below 0 counts as 0, above 1 as 1. Throws NumericalError where it is a NaN.
  explicit Probability(double p)
      : threshold_(checked_probability(p) >= 1 ? one
                   : p > 0                     ? static_cast<std::uint64_t>(std::ceil(p * 0x1p53))
                                               : 0) {}
  double value() const { return static_cast<double>(threshold_) * 0x1p-53; }
  /// Whether 53 random bits mean yes.
  bool holds(std::uint64_t bits) const { return bits < threshold_; }
  /// Its first 64 binary digits, the first one highest. REQUIRES that it is below 1.
  std::uint64_t digits() const { return threshold_ << 11; }
  bool is_certain() const { return threshold_ == one; }

 private:
  static constexpr std::uint64_t one = std::uint64_t{1} << 53;
  std::uint64_t threshold_ = 0;
};

/// True with probability p; always one word, so that no branch depends on p.
template <class Rng>
bool bernoulli(Rng& rng, Probability p) {
  if constexpr (AnsweringSource<Rng>) {
    return bernoulli(rng, p.value());
  } else {
    return p.holds(rng() >> 11);
  }
}

/// Bits that are each 1 with exactly probability p where `wanted` is 1; 0 elsewhere.
///
/// 64 uniform numbers are drawn digit by digit, each digit of all as one word, and compared with those of p
/// until every wanted one is decided. Cost: about log2(number of wanted bits) + 2 words and five operations
/// on each.
template <class Rng>
std::uint64_t bernoulli_bits(Rng& rng, Probability p, std::uint64_t wanted) {
  if constexpr (AnsweringSource<Rng>) {
    std::uint64_t bits = 0;
    for (std::uint64_t left = wanted; left != 0; left &= left - 1) {
      if (bernoulli(rng, p)) bits |= left & -left;
    }
    return bits;
  } else {
    if (p.is_certain()) return wanted;
    std::uint64_t below = 0, open = wanted;
    // A number whose digits so far are those of p is not below it if p has no further ones.
    for (std::uint64_t digits = p.digits(); digits != 0 && open != 0; digits <<= 1) {
      const std::uint64_t digit = -(digits >> 63), differs = rng() ^ digit;
      below |= open & differs & digit;
      open &= ~differs;
    }
    return below;
  }
}

/// Uniform on 0 … n - 1 without bias (Lemire 2019). REQUIRES n >= 1.
template <class Rng>
std::uint64_t uniform_index(Rng& rng, std::uint64_t n) {
  if constexpr (AnsweringSource<Rng>) {
    return rng.uniform_index(n);
  } else {
    using draws_detail::Uint128;
    Uint128 product = static_cast<Uint128>(rng()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
      const std::uint64_t threshold = -n % n;
      while (static_cast<std::uint64_t>(product) < threshold) {
        product = static_cast<Uint128>(rng()) * n;
      }
    }
    return static_cast<std::uint64_t>(product >> 64);
  }
}

/// n - 1, n (half of the time) or n + 1, at least 1: how many moves a sweep of about n makes.
///
/// Moves that are each their own inverse and all accepted (flips of free spins, clusters of one spin at high
/// temperature) would in sweeps of a fixed number keep the parity of the state, and so leave half of the
/// states out. Odd and even are equally likely here (for n = 1 they stand 3 to 1).
template <class Rng>
std::uint64_t about(Rng& rng, std::uint64_t n) {
  const std::uint64_t draw = uniform_index(rng, 4);
  const std::uint64_t all = n + (draw == 3 ? 1 : 0);
  return draw == 0 && n > 1 ? n - 1 : all;
}

/// Standard normal (Boost's ziggurat).
template <class Rng>
double normal(Rng& rng) {
  return boost::random::normal_distribution<double>{}(rng);
}

/// Exponential with mean 1 (Boost's ziggurat).
template <class Rng>
double exponential(Rng& rng) {
  return boost::random::exponential_distribution<double>{}(rng);
}

}  // namespace lenz::random
