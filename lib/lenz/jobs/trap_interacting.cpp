#include "lenz/jobs/trap_interacting.hpp"

#include <algorithm>
#include <vector>

#include "lenz/exact/configuration_interaction.hpp"

namespace lenz::jobs {

namespace {

namespace ci = exact::configuration_interaction;

ci::System system_of(const TrapInput& input, const TrapPoint& point, int momentum) {
  using exact::oscillator::Shape;
  using exact::oscillator::Statistics;
  const bool coulomb = input.interaction == models::Interaction::coulomb;
  return {.particles = {.statistics = input.is_fermion() ? Statistics::fermions : Statistics::bosons,
                        .n_particles = input.particles,
                        .n_up = input.n_up(),
                        .momentum = momentum},
          .interaction = {.shape = coulomb ? Shape::coulomb : Shape::gaussian,
                          .strength = point.strength,
                          .range = point.range},
          .omega = point.frequencies[0]};
}

/// Cutoffs of 2 to 6 particles, K of exact::configuration_interaction.
constexpr std::size_t cheap_fermions[] = {20, 17, 14, 13, 12}, dear_fermions[] = {20, 21, 18, 15, 14},
                      cheap_bosons[] = {22, 20, 20}, dear_bosons[] = {22, 26, 24};
constexpr std::size_t small_cutoff = 8;

std::size_t cutoff_of(const TrapInput& input, Effort effort) {
  const bool cheap = effort == Effort::cheap;
  const auto k = input.particles - 2;
  if (input.is_fermion()) return (cheap ? cheap_fermions : dear_fermions)[k];
  return (cheap ? cheap_bosons : dear_bosons)[k];
}

/// Of n fermions of one spin in the lowest configuration: 2 n_radial + |m| is the shell, m its every other.
int largest_momentum(std::size_t n) {
  int momentum = 0;
  std::size_t shell = 0;
  while (n > shell + 1) n -= ++shell;
  for (std::size_t k = 0; k < n; ++k) momentum += static_cast<int>(shell) - 2 * static_cast<int>(k);
  return momentum;
}

}  // namespace

std::vector<int> momenta_of(const TrapInput& input) {
  std::vector<int> all{0};
  if (!input.is_fermion()) return all;
  const int most = largest_momentum(input.n_up()) + largest_momentum(input.particles - input.n_up());
  for (int m = 1; m <= most; ++m) all.push_back(m);
  return all;
}

std::string against_interacting(const TrapInput& input, const TrapPoint& point) {
  if (input.dimensions != 2) return "it needs two dimensions";
  if (!input.is_isotropic()) return "it needs an isotropic trap: omega in place of frequencies";
  if (!input.has_strength() || input.softening > 0)
    return "it needs interaction = \"gaussian\", or \"coulomb\" without softening";
  return ci::applies(system_of(input, point, 0)).reason;
}

InteractingEnergy interacting_energy(const TrapInput& input, const TrapPoint& point, Effort effort) {
  const auto solve = [&](int momentum, std::size_t cutoff) {
    const auto found = ci::ground_energy(system_of(input, point, momentum), {.cutoff = cutoff});
    return InteractingEnergy{.energy = found.energy, .error = found.error, .momentum = momentum};
  };
  const auto below = [](const InteractingEnergy& a, const InteractingEnergy& b) {
    return a.energy < b.energy;
  };
  std::vector<int> momenta = momenta_of(input);
  if (momenta.size() > 1) {
    std::vector<InteractingEnergy> rough;
    for (const int momentum : momenta) rough.push_back(solve(momentum, small_cutoff));
    const InteractingEnergy lowest = *std::min_element(rough.begin(), rough.end(), below);
    momenta.clear();
    for (const InteractingEnergy& e : rough) {
      if (e.energy - e.error <= lowest.energy + lowest.error) momenta.push_back(e.momentum);
    }
  }
  std::vector<InteractingEnergy> fine;
  for (const int momentum : momenta) fine.push_back(solve(momentum, cutoff_of(input, effort)));
  return *std::min_element(fine.begin(), fine.end(), below);
}

}  // namespace lenz::jobs
