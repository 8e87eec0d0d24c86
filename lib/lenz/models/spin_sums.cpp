#include "lenz/models/spin_sums.hpp"

#include <array>
#include <cstring>

namespace lenz::models {

namespace {

// 32 spins at once in the vectors of the compiler; a spin -1 counts as 1 and a spin +1 as 0, summed in bytes.
using Bytes = std::uint8_t __attribute__((vector_size(32)));
using Words = std::uint64_t __attribute__((vector_size(32)));
constexpr std::size_t width = sizeof(Bytes);
constexpr std::size_t longest = 255;  // additions of 1 that fit in a byte

Bytes load(const void* from) {
  Bytes bytes;
  std::memcpy(&bytes, from, width);
  return bytes;
}

std::int64_t sum_of_bytes(const Bytes& bytes) {
  Words w;
  std::memcpy(&w, &bytes, width);
  w = (w & 0x00ff00ff00ff00ff) + ((w >> 8) & 0x00ff00ff00ff00ff);
  w = (w & 0x0000ffff0000ffff) + ((w >> 16) & 0x0000ffff0000ffff);
  w = (w & 0xffffffff) + (w >> 32);
  return static_cast<std::int64_t>(w[0] + w[1] + w[2] + w[3]);
}

constexpr std::array<std::uint8_t, 2 * width> make_mask() {
  std::array<std::uint8_t, 2 * width> mask{};
  for (std::size_t i = width; i < 2 * width; ++i) mask[i] = 1;
  return mask;
}
constexpr std::array<std::uint8_t, 2 * width> mask = make_mask();

/// Counts the i < n where minus(i) is 1; at(i) gives 32 of them, i + 32 <= n.
template <class At, class Minus>
std::int64_t count(std::size_t n, At at, Minus minus) {
  std::int64_t total = 0;
  if (n < width) {
    for (std::size_t i = 0; i < n; ++i) total += minus(i);
    return total;
  }
  std::size_t i = 0;
  while (i + width <= n) {
    Bytes sum{};
    for (std::size_t k = 0; k < longest - 1 && i + width <= n; ++k, i += width) sum += at(i) & 1;
    // The rest lies in the last 32, of which the first n - i - 32 below i are already counted.
    if (i + width > n) sum += at(n - width) & load(mask.data() + (n - i));
    total += sum_of_bytes(sum);
  }
  return total;
}

}  // namespace

std::int64_t sum_of(const std::int8_t* a, std::size_t n) {
  const auto at = [a](std::size_t i) { return load(a + i) >> 7; };
  const auto minus = [a](std::size_t i) { return a[i] < 0; };
  return static_cast<std::int64_t>(n) - 2 * count(n, at, minus);
}

std::int64_t dot(const std::int8_t* a, const std::int8_t* b, std::size_t n) {
  const auto at = [a, b](std::size_t i) { return (load(a + i) ^ load(b + i)) >> 7; };
  const auto minus = [a, b](std::size_t i) { return a[i] != b[i]; };
  return static_cast<std::int64_t>(n) - 2 * count(n, at, minus);
}

}  // namespace lenz::models
