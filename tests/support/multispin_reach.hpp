#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "lenz/lattice/packing.hpp"

namespace lenz::test {

/// Which sites of a class flip for certain in a state, and which may.
struct Outcomes {
  std::uint32_t certain = 0, possible = 0;
};

inline Outcomes outcomes_of(const lattice::Packing& packing, const lattice::Packing::Class& all,
                            std::uint32_t state) {
  Outcomes outcomes;
  const auto source = [&](std::uint32_t word) {  // with one block a ghost is the word itself
    while (word >= packing.n_positions()) word = packing.ghosts()[word - packing.n_positions()].source;
    return word;
  };
  for (std::uint32_t p = all.first; p < all.last; ++p) {
    std::size_t n_unsatisfied = 0;
    for (const std::uint32_t q : packing.neighbours(p))
      n_unsatisfied += (state >> p ^ state >> source(q)) & 1;
    const bool certain = 2 * n_unsatisfied >= packing.degree();
    (certain ? outcomes.certain : outcomes.possible) |= std::uint32_t{1} << p;
  }
  return outcomes;
}

/// The states of one lattice that Metropolis in the fixed order of a packing never reaches from all spins up,
/// as numbers with the spin of position p in bit p (B = 1: one position a site).
///
/// A site with at least half of its bonds unsatisfied flips for certain, any other may flip or not. Where
/// every site of a state has exactly half of its bonds unsatisfied nothing is left to chance: such states
/// follow each other in a cycle, and as the Boltzmann density is invariant what never leaves is never
/// entered.
///
/// REQUIRES packing.n_blocks() == 1 and at most 20 positions. Cost: every state and class once, with each of
/// its outcomes; 10 ms for 16 sites.
inline std::vector<std::uint32_t> states_out_of_reach(const lattice::Packing& packing) {
  if (packing.n_blocks() != 1 || packing.n_positions() > 20)
    throw std::invalid_argument("states out of reach: needs one block of at most 20 positions");
  const std::size_t n_states = std::size_t{1} << packing.n_positions(), n_classes = packing.classes().size();
  // reached[s n_classes + c]: state s stands before the update of class c.
  std::vector<bool> reached(n_states * n_classes);
  std::vector<std::size_t> open;
  const auto visit = [&](std::size_t node) {
    if (reached[node]) return;
    reached[node] = true;
    open.push_back(node);
  };
  visit((n_states - 1) * n_classes);
  while (!open.empty()) {
    const std::size_t node = open.back(), c = node % n_classes;
    open.pop_back();
    const auto state = static_cast<std::uint32_t>(node / n_classes);
    const Outcomes outcomes = outcomes_of(packing, packing.classes()[c], state);
    std::uint32_t chosen = outcomes.possible;  // walks through all its subsets
    do {
      visit((state ^ outcomes.certain ^ chosen) * n_classes + (c + 1) % n_classes);
      chosen = (chosen - 1) & outcomes.possible;
    } while (chosen != outcomes.possible);
  }
  std::vector<std::uint32_t> missed;
  for (std::size_t s = 0; s < n_states; ++s) {
    if (!reached[s * n_classes]) missed.push_back(static_cast<std::uint32_t>(s));
  }
  return missed;
}

}  // namespace lenz::test
