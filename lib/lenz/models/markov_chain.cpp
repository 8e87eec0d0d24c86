#include "lenz/models/markov_chain.hpp"

#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::models {
namespace {

double checked_sum(const std::vector<double>& row, std::size_t i, std::size_t n) {
  const std::string name = "row " + std::to_string(i) + " of the matrix";
  check_size(name, row.size(), n);
  double sum = 0;
  for (std::size_t j = 0; j < n; ++j) {
    check_range("matrix[" + std::to_string(i) + "][" + std::to_string(j) + "]", row[j], 0.0, 1.0);
    sum += row[j];
  }
  if (!(std::fabs(sum - 1) <= 1e-9)) throw_invalid("the sum of " + name, sum, "1");
  return sum;
}

}  // namespace

MarkovChain::MarkovChain(const std::vector<std::vector<double>>& matrix) {
  check_positive("the number of states", matrix.size());
  rows_.resize(matrix.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    checked_sum(matrix[i], i, matrix.size());
    std::vector<Branch>& row = rows_[i];
    double rest = 0;  // summed from the end, so that the last branch has probability 1 exactly
    for (std::size_t j = matrix.size(); j-- > 0;) {
      if (matrix[i][j] == 0) continue;
      rest += matrix[i][j];
      row.push_back({.target = j, .probability = matrix[i][j] / rest});
    }
    std::reverse(row.begin(), row.end());
  }
}

MarkovChain::Walker MarkovChain::walker(std::uint64_t state) const {
  check_range<std::uint64_t>("state", state, 0, n_states() - 1);
  return {.state = state};
}

}  // namespace lenz::models
