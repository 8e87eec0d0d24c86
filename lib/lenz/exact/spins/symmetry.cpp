#include "lenz/exact/spins/symmetry.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

namespace lenz::exact::spins {

namespace {

constexpr double rounding = 1e-9;

using Key = std::pair<std::vector<std::uint32_t>, bool>;

void check_permutation(const Symmetry& s, std::uint32_t n_sites) {
  std::vector<std::uint32_t> sorted = s.permutation;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint32_t> sites(n_sites);
  std::iota(sites.begin(), sites.end(), 0U);
  if (sorted != sites)
    throw std::invalid_argument("spins: the symmetry \"" + s.name + "\" is no permutation of the " +
                                std::to_string(n_sites) + " sites");
}

/// First `first`, then `then`.
Key composed(const Key& first, const Symmetry& then) {
  std::vector<std::uint32_t> permutation(first.first.size());
  for (std::size_t i = 0; i < permutation.size(); ++i) permutation[i] = then.permutation[first.first[i]];
  return {std::move(permutation), first.second != then.inverts};
}

/// Strength of every pair and field of every site, added up.
struct BondSums {
  std::map<Pair, std::pair<double, double>> bonds;
  std::vector<double> x, z;
};

BondSums bond_sums_of(const Terms& terms, const Symmetry* moved) {
  const auto at = [&](std::uint32_t i) { return moved == nullptr ? i : moved->permutation[i]; };
  BondSums sums{
      .bonds = {}, .x = std::vector<double>(terms.n_sites, 0), .z = std::vector<double>(terms.n_sites, 0)};
  for (const Bond& b : terms.bonds) {
    auto& [zz, flip] = sums.bonds[std::minmax(at(b.i), at(b.j))];
    zz += b.zz;
    flip += b.flip;
  }
  const double turned = moved != nullptr && moved->inverts ? -1 : 1;
  for (std::uint32_t i = 0; i < terms.n_sites; ++i) {
    if (!terms.x.empty()) sums.x[at(i)] += terms.x[i];
    if (!terms.z.empty()) sums.z[at(i)] += turned * terms.z[i];
  }
  return sums;
}

bool equal(double a, double b) { return std::abs(a - b) <= 1e-12 * (1 + std::abs(a) + std::abs(b)); }

bool equal(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), [](double u, double v) { return equal(u, v); });
}

std::pair<double, double> strength(const BondSums& sums, const Pair& pair) {
  const auto found = sums.bonds.find(pair);
  return found == sums.bonds.end() ? std::pair(0.0, 0.0) : found->second;
}

bool same_bonds(const BondSums& a, const BondSums& b) {
  return std::all_of(a.bonds.begin(), a.bonds.end(), [&](const auto& bond) {
    const auto [zz, flip] = strength(b, bond.first);
    return equal(bond.second.first, zz) && equal(bond.second.second, flip);
  });
}

std::vector<unsigned> cycle_lengths(const std::vector<std::uint32_t>& permutation) {
  std::vector<bool> seen(permutation.size(), false);
  std::vector<unsigned> lengths;
  for (std::uint32_t start = 0; start < permutation.size(); ++start) {
    unsigned length = 0;
    for (std::uint32_t i = start; !seen[i]; i = permutation[i], ++length) seen[i] = true;
    if (length > 0) lengths.push_back(length);
  }
  return lengths;
}

/// States with 0, 1, … spins up that the element leaves as they are.
std::vector<double> n_fixed(const SymmetryGroup::Element& g) {
  const std::size_t n = g.permutation.size();
  std::vector<double> ways(n + 1, 0);
  ways[0] = 1;
  for (const unsigned length : cycle_lengths(g.permutation)) {
    if (g.inverts && length % 2 == 1) return std::vector<double>(n + 1, 0);
    std::vector<double> more(n + 1, 0);
    for (std::size_t up = 0; up + length <= n; ++up) {
      more[up + (g.inverts ? length / 2 : 0)] += ways[up];
      more[up + (g.inverts ? length / 2 : length)] += ways[up];
    }
    ways = std::move(more);
  }
  return ways;
}

std::vector<double> count_states(std::uint32_t n_sites, const std::vector<SymmetryGroup::Element>& elements) {
  std::vector<std::complex<double>> sums(n_sites + 1);
  for (const SymmetryGroup::Element& g : elements) {
    const std::vector<double> fixed = n_fixed(g);
    for (std::size_t up = 0; up < sums.size(); ++up) sums[up] += std::conj(g.character) * fixed[up];
  }
  std::vector<double> counts;
  for (const auto& sum : sums) counts.push_back(sum.real() / static_cast<double>(elements.size()));
  return counts;
}

}  // namespace

SymmetryGroup::SymmetryGroup(std::uint32_t n_sites, std::span<const Generator> generators)
    : n_sites_(n_sites) {
  constexpr std::size_t most_elements = 100000;
  for (const Generator& g : generators) {
    check_permutation(g.symmetry, n_sites);
    if (std::abs(std::abs(g.character) - 1) > rounding)
      throw std::invalid_argument("spins: the character of \"" + g.symmetry.name + "\" is not of modulus 1");
    generators_.push_back(g.symmetry);
  }
  std::vector<std::uint32_t> identity(n_sites);
  std::iota(identity.begin(), identity.end(), 0U);
  std::map<Key, std::size_t> place = {{{identity, false}, 0}};
  elements_.push_back({.permutation = identity, .inverts = false, .character = 1});
  for (std::size_t k = 0; k < elements_.size(); ++k) {
    for (const Generator& g : generators) {
      Key next = composed({elements_[k].permutation, elements_[k].inverts}, g.symmetry);
      const std::complex<double> character = elements_[k].character * g.character;
      const auto [at, fresh] = place.try_emplace(next, elements_.size());
      if (fresh) {
        elements_.push_back(
            {.permutation = std::move(next.first), .inverts = next.second, .character = character});
        if (elements_.size() > most_elements)
          throw std::invalid_argument("spins: the symmetries make a group of more than 100000 elements");
      } else if (std::abs(elements_[at->second].character - character) > rounding) {
        throw std::invalid_argument("spins: the characters given are of no representation of the group: \"" +
                                    g.symmetry.name + "\" contradicts the others, or a power of itself");
      }
    }
  }
  n_states_ = count_states(n_sites_, elements_);
}

bool SymmetryGroup::inverts() const {
  return std::any_of(elements_.begin(), elements_.end(), [](const Element& e) { return e.inverts; });
}

bool SymmetryGroup::is_real() const {
  return std::all_of(elements_.begin(), elements_.end(),
                     [](const Element& e) { return std::abs(e.character.imag()) <= rounding; });
}

double n_states(const SymmetryGroup& group, std::optional<unsigned> n_up) {
  const std::vector<double>& all = group.n_states();
  return std::round(n_up ? all.at(*n_up) : std::accumulate(all.begin(), all.end(), 0.0));
}

void check_commutes(const Terms& terms, const Symmetry& symmetry) {
  check_permutation(symmetry, terms.n_sites);
  const BondSums here = bond_sums_of(terms, nullptr), there = bond_sums_of(terms, &symmetry);
  const auto refuse = [&](const std::string& what) {
    throw std::invalid_argument("spins: the symmetry \"" + symmetry.name +
                                "\" does not commute with the Hamiltonian: it changes " + what);
  };
  if (!same_bonds(here, there) || !same_bonds(there, here)) refuse("its bonds");
  if (!equal(here.x, there.x)) refuse("its field along x");
  if (!equal(here.z, there.z)) refuse("its field along z");
}

}  // namespace lenz::exact::spins
