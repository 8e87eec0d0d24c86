#include "lenz/exact/spins/sector.hpp"

#include <algorithm>
#include <cmath>

namespace lenz::exact::spins {

namespace {

bool has_field_along_z(const Terms& terms) {
  return std::any_of(terms.z.begin(), terms.z.end(), [](double field) { return field != 0; });
}

}  // namespace

std::vector<Sector> sectors_of(const Terms& terms) {
  terms.check();
  std::vector<Sector> all;
  if (terms.conserves_magnetization()) {
    for (unsigned up = 0; up <= terms.n_sites; ++up) all.push_back({.n_up = up});
  } else if (!has_field_along_z(terms) && terms.n_sites > 1) {
    all = {{.parity = 1}, {.parity = -1}};
  } else {
    all = {{}};
  }
  return all;
}

std::optional<Sector> twin_of(const Terms& terms, const Sector& sector) {
  if (!sector.n_up || has_field_along_z(terms) || 2 * *sector.n_up == terms.n_sites) return std::nullopt;
  Sector twin = sector;
  twin.n_up = terms.n_sites - *sector.n_up;
  return twin;
}

double states_in(const Terms& terms, const Sector& sector) {
  if (sector.group) return n_states(*sector.group, sector.n_up);
  const double n = terms.n_sites;
  if (!sector.n_up) return std::exp2(sector.parity == 0 ? n : n - 1);
  const double up = *sector.n_up;
  return std::round(std::exp(std::lgamma(n + 1) - std::lgamma(up + 1) - std::lgamma(n - up + 1)));
}

double operator_bytes(const Terms& terms, const Sector& sector) {
  const double tables = 8 * std::exp2(std::max(0.0, static_cast<double>(terms.n_sites) - 12)) + 2e6;
  if (!sector.group) return tables;
  // Of a bond's four states two are flipped; a field flips all.
  double elements = 0;
  for (const Bond& b : terms.bonds) elements += b.flip != 0 ? 0.5 : 0;
  for (const double field : terms.x) elements += field != 0 ? 1 : 0;
  const double scalar = sector.group->is_real() ? 8 : 16;
  return tables + states_in(terms, sector) * (32 + elements * (4 + scalar));
}

}  // namespace lenz::exact::spins
