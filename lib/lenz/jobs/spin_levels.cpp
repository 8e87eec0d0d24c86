#include "lenz/jobs/spin_levels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/exact/spins/ground_state.hpp"
#include "lenz/exact/spins/lanczos.hpp"
#include "lenz/exact/spins/spectrum.hpp"
#include "lenz/jobs/spin_limits.hpp"
#include "lenz/jobs/spin_oracles.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

/// Levels closer than rounding tells apart.
bool same_level(double a, double b) { return std::fabs(a - b) <= 1e-11 * (1 + std::fabs(b)); }

random::Address address_of(const DiagonalizeInput& input, const SectorTask& task) {
  return {.seed = input.run.seed,
          .job = static_cast<std::uint32_t>(task.sector),
          .point = static_cast<std::uint32_t>(task.point),
          .purpose = random::Purpose::initial};
}

/// Where one level is asked for a second one is looked at, so that a degenerate ground state is seen: its
/// vector is then whichever the seed leads to. In larger spaces it would cost the memory that one level was
/// asked for to save.
constexpr double most_states_looked_at = 0x1p22;

LanczosOptions lanczos_options(const DiagonalizeInput& input, double n_states) {
  const bool looks = input.run.levels == 1 && n_states <= most_states_looked_at;
  LanczosOptions options{.n_levels = looks ? 2 : input.run.levels, .tolerance = input.run.tolerance};
  if (input.run.method == DiagonalizeMethod::dense)
    options.dense_up_to = std::numeric_limits<std::uint64_t>::max();
  if (input.run.method == DiagonalizeMethod::lanczos) options.dense_up_to = 0;
  return options;
}

/// Adds the expectation values of one more copy of the lowest level; its entanglement says nothing where
/// copies may be mixed.
void add_observables(NamedValues& sums, const NamedValues& values, bool alone) {
  for (const auto& [name, value] : values) {
    if (name == "entanglement_entropy" && !alone) continue;
    const auto at =
        std::find_if(sums.begin(), sums.end(), [&wanted = name](const auto& s) { return s.first == wanted; });
    if (at == sums.end()) {
      sums.emplace_back(name, value);
    } else {
      for (std::size_t i = 0; i < value.size(); ++i) at->second[i] += value[i];
    }
  }
}

void divide(NamedValues& values, double by) {
  for (auto& [name, value] : values) {
    for (double& v : value) v /= by;
  }
}

/// One sector, whatever its operator is.
class Search {
 public:
  Search(const DiagonalizeInput& input, const SectorTask& task, const WatchLevels& watch)
      : input_(input), task_(task), watch_(watch), sector_(task.spins.sectors.at(task.sector)) {}

  template <class Op>
  SectorLevels run(const Op& op) {
    if (op.size() == 0) return {};
    LanczosOptions options = lanczos_options(input_, static_cast<double>(op.size()));
    options.address = address_of(input_, task_);
    options.n_threads = task_.n_threads;
    options.watch = watch_;
    options.with_vectors = has_observables(input_, task_.spins);
    if (options.n_levels == 1 && !options.is_dense(op.size())) {
      alone(op, options);
    } else {
      several(op, options);
    }
    return std::move(found_);
  }

 private:
  template <class Op>
  void several(const Op& op, const LanczosOptions& options) {
    auto result = lowest_levels(op, options);
    if (result.status != LanczosStatus::converged) refuse(result.levels.front().residual, result.n_products);
    for (const Level& level : result.levels) add(level.energy, level.residual);
    found_.n_updates = static_cast<double>(result.n_products) * static_cast<double>(op.size());
    while (found_.n_lowest < found_.energies.size() &&
           same_level(found_.energies[found_.n_lowest], found_.energies[0]))
      ++found_.n_lowest;
    if (!options.with_vectors) return;
    for (std::size_t k = 0; k < found_.n_lowest; ++k) observe(op, std::move(result.vectors[k]));
    divide(found_.observables, static_cast<double>(found_.n_lowest));
  }

