#include "lenz/stats/recorder.hpp"

#include <vector>

#include <catch2/catch.hpp>

#include "lenz/stats/estimate.hpp"

#include "support/ar1.hpp"
#include "support/memory_archive.hpp"

namespace recorder_tests {

using namespace lenz;
using stats::Recorder;

namespace {

/// Samples (i, i^2 + 3) of i = 0, 1, 2, …
void count_up(Recorder& recorder, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    const double x = static_cast<double>(i);
    recorder.add(std::vector<double>{x, x * x + 3});
  }
}

void add_ar1(Recorder& recorder, test::Ar1& ar1, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double x = ar1();
    recorder.add(std::vector<double>{x, x * x});
  }
}

}  // namespace

TEST_CASE("Bins hold equal shares of the series in order") {
  for (const std::size_t n : {1, 7, 8, 15, 16, 100, 1000, 4097}) {
    Recorder recorder(2, {.trace_length = 18, .n_bins = 8});
    count_up(recorder, 0, n);
    REQUIRE(recorder.n_samples() == n);
    REQUIRE(recorder.n_bins() < 8);
    if (n >= 8) REQUIRE(recorder.n_bins() >= 4);
    REQUIRE(recorder.n_bins() == n / recorder.bin_length());
    const double length = static_cast<double>(recorder.bin_length());
    for (std::size_t b = 0; b < recorder.n_bins(); ++b) {
      double first = static_cast<double>(b) * length, mean = 0, square = 0;
      for (double i = first; i < first + length; ++i) {
        mean += i / length;
        square += (i * i + 3) / length;
      }
      CHECK(recorder.bin(b, 0) + recorder.reference(0) == Approx(mean));
      CHECK(recorder.bin(b, 1) + recorder.reference(1) == Approx(square));
    }
  }
}

TEST_CASE("The trace holds every stride-th sample and never more than its length") {
  for (const std::size_t n : {1, 18, 19, 20, 37, 64, 1000}) {
    Recorder recorder(2, {.trace_length = 18, .n_bins = 8});
    count_up(recorder, 0, n);
    const std::uint64_t stride = recorder.trace_stride();
    CHECK(recorder.trace_size() <= 18);
    CHECK(recorder.trace_size() == (n + stride - 1) / stride);
    if (n <= 18) CHECK(stride == 1);
    if (n > 18) CHECK(recorder.trace_size() > 6);
    CHECK(stride % 2 == 1);
    const std::vector<double> x = recorder.trace(0), y = recorder.trace(1);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(x[i] == static_cast<double>(i * stride));
      CHECK(y[i] == x[i] * x[i] + 3);
    }
  }
}

TEST_CASE("A recorder saved in mid-series goes on to identical bits") {
  for (const std::size_t cut : {0, 1, 100, 2186, 2188, 5000}) {
    Recorder whole(2), first(2);
    test::Ar1 a(3, {.seed = 1}), b(3, {.seed = 1});
    add_ar1(whole, a, 7000);
    add_ar1(first, b, cut);
    Recorder resumed = test::through_archive(first);
    add_ar1(resumed, b, 7000 - cut);
    test::MemoryOutput expected, got;
    expected(whole);
    got(resumed);
    CHECK(expected.bytes == got.bytes);
  }
}

TEST_CASE("A recorder refuses samples of the wrong size and impossible options") {
  Recorder recorder(2);
  CHECK_THROWS_AS(recorder.add(std::vector<double>{1}), std::invalid_argument);
  CHECK_THROWS_AS(Recorder(1, {.trace_length = 7}), std::invalid_argument);
  CHECK_THROWS_AS(Recorder(1, {.n_bins = 2}), std::invalid_argument);
}

}  // namespace recorder_tests
