#include "lenz/sampling/run_chain.hpp"

#include <limits>

#include <catch2/catch.hpp>

#include "lenz/random/draws.hpp"
#include "lenz/sampling/info.hpp"

#include "support/memory_archive.hpp"

namespace run_chain_tests {

using namespace lenz;
using namespace lenz::sampling;

namespace {

/// A walker that counts its sweeps and carries an AR(1) series x' = rho x + noise with a drift.
struct Counter {
  std::uint64_t sweeps = 0;
  double x = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(sweeps, x);
  }
};

struct Series {
  using Walker = Counter;
  double rho = 0, drift = 0;
};

/// Moves every slot by one step of its series; nothing to tune.
struct Step {
  using Info = MoveInfo;
  template <class Streams>
  void step(const PerSlot<Series>& targets, Ensemble<Counter>& ensemble, Streams& streams,
            std::span<Info> info) const {
    for (std::size_t slot = 0; slot < ensemble.size(); ++slot) {
      Counter& w = ensemble.walkers[slot];
      ++w.sweeps;
      w.x = targets[slot].rho * w.x + random::uniform(streams[slot]) - 0.5 + targets[slot].drift;
      info[slot] = {1, 1};
    }
  }
  template <class Archive>
  void serialize(Archive&) {}
};

/// The same with something to tune: it remembers the lengths of the windows it was tuned in.
struct TunedStep : Step {
  std::vector<std::uint64_t> windows;
  void tune(std::span<const Info> totals, std::size_t window) {
    REQUIRE(window == windows.size());
    windows.push_back(totals.front().n_proposed);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(windows);
  }
};

/// Records the number of sweeps and x; x is `broken` in the slot and sweep named.
struct Watch {
  std::size_t broken_slot = 0;
  std::uint64_t broken_sweep = 0;
  double broken = std::numeric_limits<double>::quiet_NaN();

  std::vector<std::string> names() const { return {"count", "height"}; }
  void measure(const Series&, std::span<const Counter> walkers, std::size_t slot, const MoveInfo&,
               std::span<double> out) const {
    const Counter& w = walkers[slot];
    out[0] = w.sweeps % 2 == 0 ? 1 : -1;  // settles at once, and tells sweeps apart
    out[1] = w.sweeps == broken_sweep && slot == broken_slot ? broken : w.x;
  }
};

constexpr auto pack = [](const Counter& w, std::vector<std::uint8_t>& bytes) {
  bytes.push_back(static_cast<std::uint8_t>(w.sweeps % 256));
};

template <class K>
ChainState<K, Counter> new_state(std::size_t n_slots = 1, std::uint64_t seed = 3) {
  ChainState<K, Counter> state;
  state.ensemble.walkers.resize(n_slots);
  for (std::uint32_t slot = 0; slot < n_slots; ++slot) {
    state.streams.emplace_back(random::Address{.seed = seed, .slot = slot, .purpose = random::Purpose::test});
  }
  return state;
}

template <class K>
ChainState<K, Counter> run(const ChainPlan& plan, const Series& series = {}, const Watch& watch = {},
                           std::size_t n_slots = 1, std::uint64_t seed = 3) {
  auto state = new_state<K>(n_slots, seed);
  NoCheckpoints sink;
  NoProgress progress;
  run_chain(PerSlot<Series>(series), watch, pack, plan, state, sink, progress);
  return state;
}

/// Keeps the state in memory and stops at every offer.
class StopAlways final : public CheckpointSink {
 public:
  std::size_t n_stops = 0, n_finished = 0;
  bool restore(std::size_t, const Read& read) override {
    if (bytes_.empty()) return false;
    test::MemoryInput in(bytes_);
    read(in);
    return true;
  }
  void offer(std::size_t, const Write& write) override {
    keep(write);
    ++n_stops;
    throw Stopped("stopped by the test");
  }
  void finish(std::size_t, const Write& write) override {
    keep(write);
    ++n_finished;
  }

 private:
  void keep(const Write& write) {
    test::MemoryOutput out;
    write(out);
    bytes_ = std::move(out.bytes);
  }
  std::vector<std::byte> bytes_;
};

}  // namespace

