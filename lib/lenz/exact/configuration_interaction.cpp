#include "lenz/exact/configuration_interaction.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>

#include "lenz/core/checks.hpp"
#include "lenz/exact/oscillator/effective_interaction.hpp"
#include "lenz/exact/oscillator/many_body_hamiltonian.hpp"
#include "lenz/exact/spins/ground_state.hpp"

namespace lenz::exact::configuration_interaction {

namespace {

using namespace oscillator;

/// Elements between all pairs of as many quanta take 0.7 GB.
constexpr std::size_t max_pair_quanta = 32;

void require(const System& system) {
  if (const Applies verdict = applies(system); !verdict) throw std::invalid_argument(verdict.reason);
}

/// What an expansion in oscillator functions loses for each two quanta more.
double decay(const System& system) {
  if (system.interaction.shape == Shape::coulomb) return 1;
  const double root = 2 / (2 + system.omega * system.interaction.range * system.interaction.range);
  return root * root;
}

/// The largest cutoff not above `most` whose quanta have the parity of M.
std::size_t with_parity(const System& system, std::size_t most) {
  const auto m = static_cast<std::size_t>(std::abs(system.particles.momentum));
  return (system.particles.lowest_quanta() + most + m) % 2 == 0 ? most : most - 1;
}

struct Estimate {
  double energy, error;
  bool fits;  ///< whether the law was seen
};

Estimate estimate(const std::vector<double>& e, double cutoff, double rho) {
  const std::size_t n = e.size();
  const double last[3] = {e[n - 3], e[n - 2], e[n - 1]}, before[3] = {e[n - 4], e[n - 3], e[n - 2]};
  const double energy = extrapolated(last, cutoff, rho, 0), floor = 1e-9 * std::fabs(e[n - 1]);
  double low = energy, high = energy;
  bool fits = std::isfinite(energy);
  for (const double c : {0.0, 2.0, 6.0}) {
    for (const double x : {extrapolated(last, cutoff, rho, c), extrapolated(before, cutoff - 2, rho, c)}) {
      fits = fits && std::isfinite(x);
      low = std::min(low, x), high = std::max(high, x);
    }
  }
  if (fits) return {energy, std::max({high - low, std::fabs(e[n - 1] - energy) / 10, floor}), true};
  const auto [least, most] = std::minmax({last[0], last[1], last[2]});
  return {e[n - 1], std::max(3 * (most - least), floor), false};
}

}  // namespace

Applies applies(const System& system) {
  const Particles& p = system.particles;
  const bool bosons = p.statistics == Statistics::bosons;
  if (p.n_particles < 2 || p.n_particles > (bosons ? 4 : Particles::max_particles))
    return {"configuration interaction is offered for 2 to 4 bosons and 2 to 6 fermions"};
  if (!bosons && p.n_up > p.n_particles) return {"no more spins can be up than there are particles"};
  if (!(system.omega > 0) || !std::isfinite(system.omega)) return {"omega must be positive and finite"};
  if (!std::isfinite(system.interaction.strength)) return {"the strength must be finite"};
  if (system.interaction.shape == Shape::gaussian &&
      !(system.interaction.range > 0 && std::isfinite(system.interaction.range)))
    return {"the range must be positive and finite"};
  if (system.interaction.shape == Shape::gaussian &&
      system.interaction.range * std::sqrt(system.omega) < 0.05)
    return {"configuration interaction needs a range of at least 0.05 / sqrt(omega)"};
  return {};
}

TruncatedEnergy truncated_energy(const System& system, std::size_t cutoff, Treatment treatment,
                                 std::size_t max_elements) {
  require(system);
  const ManyBodyBasis basis(system.particles, cutoff);
  if (basis.size() == 0) throw_invalid("cutoff", cutoff, "so large that a state has this momentum");
  const std::size_t quanta = basis.max_pair_quanta();
  const bool pair = system.particles.n_particles == 2;
  if (!pair && quanta > max_pair_quanta)
    throw_invalid("quanta of a pair", quanta, "at most 32: a lower cutoff");
  const RelativeElements relative = treatment == Treatment::effective
                                        ? effective_elements(system.interaction, system.omega, quanta)
                                        : RelativeElements(system.interaction, system.omega, quanta);
  // The momentum of two particles alone never changes.
  const auto m = static_cast<std::size_t>(std::abs(system.particles.momentum));
  const PairElements pairs(relative, quanta, pair ? m : quanta);
  const ManyBodyHamiltonian h(basis, pairs, system.omega, max_elements);
  const auto ground = spins::ground_state(h, spins::GroundStateOptions{});
  if (!ground.converged) throw std::runtime_error("the lowest configuration did not converge");
  return {ground.energy, basis.size(), h.n_elements()};
}

double extrapolated(const double (&energies)[3], double cutoff, double rho, double c) {
  const double first = energies[0] - energies[1], second = energies[1] - energies[2];
  if (!(second > 0 && first > second)) return std::numeric_limits<double>::quiet_NaN();
  // Relative to the last point, whose share is 1.
  const auto share = [&](double steps, double p) {
    return std::pow(rho, -steps) * std::pow((cutoff + c - 2 * steps) / (cutoff + c), -p);
  };
  const auto ratio = [&](double p) { return (share(2, p) - share(1, p)) / (share(1, p) - 1); };
  double low = 1e-3, high = 30;
  if (!(ratio(low) < first / second && ratio(high) > first / second))
    return std::numeric_limits<double>::quiet_NaN();
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (ratio(middle) < first / second ? low : high) = middle;
  }
  return energies[2] - second / (share(1, low) - 1);
}

GroundEnergy ground_energy(const System& system, const Options& options) {
  require(system);
  check_range("cutoff", options.cutoff, std::size_t{7}, std::size_t{60});
  const std::size_t top = with_parity(system, options.cutoff);
  GroundEnergy result;
  for (std::size_t k = top - 6; k <= top; k += 2) {
    const auto bare = truncated_energy(system, k, Treatment::bare, options.max_elements);
    result.cutoffs.push_back(k);
    result.bare.push_back(bare.energy);
    result.n_states.push_back(bare.n_states);
    result.effective.push_back(
        truncated_energy(system, k, Treatment::effective, options.max_elements).energy);
  }
  // Without an interaction, or for two particles, all are the exact energy.
  const Estimate found = estimate(result.effective, static_cast<double>(top), decay(system));
  result.energy = found.energy;
  result.error = std::max(found.error, found.energy - result.bare.back());
  // Of three and more particles; a sequence about to turn stands almost still, which is no convergence.
  if (!found.fits && system.particles.n_particles > 2)
    result.error += std::fabs(result.bare.back() - found.energy) / 100;
  return result;
}

}  // namespace lenz::exact::configuration_interaction
