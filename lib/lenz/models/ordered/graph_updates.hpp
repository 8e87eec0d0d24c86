#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "lenz/models/ordered/site_updates.hpp"
#include "lenz/random/words.hpp"

/// Visits to the sites of a graph, colour by colour (lattice::VisitOrder).
namespace lenz::models::ordered {

/// Beyond so many spins neighbours are fetched ahead.
constexpr std::size_t spins_in_cache = 1U << 18;

/// The spins needed `lookahead` sites later.
[[gnu::always_inline]] inline void prefetch(const std::int8_t* spins, const Site* there, std::size_t degree) {
  there += lattice::VisitOrder::lookahead * degree;
  for (std::size_t b = 0; b < degree; ++b) __builtin_prefetch(spins + there[b]);
}

// Always inlined, so that the number of neighbours is known where it is fixed.
template <bool is_large, class Updates>
[[gnu::always_inline]] inline void visit_sums_at(Updates& all, const Site* sites, std::size_t n,
                                                 const Site* there, std::size_t degree) {
  std::int8_t* const spins = all.spins;
  const FlipTable::Entry* const table = all.table.centre();
  auto&& source = random::take(all.rng, n);
  std::size_t n_flips = 0;
  for (std::size_t k = 0; k < n; ++k, there += degree) {
    if constexpr (is_large) prefetch(spins, there, degree);
    std::ptrdiff_t sum = 0;
    for (std::size_t b = 0; b < degree; ++b) sum += spins[there[b]];
    n_flips += FlipTable::flip_by_sum(spins[sites[k]], sum, table, source);
  }
  all.n_flips += n_flips;
}

template <bool is_large, class Updates>
[[gnu::always_inline]] inline void visit_fields_at(Updates& all, const Site* sites, std::size_t n,
                                                   const Site* there, const double* coupling,
                                                   std::size_t degree) {
  std::int8_t* const spins = all.spins;
  const double h = all.system.field(), scale = -2 * all.beta;
  std::array<double, chunk> log_ratio{};
  std::array<std::int32_t, chunk> bin;
  for (std::size_t k = 0; k < n; ++k, there += degree, coupling += degree) {
    if constexpr (is_large) prefetch(spins, there, degree);
    double field = h;
    for (std::size_t b = 0; b < degree; ++b) field += coupling[b] * spins[there[b]];
    log_ratio[k] = scale * spins[sites[k]] * field;
  }
  all.rule.find_bins(log_ratio.data(), n, bin.data());
  auto&& source = random::take(all.rng, n);
  std::size_t n_flips = 0;
  for (std::size_t k = 0; k < n; ++k)
    n_flips += flip(spins[sites[k]], all.rule.flips(log_ratio[k], bin[k], source));
  all.n_flips += n_flips;
}

/// 0: any degree.
template <std::size_t fixed, class Updates>
void visit_group(Updates& all, const lattice::VisitOrder::Group& group) {
  const std::size_t degree = fixed > 0 ? fixed : group.degree;
  const lattice::VisitOrder& order = all.system.order();
  const Site* there = order.neighbours().data() + group.offset;
  const double* coupling = all.system.ordered_couplings().data() + group.offset;
  const bool is_large = all.system.n_sites() > spins_in_cache;
  for (std::size_t first = group.first; first < group.last; first += chunk) {
    const std::size_t n = std::min<std::size_t>(chunk, group.last - first);
    const Site* sites = order.sites().data() + first;
    if (all.system.has_integer_sums() && all.system.is_uniform()) {
      is_large ? visit_sums_at<true>(all, sites, n, there, degree)
               : visit_sums_at<false>(all, sites, n, there, degree);
    } else {
      is_large ? visit_fields_at<true>(all, sites, n, there, coupling, degree)
               : visit_fields_at<false>(all, sites, n, there, coupling, degree);
    }
    there += n * degree;
    coupling += n * degree;
  }
}

template <class Updates>
void visit_graph(Updates& all) {
  for (const lattice::VisitOrder::Group& group : all.system.order().groups()) {
    switch (group.degree) {
      case 2:
        visit_group<2>(all, group);
        break;
      case 3:
        visit_group<3>(all, group);
        break;
      case 4:
        visit_group<4>(all, group);
        break;
      default:
        visit_group<0>(all, group);
    }
  }
}

}  // namespace lenz::models::ordered
