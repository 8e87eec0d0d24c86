#include "lenz/jobs/spin_symmetries.hpp"

#include <algorithm>

#include "lenz/exact/spins/grid_symmetries.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

Symmetry translation_of(const lattice::Lattice& lattice, std::size_t axis) {
  Symmetry symmetry{.name = "a translation along axis " + std::to_string(axis + 1), .permutation = {}};
  for (lattice::Site i = 0; i < lattice.n_sites(); ++i)
    symmetry.permutation.push_back(lattice.translate(i, axis, 1).value());
  return symmetry;
}

double character_of(SymmetrySector sector) { return sector == SymmetrySector::even ? 1 : -1; }

}  // namespace

bool asks_for_lattice_symmetries(const SpinInput& input) {
  const auto& keys = reflection_keys();
  return !input.momentum.empty() || input.reflection_diagonal != SymmetrySector::any ||
         std::any_of(keys.begin(), keys.end(),
                     [&](const ReflectionKey& key) { return input.*key.member != SymmetrySector::any; });
}

std::vector<KeyedGenerator> generators_of(const SpinInput& input, const lattice::Lattice& lattice) {
  std::vector<KeyedGenerator> all;
  Lengths lengths;
  for (std::size_t axis = 0; axis < lattice.n_axes(); ++axis)
    lengths.push_back(static_cast<std::uint32_t>(lattice.length(axis)));
  for (std::size_t axis = 0; axis < input.momentum.size(); ++axis) {
    all.push_back({"momentum",
                   {translation_of(lattice, axis),
                    momentum_character(static_cast<std::uint32_t>(input.momentum[axis]), lengths[axis])}});
  }
  for (const ReflectionKey& key : reflection_keys()) {
    if (input.*key.member == SymmetrySector::any) continue;
    Symmetry symmetry = reflection(lengths, key.axis);
    symmetry.name = key.name;
    all.push_back({key.name, {std::move(symmetry), character_of(input.*key.member)}});
  }
  if (input.reflection_diagonal != SymmetrySector::any) {
    Symmetry symmetry = diagonal_reflection(lengths, 0, 1);
    symmetry.name = "reflection_diagonal";
    all.push_back({symmetry.name, {symmetry, character_of(input.reflection_diagonal)}});
  }
  if (input.spin_inversion != SymmetrySector::any) {
    Symmetry symmetry = spin_inversion(static_cast<std::uint32_t>(lattice.n_sites()));
    symmetry.name = "spin_inversion";
    all.push_back({symmetry.name, {symmetry, character_of(input.spin_inversion)}});
  }
  return all;
}

}  // namespace lenz::jobs
