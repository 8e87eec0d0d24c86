#pragma once

#include <armadillo>
#include <cstdint>
#include <vector>

#include "lenz/exact/spins/terms.hpp"

namespace lenz::test {

inline std::vector<exact::spins::Pair> ring(std::uint32_t n) {
  std::vector<exact::spins::Pair> pairs;
  for (std::uint32_t i = 0; i < n; ++i) pairs.emplace_back(i, (i + 1) % n);
  return pairs;
}

/// A square lattice with periodic edges, sites row by row.
inline std::vector<exact::spins::Pair> square(std::uint32_t length, std::uint32_t width) {
  std::vector<exact::spins::Pair> pairs;
  for (std::uint32_t y = 0; y < width; ++y) {
    for (std::uint32_t x = 0; x < length; ++x) {
      pairs.emplace_back(x + length * y, (x + 1) % length + length * y);
      pairs.emplace_back(x + length * y, x + length * ((y + 1) % width));
    }
  }
  return pairs;
}

/// The matrix of an operator, column by column.
template <class Op>
arma::Mat<typename Op::Scalar> matrix_of(const Op& op) {
  arma::Mat<typename Op::Scalar> m(op.size(), op.size());
  arma::Col<typename Op::Scalar> x(op.size(), arma::fill::zeros);
  for (std::uint64_t k = 0; k < op.size(); ++k) {
    x(k) = 1;
    op.apply(x.memptr(), m.colptr(k));
    x(k) = 0;
  }
  return m;
}

}  // namespace lenz::test
