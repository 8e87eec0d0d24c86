#pragma once

#include <armadillo>
#include <cstddef>
#include <vector>

#include "lenz/optim/parameters.hpp"

/// All blocks as one vector of doubles, for methods that see parameter space as a whole.
namespace lenz::optim {

template <class T>
const arma::Col<T>& numbers_of(const Block<T>& block) {
  return block.values;
}
template <class T>
const arma::Col<T>& numbers_of(const arma::Col<T>& numbers) {
  return numbers;
}

/// The length of each block.
template <class T>
std::vector<std::size_t> shape_of(const std::vector<T>& blocks) {
  std::vector<std::size_t> shape;
  for (const T& block : blocks) shape.push_back(numbers_of(block).n_elem);
  return shape;
}

/// The numbers of all blocks below each other. Blocks are Parameters or the columns of a gradient.
template <class T>
arma::vec joined(const std::vector<T>& blocks) {
  std::size_t n = 0;
  for (const T& block : blocks) n += numbers_of(block).n_elem;
  arma::vec all(n);
  double* to = all.memptr();
  for (const T& block : blocks) {
    for (const auto value : numbers_of(block)) *to++ = static_cast<double>(value);
  }
  return all;
}

/// Writes `all` back into blocks of the same lengths. REQUIRES that they have as many numbers together.
template <class T>
void split(const arma::vec& all, std::vector<arma::Col<T>>& columns) {
  const double* from = all.memptr();
  for (arma::Col<T>& column : columns) {
    for (T& value : column) value = static_cast<T>(*from++);
  }
}
template <class T>
void split(const arma::vec& all, Parameters<T>& parameters) {
  const double* from = all.memptr();
  for (Block<T>& block : parameters) {
    for (T& value : block.values) value = static_cast<T>(*from++);
  }
}

}  // namespace lenz::optim
