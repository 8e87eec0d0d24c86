#include "lenz/random/draws.hpp"

#include <bit>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/random/stream.hpp"

namespace draws_tests {

using namespace lenz;
using random::Stream;

namespace {

/// Hands out given words in a circle, and counts them.
struct Scripted {
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  std::vector<std::uint64_t> words;
  std::size_t n_drawn = 0;
  std::uint64_t operator()() { return words[n_drawn++ % words.size()]; }
};

Stream test_stream(std::uint32_t slot) {
  return Stream({.seed = 41, .slot = slot, .purpose = random::Purpose::test});
}

}  // namespace

TEST_CASE("uniform begins at 0 and never reaches 1") {
  Scripted lowest{{0}}, highest{{~std::uint64_t{0}}};
  CHECK(random::uniform(lowest) == 0.0);
  CHECK(random::uniform(highest) == 1 - 0x1p-53);
}

TEST_CASE("bernoulli at and beyond the edges is certain and draws nothing") {
  Scripted source{{~std::uint64_t{0}}};
  CHECK_FALSE(random::bernoulli(source, 0.0));
  CHECK_FALSE(random::bernoulli(source, -1.0));
  CHECK_THROWS_AS(random::bernoulli(source, std::nan("")), NumericalError);
  CHECK_THROWS_AS(random::Probability(std::nan("")), NumericalError);
  CHECK(random::bernoulli(source, 1.0));
  CHECK(random::bernoulli(source, 1.5));
  CHECK(source.n_drawn == 0);
  CHECK_FALSE(random::bernoulli(source, 1 - 0x1p-53));
  CHECK(source.n_drawn == 1);
  Scripted zero{{0}};
  CHECK(random::bernoulli(zero, 1e-300));
}

TEST_CASE("bernoulli succeeds with its probability") {
  Stream stream = test_stream(1);
  for (const double p : {0.001, 0.3, 0.5, 0.97}) {
    constexpr int n = 1'000'000;
    int successes = 0;
    for (int i = 0; i < n; ++i) successes += random::bernoulli(stream, p);
    CHECK(std::abs(successes - n * p) < 3.66 * std::sqrt(n * p * (1 - p)));  // 4 tests at 1e-3
  }
}

TEST_CASE("uniform_index rejects exactly the words that would bias it") {
  // For n = 3 x 2^62 the low half of word x n must not be below 2^64 mod n = 2^62: word 0 gives 0, word 1
  // gives 3 x 2^62.
  const std::uint64_t n = std::uint64_t{3} << 62;
  Scripted source{{0, 1}};
  random::uniform_index(source, n);
  CHECK(source.n_drawn == 2);
  Scripted largest{{~std::uint64_t{0}}};
  CHECK(random::uniform_index(largest, 6) == 5);
  CHECK(random::uniform_index(largest, 1) == 0);
}

TEST_CASE("uniform_index is uniform where a remainder would be biased by half") {
  // Of 2^64 words, remainders modulo 3 x 2^62 fall twice as often into the first third.
  const std::uint64_t n = std::uint64_t{3} << 62;
  Stream stream = test_stream(2);
  constexpr int draws = 300'000;
  double thirds[3] = {};
  for (int i = 0; i < draws; ++i) ++thirds[random::uniform_index(stream, n) >> 62];
  double chi2 = 0;
  for (const double count : thirds) chi2 += (count - draws / 3.0) * (count - draws / 3.0) / (draws / 3.0);
  CHECK(chi2 < 13.82);  // 2 degrees of freedom, p = 1e-3
}

TEST_CASE("uniform_index is uniform over small ranges") {
  Stream stream = test_stream(3);
  constexpr int draws = 1'000'000, n = 10;
  std::vector<double> counts(n);
  for (int i = 0; i < draws; ++i) ++counts[random::uniform_index(stream, n)];
  double chi2 = 0;
  for (const double count : counts) chi2 += (count - draws / n) * (count - draws / n) / (draws / n);
  CHECK(chi2 < 27.88);  // 9 degrees of freedom, p = 1e-3
}

TEST_CASE("Normal and exponential draws have the moments of their laws") {
  Stream stream = test_stream(4);
  constexpr int n = 2'000'000;
  double normal[5] = {}, exponential[3] = {};
  for (int i = 0; i < n; ++i) {
    const double x = random::normal(stream), y = random::exponential(stream);
    for (int k = 1; k <= 4; ++k) normal[k] += std::pow(x, k) / n;
    for (int k = 1; k <= 2; ++k) exponential[k] += std::pow(y, k) / n;
  }
  // Each with the exact variance of x^k, six tests at a family-wise level of 1e-3.
  const double bound = 3.76 / std::sqrt(n);
  CHECK(std::abs(normal[1]) < bound * 1);
  CHECK(std::abs(normal[2] - 1) < bound * std::sqrt(2.0));
  CHECK(std::abs(normal[3]) < bound * std::sqrt(15.0));
  CHECK(std::abs(normal[4] - 3) < bound * std::sqrt(96.0));
  CHECK(std::abs(exponential[1] - 1) < bound * 1);
  CHECK(std::abs(exponential[2] - 2) < bound * std::sqrt(20.0));
}

TEST_CASE("bits drawn digit by digit are decided by the first digit that differs") {
  // Bit k of the words, read down, is the number of lane k: the digits of p, of p plus and minus one in the
  // last of 53 digits, and zeros.
  for (const double p : {0.5857864376269049, 0.75, 0x1p-53, 1 - 0x1p-53, 0.1}) {
    const random::Probability probability(p);
    const std::uint64_t t = probability.digits(), unit = std::uint64_t{1} << 11;
    const std::uint64_t numbers[] = {t, t - unit, t + unit, 0, t - 1, t + 1};
    Scripted source{std::vector<std::uint64_t>(64)};
    for (int digit = 0; digit < 64; ++digit) {
      for (int lane = 0; lane < 6; ++lane)
        source.words[static_cast<std::size_t>(digit)] |= (numbers[lane] >> (63 - digit) & 1) << lane;
    }
    CAPTURE(p);
    std::uint64_t expected = 0;
    for (int lane = 0; lane < 6; ++lane) expected |= std::uint64_t{numbers[lane] < t} << lane;
    CHECK(random::bernoulli_bits(source, probability, 0x3f) == expected);
    source.n_drawn = 0;
    CHECK(random::bernoulli_bits(source, probability, 0x0a) == (expected & 0x0a));
  }
}

TEST_CASE("a number whose first 16 digits are those of the probability is decided by the rest") {
  const random::Probability p(0.5857864376269049);
  for (const std::uint64_t tail : {std::uint64_t{0}, p.digits() << 16 >> 16, ~std::uint64_t{0} >> 16}) {
    const std::uint64_t number = p.digits() >> 48 << 48 | tail;
    Scripted source{std::vector<std::uint64_t>(64)};
    for (std::size_t digit = 0; digit < 64; ++digit) source.words[digit] = -(number >> (63 - digit) & 1);
    CHECK(random::bernoulli_bits(source, p, ~std::uint64_t{0}) == -std::uint64_t{number < p.digits()});
  }
}

TEST_CASE("bits have their probability also at its ends and only where they are wanted") {
  Stream stream = test_stream(7);
  const std::uint64_t wanted = 0xff00f0f0ffff0001;
  CHECK(random::bernoulli_bits(stream, random::Probability(0), wanted) == 0);
  CHECK(random::bernoulli_bits(stream, random::Probability(1), wanted) == wanted);
  for (const double p : {0x1p-10, 0.3, 0.5857864376269049, 0.97}) {
    constexpr int n = 40000;
    const int n_wanted = std::popcount(wanted);
    int ones = 0;
    for (int i = 0; i < n; ++i) {
      const std::uint64_t bits = random::bernoulli_bits(stream, random::Probability(p), wanted);
      ones += std::popcount(bits);
      if ((bits & ~wanted) != 0) FAIL("a bit that was not wanted");
    }
    const double mean = n * n_wanted * p;
    CHECK(std::abs(ones - mean) < 3.66 * std::sqrt(mean * (1 - p)));  // 4 tests at 1e-3
  }
}

}  // namespace draws_tests
