#pragma once

#include <cstddef>
#include <cstdint>

/// Sums over stretches of spins +-1, exact in integers, vectorised.
namespace lenz::models {

/// sum_i a_i, i < n. REQUIRES n < 2^31.
std::int64_t sum_of(const std::int8_t* a, std::size_t n);

/// sum_i a_i b_i, i < n. REQUIRES n < 2^31.
std::int64_t dot(const std::int8_t* a, const std::int8_t* b, std::size_t n);

}  // namespace lenz::models
