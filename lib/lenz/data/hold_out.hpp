#pragma once

#include <cstdint>
#include <vector>

#include "lenz/data/dataset.hpp"
#include "lenz/random/address.hpp"

namespace lenz::data {

struct HoldOut {
  double fraction = 0.2;  ///< at least 0, below 1
  random::Address address;
};

/// Rows of a data set in increasing order; each stands on one side.
struct Split {
  std::vector<std::uint32_t> train, held_out;
};

/// Sets aside round(fraction n_rows) rows, drawn from the address with Purpose::shuffle.
///
/// Every stratum gives its share to within one row: a stratum is a point of the data set, else a value of the
/// label where there are at least 20 rows a value, else everything. Throws std::invalid_argument where the
/// fraction is outside [0, 1) or, being above 0, leaves one side empty. Cost: one sort of the rows.
Split hold_out(const Dataset& data, const HoldOut& options);

}  // namespace lenz::data
