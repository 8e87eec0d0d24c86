#include "lenz/exact/free_particles.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <stdexcept>

namespace lenz::exact::free_particles {

namespace {

/// A state of one particle: its energy and <r^2> = sum_k (n_k + 1/2)/omega_k.
struct Orbital {
  std::vector<std::size_t> n;
  double energy = 0, radius_2 = 0;
  bool operator<(const Orbital& other) const { return energy > other.energy; }
};

Orbital orbital(const Trap& trap, std::vector<std::size_t> n) {
  Orbital made{std::move(n), 0, 0};
  for (std::size_t k = 0; k < made.n.size(); ++k) {
    const double quanta = static_cast<double>(made.n[k]) + 0.5;
    made.energy += quanta * trap.frequencies[k], made.radius_2 += quanta / trap.frequencies[k];
  }
  return made;
}

double width(const Trap& trap) {
  return 1e-10 * std::accumulate(trap.frequencies.begin(), trap.frequencies.end(), 0.0);
}

/// The lowest `count` orbitals and all others of the level the last is in, ascending. After n come n + e_k
/// for each k up to the first n_k that is not 0: so each is reached once.
std::vector<Orbital> lowest(const Trap& trap, std::size_t count) {
  const std::size_t d = trap.frequencies.size();
  std::priority_queue<Orbital> next;
  next.push(orbital(trap, std::vector<std::size_t>(d)));
  std::vector<Orbital> found;
  while (found.size() < count || next.top().energy - found[count - 1].energy < width(trap)) {
    found.push_back(next.top());
    next.pop();
    std::vector<std::size_t> n = found.back().n;
    for (std::size_t k = 0; k < d; ++k) {
      ++n[k];
      next.push(orbital(trap, n));
      if (--n[k] > 0) break;
    }
  }
  return found;
}

double binomial(std::size_t n, std::size_t k) {
  double product = 1;
  for (std::size_t j = 1; j <= k; ++j) product *= static_cast<double>(n - k + j) / static_cast<double>(j);
  return std::round(product);
}

/// `count` fermions of one spin, added to `state`.
void fill(const Trap& trap, std::size_t count, GroundState& state) {
  if (count == 0) return;
  const std::vector<Orbital> orbitals = lowest(trap, count);
  const double top = orbitals[count - 1].energy;
  const auto in_last = [&](const Orbital& o) { return std::fabs(o.energy - top) < width(trap); };
  const auto first = static_cast<std::size_t>(std::ranges::find_if(orbitals, in_last) - orbitals.begin());
  double last_radius_2 = 0;
  for (std::size_t i = 0; i < orbitals.size(); ++i) {
    if (i < count) state.energy += orbitals[i].energy;
    (i < first ? state.radius_2 : last_radius_2) += orbitals[i].radius_2;
  }
  const std::size_t places = orbitals.size() - first, taken = count - first;
  state.radius_2 += last_radius_2 * static_cast<double>(taken) / static_cast<double>(places);
  state.degeneracy *= binomial(places, taken);
  state.closed = state.closed && taken == places;
}

}  // namespace

Applies applies(const Trap& trap) {
  if (trap.particles < 1 || trap.particles > 10000) return {"free particles are offered for 1 to 10000"};
  if (trap.frequencies.empty() || trap.frequencies.size() > 3)
    return {"free particles are offered for 1 to 3 dimensions"};
  for (const double omega : trap.frequencies) {
    if (!(omega > 0) || !std::isfinite(omega)) return {"the frequencies must be positive and finite"};
  }
  const auto [least, most] = std::ranges::minmax(trap.frequencies);
  if (most > 1e6 * least) return {"free particles need frequencies whose ratios are at most 1e6"};
  if (trap.statistics == Statistics::fermion && trap.spin_up > trap.particles)
    return {"spin_up must be at most the number of particles"};
  return {};
}

GroundState solve(const Trap& trap) {
  if (const Applies verdict = applies(trap); !verdict) throw std::invalid_argument(verdict.reason);
  GroundState state;
  if (trap.statistics == Statistics::fermion) {
    fill(trap, trap.spin_up, state);
    fill(trap, trap.particles - trap.spin_up, state);
    return state;
  }
  const Orbital one = orbital(trap, std::vector<std::size_t>(trap.frequencies.size()));
  const auto n = static_cast<double>(trap.particles);
  state.energy = n * one.energy, state.radius_2 = n * one.radius_2;
  return state;
}

Values values(const Trap& trap) {
  const GroundState state = solve(trap);
  const double radius = std::sqrt(state.radius_2 / static_cast<double>(trap.particles));
  return {{"energy", {state.energy}},
          {"kinetic", {state.energy / 2}},
          {"potential", {state.energy / 2}},
          {"interaction", {0.0}},
          {"radius", {radius}}};
}

}  // namespace lenz::exact::free_particles
