#include "lenz/exact/spins/spectrum.hpp"

#include <algorithm>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "lenz/exact/spins/lanczos.hpp"

namespace lenz::exact::spins {

Spectrum lowest_spectrum(const Terms& terms, const LanczosOptions& options) {
  Spectrum spectrum;
  for (const Sector& sector : sectors_of(terms)) {
    const auto twin = twin_of(terms, sector);
    if (twin && *twin->n_up < *sector.n_up) continue;  // said with its twin
    const auto add = [&](const std::vector<Level>& levels, LanczosStatus status) {
      spectrum.status = std::max(spectrum.status, status);
      for (const Level& level : levels) {
        spectrum.levels.push_back({.energy = level.energy, .residual = level.residual, .sector = sector});
        if (twin)
          spectrum.levels.push_back({.energy = level.energy, .residual = level.residual, .sector = *twin});
      }
    };
    in_sector(terms, sector, options.n_threads, [&](const auto& op) {
      const auto found = lowest_levels(op, options);
      add(found.levels, found.status);
    });
  }
  std::stable_sort(spectrum.levels.begin(), spectrum.levels.end(),
                   [](const SpectrumLevel& a, const SpectrumLevel& b) { return a.energy < b.energy; });
  if (spectrum.levels.size() > options.n_levels) spectrum.levels.resize(options.n_levels);
  return spectrum;
}

double spectrum_bytes(const Terms& terms, std::span<const Sector> sectors, const LanczosOptions& options) {
  double most = 0;
  for (const Sector& sector : sectors) {
    const double n = states_in(terms, sector);
    const std::size_t scalar = sector.group && !sector.group->is_real() ? 16 : 8;
    const double vectors = n < 0x1p60
                               ? static_cast<double>(options.bytes(static_cast<std::uint64_t>(n), scalar))
                               : static_cast<double>(scalar * options.dimension()) * n;
    most = std::max(most, vectors + operator_bytes(terms, sector));
  }
  return most;
}

SectorState lowest_state(const Terms& terms, const Sector& sector, const LanczosOptions& options) {
  LanczosOptions one = options;
  one.n_levels = 1;
  one.with_vectors = true;
  SectorState state{.basis = ChunkedBasis(terms.n_sites, sector.n_up), .vector = {}};
  in_sector(terms, sector, options.n_threads, [&]<class Op>(const Op& op) {
    if constexpr (std::is_same_v<typename Op::Scalar, double>) {
      auto found = lowest_levels(op, one);
      if (found.levels.empty()) throw std::invalid_argument("spins: the sector holds no state");
      if (found.status == LanczosStatus::out_of_products)
        throw std::runtime_error("spins: the lowest state did not converge: its residual is " +
                                 std::to_string(found.levels.front().residual));
      state.energy = found.levels.front().energy;
      state.residual = found.levels.front().residual;
      state.vector = expanded(op, sector, std::move(found.vectors.front()));
    } else {
      throw std::invalid_argument("spins: the states of a sector with complex characters are not real");
    }
  });
  return state;
}

}  // namespace lenz::exact::spins
