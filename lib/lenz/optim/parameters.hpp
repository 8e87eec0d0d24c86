#pragma once

#include <armadillo>
#include <cstddef>
#include <string>
#include <vector>

#include "lenz/core/archive.hpp"

namespace lenz::optim {

/// What is varied together: numbers under one name, contiguous, that one update rule moves. T is float or
/// double. A weight matrix lies in it column by column.
template <class T>
struct Block {
  std::string name{};
  arma::Col<T> values{};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, values);
  }
};

/// Everything that is varied, in the order of the objective.
template <class T>
using Parameters = std::vector<Block<T>>;

/// The number of parameters of all blocks.
template <class T>
std::size_t n_parameters(const Parameters<T>& parameters) {
  std::size_t n = 0;
  for (const Block<T>& block : parameters) n += block.values.n_elem;
  return n;
}

}  // namespace lenz::optim
