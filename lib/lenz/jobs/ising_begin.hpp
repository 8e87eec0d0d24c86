#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/jobs/ising_kernels.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/chain_state.hpp"

/// How an ensemble of Ising systems begins, and how its configurations are kept, whatever the kernel.
namespace lenz::jobs {

/// Appends ceil(N / 8) bytes: site i is bit i % 8 of byte i / 8, 1 for spin up.
struct PackSpins {
  void operator()(const models::IsingWalker& walker, std::vector<std::uint8_t>& bytes) const {
    const std::size_t start = bytes.size();
    bytes.resize(start + (walker.spins.size() + 7) / 8);
    for (std::size_t i = 0; i < walker.spins.size(); ++i) {
      if (walker.spins[i] > 0) bytes[start + i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
    }
  }
};

/// Chains begin far apart, so that R-hat can see a trap: all up, at random, all down, at random, … In a
/// field too: a chain that starts against it and stays there shows a state that the others would miss
/// unseen. All replicas of a word begin alike.
template <class T>
typename T::Walker first_walker(const T& target, random::Address address) {
  address.purpose = random::Purpose::initial;
  random::Stream stream(address);
  if (address.slot % 2 == 1) return target.random_walker(stream);
  return address.slot % 4 == 0 ? target.ordered_walker(+1) : target.ordered_walker(-1);
}

template <class T, class K, class Source>
sampling::ChainState<K, typename T::Walker, Source> begin_ensemble(const K& kernel,
                                                                   const std::vector<T>& targets,
                                                                   const IsingEnsemble& e) {
  sampling::ChainState<K, typename T::Walker, Source> state{.kernel_name = e.kernel_name, .kernel = kernel};
  for (std::size_t slot = 0; slot < targets.size(); ++slot) {
    state.streams.emplace_back(e.addresses[slot]);
    state.ensemble.walkers.push_back(first_walker(targets[slot], e.addresses[slot]));
  }
  return state;
}

}  // namespace lenz::jobs
