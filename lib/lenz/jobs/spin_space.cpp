#include "lenz/jobs/spin_space.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/jobs/spin_overlap.hpp"
#include "lenz/lattice/point_group.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

models::Spins drawn_spins(const SpinPoint& point, random::Stream& rng) {
  const std::size_t n = point.hamiltonian.n_sites();
  const std::size_t n_up = point.n_up ? *point.n_up : random::uniform_index(rng, n + 1);
  models::Spins spins(n);
  for (std::size_t i = 0; i < n; ++i) spins[i] = i < n_up ? 1 : -1;
  for (std::size_t i = n; i > 1; --i) std::swap(spins[i - 1], spins[random::uniform_index(rng, i)]);
  return spins;
}

models::Spins moved(const Symmetry& symmetry, const models::Spins& spins) {
  models::Spins to(spins.size());
  for (std::size_t i = 0; i < spins.size(); ++i)
    to[symmetry.permutation[i]] = static_cast<std::int8_t>(symmetry.inverts ? -spins[i] : spins[i]);
  return to;
}

std::optional<double> character_of(const SpinPoint& point, const Symmetry& symmetry) {
  constexpr std::size_t n_tried = 64;
  random::Stream rng({.seed = 1, .purpose = random::Purpose::initial});
  std::optional<double> character;
  for (std::size_t k = 0; k < n_tried; ++k) {
    const models::Spins spins = drawn_spins(point, rng);
    const double product = sign_of(spins, point.signs) * sign_of(moved(symmetry, spins), point.signs);
    if (character && *character != product) return std::nullopt;
    character = product;
  }
  return character;
}

}  // namespace

models::SiteGroup symmetries_of_state(const SpinStateInput& model, const SpinPoint& point) {
  switch (symmetry_of(model, point.spins.input, point.is_positive)) {
    case SpinSymmetry::translation:
      return lattice::translations(*point.spins.lattice);
    case SpinSymmetry::lattice:
      return lattice::space_group(*point.spins.lattice);
    default:
      return {};
  }
}

Sector space_of_state(const SpinStateInput& model, const SpinPoint& point) {
  Sector sector = point.spins.sectors.front();
  std::vector<Symmetry> symmetries;
  for (models::SiteGroup::value_type& p : symmetries_of_state(model, point))
    symmetries.push_back({.name = "a symmetry of the lattice", .permutation = std::move(p)});
  if (!model.biases.value.value_or(true) && point.has_inversion())
    symmetries.push_back(spin_inversion(static_cast<std::uint32_t>(point.hamiltonian.n_sites())));
  std::vector<Generator> generators;
  for (Symmetry& symmetry : symmetries) {
    if (const auto character = character_of(point, symmetry))
      generators.push_back({std::move(symmetry), *character});
  }
  if (!generators.empty())
    sector.group = std::make_shared<const SymmetryGroup>(
        static_cast<std::uint32_t>(point.hamiltonian.n_sites()), generators);
  return sector;
}

}  // namespace lenz::jobs