TEST_CASE("a chain measures every thin-th sweep of production") {
  const auto state = run<Step>({.sweeps = 11, .burn_in = 0, .thin = 3, .trace = true});
  CHECK(state.sweeps == 11);
  CHECK(state.burn_in_sweeps == 0);
  CHECK(state.ensemble.walkers[0].sweeps == 11);
  CHECK(state.records[0].recorder.n_samples() == 3);
  REQUIRE(state.records[0].series.size() == 6);
  CHECK(state.records[0].series[0] == -1);  // sweep 3
  CHECK(state.records[0].series[2] == 1);   // sweep 6
  CHECK(state.records[0].series[4] == -1);  // sweep 9
  CHECK(state.totals[0].n_proposed == 11);
}

TEST_CASE("a burn-in of fixed length has that length and enters no result") {
  const auto state = run<Step>({.sweeps = 5, .burn_in = 7, .trace = true});
  CHECK(state.burn_in_sweeps == 7);
  CHECK(state.ensemble.walkers[0].sweeps == 12);
  CHECK(state.records[0].recorder.n_samples() == 5);
  CHECK(state.records[0].series[0] == 1);  // sweep 8
  CHECK(state.totals[0].n_proposed == 5);
}

TEST_CASE("an automatic burn-in ends when the slowest slot has settled") {
  const auto quick = run<Step>({.sweeps = 10, .burn_in = {}}, {.rho = 0}, {}, 2);
  CHECK(quick.settled);
  CHECK(quick.burn_in_sweeps >= 128);
  CHECK(quick.burn_in_sweeps < 5000);
  const auto slow = run<Step>({.sweeps = 1 << 15, .burn_in = {}}, {.rho = 0.98});  // tau = 49.5
  CHECK(slow.settled);
  CHECK(slow.burn_in_sweeps >= 50 * 40);
  CHECK(slow.burn_in_sweeps > quick.burn_in_sweeps);

  auto state = new_state<Step>(2);
  NoCheckpoints sink;
  NoProgress progress;
  const PerSlot<Series> both(std::vector<Series>{{.rho = 0}, {.rho = 0.98}});
  const ChainPlan plan{.sweeps = 1 << 15, .burn_in = {}};
  run_chain(both, Watch{}, pack, plan, state, sink, progress);
  CHECK(state.settled);
  CHECK(state.burn_in_sweeps >= 50 * 40);
}

TEST_CASE("an automatic burn-in that never settles is given up at the length of the run and says so") {
  const auto state = run<Step>({.sweeps = 4096, .burn_in = {}}, {.rho = 1, .drift = 0.1});
  CHECK_FALSE(state.settled);
  CHECK(state.burn_in_sweeps == 4096);
  CHECK(state.records[0].recorder.n_samples() == 4096);
  CHECK(run<Step>({.sweeps = 10, .burn_in = {}}, {.rho = 1, .drift = 0.1}).burn_in_sweeps == 1024);
}

TEST_CASE("kernels are tuned in burn-in only") {
  CHECK(run<TunedStep>({.sweeps = 1000, .burn_in = 0}).kernel.windows.empty());
  CHECK(run<TunedStep>({.sweeps = 1000, .burn_in = 20}).kernel.windows == std::vector<std::uint64_t>(20, 1));
  CHECK(run<TunedStep>({.sweeps = 1000, .burn_in = 400}).kernel.windows == std::vector<std::uint64_t>(40, 5));
  CHECK(run<TunedStep>({.sweeps = 1000, .burn_in = 90000}).kernel.windows ==
        std::vector<std::uint64_t>(40, 10));
  const auto automatic = run<TunedStep>({.sweeps = 1000, .burn_in = {}});
  CHECK(automatic.kernel.windows == std::vector<std::uint64_t>(40, 10));
  CHECK(automatic.burn_in_sweeps >= 400 + 128);
  CHECK(automatic.totals[0].n_proposed == 1000);
  const auto given = run<TunedStep>({.sweeps = 1000, .burn_in = 400, .tune = false});
  CHECK(given.kernel.windows.empty());
  CHECK(given.burn_in_sweeps == 400);
  const auto fixed = run<TunedStep>({.sweeps = 5, .burn_in = 57});
  CHECK(fixed.burn_in_sweeps == 57);
  CHECK(fixed.ensemble.walkers[0].sweeps == 62);
}

