#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"

namespace lenz::exact {

/// States of a row that symmetries carry into each other: one of them, and how many they are.
struct RowClass {
  std::uint32_t row;
  std::size_t n_states;
};

/// The classes of the 2^width states of the first row under those symmetries that the bonds are seen to have:
/// shifts and reflections of all rows, with or without reversing the rows behind the first, and with `flip`
/// the flip of all spins. Sites stand row by row; bonds are merged, a < b. Cost: a pass over the bonds for
/// each candidate, 2^width for each symmetry.
std::vector<RowClass> row_classes(const std::vector<Bond>& bonds, std::size_t n_sites, std::size_t width,
                                  bool flip);

}  // namespace lenz::exact
