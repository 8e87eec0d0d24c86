#pragma once

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstdint>

/// The draws that kernels are made of. A kernel draws through these alone, never from words directly, so that a test can hand
/// it a source that walks through every outcome with its exact probability (tests/support/branching_source.hpp) and so
/// build the kernel's transition matrix from the very code that runs.
namespace lenz::random {

/// Uniform in [0, 1), 53 random bits.
template <class Rng>
double uniform(Rng& rng) {
  return static_cast<double>(rng() >> 11) * 0x1p-53;
}

/// True with probability p (p <= 0 never, p >= 1 always); one word, drawn only where p lies between.
template <class Rng>
bool bernoulli(Rng& rng, double p) {
  if (!(p > 0)) return false;
  if (p >= 1) return true;
  return uniform(rng) < p;
}

/// Uniform on 0 … n - 1 without bias (Lemire 2019). REQUIRES n >= 1.
template <class Rng>
std::uint64_t uniform_index(Rng& rng, std::uint64_t n) {
  unsigned __int128 product = static_cast<unsigned __int128>(rng()) * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t threshold = -n % n;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<unsigned __int128>(rng()) * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
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
