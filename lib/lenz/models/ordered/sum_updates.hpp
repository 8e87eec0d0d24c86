#pragma once

#include <algorithm>
#include <array>

#include "lenz/models/ordered/site_updates.hpp"
#include "lenz/random/words.hpp"

/// Visits to the sites of a regular lattice with one |J|: sums of neighbours are small integers, and the
/// probability to flip stands in a table.
namespace lenz::models::ordered {

template <std::size_t degree, bool disorder, Site parity, class Updates>
void visit_half_by_sums(Updates& all, Site first, Site n, const std::array<std::ptrdiff_t, degree>& offset) {
  // All in locals: a store to a spin may change whatever else is in memory, as far as the compiler knows.
  std::int8_t* const spins = all.spins + first;
  const FlipTable::Entry* const table = all.table.centre();
  const auto offsets = offset;
  auto&& source = random::take(all.rng, (n + 1 - parity) / 2);
  std::size_t n_flips = 0;
  for (Site k = parity; k < n; k += 2) {
    std::ptrdiff_t sum = 0;
    if constexpr (disorder) {
      const unsigned negative = all.system.negative_bonds(first + k);
      for (std::size_t b = 0; b < degree; ++b)
        sum += spins[k + offsets[b]] * (1 - 2 * static_cast<int>(negative >> b & 1));
    } else {
      for (std::size_t b = 0; b < degree; ++b) sum += spins[k + offsets[b]];
    }
    n_flips += FlipTable::flip_by_sum(spins[k], sum, table, source);
  }
  all.n_flips += n_flips;
}

template <std::size_t degree, class Updates>
void visit_run_by_sums(Updates& all, const lattice::Stencils::Run& run, const lattice::Stencil& stencil) {
  std::array<std::ptrdiff_t, degree> offset;
  std::copy_n(stencil.offset.begin(), degree, offset.begin());
  for (Site first = run.first; first < run.last; first += chunk) {
    const Site n = std::min(chunk, run.last - first);
    if (all.system.is_uniform()) {
      visit_half_by_sums<degree, false, 0>(all, first, n, offset);
      visit_half_by_sums<degree, false, 1>(all, first, n, offset);
    } else {
      visit_half_by_sums<degree, true, 0>(all, first, n, offset);
      visit_half_by_sums<degree, true, 1>(all, first, n, offset);
    }
  }
}

template <class Updates>
void visit_runs_by_sums(Updates& all) {
  for (const lattice::Stencils::Run& run : all.system.stencils()->runs()) {
    const lattice::Stencil& stencil = all.system.stencils()->stencil(run);
    switch (stencil.degree) {
      case 2:
        visit_run_by_sums<2>(all, run, stencil);
        break;
      case 3:
        visit_run_by_sums<3>(all, run, stencil);
        break;
      case 4:
        visit_run_by_sums<4>(all, run, stencil);
        break;
      case 6:
        visit_run_by_sums<6>(all, run, stencil);
        break;
      default:
        for (Site i = run.first; i < run.last; ++i) all.visit(i);
    }
  }
}

}  // namespace lenz::models::ordered