  template <class Op>
  void alone(const Op& op, const LanczosOptions& options) {
    auto result = ground_state(op, {.tolerance = options.tolerance,
                                    .address = options.address,
                                    .n_threads = options.n_threads,
                                    .with_vector = options.with_vectors,
                                    .watch = watch_});
    const double residual = result.residual.value_or(result.residual_estimate);
    if (!result.converged) refuse(residual, result.n_products);
    add(result.energy, residual);
    found_.n_updates = static_cast<double>(result.n_products) * static_cast<double>(op.size());
    found_.n_lowest = 1;
    if (options.with_vectors) observe(op, std::move(result.vector));
  }

  void add(double energy, double residual) {
    found_.energies.push_back(energy);
    found_.residuals.push_back(residual);
  }

  template <class Op, class S>
  void observe(const Op& op, std::vector<S> vector) {
    const std::vector<S> v = expanded(op, sector_, std::move(vector));
    const ChunkedBasis basis(task_.spins.terms.n_sites, sector_.n_up);
    add_observables(found_.observables,
                    observables_in(task_.spins, sector_, basis, v.data(), task_.n_threads),
                    found_.n_lowest == 1);
  }

  [[noreturn]] static void refuse(double residual, std::uint64_t n_products) {
    throw NumericalError(fmt::format(
        "the lowest levels did not converge in {} products: a residual is {:.2e}", n_products, residual));
  }

  const DiagonalizeInput& input_;
  const SectorTask& task_;
  const WatchLevels& watch_;
  const Sector& sector_;
  SectorLevels found_;
};

struct AnyLevel {
  double energy = 0, residual = 0;
};

/// All levels in increasing order, those of twin sectors twice.
std::vector<AnyLevel> all_levels(const SpinCase& spins, const std::vector<SectorLevels>& sectors) {
  std::vector<AnyLevel> all;
  for (std::size_t s = 0; s < sectors.size(); ++s) {
    const bool twice = spins.is_twin(s);
    for (std::size_t k = 0; k < sectors[s].energies.size(); ++k)
      all.insert(all.end(), twice ? 2 : 1, {sectors[s].energies[k], sectors[s].residuals[k]});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const AnyLevel& a, const AnyLevel& b) { return a.energy < b.energy; });
  return all;
}

/// Averages over all sectors whose lowest level is the lowest of all. Of twins only the magnetization
/// differs, by its sign.
NamedValues ground_observables(const SpinCase& spins, const std::vector<SectorLevels>& sectors,
                               double lowest) {
  NamedValues sums;
  double n = 0;
  bool entangled = true;
  for (std::size_t s = 0; s < sectors.size(); ++s) {
    const SectorLevels& here = sectors[s];
    if (here.energies.empty() || !same_level(here.energies[0], lowest)) continue;
    const bool twice = spins.is_twin(s);
    const double weight = static_cast<double>(here.n_lowest) * (twice ? 2 : 1);
    NamedValues values = here.observables;
    for (auto& [name, value] : values) {
      for (double& v : value) v *= twice && name == "magnetization" ? 0 : weight;
    }
    add_observables(sums, values, true);
    entangled = entangled && here.n_lowest == 1;
    n += weight;
  }
  if (!entangled) std::erase_if(sums, [](const auto& s) { return s.first == "entanglement_entropy"; });
  divide(sums, n);
  finish_observables(sums);
  return sums;
}

/// Whether every sector that holds the lowest level also showed a higher one, or all its states.
bool all_copies_found(const SpinCase& spins, const std::vector<SectorLevels>& sectors, double lowest) {
  for (std::size_t s = 0; s < sectors.size(); ++s) {
    const SectorLevels& here = sectors[s];
    if (here.energies.empty() || !same_level(here.energies[0], lowest)) continue;
    const bool full = static_cast<double>(here.energies.size()) >= states_in(spins.terms, spins.sectors[s]);
    if (here.n_lowest == here.energies.size() && !full) return false;
  }
  return true;
}

}  // namespace

