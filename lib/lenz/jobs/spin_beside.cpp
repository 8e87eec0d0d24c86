#include "lenz/jobs/spin_beside.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/exact/spins/ground_state.hpp"
#include "lenz/exact/spins/lanczos.hpp"
#include "lenz/exact/spins/sector.hpp"
#include "lenz/jobs/spin_observables.hpp"
#include "lenz/jobs/spin_oracles.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

constexpr double most_by_vector = 0x1p16, most_by_itself = 0x1p20, most_by_name = 0x1p24;
constexpr double most_of_levels = 0x1p18;
constexpr const char* oracle_name = "lanczos";

bool is_asked(Exact exact) { return exact == Exact::automatic || exact == Exact::lanczos; }

double n_states(const SpinPoint& point) { return states_in(point.spins.terms, point.spins.sectors.front()); }

[[noreturn]] void refuse(std::uint64_t n_products) {
  throw NumericalError(
      fmt::format("the exact ground state did not converge in {} products with the Hamiltonian", n_products));
}

/// The level and its neighbours, as a degenerate one has no state of its own.
void diagonalize(const SpinPoint& point, const Sector& space, bool with_vector, SpinBeside& beside) {
  const SpinCase& spins = point.spins;
  in_sector(spins.terms, space, 1, [&]<class Op>(const Op& op) {
    const std::size_t level = point.level;
    auto result = lowest_levels(op, {.n_levels = level + 2, .with_vectors = true});
    if (result.status == LanczosStatus::out_of_products) refuse(result.n_products);
    if (level >= result.levels.size()) return;
    const Level& found = result.levels[level];
    beside.known.try_emplace("energy", KnownValue{{found.energy}, {found.residual}, oracle_name});
    const double apart = 1e-9 * (1 + std::fabs(found.energy));
    for (std::size_t other = 0; other < result.levels.size(); ++other) {
      if (other != level && std::fabs(result.levels[other].energy - found.energy) < apart) return;
    }
    if constexpr (std::is_same_v<typename Op::Scalar, double>) {
      if (!with_vector) return;
      const Sector& all = spins.sectors.front();
      beside.vector = expanded(op, space, std::move(result.vectors[level]));
      const ChunkedBasis basis(spins.terms.n_sites, all.n_up);
      for (auto& [name, value] : observables_in(spins, all, basis, beside.vector.data(), 1))
        beside.known.try_emplace(name, KnownValue{std::move(value), {}, oracle_name});
    }
  });
}

void find_energy(const SpinPoint& point, KnownValues& known) {
  const SpinCase& spins = point.spins;
  const auto result = in_sector(spins.terms, spins.sectors.front(), 1, [](const auto& op) {
    const auto found = ground_state(op, {});
    if (!found.converged) refuse(found.n_products);
    return std::pair(found.energy, found.residual_estimate);
  });
  known.try_emplace("energy", KnownValue{{result.first}, {result.second}, oracle_name});
}

bool energy_is_wanted(const SpinPoint& point, Exact exact, bool is_known) {
  if (exact == Exact::lanczos) return n_states(point) <= most_by_name;
  return exact == Exact::automatic && !is_known && n_states(point) <= most_by_itself;
}

/// Above the ground state.
bool level_is_wanted(const SpinPoint& point, Exact exact) {
  return is_asked(exact) && has_known_levels(point) &&
         states_in(point.spins.terms, point.space) <= most_of_levels;
}

bool is_heisenberg(const SpinPoint& point) {
  const SpinCase& c = point.spins;
  const SpinParameters& p = c.parameters;
  return c.input.model != SpinModel::transverse_ising && p.coupling == 1 && p.field == 0 &&
         (!c.input.has_anisotropy() || p.anisotropy == 1) && (!c.input.has_j2() || p.j2 == 0) && point.n_up &&
         2 * *point.n_up == point.hamiltonian.n_sites();
}

}  // namespace

bool has_known_levels(const SpinPoint& point) { return n_states(point) <= most_by_name; }

SpinBeside known_beside(const SpinPoint& point, Exact exact) {
  SpinBeside beside;
  const bool with_vector = n_states(point) <= most_by_vector;
  if (point.level > 0) {
    if (level_is_wanted(point, exact)) diagonalize(point, point.space, with_vector, beside);
    return beside;
  }
  beside.known = known_ground_state(point.spins, exact, 1);
  const bool is_known = beside.known.contains("energy");
  if (is_asked(exact) && with_vector) {
    diagonalize(point, point.spins.sectors.front(), true, beside);
  } else if (energy_is_wanted(point, exact, is_known)) {
    find_energy(point, beside.known);
  }
  // The best that a step of Lanczos from psi can come to.
  if (const auto at = beside.known.find("energy"); at != beside.known.end())
    beside.known.try_emplace("energy_lanczos", at->second);
  return beside;
}

double seconds_beside(const SpinPoint& point, Exact exact) {
  const double n = n_states(point);
  if (point.level > 0) {
    if (!level_is_wanted(point, exact)) return 0;
    return 1e-6 * states_in(point.spins.terms, point.space) * static_cast<double>(point.level + 2) *
           static_cast<double>(point.spins.terms.bonds.size());
  }
  const bool by_others = std::any_of(spin_oracles().begin(), spin_oracles().end(), [&](Exact oracle) {
    return oracle != Exact::dense && against_spin_oracle(oracle, point.spins, {}).empty();
  });
  const auto n_terms = static_cast<double>(point.spins.terms.bonds.size() + point.spins.terms.x.size());
  const bool by_vector = is_asked(exact) && n <= most_by_vector;
  if (!by_vector && !energy_is_wanted(point, exact, by_others)) return 0;
  return 1.5e-7 * n * n_terms;
}

std::string against_beside(const SpinPoint& point, Exact exact) {
  if (exact == Exact::automatic || exact == Exact::none) return "";
  if (exact != Exact::lanczos && point.level > 0)
    return "levels above the ground state come from \"lanczos\"";
  if (exact != Exact::lanczos) return against_spin_oracle(exact, point.spins, {});
  if (point.level > 0 && has_known_levels(point) && !level_is_wanted(point, exact))
    return "more than 2^18 states have the symmetries of those above the ground state";
  if (n_states(point) <= most_by_name) return "";
  return fmt::format("{} spins have more than 2^24 states", point.hamiltonian.n_sites());
}

std::optional<PublishedLevel> published_level(const SpinPoint& point) {
  const SpinInput& input = point.spins.input;
  const bool is_torus =
      input.lattice == lattice::Kind::square && input.boundary == lattice::Boundary::periodic;
  if (!is_torus || !is_heisenberg(point)) return std::nullopt;
  const lattice::Lattice& lattice = *point.spins.lattice;
  if (lattice.length(0) != 10 || lattice.length(1) != 10) return std::nullopt;
  return PublishedLevel{-67.1549, 0.0004, "stochastic series expansion (Sandvik 1997)"};
}

}  // namespace lenz::jobs
