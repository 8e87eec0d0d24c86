#include "lenz/jobs/trap_oracles.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/exact/free_particles.hpp"
#include "lenz/exact/radial.hpp"
#include "lenz/exact/taut.hpp"
#include "lenz/jobs/trap_interacting.hpp"

namespace lenz::jobs {

namespace {

constexpr Exact all_oracles[] = {Exact::free_particles, Exact::taut, Exact::radial,
                                 Exact::configuration_interaction};

/// Two fermions of one spin, whose relative state is odd.
bool is_triplet(const TrapInput& input) { return input.is_fermion() && input.n_of_one_spin() == 2; }

std::string against_pair(const TrapInput& input) {
  if (input.particles != 2) return "it needs two particles";
  return input.is_isotropic() ? "" : "it needs an isotropic trap: omega in place of frequencies";
}

exact::free_particles::Trap free_trap(const TrapInput& input, const TrapPoint& point) {
  using enum exact::free_particles::Statistics;
  return {.particles = input.particles,
          .frequencies = point.frequencies,
          .statistics = input.is_fermion() ? fermion : boson,
          .spin_up = input.n_up()};
}

std::string against_free_particles(const TrapInput& input, const TrapPoint& point) {
  if (input.interaction != models::Interaction::none && input.particles > 1)
    return "it needs interaction = \"none\"";
  return exact::free_particles::applies(free_trap(input, point)).reason;
}

exact::taut::Pair taut_pair(const TrapInput& input, const TrapPoint& point) {
  return {.dimensions = input.dimensions,
          .strength = point.strength,
          .angular_momentum = is_triplet(input) ? 1u : 0u};
}

std::string against_taut(const TrapInput& input, const TrapPoint& point) {
  if (std::string why = against_pair(input); !why.empty()) return why;
  if (input.interaction != models::Interaction::coulomb || input.softening > 0)
    return "it needs interaction = \"coulomb\" without softening";
  if (input.dimensions < 2) return "it needs two or three dimensions";
  return exact::taut::applies(taut_pair(input, point), point.frequencies[0]).reason;
}

exact::radial::Interaction radial_interaction(models::Interaction interaction) {
  using enum exact::radial::Interaction;
  switch (interaction) {
    case models::Interaction::none:
      return none;
    case models::Interaction::coulomb:
      return coulomb;
    case models::Interaction::gaussian:
      return gaussian;
    case models::Interaction::hard_sphere:
      return hard_sphere;
  }
  return none;
}

exact::radial::Pair radial_pair(const TrapInput& input, const TrapPoint& point) {
  using enum exact::radial::Symmetry;
  return {.dimensions = input.dimensions,
          .omega = point.frequencies[0],
          .interaction = radial_interaction(input.interaction),
          .strength = point.strength,
          .range = point.range,
          .softening = input.softening,
          .symmetry = is_triplet(input) ? triplet : boson};
}

std::string against_radial(const TrapInput& input, const TrapPoint& point) {
  if (std::string why = against_pair(input); !why.empty()) return why;
  return exact::radial::applies(radial_pair(input, point)).reason;
}

/// The one that answers; none where there is none.
Exact chosen(const TrapInput& input, const TrapPoint& point, Exact exact) {
  for (const Exact oracle : all_oracles) {
    const bool asked = exact == oracle || exact == Exact::automatic;
    if (asked && against_trap_oracle(oracle, input, point).empty()) return oracle;
  }
  return Exact::none;
}

KnownValues joined(exact::Values values, Exact oracle) {
  KnownValues known;
  for (auto& [name, value] : values)
    known.emplace(
        name, KnownValue{.value = std::move(value), .error = {}, .oracle = std::string(io::name_of(oracle))});
  return known;
}

/// radius = sqrt(potential) / omega of two particles.
KnownValues of_radial(const TrapInput& input, const TrapPoint& point) {
  const exact::radial::Pair pair = radial_pair(input, point);
  const exact::radial::Solution solution = exact::radial::solve(pair);
  KnownValues known = joined(exact::radial::values(solution, pair), Exact::radial);
  for (const char* name : {"kinetic", "potential", "interaction"})
    known.at(name).error = {solution.expectation_error};
  known.at("energy").error = {solution.error};
  KnownValue& radius = known.at("radius");
  radius.error = {radius.value[0] * solution.expectation_error / (2 * solution.potential)};
  return known;
}

KnownValues of_taut(const TrapInput& input, const TrapPoint& point) {
  const exact::taut::Pair pair = taut_pair(input, point);
  return joined(exact::taut::values(pair, exact::taut::solve(pair, point.frequencies[0])), Exact::taut);
}

KnownValues of_configuration_interaction(const TrapInput& input, const TrapPoint& point, Effort effort) {
  const InteractingEnergy found = interacting_energy(input, point, effort);
  return {{"energy",
           {.value = {found.energy},
            .error = {found.error},
            .oracle = std::string(io::name_of(Exact::configuration_interaction))}}};
}

}  // namespace

std::span<const Exact> trap_oracles() { return all_oracles; }

std::string against_trap_oracle(Exact oracle, const TrapInput& input, const TrapPoint& point) {
  if (oracle == Exact::free_particles) return against_free_particles(input, point);
  if (oracle == Exact::taut) return against_taut(input, point);
  if (oracle == Exact::radial) return against_radial(input, point);
  return against_interacting(input, point);
}

KnownValues known_trap_ground_state(const TrapInput& input, const TrapPoint& point, Exact exact) {
  switch (chosen(input, point, exact)) {
    case Exact::free_particles:
      return joined(exact::free_particles::values(free_trap(input, point)), Exact::free_particles);
    case Exact::taut:
      return of_taut(input, point);
    case Exact::radial:
      return of_radial(input, point);
    case Exact::configuration_interaction:
      return of_configuration_interaction(input, point,
                                          exact == Exact::automatic ? Effort::cheap : Effort::thorough);
    default:
      return {};
  }
}

std::optional<Published> published_energy(const TrapInput& input, const TrapPoint& point) {
  struct Row {
    std::uint64_t particles;
    double omega, energy, error;
  };
  static constexpr Row rows[] = {{6, 1, 20.15932, 8e-5},
                                 {6, 0.5, 11.78484, 6e-5},
                                 {6, 0.28, 7.60019, 6e-5},
                                 {6, 0.1, 3.55385, 5e-5},
                                 {12, 1, 65.7001, 1e-4}};
  const bool electrons = input.is_fermion() && 2 * input.n_up() == input.particles &&
                         input.interaction == models::Interaction::coulomb && input.softening == 0 &&
                         point.strength == 1;
  if (!electrons || input.dimensions != 2 || !input.is_isotropic()) return std::nullopt;
  for (const Row& row : rows) {
    if (row.particles == input.particles && std::fabs(row.omega - point.frequencies[0]) <= 1e-12 * row.omega)
      return Published{
          .energy = row.energy, .error = row.error, .source = "diffusion Monte Carlo, Slater nodes"};
  }
  return std::nullopt;
}

}  // namespace lenz::jobs
