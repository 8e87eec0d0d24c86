#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/io/schema.hpp"

namespace lenz::jobs {

/// Where all walkers begin: a state, or a distribution p(0) over the states from which each chain draws its
/// own.
struct MarkovStart {
  std::uint64_t state = 0;
  std::vector<double> distribution;  ///< empty where `state` counts
};

/// [system] kind = "markov-chain": from state i to j with probability W_ij in each step.
struct MarkovChainInput {
  std::vector<std::vector<double>> matrix;
  MarkovStart start;

  std::size_t n_states() const { return matrix.size(); }
};

const io::Schema<MarkovChainInput>& markov_chain_schema();

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct Codec<jobs::MarkovStart> {
  static std::string type(const KeyInfo&);
  static bool read(const Node&, const KeyRule&, Complaints&, jobs::MarkovStart&);
  static std::optional<Node> write(const jobs::MarkovStart&);
};

}  // namespace lenz::io
