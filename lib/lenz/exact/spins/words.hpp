#pragma once

#include <cstdint>

/// A configuration of spins as a word: bit i is 1 where spin i is up.
namespace lenz::exact::spins {

/// sz of one spin: +1 up, -1 down.
inline double sign_of(std::uint64_t word, std::uint64_t bit) { return (word >> bit & 1) != 0 ? 1 : -1; }

}  // namespace lenz::exact::spins
