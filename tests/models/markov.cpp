#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/markov_chain.hpp"

namespace markov_tests {

using lenz::models::MarkovChain;

namespace {

/// Says no a given number of times, then yes, and multiplies the probabilities of its answers.
struct YesAfter {
  std::size_t n_no = 0;
  double probability = 1;

  bool bernoulli(double p) {
    const bool yes = n_no == 0;
    if (!yes) --n_no;
    probability *= yes ? p : 1 - p;
    return yes;
  }
  std::uint64_t uniform_index(std::uint64_t) { return 0; }
};

std::string complaint(const std::vector<std::vector<double>>& matrix) {
  try {
    MarkovChain{matrix};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("A Markov chain goes from i to j with the probability of its matrix") {
  const std::vector<std::vector<double>> w{
      {0.1, 0.2, 0.3, 0.4}, {0, 1, 0, 0}, {0.5, 0, 0, 0.5}, {1.0 / 3, 1.0 / 3, 1.0 / 3, 0}};
  const MarkovChain chain(w);
  for (std::size_t i = 0; i < 4; ++i) {
    std::size_t n_targets = 0;
    for (const double p : w[i]) n_targets += p > 0;
    std::vector<double> row(4);
    for (std::size_t n_no = 0; n_no < n_targets; ++n_no) {
      MarkovChain::Walker walker = chain.walker(i);
      YesAfter source{.n_no = n_no};
      chain.advance(walker, source);
      row[walker.state] += source.probability;
    }
    for (std::size_t j = 0; j < 4; ++j) CHECK(row[j] == Approx(w[i][j]).margin(1e-15));
  }
}

TEST_CASE("A matrix that is none of a Markov chain is refused with the reason") {
  CHECK(complaint({}).find("number of states") != std::string::npos);
  CHECK(complaint({{0.5, 0.5}, {0.5, 0.4}}).find("the sum of row 1 of the matrix is 0.9") !=
        std::string::npos);
  CHECK(complaint({{1.5, -0.5}, {0.5, 0.5}}).find("matrix[0][0]") != std::string::npos);
  CHECK(complaint({{0.5, 0.5}, {1}}).find("row 1") != std::string::npos);
  CHECK(complaint({{NAN}}).find("matrix[0][0]") != std::string::npos);
  CHECK_THROWS_AS(MarkovChain(std::vector<std::vector<double>>{{1}}).walker(1), std::invalid_argument);
}

TEST_CASE("The indicators of a Markov walker mark its state") {
  const MarkovChain chain({{0, 1}, {1, 0}});
  const lenz::models::MarkovMeasurement m(2);
  CHECK(m.names() == std::vector<std::string>{"state_0", "state_1"});
  const std::vector<MarkovChain::Walker> walkers{chain.walker(0), chain.walker(1)};
  std::vector<double> out{7, 7};
  m.measure(chain, std::span<const MarkovChain::Walker>(walkers), 1, 0, std::span<double>(out));
  CHECK(out == std::vector<double>{0, 1});
}

}  // namespace markov_tests
