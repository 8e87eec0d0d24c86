#include "lenz/jobs/ising_finite_size.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/jobs/critical_point.hpp"
#include "lenz/stats/finite_size.hpp"
#include "lenz/stats/tests.hpp"

namespace lenz::jobs {
namespace {

constexpr const char* onsager = "two dimensions (Onsager 1944, Yang 1952)";
constexpr const char* bootstrap = "three dimensions (Kos, Poland, Simmons-Duffin and Vichi 2016)";

Known nu(bool cubic) { return cubic ? Known{0.629971, 4e-6, bootstrap} : Known{1, 0, onsager}; }
Known beta_over_nu(bool cubic) {
  return cubic ? Known{0.5181489, 1e-6, bootstrap} : Known{0.125, 0, onsager};
}
Known gamma_over_nu(bool cubic) {
  return cubic ? Known{1.9637022, 2e-6, bootstrap} : Known{1.75, 0, onsager};
}

/// 7/4 in two dimensions: the regular part of the susceptibility; 0.8295 in three (Simmons-Duffin 2017).
stats::FiniteSizeOptions options_of(bool cubic) {
  return cubic ? stats::FiniteSizeOptions{.omega = 0.8295} : stats::FiniteSizeOptions{.omega = 1.75};
}

io::FiniteSizeNumber number(const char* name, const char* unit, const stats::FittedNumber& found,
                            const Known& known) {
  io::FiniteSizeNumber n{.value = {}, .chi2 = found.chi2, .dof = found.dof};
  n.value.name = name;
  n.value.unit = unit;
  n.value.mean = {found.mean};
  n.value.error = {found.error};
  (known.error > 0 ? n.value.reference : n.value.exact) = {known.value};
  if (known.error > 0) n.value.reference_error = {known.error};
  n.value.reference_source = known.source;
  n.value.z = {stats::z_score(found.mean, found.error, known.value, known.error)};
  return n;
}

double parameter(const io::PointResult& point, const char* name) {
  for (const auto& [key, value] : point.parameters) {
    if (key == name) return value;
  }
  return 0;
}

/// All temperatures of each size, sizes in increasing order.
std::vector<stats::SizeData> sizes_of(const IsingInput& input, const std::vector<io::PointResult>& points) {
  std::vector<stats::SizeData> sizes;
  for (const IsingInput& one : by_size(input)) {
    const double length = static_cast<double>(one.size.front());
    stats::SizeData& size = sizes.emplace_back(
        stats::SizeData{.length = length, .n_sites = static_cast<double>(one.n_sites()), .data = {}});
    for (const io::PointResult& point : points) {
      if (parameter(point, "size") != length) continue;
      stats::TemperatureData& data = size.data.emplace_back(
          stats::TemperatureData{.temperature = parameter(point, "temperature"), .chains = {}});
      for (const stats::EnergyBlocks& chain : point.energies) data.chains.push_back(&chain);
    }
  }
  std::sort(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.length < b.length; });
  return sizes;
}

}  // namespace

io::FiniteSize ising_finite_size(const IsingInput& input, const std::vector<io::PointResult>& points) {
  const bool cubic = input.lattice == lattice::Kind::cubic;
  const stats::FiniteSizeResult found =
      stats::finite_size_scaling(sizes_of(input, points), options_of(cubic));
  io::FiniteSize result{.numbers = {},
                        .crossings = found.crossings,
                        .sizes = found.sizes,
                        .missing = found.missing,
                        .blocks_short = found.blocks_short};
  Known t_c = critical_temperature(input.lattice);
  t_c.value *= input.coupling[0];
  t_c.error *= input.coupling[0];
  if (found.critical_temperature)
    result.numbers.push_back(number("critical_temperature", "energy", *found.critical_temperature, t_c));
  if (found.nu) result.numbers.push_back(number("nu", "1", *found.nu, nu(cubic)));
  if (found.beta_over_nu)
    result.numbers.push_back(number("beta_over_nu", "1", *found.beta_over_nu, beta_over_nu(cubic)));
  if (found.gamma_over_nu)
    result.numbers.push_back(number("gamma_over_nu", "1", *found.gamma_over_nu, gamma_over_nu(cubic)));
  return result;
}

}  // namespace lenz::jobs
