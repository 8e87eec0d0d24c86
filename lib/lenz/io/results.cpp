#include "lenz/io/results.hpp"

#include <algorithm>

namespace lenz::io {

std::string_view doubt_code(Doubt doubt) {
  static constexpr std::string_view codes[n_doubts] = {"short-run", "chains-differ", "errors-disagree",
                                                       "drifts", "error-unknown"};
  return codes[static_cast<std::size_t>(doubt)];
}

bool has(const ObservableResult& o, Doubt doubt) {
  return std::find(o.doubts.begin(), o.doubts.end(), doubt) != o.doubts.end();
}

bool is_unknown_error(const ObservableResult& o, std::size_t component) {
  return has(o, Doubt::error_unknown) && component < o.error.size() && o.error[component] == 0;
}

std::vector<std::uint8_t> pack_spins(const std::int8_t* spins, std::size_t n) {
  std::vector<std::uint8_t> row((n + 7) / 8, 0);
  for (std::size_t i = 0; i < n; ++i) {
    if (spins[i] > 0) row[i / 8] |= static_cast<std::uint8_t>(1u << (i % 8));
  }
  return row;
}

double sample_value(const Samples& samples, std::size_t sample, std::size_t site) {
  if (const auto* packed = std::get_if<PackedSpins>(&samples.configurations)) {
    const std::size_t row = (samples.n_sites + 7) / 8;
    return (packed->bytes[sample * row + site / 8] >> (site % 8)) & 1 ? 1 : -1;
  }
  const std::size_t index = sample * samples.n_sites + site;
  if (const auto* spins = std::get_if<std::vector<std::int8_t>>(&samples.configurations))
    return (*spins)[index];
  return std::get<std::vector<double>>(samples.configurations)[index];
}

}  // namespace lenz::io
