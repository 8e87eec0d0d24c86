#include "lenz/data/batches.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/data/shuffle.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/stats/tests.hpp"

#include "support/memory_archive.hpp"

namespace batches_tests {

using namespace lenz;
using data::Batches;
using data::BatchState;

namespace {

std::vector<std::uint32_t> some_rows(std::size_t n) {
  std::vector<std::uint32_t> rows(n);
  for (std::size_t i = 0; i < n; ++i) rows[i] = static_cast<std::uint32_t>(3 * i + 1);
  return rows;
}

/// The next n rows, batch after batch.
std::vector<std::uint32_t> draw(const Batches& batches, BatchState& state, std::size_t n_batches) {
  std::vector<std::uint32_t> all, batch;
  for (std::size_t i = 0; i < n_batches; ++i) {
    batches.next(state, batch);
    all.insert(all.end(), batch.begin(), batch.end());
  }
  return all;
}

}  // namespace

TEST_CASE("every row comes once an epoch and epochs differ") {
  const std::size_t n = 23, batch = 7;
  const Batches batches(some_rows(n), batch, {.seed = 5});
  BatchState state;
  const auto all = draw(batches, state, n);  // seven epochs
  std::vector<std::vector<std::uint32_t>> epochs;
  for (std::size_t e = 0; e < batch; ++e) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(e * n);
    epochs.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(n));
    auto sorted = epochs.back();
    std::sort(sorted.begin(), sorted.end());
    CHECK(sorted == some_rows(n));
  }
  for (std::size_t a = 0; a < epochs.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) CHECK(epochs[a] != epochs[b]);
  }
  CHECK(state.epoch() == 6);
  CHECK(state.position() == n);
}

TEST_CASE("a resumed state gives the same batches from every place") {
  const Batches batches(some_rows(23), 7, {.seed = 5, .point = 2});
  BatchState whole;
  const auto expected = draw(batches, whole, 30);
  for (std::size_t cut = 0; cut <= 12; ++cut) {
    BatchState state;
    auto got = draw(batches, state, cut);
    BatchState resumed = test::through_archive(state);
    const auto rest = draw(batches, resumed, 30 - cut);
    got.insert(got.end(), rest.begin(), rest.end());
    CHECK(got == expected);
  }
}

TEST_CASE("batches larger than the data and another seed are what they should be") {
  const Batches large(some_rows(5), 12, {.seed = 1}), other(some_rows(5), 12, {.seed = 2});
  BatchState a, b;
  const auto rows = draw(large, a, 5);
  std::map<std::uint32_t, int> counts;
  for (const auto row : rows) ++counts[row];
  for (const auto& [row, count] : counts) CHECK(count == 12);
  CHECK(rows != draw(other, b, 5));
}

TEST_CASE("batches refuse nothing to train on and the state of other data") {
  CHECK_THROWS_AS(Batches({}, 4, {}), std::invalid_argument);
  CHECK_THROWS_AS(Batches(some_rows(3), 0, {}), std::invalid_argument);
  BatchState state;
  draw(Batches(some_rows(9), 2, {}), state, 1);
  BatchState resumed = test::through_archive(state);
  std::vector<std::uint32_t> out;
  CHECK_THROWS_WITH(Batches(some_rows(8), 2, {}).next(resumed, out),
                    Catch::Contains("of 9 rows") && Catch::Contains("has 8"));
}

TEST_CASE("all orders of four rows are equally likely") {
  std::map<std::vector<int>, std::size_t> counts;
  random::Stream stream({.seed = 3, .purpose = random::Purpose::test});
  for (int i = 0; i < 24000; ++i) {
    std::vector<int> order{0, 1, 2, 3};
    data::shuffle(std::span(order), stream);
    ++counts[order];
  }
  REQUIRE(counts.size() == 24);
  std::vector<std::uint64_t> seen;
  for (const auto& [order, count] : counts) seen.push_back(count);
  CHECK(stats::chi_squared_test(seen, std::vector<double>(24, 1.0 / 24)).p > 1e-3);
}

TEST_CASE("gathered columns are the rows asked for and shards cover a batch once") {
  arma::fmat values(3, 10);
  arma::vec labels(10);
  for (arma::uword i = 0; i < 30; ++i) values[i] = static_cast<float>(i);
  for (arma::uword i = 0; i < 10; ++i) labels[i] = 0.5 * static_cast<double>(i);
  const std::vector<std::uint32_t> rows{7, 0, 7, 9};
  arma::Mat<double> columns;
  data::gather(values, rows, columns);
  const double* memory = columns.memptr();
  data::gather(values, rows, columns);
  CHECK(columns.memptr() == memory);
  REQUIRE(columns.n_rows == 3);
  REQUIRE(columns.n_cols == 4);
  arma::Mat<float> row;
  data::gather(labels, rows, row);
  for (arma::uword i = 0; i < 4; ++i) {
    for (arma::uword f = 0; f < 3; ++f) CHECK(columns(f, i) == 3.0 * rows[i] + static_cast<double>(f));
    CHECK(row[i] == 0.5F * static_cast<float>(rows[i]));
  }
  for (const std::size_t n_shards : {1, 3, 8, 20}) {
    std::size_t end = 0;
    for (std::size_t s = 0; s < n_shards; ++s) {
      const auto range = data::shard_columns(13, n_shards, s);
      CHECK(range.begin == end);
      end = range.end;
    }
    CHECK(end == 13);
  }
}

}  // namespace batches_tests
