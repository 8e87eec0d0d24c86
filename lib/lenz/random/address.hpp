#pragma once

#include <cstdint>

namespace lenz::random {

/// What a stream is for: two purposes of one slot never share numbers.
enum class Purpose : std::uint32_t {
  dynamics = 0,
  initial = 1,
  disorder = 2,
  exchange = 3,
  shuffle = 4,
  test = 5
};

/// A stream is an address, not a place in a sequence: the same address gives the same numbers whatever else a
/// run draws.
struct Address {
  std::uint64_t seed = 0;
  std::uint32_t job = 0;
  std::uint32_t point = 0;
  std::uint32_t slot = 0;
  Purpose purpose = Purpose::dynamics;
};

}  // namespace lenz::random
