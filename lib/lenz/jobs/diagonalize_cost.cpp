#include "lenz/jobs/diagonalize_cost.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/jobs/spin_levels.hpp"
#include "lenz/jobs/spin_thermal.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

/// Seconds of one product with a sector's Hamiltonian, and of making its operator.
struct OperatorCost {
  double product = 0, making = 0;
};

OperatorCost operator_cost(const Terms& terms, const Sector& sector) {
  const double n = states_in(terms, sector);
  double elements = 1;
  for (const Bond& b : terms.bonds) elements += b.flip != 0 ? 1 : 0.1;
  for (const double field : terms.x) elements += field != 0 ? 0.5 : 0;
  if (!sector.group) return {.product = 2.2e-10 * n * elements + 2e-6, .making = 1e-4};
  const double order = static_cast<double>(sector.group->elements().size());
  return {.product = 1e-9 * n * elements / 2, .making = 4.5e-10 * n * order * elements / 2};
}

/// Products until a level has converged, and so many more for each further one.
double n_products(double n_levels) { return 50 + 30 * n_levels; }

double dense_seconds(double n, bool with_vectors) {
  return (with_vectors ? 1.2e-10 : 4e-11) * n * n * n + 5e-8 * n * n;
}

/// Of one product in a search for so many levels, spent on its vectors, which fit the cache or do not.
double vector_seconds(const Sector& sector, double n, double levels) {
  const double scalar = sector.group && !sector.group->is_real() ? 16 : 8, n_vectors = 30 + 2 * levels;
  constexpr double cache = 3e7;
  return (n * scalar * n_vectors < cache ? 1.1e-10 : 2.8e-10) * n * scalar * n_vectors;
}

double level_seconds(const DiagonalizeInput& input, const SpinCase& spins, const Sector& sector) {
  const double n = states_in(spins.terms, sector), levels = static_cast<double>(input.run.levels);
  const OperatorCost op = operator_cost(spins.terms, sector);
  const bool dense = input.run.method == DiagonalizeMethod::dense || n <= 256;
  double seconds = op.making;
  if (dense) {
    seconds += dense_seconds(n, true);
  } else if (levels == 1) {
    seconds += 80 * (op.product + 3e-9 * n);
  } else {
    seconds += n_products(levels) * (op.product + vector_seconds(sector, n, levels));
  }
  if (!has_observables(input, spins)) return seconds;
  const double all = states_in(spins.terms, {.n_up = sector.n_up}), sites = spins.terms.n_sites;
  const double width = std::exp2(std::floor(sites / 2)) * (sector.n_up ? 0.4 : 1);
  const double flips = spins.input.model == SpinModel::transverse_ising ? 4e-9 * sites : 0;
  return seconds + all * (0.2e-9 * sites * sites + flips) + 1e-10 * width * width * width;
}

double thermal_seconds(const DiagonalizeInput& input, const SpinCase& spins, const Sector& sector) {
  const double n = states_in(spins.terms, sector);
  const OperatorCost op = operator_cost(spins.terms, sector);
  if (is_dense_thermal(input, n)) return op.making + dense_seconds(n, false);
  const double products = static_cast<double>(input.run.vectors * input.run.steps);
  return op.making + products * (op.product + 1.5e-9 * n) +
         n_products(4) * (op.product + vector_seconds(sector, n, 4));
}

}  // namespace

double largest_sector(const std::vector<SpinCase>& cases) {
  double most = 0;
  for (const SpinCase& spins : cases) {
    for (const Sector& sector : spins.sectors) most = std::max(most, states_in(spins.terms, sector));
  }
  return most;
}

Cost diagonalize_cost(const DiagonalizeInput& input, const std::vector<SpinCase>& cases,
                      std::size_t n_threads) {
  Cost cost{.n_threads = n_threads};
  for (const SpinCase& spins : cases) {
    const bool thermal = input.system.temperature.has_value();
    for (const Sector& sector : spins.sectors)
      cost.seconds += thermal ? thermal_seconds(input, spins, sector) : level_seconds(input, spins, sector);
    cost.bytes = std::max(cost.bytes, thermal ? thermal_bytes(input, spins) : levels_bytes(input, spins));
  }
  cost.seconds /= static_cast<double>(n_threads);
  return cost;
}

}  // namespace lenz::jobs
