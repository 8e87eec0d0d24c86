#include "lenz/data/hold_out.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/stats/tests.hpp"

namespace hold_out_tests {

using namespace lenz;
using data::Dataset;
using data::Split;

namespace {

/// n_points points of n rows each, in turns.
Dataset scan(std::size_t n_points, std::size_t n) {
  Dataset d;
  d.values.zeros(1, n_points * n);
  d.labels.zeros(n_points * n);
  for (std::size_t i = 0; i < n_points * n; ++i) {
    d.points.push_back(static_cast<std::uint32_t>(i % n_points));
    d.labels[i] = 1.5 + static_cast<double>(i % n_points);
  }
  return d;
}

bool covers(const Split& split, std::size_t n) {
  std::vector<std::uint32_t> all = split.train;
  all.insert(all.end(), split.held_out.begin(), split.held_out.end());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < n; ++i) {
    if (all.size() != n || all[i] != i) return false;
  }
  return std::is_sorted(split.train.begin(), split.train.end()) &&
         std::is_sorted(split.held_out.begin(), split.held_out.end());
}

std::vector<std::size_t> held_by_point(const Dataset& d, const Split& split, std::size_t n_points) {
  std::vector<std::size_t> counts(n_points);
  for (const auto row : split.held_out) ++counts[static_cast<std::size_t>(d.labels[row] - 1.5)];
  return counts;
}

}  // namespace

TEST_CASE("each point gives its share to the held-out part to within one row") {
  for (const bool by_label : {false, true}) {
    for (const std::size_t n : {20, 37, 100}) {
      Dataset d = scan(7, n);
      if (by_label) d.points.clear();
      for (const double fraction : {0.2, 0.5, 0.03}) {
        const Split split = data::hold_out(d, {.fraction = fraction, .address = {.seed = 9}});
        CHECK(covers(split, 7 * n));
        CHECK(split.held_out.size() ==
              static_cast<std::size_t>(std::llround(fraction * 7 * static_cast<double>(n))));
        for (const std::size_t held : held_by_point(d, split, 7)) {
          CHECK(std::fabs(static_cast<double>(held) - fraction * static_cast<double>(n)) <= 1);
        }
      }
    }
  }
}

TEST_CASE("which rows are held out follows from the address and every row has the same chance") {
  const Dataset d = scan(2, 10);
  const auto split_of = [&](std::uint64_t seed) {
    return data::hold_out(d, {.fraction = 0.2, .address = {.seed = seed}}).held_out;
  };
  CHECK(split_of(4) == split_of(4));
  CHECK(split_of(4) != split_of(5));
  std::vector<std::uint64_t> counts(20);
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    for (const auto row : split_of(seed)) ++counts[row];
  }
  // Drawn without replacement the counts scatter less than Pearson's test assumes: it errs to the safe side.
  CHECK(stats::chi_squared_test(counts, std::vector<double>(20, 0.05)).p > 1e-3);
}

TEST_CASE("labels with few rows a value are no strata and rows without labels are split as a whole") {
  Dataset d = scan(1, 50);
  d.points.clear();
  for (arma::uword i = 0; i < 50; ++i) d.labels[i] = static_cast<double>(i);
  const auto labelled = data::hold_out(d, {.fraction = 0.2, .address = {.seed = 1}});
  d.labels.reset();
  const auto bare = data::hold_out(d, {.fraction = 0.2, .address = {.seed = 1}});
  CHECK(labelled.held_out == bare.held_out);
  CHECK(bare.held_out.size() == 10);
  CHECK(covers(bare, 50));
}

TEST_CASE("a fraction that leaves one side empty is refused and none holds nothing out") {
  const Dataset d = scan(2, 10);
  for (const double bad : {-0.1, 1.0, 1.5, std::nan(""), 0.01, 0.99}) {
    CHECK_THROWS_AS(data::hold_out(d, {.fraction = bad, .address = {}}), std::invalid_argument);
  }
  const Split split = data::hold_out(d, {.fraction = 0, .address = {}});
  CHECK(split.held_out.empty());
  CHECK(split.train.size() == 20);
  CHECK_THROWS_AS(data::hold_out(Dataset{}, {.fraction = 0, .address = {}}), std::invalid_argument);
}

}  // namespace hold_out_tests
