#include "lenz/jobs/kept_points.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

namespace lenz::jobs {

namespace {

/// take(chain, k) for the k-th configuration of each chain in turn, until there are n.
template <class Take>
io::Samples kept(const std::vector<SlotOutcome>& chains, std::size_t n_sites, std::size_t n,
                 const Take& take) {
  io::Samples samples;
  samples.n_sites = n_sites;
  for (std::size_t k = 0; samples.n_samples < n; ++k) {
    for (std::size_t c = 0; c < chains.size() && samples.n_samples < n; ++c) {
      take(chains[c].record, k);
      samples.chain.push_back(static_cast<std::uint32_t>(c));
      samples.sweep.push_back(chains[c].record.configuration_sweeps[k]);
      ++samples.n_samples;
    }
  }
  return samples;
}

}  // namespace

io::Samples kept_points(const std::vector<SlotOutcome>& chains, std::size_t n_coordinates, std::size_t n) {
  std::vector<double> values;
  io::Samples samples =
      kept(chains, n_coordinates, n, [&](const sampling::SlotRecord& record, std::size_t k) {
        const std::size_t start = values.size(), row = n_coordinates * sizeof(double);
        values.resize(start + n_coordinates);
        std::memcpy(values.data() + start, record.configurations.data() + k * row, row);
      });
  samples.configurations = std::move(values);
  return samples;
}

io::Samples kept_spins(const std::vector<SlotOutcome>& chains, std::size_t n_sites, std::size_t n) {
  io::PackedSpins packed;
  io::Samples samples = kept(chains, n_sites, n, [&](const sampling::SlotRecord& record, std::size_t k) {
    const std::size_t row = (n_sites + 7) / 8;
    const auto begin = record.configurations.begin() + static_cast<std::ptrdiff_t>(k * row);
    packed.bytes.insert(packed.bytes.end(), begin, begin + static_cast<std::ptrdiff_t>(row));
  });
  samples.configurations = std::move(packed);
  return samples;
}

}  // namespace lenz::jobs
