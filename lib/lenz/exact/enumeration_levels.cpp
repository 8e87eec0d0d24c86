#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "lenz/exact/extended.hpp"
#include "lenz/exact/gray_walk.hpp"

namespace lenz::exact::enumeration {

namespace {

/// How often rounding in the phase sums is wiped out.
constexpr std::uint64_t steps_between_resets = std::uint64_t{1} << 16;

/// Counts of states, and sums of the probes over them, by bond sum and magnetization.
struct Levels {
  int largest_bond_sum, n_sites;
  std::size_t n_correlations;
  std::vector<std::uint64_t> count, staggered;
  std::vector<double> wave;
  std::vector<std::int64_t> correlation;

  Levels(int bond_sum_bound, int sites, const ProbeWalk& probe)
      : largest_bond_sum(bond_sum_bound), n_sites(sites), n_correlations(probe.correlation.size()) {
    const std::size_t size =
        static_cast<std::size_t>(2 * bond_sum_bound + 1) * static_cast<std::size_t>(sites + 1);
    count.assign(size, 0);
    if (probe.staggered_on()) staggered.assign(size, 0);
    if (probe.wave_on()) wave.assign(size, 0);
    correlation.assign(size * n_correlations, 0);
  }

  std::size_t index(int bond_sum, int magnetization) const {
    const int up = (magnetization + n_sites) / 2;
    return static_cast<std::size_t>(bond_sum + largest_bond_sum) * static_cast<std::size_t>(n_sites + 1) +
           static_cast<std::size_t>(up);
  }

  void add_probes(std::size_t level, const ProbeWalk& probe) {
    if (!staggered.empty()) staggered[level] += static_cast<std::uint64_t>(std::abs(probe.staggered));
    if (!wave.empty()) wave[level] += probe.wave();
    std::int64_t* sums = correlation.data() + level * n_correlations;
    for (std::size_t r = 0; r < n_correlations; ++r) sums[r] += probe.correlation[r];
  }
};

template <bool with_probes>
void walk_levels(GrayWalk<int>& walk, std::uint64_t n_states, Levels& levels) {
  for (std::uint64_t n = 0;; ++n) {
    const std::size_t level = levels.index(walk.bond_sum, walk.magnetization);
    ++levels.count[level];
    if constexpr (with_probes) levels.add_probes(level, walk.probe);
    if (n + 1 == n_states) return;
    walk.step<with_probes>(n);
    if constexpr (with_probes) {
      if (n % steps_between_resets == 0) walk.reset();
    }
  }
}

/// The level sums of one system, in the units of its energies.
struct Spectrum {
  const Levels& levels;
  double unit, field;
  bool halved;

  template <class Visit>
  void each(Visit visit) const {
    for (int b = -levels.largest_bond_sum; b <= levels.largest_bond_sum; ++b) {
      for (int m = -levels.n_sites; m <= levels.n_sites; m += 2) {
        const std::size_t level = levels.index(b, m);
        if (levels.count[level] > 0) visit(level, -unit * b - field * m, m);
      }
    }
  }
};

/// sum of count (e - mean)^2 exp(-e/T) over the levels, e above `ground`: a second pass, so that nothing
/// cancels.
Real energy_spread(const Spectrum& spectrum, double temperature, double ground, Real mean) {
  Real sum = 0;
  spectrum.each([&](std::size_t level, double energy, int) {
    const Real d = energy - ground;
    sum += std::exp(-d / temperature) * static_cast<Real>(spectrum.levels.count[level]) * (d - mean) *
           (d - mean);
  });
  return sum;
}

SpinAverages averages_of(const Spectrum& spectrum, double temperature,
                         const std::vector<std::size_t>& n_pairs) {
  const Levels& levels = spectrum.levels;
  double ground = INFINITY;
  spectrum.each([&](std::size_t, double energy, int) { ground = std::min(ground, energy); });
  Real z = 0, e = 0, m1 = 0, abs_m = 0, m2 = 0, m4 = 0, staggered = 0, wave = 0;
  std::vector<Real> correlation(levels.n_correlations);
  spectrum.each([&](std::size_t level, double energy, int magnetization) {
    const Real boltzmann = std::exp(-(static_cast<Real>(energy) - ground) / temperature);
    const Real w = boltzmann * static_cast<Real>(levels.count[level]), d = energy - ground, m = magnetization;
    z += w, e += w * d, m1 += w * m, abs_m += w * std::fabs(m), m2 += w * m * m, m4 += w * m * m * m * m;
    if (!levels.staggered.empty()) staggered += boltzmann * static_cast<Real>(levels.staggered[level]);
    if (!levels.wave.empty()) wave += boltzmann * levels.wave[level];
    for (std::size_t r = 0; r < correlation.size(); ++r) {
      correlation[r] += boltzmann * static_cast<Real>(levels.correlation[level * correlation.size() + r]);
    }
  });
  const Real mean = e / z;
  const Real n = levels.n_sites;
  SpinAverages a;
  a.temperature = temperature;
  a.log_z = static_cast<double>(std::log(z) - ground / static_cast<Real>(temperature) +
                                (spectrum.halved ? std::log(Real{2}) : 0));
  a.energy = static_cast<double>(ground + mean);
  a.energy_variance = static_cast<double>(energy_spread(spectrum, temperature, ground, mean) / z);
  a.magnetization = spectrum.halved ? 0 : static_cast<double>(m1 / z / n);
  a.abs_magnetization = static_cast<double>(abs_m / z / n);
  a.magnetization_2 = static_cast<double>(m2 / z / (n * n));
  a.magnetization_4 = static_cast<double>(m4 / z / (n * n * n * n));
  if (!levels.staggered.empty()) a.staggered = static_cast<double>(staggered / z / n);
  if (!levels.wave.empty()) a.wave = static_cast<double>(wave / z / n);
  for (std::size_t r = 0; r < correlation.size(); ++r) {
    a.correlation.push_back(static_cast<double>(correlation[r] / z / static_cast<Real>(n_pairs[r])));
  }
  return a;
}

}  // namespace

std::vector<SpinAverages> by_levels(const SpinParameters& parameters, double unit, const SpinProbes& probes,
                                    std::span<const double> temperatures) {
  std::vector<Link<int>> bonds;
  int bound = 0;
  for (const Bond& bond : merged_bonds(parameters)) {
    const int k = static_cast<int>(std::lround(bond.coupling / unit));
    bonds.push_back({bond.a, bond.b, k});
    bound += std::abs(k);
  }
  GrayWalk<int> walk(parameters.n_sites, bonds, probes);
  Levels levels(bound, static_cast<int>(parameters.n_sites), walk.probe);
  const bool halved = parameters.field == 0;
  const std::uint64_t n_states = std::uint64_t{1} << (parameters.n_sites - (halved ? 1 : 0));
  if (walk.probe.any()) {
    walk_levels<true>(walk, n_states, levels);
  } else {
    walk_levels<false>(walk, n_states, levels);
  }
  std::vector<std::size_t> n_pairs;
  for (const auto& pairs : probes.correlation) n_pairs.push_back(pairs.size());
  std::vector<SpinAverages> all;
  for (const double t : temperatures)
    all.push_back(averages_of({levels, unit, parameters.field, halved}, t, n_pairs));
  return all;
}

}  // namespace lenz::exact::enumeration
