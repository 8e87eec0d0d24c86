#include "lenz/exact/spins/terms.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace lenz::exact::spins {

namespace {

constexpr std::uint32_t most_sites = 62;  // of a word, with room for signs

void check_field(const char* name, const std::vector<double>& field, std::uint32_t n_sites) {
  if (!field.empty() && field.size() != n_sites)
    throw std::invalid_argument(std::string("spins: the field along ") + name + " has " +
                                std::to_string(field.size()) + " numbers for " + std::to_string(n_sites) +
                                " sites");
  for (const double f : field) {
    if (!std::isfinite(f)) throw std::invalid_argument("spins: a field is not finite");
  }
}

/// What needs no words of bits.
void check_lists(const Terms& terms) {
  if (terms.n_sites == 0) throw std::invalid_argument("spins: there are no sites");
  for (const Bond& b : terms.bonds) {
    if (b.i >= terms.n_sites || b.j >= terms.n_sites || b.i == b.j)
      throw std::invalid_argument("spins: no bond joins sites " + std::to_string(b.i) + " and " +
                                  std::to_string(b.j) + " of " + std::to_string(terms.n_sites));
    if (!std::isfinite(b.zz) || !std::isfinite(b.flip))
      throw std::invalid_argument("spins: the strength of a bond is not finite");
  }
  check_field("x", terms.x, terms.n_sites);
  check_field("z", terms.z, terms.n_sites);
}

}  // namespace

void Terms::check() const {
  if (n_sites > most_sites)
    throw std::invalid_argument("spins: " + std::to_string(n_sites) + " sites, but 1 to 62 are possible");
  check_lists(*this);
}

bool Terms::conserves_magnetization() const {
  return std::all_of(x.begin(), x.end(), [](double field) { return field == 0; });
}

Terms transverse_ising(std::uint32_t n_sites, std::span<const Pair> bonds, double coupling, double field) {
  Terms terms{.n_sites = n_sites, .bonds = {}, .x = std::vector<double>(n_sites, -field), .z = {}};
  for (const auto& [i, j] : bonds) terms.bonds.push_back({.i = i, .j = j, .zz = -coupling});
  check_lists(terms);
  return terms;
}

Terms xxz(std::uint32_t n_sites, std::span<const Pair> bonds, double coupling, double anisotropy,
          double field) {
  Terms terms{.n_sites = n_sites, .bonds = {}, .x = {}, .z = {}};
  if (field != 0) terms.z.assign(n_sites, -field / 2);
  for (const auto& [i, j] : bonds)
    terms.bonds.push_back({.i = i, .j = j, .zz = coupling * anisotropy / 4, .flip = coupling / 2});
  check_lists(terms);
  return terms;
}

Terms j1j2(std::uint32_t n_sites, std::span<const Pair> first, std::span<const Pair> second, double j1,
           double j2) {
  Terms terms = xxz(n_sites, first, j1, 1, 0);
  const Terms others = xxz(n_sites, second, j2, 1, 0);
  terms.bonds.insert(terms.bonds.end(), others.bonds.begin(), others.bonds.end());
  return terms;
}

}  // namespace lenz::exact::spins
