#include "lenz/random/bulk.hpp"

#include <algorithm>
#include <cstring>

#include "lenz/core/for_each_cpu.hpp"
#include "lenz/random/philox.hpp"

namespace lenz::random {

namespace {

/// One vector of the widest kind: where there are none so wide the compiler splits it.
using Lanes = std::uint64_t __attribute__((vector_size(8 * BulkGenerator::n_lanes)));

#define LENZ_ROTATE_LEFT(x, k) (((x) << (k)) | ((x) >> (64 - (k))))

/// Draws n_rows rows of one word from each lane.
LENZ_FOR_EACH_CPU
void draw_rows(std::uint64_t* state, std::uint64_t* words, std::size_t n_rows) {
  Lanes s0, s1, s2, s3;
  std::memcpy(&s0, state, sizeof s0);
  std::memcpy(&s1, state + BulkGenerator::n_lanes, sizeof s1);
  std::memcpy(&s2, state + 2 * BulkGenerator::n_lanes, sizeof s2);
  std::memcpy(&s3, state + 3 * BulkGenerator::n_lanes, sizeof s3);
  for (std::size_t row = 0; row < n_rows; ++row) {
    const Lanes sum = s0 + s3;
    const Lanes word = LENZ_ROTATE_LEFT(sum, 23) + s0;
    const Lanes shifted = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = LENZ_ROTATE_LEFT(s3, 45);
    std::memcpy(words + row * BulkGenerator::n_lanes, &word, sizeof word);
  }
  std::memcpy(state, &s0, sizeof s0);
  std::memcpy(state + BulkGenerator::n_lanes, &s1, sizeof s1);
  std::memcpy(state + 2 * BulkGenerator::n_lanes, &s2, sizeof s2);
  std::memcpy(state + 3 * BulkGenerator::n_lanes, &s3, sizeof s3);
}

}  // namespace

BulkGenerator::BulkGenerator(const Address& address) {
  Philox seeds(address);
  // Philox is a bijection of its counter, so no two lanes can have equal states; all zeros has probability
  // 2^-256.
  for (std::size_t lane = 0; lane < n_lanes; ++lane) {
    for (auto& word : state_) word[lane] = seeds();
  }
}

void BulkGenerator::fill(std::span<std::uint64_t> words) {
  const std::size_t n_old = std::min<std::size_t>(n_spare_, words.size());
  std::copy_n(spare_.end() - n_spare_, n_old, words.begin());
  n_spare_ -= static_cast<std::uint32_t>(n_old);
  words = words.subspan(n_old);

  const std::size_t n_rows = words.size() / n_lanes;
  draw_rows(state_.front().data(), words.data(), n_rows);
  words = words.subspan(n_rows * n_lanes);

  if (words.empty()) return;
  draw_rows(state_.front().data(), spare_.data(), 1);
  std::copy_n(spare_.begin(), words.size(), words.begin());
  n_spare_ = static_cast<std::uint32_t>(n_lanes - words.size());
}

}  // namespace lenz::random
