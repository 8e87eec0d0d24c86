#include <catch2/catch.hpp>

#include "jobs/run_support.hpp"

namespace same_bits_tests {

using namespace lenz;
using test::run_in_memory, test::sample_input, test::StoppingSink, test::text_of;

namespace {

struct BitCase {
  std::string name;
  std::string text;  ///< without [run]
};

/// One of each way in which jobs cut work into shards and chains keep state.
const std::vector<BitCase>& cases() {
  static const std::string ising = "task = 'sample'\n[system]\nkind = 'ising'\n";
  static const std::string gaussian =
      "task = 'sample'\n[system]\nkind = 'gaussian'\ncovariance = [[1, 0.5], [0.5, 1]]\n";
  static const std::string kept = "[output]\nconfigurations = 6\ntrace = true\n";
  static const std::vector<BitCase> all{
      {"Wolff clusters", ising + "size = [4, 4]\ntemperature = [2, 2.5]\n[sampler]\nkind = 'wolff'\n" + kept},
      {"Metropolis with disorder in pairs of chains",
       ising +
           "size = [3, 4]\ndisorder = 'gaussian'\ndisorder_seed = [1, 2]\ntemperature = 2\n"
           "[sampler]\nkind = 'metropolis'\n" +
           kept},
      {"replica exchange", ising +
                               "size = [4, 3]\nfield = [0, 0.2]\ntemperature = [1.5, 2, 3]\n"
                               "[sampler]\nkind = 'heat-bath'\ntempering = true\n" +
                               kept},
      {"MALA", gaussian + "[sampler]\nkind = 'mala'\n" + kept},
      {"HMC", gaussian + "[sampler]\nkind = 'hmc'\n" + kept},
      {"a Markov chain",
       "task = 'sample'\n[system]\nkind = 'markov-chain'\nmatrix = [[0.5, 0.5, 0], [0.25, 0.5, "
       "0.25], [0, 0.5, 0.5]]\nstart = [0.2, 0.3, 0.5]\n[output]\ntrace = true\n"},
  };
  return all;
}

jobs::SampleInput input_of(const BitCase& c, const std::string& run) {
  return sample_input(c.text + "[run]\nseed = 11\nchains = 2\n" + run);
}

/// Runs to the end with as many stops as `sink` makes; the k-th part on n_threads(k) threads.
template <class Threads>
std::string run_in_parts(const jobs::SampleInput& input, StoppingSink& sink, const Threads& n_threads) {
  for (std::size_t part = 0;; ++part) {
    sink.begin_again();
    try {
      return text_of(run_in_memory(input, n_threads(part), sink));
    } catch (const Stopped&) {
    }
  }
}

}  // namespace

TEST_CASE("results are the same bits for 1 and 2 and 3 and 8 threads") {
  for (const BitCase& c : cases()) {
    CAPTURE(c.name);
    const auto input = input_of(c, "sweeps = 500\nthin = 3\n");
    const std::string once = text_of(run_in_memory(input, 1));
    CHECK(once.find("\"mean\"") != std::string::npos);
    for (const std::size_t n_threads : {2, 3, 8}) {
      CAPTURE(n_threads);
      CHECK((text_of(run_in_memory(input, n_threads)) == once));
    }
    auto other = input;
    other.run.seed = 12;
    CHECK((text_of(run_in_memory(other, 1)) != once));
  }
}

TEST_CASE("a run stopped anywhere and resumed on another number of threads gives the same bits") {
  // A chain looks up after its sweeps 1, 3, 7, 15, …, so that the first of these stops fall into tuning,
  // which ends at sweep 40, or 400 of the automatic burn-in, later ones into burn-in and production.
  for (const std::string run : {"burn_in = 100\nsweeps = 600\n", "sweeps = 400\n"}) {
    for (const BitCase& c : cases()) {
      CAPTURE(c.name, run);
      const auto input = input_of(c, run);
      const std::string whole = text_of(run_in_memory(input, 2));
      for (std::size_t stop_at = 1; stop_at <= 16; stop_at += stop_at < 8 ? 1 : 3) {
        CAPTURE(stop_at);
        StoppingSink sink;
        sink.stop_at = stop_at;
        const auto once_then_go = [&](std::size_t part) {
          if (part == 1) sink.stop_at = SIZE_MAX;
          return std::size_t{part == 0 ? 2u : stop_at % 2 == 0 ? 1u : 3u};
        };
        CHECK((run_in_parts(input, sink, once_then_go) == whole));
        CHECK(sink.n_stops >= 1);
      }
    }
  }
}

TEST_CASE("a run stopped after every single sweep gives the same bits") {
  for (const BitCase& c : cases()) {
    CAPTURE(c.name);
    // 128 sweeps and more say what tau is: the configurations then come at once, and the run ends soon.
    const auto input = input_of(c, "burn_in = 131\nsweeps = 9\n");
    StoppingSink sink;
    sink.stop_at = 1;  // the first look up comes after the first sweep
    const std::string parts = run_in_parts(input, sink, [](std::size_t part) { return 1 + part % 2; });
    CHECK(sink.n_stops >= 2 * 140);
    CHECK((parts == text_of(run_in_memory(input, 1))));
  }
}

}  // namespace same_bits_tests
