#include "lenz/exact/enumeration.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "lenz/exact/gray_walk.hpp"

namespace lenz::exact::enumeration {

ProbeWalk::ProbeWalk(const SpinProbes& probes, std::size_t n_sites)
    : correlation(probes.correlation.size()),
      staggered_(!probes.sublattice.empty()),
      wave_(!probes.wave_phase.empty()),
      sublattice_(probes.sublattice.begin(), probes.sublattice.end()),
      constant_(probes.correlation.size()) {
  for (const double phase : probes.wave_phase) {
    cosine_.push_back(std::cos(phase));
    sine_.push_back(std::sin(phase));
  }
  std::vector<Link<std::uint32_t>> links;
  for (std::uint32_t r = 0; r < probes.correlation.size(); ++r) {
    for (const auto& [a, b] : probes.correlation[r]) {
      if (a == b) {
        ++constant_[r];
      } else {
        links.push_back({a, b, r});
      }
    }
  }
  pairs_ = Adjacency<std::uint32_t>::of(n_sites, links);
}

std::optional<double> common_unit(const std::vector<Bond>& bonds) {
  double unit = 0;
  for (const Bond& bond : bonds) {
    if (unit == 0 || std::fabs(bond.coupling) < unit) unit = std::fabs(bond.coupling);
  }
  if (unit == 0) return 1.0;
  double sum = 0;
  for (const Bond& bond : bonds) {
    const double k = bond.coupling / unit;
    sum += std::fabs(k);
    if (std::fabs(k - std::nearbyint(k)) > 1e-14 * std::fabs(k) || sum > 2048) return std::nullopt;
  }
  return unit;
}

Applies applies(const SpinParameters& parameters) {
  if (parameters.n_sites > largest) {
    return {"enumeration visits at most 2^28 states, and this system has " +
            std::to_string(parameters.n_sites) + " spins"};
  }
  return {};
}

std::vector<Values> values(const SpinParameters& parameters, const SpinProbes& probes,
                           std::span<const double> temperatures) {
  if (const Applies verdict = applies(parameters); !verdict) throw std::invalid_argument(verdict.reason);
  check_parameters(parameters);
  check_probes(probes, parameters.n_sites);
  check_temperatures(temperatures);
  const std::optional<double> unit = common_unit(merged_bonds(parameters));
  const std::vector<SpinAverages> averages = unit ? by_levels(parameters, *unit, probes, temperatures)
                                                  : by_weights(parameters, probes, temperatures);
  std::vector<Values> all;
  for (const SpinAverages& a : averages) {
    all.push_back(observables(a, parameters.n_sites, parameters.field, probes.wave_k_hat));
  }
  return all;
}

double cost_seconds(const SpinParameters& parameters, const SpinProbes& probes, std::size_t n_temperatures) {
  if (parameters.n_sites > largest) return INFINITY;
  const auto sites = static_cast<double>(parameters.n_sites);
  const double states = std::ldexp(1, static_cast<int>(parameters.n_sites) - (parameters.field == 0 ? 1 : 0));
  const std::vector<Bond> bonds = merged_bonds(parameters);
  double pairs = 0;
  for (const auto& of_r : probes.correlation) pairs += static_cast<double>(of_r.size());
  const auto n_r = static_cast<double>(probes.correlation.size());
  const double extras = (probes.sublattice.empty() ? 0.0 : 1.0) + (probes.wave_phase.empty() ? 0.0 : 1.0);
  double nanoseconds = 2.5 + 2 * 0.6 * static_cast<double>(bonds.size()) / sites;
  nanoseconds += 2 * 1.0 * pairs / sites + 0.6 * n_r + 1.5 * extras;
  if (!common_unit(bonds))
    nanoseconds += 2 + static_cast<double>(n_temperatures) * (5 + 0.4 * (n_r + extras));
  return 1e-9 * states * nanoseconds;
}

}  // namespace lenz::exact::enumeration
