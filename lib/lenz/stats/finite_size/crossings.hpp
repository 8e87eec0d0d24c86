#pragma once

#include <string>
#include <vector>

#include "lenz/stats/finite_size/size_samples.hpp"

namespace lenz::stats::finite_size {

struct Crossings {
  std::vector<BinderCrossing> found;
  std::vector<std::string> missing;  ///< pairs without one, in words
};

/// Where the Binder cumulants of every size and of the one nearest to twice it are equal.
Crossings find_crossings(SizeSamples& samples);

}  // namespace lenz::stats::finite_size
