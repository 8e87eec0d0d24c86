#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lenz/random/draws.hpp"

namespace lenz::models {

/// Where the walker of a Markov chain stands.
struct MarkovWalker {
  std::uint64_t state = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(state);
  }
};

/// A Markov chain on the states 0 … n - 1, given by its matrix: from i the walker goes to j with probability
/// W(i, j).
///
/// The chain is its own dynamics and knows no density; the kernel MarkovWalk moves it. Cost of a step: one
/// Bernoulli draw for each non-zero element of the row that is passed over.
class MarkovChain {
 public:
  using Walker = MarkovWalker;

  /// Rows are divided by their sums. Throws std::invalid_argument, naming the row, where the matrix is not
  /// square, an element lies outside [0, 1], or a row sums to 1 with an error above 1e-9.
  explicit MarkovChain(const std::vector<std::vector<double>>& matrix);

  std::size_t n_states() const { return rows_.size(); }
  /// Throws std::invalid_argument unless state < n_states().
  Walker walker(std::uint64_t state) const;

  /// One step from the walker's state.
  template <class Rng>
  void advance(Walker& w, Rng& rng) const {
    for (const Branch& branch : rows_[w.state]) {
      if (!random::bernoulli(rng, branch.probability)) continue;
      w.state = branch.target;
      return;
    }
  }

 private:
  /// A non-zero element of a row: taken with this probability where the ones before it were not. The last
  /// has 1.
  struct Branch {
    std::uint64_t target;
    double probability;
  };
  std::vector<std::vector<Branch>> rows_;
};

/// The indicator of each state, so that its mean is the state's share of time.
class MarkovMeasurement {
 public:
  explicit MarkovMeasurement(std::size_t n_states) : n_states_(n_states) {}

  /// "state_0" … "state_{n-1}".
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < n_states_; ++i) all.push_back("state_" + std::to_string(i));
    return all;
  }
  template <class T, class W, class Info>
  void measure(const T&, std::span<const W> walkers, std::size_t slot, const Info&,
               std::span<double> out) const {
    std::fill(out.begin(), out.end(), 0.0);
    out[walkers[slot].state] = 1;
  }

 private:
  std::size_t n_states_;
};

}  // namespace lenz::models
