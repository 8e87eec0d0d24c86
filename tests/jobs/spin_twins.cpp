#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/io/atomic_file.hpp"
#include "lenz/io/results_hdf5.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/diagnose.hpp"
#include "lenz/jobs/spin_ground_state_of.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/jobs/spin_wavefunction.hpp"
#include "lenz/jobs/spin_words.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/spin_moves.hpp"

#include "jobs/ground_state_runs.hpp"
#include "support/temporary_folder.hpp"

namespace spin_twins_tests {

using namespace lenz;
using namespace test;

namespace {

using Flips = sampling::MetropolisHastings<sampling::WithInversion<sampling::RandomSite>>;

/// A machine whose local energies have the wrong sign in their exponents: psi(s) / psi(s').
struct WrongSign : jobs::RealMachine {
  void ratios(const models::Spins& s, const Cache& cache, std::span<const models::Flips> flips,
              std::span<double> out) const {
    jobs::RealMachine::ratios(s, cache, flips, out);
    for (double& r : out) r = 1 / r;
  }
};

/// A machine whose theta stays what it was when a spin is turned over.
struct StaleTheta : jobs::RealMachine {
  void accept(const models::Spins&, Cache&, models::Flips) const {}
};

const std::string text =
    "task = 'ground-state'\n[system]\nkind = 'spin'\nmodel = 'transverse-ising'\nlattice = 'chain'\nsize = "
    "8\n"
    "[model]\nkind = 'rbm'\n[run]\nsteps = 60\nbatch = 512\nsweeps = 2000\nburn_in = 50\n[output]\nplots = "
    "false\n";

/// A run of the task whose machine is a twin, as far as its summary.
template <class Machine>
struct TwinRun {
  jobs::SpinGroundStateInput input =
      std::get<jobs::SpinGroundStateInput>(jobs::decode_ground_state(io::Document::parse(text, "a.toml")));
  io::RunResult result;

  TwinRun() {
    const std::vector<jobs::SpinPoint> points = jobs::spin_points(input);
    random::Stream rng({.seed = 1, .job = 2, .purpose = random::Purpose::initial});
    jobs::SpinWavefunction drawn = jobs::make_spin_wavefunction(input, points[0], rng);
    Machine machine{std::get<jobs::RealMachine>(std::move(drawn))};
    jobs::SpinGroundStateOf<Machine, Flips> state(input, points[0], 0, std::move(machine), Flips{});
    NoCheckpoints sink;
    NoProgress progress;
    state.optimise(1, 0, sink, progress);
    std::vector<jobs::SlotOutcome> chains;
    for (std::size_t c = 0; c < input.run.chains; ++c)
      chains.push_back(std::move(state.run_chain(c, c + 1, sink, progress).front()));
    result.points.push_back(state.finish(std::move(chains)));
    result.training = state.history();
    result.warnings = jobs::warning_texts(jobs::spin_problems(input, result));
  }
};

}  // namespace

TEST_CASE("A machine with a wrong sign or a stale theta lands below the exact energy and is found out") {
  CHECK_FALSE(warns(TwinRun<jobs::RealMachine>().result, "below the exact one"));
  const auto check = [](const auto& run) {
    CHECK(warns(run.result, "below the exact one"));
    const std::string summary = io::to_json(run.result);
    CHECK_THAT(summary, Catch::Contains("below the exact one"));
    TemporaryFolder folder;
    io::write_file(folder.path / "input.toml", jobs::resolved_toml(run.input));
    io::write_file(folder.path / "summary.json", summary);
    io::write_results(folder.path / "results.h5", run.result);
    const jobs::Diagnosis diagnosis = jobs::diagnose_folder(folder.path);
    CHECK(diagnosis.any);
    CHECK_THAT(diagnosis.text, Catch::Contains("below the exact one"));
  };
  check(TwinRun<WrongSign>());
  check(TwinRun<StaleTheta>());
}

}  // namespace spin_twins_tests