SectorLevels find_levels(const DiagonalizeInput& input, const SectorTask& task, const WatchLevels& watch) {
  return in_sector(task.spins.terms, task.spins.sectors.at(task.sector), task.n_threads,
                   [&](const auto& op) { return Search(input, task, watch).run(op); });
}

io::PointResult ground_state_point(const DiagonalizeInput& input, const SpinCase& spins,
                                   const std::vector<SectorLevels>& sectors) {
  std::vector<AnyLevel> levels = all_levels(spins, sectors);
  const auto is_lowest = [&](const AnyLevel& level) { return same_level(level.energy, levels[0].energy); };
  const auto degeneracy = static_cast<double>(std::count_if(levels.begin(), levels.end(), is_lowest));
  const double energy = levels[0].energy, residual = levels[0].residual;
  const auto n_sites = static_cast<double>(spins.terms.n_sites);

  NamedValues values{{"energy", {energy}}, {"energy_variance", {residual * residual}}};
  // Products of Pauli matrices have no trace.
  if (energy != 0) values.push_back({"v_score", {n_sites * std::pow(residual / energy, 2)}});
  if (levels.size() > 1 && (input.run.levels > 1 || degeneracy > 1))
    values.push_back({"gap", {levels[1].energy - levels[0].energy}});
  if (levels.size() > input.run.levels) levels.resize(input.run.levels);
  std::vector<double> energies, residuals;
  for (const AnyLevel& level : levels) {
    energies.push_back(level.energy);
    residuals.push_back(level.residual);
  }
  values.emplace_back("levels", std::move(energies));
  values.emplace_back("residuals", std::move(residuals));
  if (all_copies_found(spins, sectors, energy)) values.push_back({"degeneracy", {degeneracy}});
  for (auto& observable : ground_observables(spins, sectors, energy)) values.push_back(std::move(observable));

  const KnownValues known = known_ground_state(spins, input.exact, input.run.levels);
  io::PointResult point;
  point.parameters = spins.named_parameters();
  for (auto& [name, value] : values) {
    io::ObservableResult o;
    o.name = name;
    o.unit = unit_of_spin_observable(name);
    o.is_vector =
        name == "levels" || name == "residuals" || name == "correlation" || name == "structure_factor";
    o.error.assign(value.size(), 0.0);
    o.mean = std::move(value);
    if (const auto at = known.find(name); at != known.end() && at->second.value.size() == o.mean.size())
      join_exact(o, at->second);
    point.observables.push_back(std::move(o));
  }
  join_spin_limits(point.observables, spins);
  return point;
}

bool has_observables(const DiagonalizeInput& input, const SpinCase& spins) {
  if (!input.output.observables) return false;
  return std::all_of(spins.sectors.begin(), spins.sectors.end(), [&](const Sector& sector) {
    return states_in(spins.terms, {.n_up = sector.n_up}) <= most_states_observed;
  });
}

double levels_bytes(const DiagonalizeInput& input, const SpinCase& spins) {
  const bool observed = has_observables(input, spins);
  double most = 0;
  for (const Sector& sector : spins.sectors) {
    const double n = states_in(spins.terms, sector);
    const LanczosOptions options = lanczos_options(input, n);
    const double scalar = sector.group && !sector.group->is_real() ? 16 : 8;
    double bytes = options.n_levels == 1 && n > static_cast<double>(options.dense_up_to)
                       ? operator_bytes(spins.terms, sector) + n * scalar * (observed ? 4 : 3)
                       : spectrum_bytes(spins.terms, std::span(&sector, 1), options);
    if (observed && (sector.group || sector.parity != 0))
      bytes += scalar * states_in(spins.terms, {.n_up = sector.n_up});
    most = std::max(most, bytes);
  }
  return most;
}

}  // namespace lenz::jobs
