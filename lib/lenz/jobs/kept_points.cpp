#include "lenz/jobs/kept_points.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

namespace lenz::jobs {

io::Samples kept_points(const std::vector<SlotOutcome>& chains, std::size_t n_coordinates, std::size_t n) {
  io::Samples samples;
  samples.n_sites = n_coordinates;
  std::vector<double> values;
  for (std::size_t k = 0; samples.n_samples < n; ++k) {
    for (std::size_t c = 0; c < chains.size() && samples.n_samples < n; ++c) {
      const std::size_t start = values.size(), row = n_coordinates * sizeof(double);
      values.resize(start + n_coordinates);
      std::memcpy(values.data() + start, chains[c].record.configurations.data() + k * row, row);
      samples.chain.push_back(static_cast<std::uint32_t>(c));
      samples.sweep.push_back(chains[c].record.configuration_sweeps[k]);
      ++samples.n_samples;
    }
  }
  samples.configurations = std::move(values);
  return samples;
}

}  // namespace lenz::jobs
