#include "lenz/jobs/spin_oracles.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lenz/exact/bethe.hpp"
#include "lenz/exact/dense_spins.hpp"
#include "lenz/exact/free_fermions.hpp"
#include "lenz/jobs/spin_symmetries.hpp"

namespace lenz::jobs {

namespace {

constexpr Exact all_oracles[] = {Exact::free_fermions, Exact::bethe, Exact::dense};
/// What auto spends on an oracle of one Hamiltonian.
constexpr double seconds_by_itself = 0.02;

bool is_periodic_chain(const SpinInput& input) {
  return input.lattice == lattice::Kind::chain && input.boundary == lattice::Boundary::periodic;
}

/// Whether every symmetry asked for multiplies states with the same number.
bool all_characters_are(const SpinCase& spins, double character) {
  const auto generators = generators_of(spins.input, *spins.lattice);
  return std::all_of(generators.begin(), generators.end(), [&](const KeyedGenerator& g) {
    return std::abs(g.generator.character - character) < 1e-12;
  });
}

exact::free_fermions::Chain chain_of(const SpinCase& spins) {
  return {.n_sites = spins.lattice->n_sites(),
          .coupling = spins.parameters.coupling,
          .field = spins.parameters.field,
          .open = spins.input.boundary == lattice::Boundary::open};
}

/// An odd antiferromagnetic ring whose 2 N ground states a field would have to tell apart: free fermions know
/// one of them, not their average.
bool is_frustrated_without_field(const SpinCase& spins) {
  const SpinParameters& p = spins.parameters;
  return is_periodic_chain(spins.input) && spins.lattice->n_sites() % 2 == 1 && p.coupling < 0 &&
         std::fabs(p.field) < 1e-8 * std::fabs(p.coupling);
}

exact::bethe::Ring ring_of(const SpinCase& spins) {
  return {.n_sites = spins.lattice->n_sites(),
          .coupling = spins.parameters.coupling,
          .anisotropy = spins.input.has_anisotropy() ? spins.parameters.anisotropy : 1};
}

constexpr const char* other_sector = "it does not know the sector that [system] asks for";

std::string against_free_fermions(const SpinCase& spins, std::span<const double> temperatures) {
  if (spins.input.model != SpinModel::transverse_ising) return "it needs model = \"transverse-ising\"";
  if (spins.input.lattice != lattice::Kind::chain) return "it needs lattice = \"chain\"";
  if (const auto answer = exact::free_fermions::applies(chain_of(spins), temperatures); !answer)
    return answer.reason;
  if (spins.has_all_sectors()) return "";
  // For J, h > 0 no element of the ground state is negative: every symmetry leaves it as it is.
  const SpinParameters& p = spins.parameters;
  const bool of_ground_state = p.coupling > 0 && p.field > 0 && all_characters_are(spins, 1);
  return temperatures.empty() && of_ground_state ? "" : other_sector;
}

/// In the ground state of magnetization 0 the sign of an element is that of (-1)^(spins up on one sublattice)
/// (Marshall 1955): translations, reflections of an even ring and the spin inversion take m of them to N/2 -
/// m.
std::string against_bethe(const SpinCase& spins, std::span<const double> temperatures) {
  const SpinParameters& p = spins.parameters;
  if (spins.input.model == SpinModel::transverse_ising) return "it needs model = \"xxz\"";
  if (!is_periodic_chain(spins.input)) return "it needs a periodic chain";
  if (spins.input.has_j2() && p.j2 != 0) return "it needs j2 = 0";
  if (p.field != 0) return "it needs field = 0";
  if (!temperatures.empty()) return "it knows ground states, not thermal averages";
  if (const auto answer = exact::bethe::applies(ring_of(spins)); !answer) return answer.reason;
  if (spins.has_all_sectors()) return "";
  const double sign = spins.lattice->n_sites() % 4 == 0 ? 1 : -1;
  return spins.input.magnetization.value_or(0) == 0 && all_characters_are(spins, sign) ? "" : other_sector;
}

std::string against_dense(const SpinCase& spins) {
  if (const auto answer = exact::dense_spins::applies(spins.terms); !answer) return answer.reason;
  return spins.has_all_sectors() ? "" : other_sector;
}

double cost_of(Exact oracle, const SpinCase& spins) {
  const double n = static_cast<double>(spins.lattice->n_sites());
  return oracle == Exact::dense ? exact::dense_spins::cost_seconds(spins.terms) : 1e-11 * std::pow(n, 4);
}

/// The oracles that answer; in the order of their strength.
std::vector<Exact> chosen(const SpinCase& spins, Exact exact, std::span<const double> temperatures) {
  std::vector<Exact> names;
  for (const Exact oracle : all_oracles) {
    const bool asked =
        exact == oracle || (exact == Exact::automatic && cost_of(oracle, spins) <= seconds_by_itself);
    if (asked && against_spin_oracle(oracle, spins, temperatures).empty()) names.push_back(oracle);
  }
  return names;
}

exact::Values ground_values(Exact oracle, const SpinCase& spins, std::size_t n_levels) {
  if (oracle == Exact::bethe) return {{"energy", {exact::bethe::ground_energy(ring_of(spins))}}};
  if (oracle == Exact::dense)
    return exact::dense_spins::ground_values(exact::dense_spins::levels(spins.terms), n_levels);
  exact::Values values = exact::free_fermions::ground_values(chain_of(spins));
  if (is_frustrated_without_field(spins)) {
    for (const char* name : {"transverse_magnetization", "correlation", "entanglement_entropy"})
      values.erase(name);
  }
  if (!spins.has_all_sectors()) {
    values.erase("gap");
    return values;
  }
  std::vector<double> energies;
  for (const auto& level : exact::free_fermions::levels(chain_of(spins), n_levels))
    energies.push_back(level.energy);
  values["levels"] = std::move(energies);
  return values;
}

void join(KnownValues& known, exact::Values values, Exact oracle) {
  for (auto& [name, value] : values) {
    known.try_emplace(
        name, KnownValue{.value = std::move(value), .error = {}, .oracle = std::string(io::name_of(oracle))});
  }
}

}  // namespace

std::span<const Exact> spin_oracles() { return all_oracles; }

std::string against_spin_oracle(Exact oracle, const SpinCase& spins, std::span<const double> temperatures) {
  if (oracle == Exact::free_fermions) return against_free_fermions(spins, temperatures);
  if (oracle == Exact::bethe) return against_bethe(spins, temperatures);
  return against_dense(spins);
}

KnownValues known_ground_state(const SpinCase& spins, Exact exact, std::size_t n_levels) {
  KnownValues known;
  for (const Exact oracle : chosen(spins, exact, {}))
    join(known, ground_values(oracle, spins, n_levels), oracle);
  return known;
}

std::vector<KnownValues> known_averages(const SpinCase& spins, Exact exact,
                                        std::span<const double> temperatures) {
  std::vector<KnownValues> known(temperatures.size());
  for (const Exact oracle : chosen(spins, exact, temperatures)) {
    auto values = oracle == Exact::free_fermions
                      ? exact::free_fermions::values(chain_of(spins), temperatures)
                      : exact::dense_spins::values(exact::dense_spins::levels(spins.terms),
                                                   spins.terms.n_sites, temperatures);
    for (std::size_t t = 0; t < known.size(); ++t) join(known[t], std::move(values[t]), oracle);
  }
  return known;
}

}  // namespace lenz::jobs
