#pragma once

#include <span>
#include <string>

#include "lenz/random/stream.hpp"

namespace lenz::test {

/// One of `corpus` after one to four random changes: flipped, deleted and doubled bytes, pieces of others,
/// huge numbers, deep nesting, long texts and lists, odd characters, dates, cuts.
std::string mutated(std::span<const std::string> corpus, random::Stream& rng);

}  // namespace lenz::test
