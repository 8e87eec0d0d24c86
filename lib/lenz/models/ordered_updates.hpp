#pragma once

#include "lenz/models/ordered/field_updates.hpp"
#include "lenz/models/ordered/graph_updates.hpp"
#include "lenz/models/ordered/sum_updates.hpp"

/// One visit to every spin of an Ising system in a fixed order: stretch by stretch of a regular lattice, of
/// each stretch first every other site, then the rest, so that no spin waits for the one before it; colour by
/// colour on a graph. A rule decides each flip, as sampling::OrderedTarget documents.
///
/// Cost of a heat-bath update with four neighbours on one core at 3.5 GHz (measured), and what it is made of:
///   one |J|, square, L = 1024       1.7 ns, 6 clock cycles: instructions, none a branch
///   Gaussian J, square, L = 1024    2.4 ns: fields in vectors; 32 bytes of couplings an update
///   one |J|, graph of 2^16 sites    2.5 ns: six loads at random places
///   Gaussian J, graph of 2^16       3.2 ns
///   one |J|, graph of 2^20 sites    4.1 ns: spins no longer fit the second-level cache
///   Gaussian J, graph of 2^20       7.9 ns: besides 52 bytes an update from memory
namespace lenz::models {

/// Visits all spins once; the number of flips.
template <class Rule, class Rng>
std::size_t update_in_order(const IsingSystem& system, double beta, const Rule& rule, std::int8_t* spins,
                            Rng& rng) {
  ordered::SiteUpdates<Rule, Rng> updates(system, beta, rule, spins, rng);
  if (!system.stencils())
    ordered::visit_graph(updates);
  else if (system.has_integer_sums())
    ordered::visit_runs_by_sums(updates);
  else
    ordered::visit_runs_by_fields(updates);
  return updates.n_flips;
}

}  // namespace lenz::models
