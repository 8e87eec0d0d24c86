#include "lenz/jobs/overview.hpp"

#include <algorithm>

namespace lenz::jobs {

namespace {

constexpr std::uint64_t most_samples = 729;

/// Samples of the shortest chain at this stride.
std::uint64_t n_at_stride(stats::Recorders chains, std::uint64_t stride) {
  std::uint64_t n = chains.empty() ? 0 : UINT64_MAX;
  for (const stats::Recorder* chain : chains) n = std::min(n, (chain->n_samples() + stride - 1) / stride);
  return n;
}

}  // namespace

io::Overview overview(const PicturedQuantity& pictured, stats::Recorders chains, std::uint64_t thin) {
  std::uint64_t stride = 1;
  for (const stats::Recorder* chain : chains) stride = std::max(stride, chain->trace_stride());
  while (n_at_stride(chains, stride) > most_samples) stride *= 3;
  const std::uint64_t n = n_at_stride(chains, stride);
  io::Overview view{.observable = pictured.name,
                    .stride = stride * thin,
                    .n_chains = chains.size(),
                    .n_samples = n,
                    .values = {}};
  for (const stats::Recorder* chain : chains) {
    const std::uint64_t step = stride / chain->trace_stride();
    for (std::uint64_t i = 0; i < n; ++i)
      view.values.push_back(pictured.origin + chain->traced(i * step, pictured.quantity));
  }
  return view;
}

}  // namespace lenz::jobs
