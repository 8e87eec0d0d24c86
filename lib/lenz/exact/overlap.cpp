#include "lenz/exact/overlap.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

namespace lenz::exact::enumeration {

namespace {

/// Energies of the states whose set bits are down. Without a field the last spin is held up, for s and -s
/// weigh the same and so do q and -q. Built by doubling: spin i down costs 2 J for each bond to a lower spin
/// that is up, and gains else.
std::vector<double> energies(const SpinParameters& parameters, std::size_t n_free) {
  std::vector<double> local(parameters.n_sites, parameters.field);  // of the state with all spins up
  double all_up = -parameters.field * static_cast<double>(parameters.n_sites);
  const std::vector<Bond> bonds = merged_bonds(parameters);
  for (const Bond& bond : bonds) {
    all_up -= bond.coupling;
    local[bond.a] += bond.coupling, local[bond.b] += bond.coupling;
  }
  std::vector<double> energy(std::size_t{1} << n_free);
  energy[0] = all_up;
  for (std::size_t i = 0; i < n_free; ++i) {
    std::vector<std::pair<std::size_t, double>> lower;
    for (const Bond& bond : bonds) {
      if (bond.b == i) lower.emplace_back(bond.a, bond.coupling);
    }
    const std::size_t half = std::size_t{1} << i;
    for (std::size_t s = 0; s < half; ++s) {
      double field = local[i];
      for (const auto& [site, coupling] : lower) field -= (s >> site) & 1U ? 2 * coupling : 0;
      energy[half + s] = energy[s] + 2 * field;
    }
  }
  return energy;
}

/// In place: out_A = sum_s (-1)^|A & s| in_s.
void walsh_hadamard(std::vector<double>& v) {
  for (std::size_t half = 1; half < v.size(); half *= 2) {
    for (std::size_t block = 0; block < v.size(); block += 2 * half) {
      for (std::size_t i = block; i < block + half; ++i) {
        const double a = v[i], b = v[i + half];
        v[i] = a + b;
        v[i + half] = a - b;
      }
    }
  }
}

Values moments(const std::vector<double>& weight, std::size_t n_sites) {
  std::vector<long double> by_down(n_sites + 1);  // summed in blocks, so that no digits go
  constexpr std::size_t block = 4096;
  for (std::size_t first = 0; first < weight.size(); first += block) {
    std::vector<double> partial(n_sites + 1);
    for (std::size_t u = first; u < std::min(first + block, weight.size()); ++u) {
      partial[static_cast<std::size_t>(std::popcount(u))] += weight[u];
    }
    for (std::size_t d = 0; d <= n_sites; ++d) by_down[d] += partial[d];
  }
  long double z = 0, q1 = 0, q2 = 0, q4 = 0;
  for (std::size_t d = 0; d <= n_sites; ++d) {
    const long double q = 1 - 2 * static_cast<long double>(d) / static_cast<long double>(n_sites);
    z += by_down[d], q1 += by_down[d] * std::fabs(q), q2 += by_down[d] * q * q,
        q4 += by_down[d] * q * q * q * q;
  }
  q1 /= z, q2 /= z, q4 /= z;
  return {{"overlap", {static_cast<double>(q1)}},
          {"overlap_binder", {static_cast<double>(1 - q4 / (3 * q2 * q2))}}};
}

}  // namespace

Applies overlap_applies(const SpinParameters& parameters) {
  if (parameters.n_sites > largest_overlap) return {"overlaps are enumerated up to 24 spins"};
  return {};
}

std::vector<Values> overlap_values(const SpinParameters& parameters, std::span<const double> temperatures) {
  if (const Applies verdict = overlap_applies(parameters); !verdict)
    throw std::invalid_argument(verdict.reason);
  check_parameters(parameters);
  check_temperatures(temperatures);
  const std::vector<double> energy =
      energies(parameters, parameters.n_sites - (parameters.field == 0 ? 1 : 0));
  const double ground = *std::min_element(energy.begin(), energy.end());
  std::vector<double> weight(energy.size());
  std::vector<Values> all;
  for (const double t : temperatures) {
    std::transform(energy.begin(), energy.end(), weight.begin(),
                   [&](double e) { return std::exp((ground - e) / t); });
    walsh_hadamard(weight);
    const double z = weight[0];
    for (double& w : weight) w = (w / z) * (w / z);
    walsh_hadamard(weight);
    all.push_back(moments(weight, parameters.n_sites));
  }
  return all;
}

double overlap_cost_seconds(const SpinParameters& parameters, std::size_t n_temperatures) {
  if (!overlap_applies(parameters)) return INFINITY;
  const auto bits = static_cast<double>(parameters.n_sites - (parameters.field == 0 ? 1 : 0));
  const auto bonds = static_cast<double>(parameters.bonds.size()) / static_cast<double>(parameters.n_sites);
  return 1e-9 * std::exp2(bits) * (1 + bonds + (4 + 1.2 * bits) * static_cast<double>(n_temperatures));
}

}  // namespace lenz::exact::enumeration
