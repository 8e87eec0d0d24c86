#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace lenz::optim {

/// Below this a step of any rule, with its constants in their ranges and a rate up to 2^10, stays finite in
/// float: the exponents of g^2, of sums of it and of g / epsilon do not reach 127.
constexpr double tame = 0x1p50;

/// One pass of a rule's formula over a block of n parameters, g = scale * gradient + decay * theta.
///
/// Returns whether every new theta is below `tame` in magnitude, a NaN not. Every parameter is computed by
/// itself, so that the width of vectors changes no bit.
template <std::size_t n_memories, class T, class Formula>
bool sweep(const Formula& formula, std::size_t n, T scale, T decay, const T* __restrict gradient,
           T* __restrict theta, T* __restrict first, T* __restrict second) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  // Magnitudes of floats are ordered as their bits are, and a maximum of integers is one of vectors.
  constexpr Bits magnitude = ~Bits{0} >> 1;
  Bits largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    T x = theta[i];
    const T g = scale * gradient[i] + decay * x;
    if constexpr (n_memories == 0) {
      formula(x, g);
    } else if constexpr (n_memories == 1) {
      formula(x, g, first[i]);
    } else {
      formula(x, g, first[i], second[i]);
    }
    theta[i] = x;
    largest = std::max(largest, static_cast<Bits>(std::bit_cast<Bits>(x) & magnitude));
  }
  return largest < std::bit_cast<Bits>(static_cast<T>(tame));
}

}  // namespace lenz::optim
