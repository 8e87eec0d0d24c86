// What a run pays for being watched: the share of its time that passes inside calls of Progress and
// CheckpointSink.
#include <chrono>
#include <cstdio>
#include <memory>

#include <benchmark/benchmark.h>

#include "lenz/io/progress_line.hpp"
#include "lenz/models/ising_measurement.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/run_chain.hpp"
#include "lenz/sampling/site_proposals.hpp"

namespace progress_bench {

namespace {

using namespace lenz;
using Clock = std::chrono::steady_clock;

/// A live line that is redrawn as on a terminal, and a clock around every call.
class TimedLine final : public Progress {
 public:
  explicit TimedLine(std::FILE* stream) : line_({.stream = stream, .live = true}) { line_.begin(1); }
  void report(std::size_t shard, double fraction) override {
    const auto start = Clock::now();
    line_.report(shard, fraction);
    seconds += std::chrono::duration<double>(Clock::now() - start).count();
    ++calls;
  }
  void line(std::string_view text) override { line_.line(text); }
  double seconds = 0;
  double calls = 0;

 private:
  io::ProgressLine line_;
};

void progress(benchmark::State& state) {
  using Kernel = sampling::Lifted<sampling::SingleSiteMetropolis<>>;
  const auto length = static_cast<std::size_t>(state.range(0));
  const models::Ising ising(
      models::make_ising_system(lattice::Lattice(lattice::Kind::square, {length, length}), {}), 2.5);
  const models::IsingMeasurement measurement(ising.system(), {});
  const auto keep_nothing = [](const models::IsingWalker&, std::vector<std::uint8_t>&) {};
  // Outlives the line, which writes once more when it goes.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> nowhere(std::fopen("/dev/null", "w"), std::fclose);
  TimedLine line(nowhere.get());
  double wall = 0;
  for (auto _ : state) {
    sampling::ChainState<Kernel, models::IsingWalker> chain{
        .kernel = Kernel({}, 1), .ensemble = {{ising.ordered_walker()}, {}}, .streams = {}};
    chain.streams.emplace_back(random::Address{.seed = 1});
    NoCheckpoints sink;
    const auto start = Clock::now();
    sampling::run_chain(PerSlot<models::Ising>(ising), measurement, keep_nothing,
                        {.sweeps = 200'000'000 / (length * length * 64), .burn_in = 0}, chain, sink, line);
    wall += std::chrono::duration<double>(Clock::now() - start).count();
  }
  state.counters["share_of_wall"] = line.seconds / wall;
  state.counters["calls_per_second"] = line.calls / wall;
}

BENCHMARK(progress)->ArgName("L")->Arg(4)->Arg(64)->Arg(512)->UseRealTime();

}  // namespace

}  // namespace progress_bench
