#include "lenz/stats/finite_size.hpp"

#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/stats/finite_size/critical_scaling.hpp"
#include "lenz/stats/finite_size/critical_temperature.hpp"
#include "lenz/stats/finite_size/crossings.hpp"

namespace lenz::stats {

namespace {

void check_sizes(std::span<const SizeData> sizes) {
  check_range<std::size_t>("the number of sizes", sizes.size(), 2, 1000);
  double last = 0;
  for (const SizeData& size : sizes) {
    if (!(size.length > last)) throw_invalid("a size", size.length, "larger than the one before");
    last = size.length;
    check_positive("n_sites", size.n_sites);
    for (const TemperatureData& data : size.data) {
      for (const EnergyBlocks* chain : data.chains) check_size("the observables", chain->n_observables(), 3);
    }
  }
}

}  // namespace

FiniteSizeResult finite_size_scaling(std::span<const SizeData> sizes, const FiniteSizeOptions& options) {
  check_sizes(sizes);
  check_positive("omega", options.omega);
  finite_size::SizeSamples samples(sizes);
  FiniteSizeResult result;
  finite_size::Crossings crossings = finite_size::find_crossings(samples);
  result.crossings = std::move(crossings.found);
  result.missing = std::move(crossings.missing);
  const finite_size::CriticalTemperature t_c =
      finite_size::find_critical_temperature(samples, result.crossings, options.omega);
  result.critical_temperature = t_c.value;
  if (t_c.value) {
    finite_size::CriticalScaling scaling = finite_size::find_scaling(samples, t_c, options.omega);
    result.sizes = std::move(scaling.sizes);
    result.nu = scaling.nu;
    result.beta_over_nu = scaling.beta_over_nu;
    result.gamma_over_nu = scaling.gamma_over_nu;
  } else {
    result.missing.push_back("critical_temperature, nu, beta_over_nu, gamma_over_nu: " + t_c.missing);
  }
  result.blocks_short = samples.blocks_short();
  return result;
}

}  // namespace lenz::stats
