#include "lenz/stats/tail_index.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "lenz/core/checks.hpp"

namespace lenz::stats {

TailIndex tail_index(std::vector<double> values) {
  constexpr std::size_t fewest = 1000;
  if (values.size() < fewest) throw_invalid("the number of values of a tail", values.size(), "at least 1000");
  double mean = 0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  for (double& value : values) value = std::fabs(value - mean);
  const auto k =
      std::max<std::size_t>(32, static_cast<std::size_t>(std::sqrt(static_cast<double>(values.size())) / 4));
  std::sort(values.begin(), values.end(), std::greater<>());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() <= k) return {};
  // Rounding alone is no tail.
  if (!(values[k] > 1e-12 * (1 + std::fabs(mean)))) return {};
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) sum += std::log(values[i] / values[k]);
  const double index = static_cast<double>(k) / sum;
  return {.index = index, .error = index / std::sqrt(static_cast<double>(k)), .n_tail = k};
}

}  // namespace lenz::stats
