#include "lenz/exact/spin_oracle.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::exact {

namespace {

void add_magnetic(Values& values, const SpinAverages& averages, std::size_t n_sites, double field) {
  const auto n = static_cast<double>(n_sites);
  const auto scalar = [&](const char* name, double value) { values[name] = {value}; };
  if (averages.magnetization) scalar("magnetization", *averages.magnetization);
  if (averages.abs_magnetization) scalar("abs_magnetization", *averages.abs_magnetization);
  if (averages.staggered) scalar("staggered_magnetization", *averages.staggered);
  const std::optional<double>& subtracted = field == 0 ? averages.abs_magnetization : averages.magnetization;
  if (averages.magnetization_2 && subtracted) {
    const double variance = *averages.magnetization_2 - *subtracted * *subtracted;
    scalar("susceptibility", std::max(0.0, n * variance / averages.temperature));
  }
  if (averages.magnetization_2 && (field == 0 || averages.magnetization)) {
    const double m = field == 0 ? 0 : *averages.magnetization;
    scalar("response", std::max(0.0, n * (*averages.magnetization_2 - m * m) / averages.temperature));
  }
  if (averages.magnetization_2 && averages.magnetization_4) {
    const double m2 = *averages.magnetization_2;
    scalar("binder_cumulant", 1 - *averages.magnetization_4 / (3 * m2 * m2));
  }
}

}  // namespace

Values observables(const SpinAverages& averages, std::size_t n_sites, double field, double wave_k_hat) {
  const auto n = static_cast<double>(n_sites);
  const double temperature = averages.temperature;
  Values values;
  const double u = averages.energy / n;
  const double f = -temperature * averages.log_z / n;
  values["energy"] = {u};
  values["specific_heat"] = {std::max(0.0, averages.energy_variance / (n * temperature * temperature))};
  values["free_energy"] = {f};
  values["entropy"] = {averages.log_z / n + u / temperature};
  add_magnetic(values, averages, n_sites, field);
  if (!averages.correlation.empty()) values["correlation"] = averages.correlation;
  if (averages.wave && averages.magnetization_2 && wave_k_hat > 0) {
    const double ratio = n * *averages.magnetization_2 / *averages.wave;
    if (ratio > 1 + 1e-12) values["correlation_length"] = {std::sqrt(ratio - 1) / wave_k_hat};
  }
  return values;
}

void check_parameters(const SpinParameters& parameters) {
  check_positive("the number of sites", parameters.n_sites);
  check_finite("the field", parameters.field);
  for (const Bond& bond : parameters.bonds) {
    check_finite("a coupling", bond.coupling);
    const std::size_t larger = std::max(bond.a, bond.b);
    if (larger >= parameters.n_sites)
      throw_invalid("the site of a bond", larger, "below the number of sites");
    if (bond.a == bond.b) throw_invalid("a bond from a site to itself, at", bond.a, "between two sites");
  }
}

void check_probes(const SpinProbes& probes, std::size_t n_sites) {
  for (const auto& pairs : probes.correlation) {
    check_positive("the number of pairs of a correlation", pairs.size());
    for (const auto& [a, b] : pairs) {
      if (std::max(a, b) >= n_sites)
        throw_invalid("a site of a pair", std::max(a, b), "below the number of sites");
    }
  }
  if (!probes.sublattice.empty()) check_size("sublattice", probes.sublattice.size(), n_sites);
  if (!probes.wave_phase.empty()) check_size("wave_phase", probes.wave_phase.size(), n_sites);
}

void check_temperatures(std::span<const double> temperatures) {
  for (const double temperature : temperatures) check_positive("temperature", temperature);
}

std::vector<Bond> merged_bonds(const SpinParameters& parameters) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> sum;
  for (const Bond& bond : parameters.bonds) sum[std::minmax(bond.a, bond.b)] += bond.coupling;
  std::vector<Bond> bonds;
  for (const auto& [pair, coupling] : sum) {
    if (coupling != 0) bonds.push_back({pair.first, pair.second, coupling});
  }
  return bonds;
}

}  // namespace lenz::exact
