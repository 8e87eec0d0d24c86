#include "lenz/jobs/spin_thermal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lenz/jobs/spin_oracles.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

constexpr double rounding = 1e-12;

/// States whose full spectrum takes a second or so.
constexpr std::uint64_t small_sector = 1024;

ThermalOptions thermal_options(const DiagonalizeInput& input) {
  ThermalOptions options{
      .n_vectors = input.run.vectors, .n_steps = input.run.steps, .dense_up_to = small_sector};
  if (input.run.method == DiagonalizeMethod::dense)
    options.dense_up_to = std::numeric_limits<std::uint64_t>::max();
  if (input.run.method == DiagonalizeMethod::lanczos) options.dense_up_to = 0;
  return options;
}

struct Quantity {
  const char* name;
  ThermalEstimate estimate;
  double scale;  ///< from the whole system's to what is reported
};

std::vector<Quantity> quantities_of(const SpinCase& spins, const ThermalPoint& point) {
  const double n = spins.terms.n_sites, s = spins.spin();
  std::vector<Quantity> all = {{"energy", point.energy, 1},
                               {"specific_heat", point.specific_heat, 1 / n},
                               {"free_energy", point.free_energy, 1 / n},
                               {"entropy", point.entropy, 1 / n}};
  if (spins.input.model == SpinModel::transverse_ising) return all;
  all.push_back({"magnetization", point.magnetization, s / n});
  all.push_back({"susceptibility", point.susceptibility, s * s / n});
  all.push_back({"response", point.susceptibility, s * s / n});
  return all;
}

io::ObservableResult observable_of(const Quantity& quantity, double effective_squares) {
  io::ObservableResult o;
  o.name = quantity.name;
  o.unit = unit_of_spin_observable(o.name);
  o.mean = {quantity.scale * quantity.estimate.value};
  const double error = quantity.scale * quantity.estimate.error;
  // Where the exact levels hold all of Z but for rounding, chance has no part in what is left.
  o.error = {error > rounding * (1 + std::fabs(o.mean[0])) ? error : 0};
  if (std::isfinite(effective_squares) && o.error[0] > 0) o.ess = {effective_squares};
  return o;
}

}  // namespace

ThermalSector find_thermal_sector(const DiagonalizeInput& input, const SectorTask& task,
                                  const std::function<void(std::uint64_t)>& watch) {
  const SpinCase& spins = task.spins;
  const Sector& sector = spins.sectors.at(task.sector);
  const bool twice = spins.is_twin(task.sector);
  ThermalOptions options = thermal_options(input);
  options.address = {.seed = input.run.seed,
                     .job = static_cast<std::uint32_t>(task.sector),
                     .point = static_cast<std::uint32_t>(task.point)};
  options.n_threads = task.n_threads;
  options.watch = watch;
  ThermalSector found = in_sector(spins.terms, sector, task.n_threads,
                                  [&](const auto& op) { return thermal_sector(op, options, twice ? 2 : 1); });
  if (sector.n_up) {
    const double m = 2.0 * *sector.n_up - spins.terms.n_sites;
    found.magnetization = twice ? 0 : m;
    found.magnetization_squared = m * m;
  }
  return found;
}

std::vector<io::PointResult> thermal_points(const DiagonalizeInput& input, const SpinCase& spins,
                                            std::span<const ThermalSector> sectors) {
  const std::vector<double>& temperatures = input.system.temperature->values;
  const auto known = known_averages(spins, input.exact, temperatures);
  const auto averages = thermal_averages(sectors, temperatures);
  std::vector<io::PointResult> points;
  for (std::size_t t = 0; t < temperatures.size(); ++t) {
    io::PointResult& point = points.emplace_back();
    point.parameters = spins.named_parameters();
    point.parameters.insert(point.parameters.begin(), {"temperature", temperatures[t]});
    for (const Quantity& quantity : quantities_of(spins, averages[t])) {
      io::ObservableResult o = observable_of(quantity, averages[t].effective_squares);
      if (const auto at = known[t].find(o.name); at != known[t].end()) join_exact(o, at->second);
      point.observables.push_back(std::move(o));
    }
  }
  return points;
}

double thermal_bytes(const DiagonalizeInput& input, const SpinCase& spins) {
  const ThermalOptions options = thermal_options(input);
  double most = 0;
  for (const Sector& sector : spins.sectors) {
    const double n = states_in(spins.terms, sector);
    const std::size_t scalar = sector.group && !sector.group->is_real() ? 16 : 8;
    const double vectors = is_dense_thermal(input, n)
                               ? 8.0 * n * n * static_cast<double>(scalar)
                               : static_cast<double>(options.bytes(static_cast<std::uint64_t>(n), scalar));
    most = std::max(most, vectors + operator_bytes(spins.terms, sector));
  }
  return most;
}

bool is_dense_thermal(const DiagonalizeInput& input, double n_states) {
  return thermal_options(input).is_dense(static_cast<std::uint64_t>(n_states));
}

}  // namespace lenz::jobs
