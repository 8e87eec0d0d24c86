#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "lenz/random/draws.hpp"

namespace lenz::data {

/// Puts the elements in a random order, all orders being equally likely (Fisher and Yates 1938; Durstenfeld
/// 1964). Cost: one draw an element.
template <class T, class Rng>
void shuffle(std::span<T> elements, Rng& rng) {
  for (std::size_t n = elements.size(); n > 1; --n) {
    std::swap(elements[n - 1], elements[random::uniform_index(rng, n)]);
  }
}

}  // namespace lenz::data
