#include "lenz/exact/spins/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "lenz/exact/spins/lanczos.hpp"
#include "lenz/exact/spins/parity_operator.hpp"
#include "lenz/exact/spins/spin_operator.hpp"

namespace lenz::exact::spins {

namespace {

bool has_field_along_z(const Terms& terms) {
  return std::any_of(terms.z.begin(), terms.z.end(), [](double field) { return field != 0; });
}

/// Calls solve(operator) with the sector's.
template <class Solve>
auto in_sector(const Terms& terms, const Sector& sector, std::size_t n_threads, const Solve& solve) {
  if (sector.parity != 0) return solve(ParityOperator(terms, sector.parity, n_threads));
  return solve(SpinOperator(terms, ChunkedBasis(terms.n_sites, sector.n_up), n_threads));
}

/// The sector that a turn of all spins makes of this one, where it is another one with the same levels.
std::optional<Sector> twin_of(const Terms& terms, const Sector& sector) {
  if (!sector.n_up || has_field_along_z(terms) || 2 * *sector.n_up == terms.n_sites) return std::nullopt;
  return Sector{.n_up = terms.n_sites - *sector.n_up};
}

double states_in(const Terms& terms, const Sector& sector) {
  const double n = terms.n_sites;
  if (!sector.n_up) return std::exp2(sector.parity == 0 ? n : n - 1);
  const double up = *sector.n_up;
  return std::round(std::exp(std::lgamma(n + 1) - std::lgamma(up + 1) - std::lgamma(n - up + 1)));
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

Spectrum lowest_spectrum(const Terms& terms, const LanczosOptions& options) {
  Spectrum spectrum;
  for (const Sector& sector : sectors_of(terms)) {
    const auto twin = twin_of(terms, sector);
    if (twin && *twin->n_up < *sector.n_up) continue;  // said with its twin
    const auto found = in_sector(terms, sector, options.n_threads,
                                 [&](const auto& op) { return lowest_levels(op, options); });
    spectrum.status = std::max(spectrum.status, found.status);
    for (const Level& level : found.levels) {
      spectrum.levels.push_back({.energy = level.energy, .residual = level.residual, .sector = sector});
      if (twin)
        spectrum.levels.push_back({.energy = level.energy, .residual = level.residual, .sector = *twin});
    }
  }
  std::stable_sort(spectrum.levels.begin(), spectrum.levels.end(),
                   [](const SpectrumLevel& a, const SpectrumLevel& b) { return a.energy < b.energy; });
  if (spectrum.levels.size() > options.n_levels) spectrum.levels.resize(options.n_levels);
  return spectrum;
}

double spectrum_bytes(const Terms& terms, const LanczosOptions& options) {
  double most = 0;
  for (const Sector& sector : sectors_of(terms)) {
    // Tables of high parts: a number each.
    const double n = states_in(terms, sector);
    const double tables = 8 * std::exp2(std::max(0.0, static_cast<double>(terms.n_sites) - 12)) + 2e6;
    const double vectors = n < 0x1p60 ? static_cast<double>(options.bytes(static_cast<std::uint64_t>(n), 8))
                                      : 8 * n * static_cast<double>(options.dimension());
    most = std::max(most, vectors + tables);
  }
  return most;
}

SectorState lowest_state(const Terms& terms, const Sector& sector, const LanczosOptions& options) {
  LanczosOptions one = options;
  one.n_levels = 1;
  one.with_vectors = true;
  SectorState state{.basis = ChunkedBasis(terms.n_sites, sector.n_up), .vector = {}};
  in_sector(terms, sector, options.n_threads, [&](const auto& op) {
    auto found = lowest_levels(op, one);
    if (found.status == LanczosStatus::out_of_products)
      throw std::runtime_error("spins: the lowest state did not converge: its residual is " +
                               std::to_string(found.levels.front().residual));
    state.energy = found.levels.front().energy;
    state.residual = found.levels.front().residual;
    if constexpr (requires { op.expand(nullptr, nullptr); }) {
      state.vector.resize(2 * op.size());
      op.expand(found.vectors.front().data(), state.vector.data());
    } else {
      state.vector = std::move(found.vectors.front());
    }
  });
  return state;
}

}  // namespace lenz::exact::spins