TEST_CASE("kept configurations are spaced by twice tau and lengthen the run") {
  const auto state =
      run<Step>({.sweeps = 50, .burn_in = {}, .thin = 7, .configurations = 20}, {.rho = 0.9}, {}, 2);
  CHECK(state.sweeps > 50);
  for (const SlotRecord& record : state.records) {
    REQUIRE(record.configuration_sweeps.size() == 20);
    REQUIRE(record.configuration_quantities.size() == 2 * 20);
    REQUIRE(record.configurations.size() == 20);
    CHECK(record.configuration_sweeps.back() == state.sweeps);
    CHECK(record.recorder.n_samples() == state.sweeps / 7);
    std::uint64_t before = 0;
    for (std::uint64_t k = 0; k < 20; ++k) {
      const std::uint64_t sweep = record.configuration_sweeps[k];
      CHECK(sweep - before >= 13);  // tau = 9.5, of which burn-in has an estimate
      CHECK(sweep - before <= 40);
      before = sweep;
      const std::uint64_t age = state.burn_in_sweeps + sweep;
      CHECK(record.configurations[k] == age % 256);
      CHECK(record.configuration_quantities[2 * k] == (age % 2 == 0 ? 1 : -1));
    }
  }
  CHECK(state.records[0].configuration_sweeps == state.records[1].configuration_sweeps);
  CHECK(run<Step>({.sweeps = 5000, .burn_in = {}, .configurations = 3}).sweeps == 5000);
}

TEST_CASE("the spacing of kept configurations follows tau and not its noise") {
  for (const double rho : {0.0, 0.5, 0.9}) {
    CAPTURE(rho);
    const double twice_tau = (1 + rho) / (1 - rho);
    double mean = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const auto state =
          run<Step>({.sweeps = 2000, .burn_in = {}, .configurations = 500}, {.rho = rho}, {}, 1, seed);
      mean += static_cast<double>(state.spacing) / 100;
    }
    CHECK(mean > twice_tau - 1);
    CHECK(mean < 1.15 * twice_tau + 1);
  }
}

TEST_CASE("a quantity that is no number stops the chain in that sweep and is named") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(
      run<Step>({.shard = 3, .sweeps = 50, .burn_in = 10}, {}, {.broken_slot = 1, .broken_sweep = 15}, 2),
      "height is not a number after sweep 5 of the production");
  CHECK_THROWS_AS(run<Step>({.sweeps = 50, .burn_in = 10}, {}, {.broken_sweep = 15}), NumericalError);
  CHECK_THROWS_WITH(run<Step>({.sweeps = 50, .burn_in = 10}, {}, {.broken_sweep = 10, .broken = infinity}),
                    "height is infinite after sweep 10 of the burn-in");
  CHECK_THROWS_WITH(run<TunedStep>({.sweeps = 50, .burn_in = 100}, {}, {.broken_sweep = 2}),
                    "height is not a number after sweep 2 of the burn-in");
}

TEST_CASE("a chain of one kernel is not gone on with by another") {
  const ChainPlan plan{.sweeps = 20, .burn_in = 10};
  const PerSlot<Series> series(Series{});
  StopAlways sink;
  NoProgress progress;
  const auto go = [&](const char* name) {
    auto state = new_state<Step>();
    state.kernel_name = name;
    run_chain(series, Watch{}, pack, plan, state, sink, progress);
  };
  CHECK_THROWS_AS(go("wolff"), Stopped);
  CHECK_THROWS_WITH(go("heat-bath"), Catch::Contains("it is of the sampler wolff, and this program would go "
                                                     "on with heat-bath: resume it with"));
  CHECK_THROWS_AS(go("wolff"), Stopped);
}

TEST_CASE("a chain cut after every sweep ends in the state of an uncut one") {
  const ChainPlan plan{
      .shard = 2, .sweeps = 60, .burn_in = 90, .thin = 2, .configurations = 7, .trace = true};
  const PerSlot<Series> series(Series{.rho = 0.5});
  StopAlways sink;
  NoProgress progress;
  ChainState<TunedStep, Counter> cut;
  for (bool done = false; !done;) {
    cut = new_state<TunedStep>(2);
    try {
      run_chain(series, Watch{}, pack, plan, cut, sink, progress);
      done = true;
    } catch (const Stopped&) {
    }
  }
  CHECK(sink.n_stops == 90 + cut.sweeps);
  CHECK(sink.n_finished == 1);
  auto whole = run<TunedStep>(plan, {.rho = 0.5}, {}, 2);
  test::MemoryOutput a, b;
  a(cut);
  b(whole);
  CHECK(a.bytes == b.bytes);
  // A chain that is done stays done.
  run_chain(series, Watch{}, pack, plan, cut, sink, progress);
  CHECK(cut.sweeps == whole.sweeps);
}

}  // namespace run_chain_tests
