#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/exact/spins/lanczos.hpp"
#include "lenz/jobs/ground_state_plan.hpp"
#include "lenz/jobs/spin_beside.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/jobs/spin_space.hpp"
#include "lenz/jobs/spin_words.hpp"

#include "jobs/ground_state_runs.hpp"
#include "support/stopping_sink.hpp"

namespace spin_excited_states_tests {

using namespace lenz;
using namespace test;

namespace {

std::string spins(const std::string& system, const std::string& model, const std::string& rest) {
  return "task = 'ground-state'\n[system]\nkind = 'spin'\n" + system + "[model]\nkind = 'rbm'\n" + model +
         "[output]\nplots = false\n" + rest;
}
const std::string ising = "model = 'transverse-ising'\nlattice = 'chain'\nsize = 6\n",
                  heisenberg = "model = 'xxz'\nlattice = 'chain'\nsize = 8\n",
                  summed =
                      "[sampler]\nkind = 'exact'\n[run]\nsteps = 600\n[optimizer]\nkind = 'sgd'\nnatural = "
                      "true\nrate = 0.05\ndamping = 1e-4\n";

jobs::SpinGroundStateInput decoded(const std::string& text) {
  return std::get<jobs::SpinGroundStateInput>(jobs::decode_ground_state(io::Document::parse(text, "a.toml")));
}

const io::ObservableResult& observable_at(const io::RunResult& result, std::size_t point, const char* name) {
  const io::ObservableResult* o = result.points.at(point).find(name);
  REQUIRE(o != nullptr);
  return *o;
}

/// The levels of a space.
std::vector<double> levels_of(const jobs::SpinPoint& point, std::size_t n) {
  std::vector<double> all;
  exact::spins::in_sector(point.spins.terms, point.space, 1, [&](const auto& op) {
    for (const auto& level : exact::spins::lowest_levels(op, {.n_levels = n}).levels)
      all.push_back(level.energy);
  });
  return all;
}

bool warns_of(const std::vector<jobs::Finding>& findings, const std::string& words) {
  return std::any_of(findings.begin(), findings.end(), [&](const jobs::Finding& finding) {
    return finding.problem.find(words) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("Levels of rings come out one above the other beside those of their symmetry") {
  for (const auto& [system, n] : {std::pair(ising, 3U), std::pair(heisenberg, 2U)}) {
    const std::string text = spins(system, "density = 4\nlevels = " + std::to_string(n) + "\n", summed);
    const io::RunResult result = run_ground_state(text);
    REQUIRE(result.points.size() == n);
    const jobs::SpinPoint point = jobs::spin_points(decoded(text)).at(1);
    const std::vector<double> levels = levels_of(point, n);
    for (std::size_t k = 0; k < n; ++k) {
      CAPTURE(system, k);
      CHECK(result.points[k].parameters.back() == std::pair<std::string, double>("level", k));
      const io::ObservableResult& energy = observable_at(result, k, "energy");
      CHECK(energy.exact[0] == Approx(levels[k]).epsilon(1e-9));
      CHECK(energy.mean[0] == Approx(levels[k]).epsilon(2e-3));
      CHECK(energy.best == io::Best::smallest);
      if (const auto* infidelity = result.points[k].find("infidelity")) CHECK(infidelity->mean[0] < 0.02);
      if (k == 0) continue;
      const io::ObservableResult& overlap = observable_at(result, k, "overlap");
      REQUIRE(overlap.mean.size() == k);
      for (const double f : overlap.mean) {
        CHECK(f < 1e-3);
        CHECK(f > -1e-12);
      }
    }
  }
}

// 11 s: two states are optimised and measured by long chains.
TEST_CASE("Sampled levels agree with their exact ones and tell of the overlap with those below",
          "[release]") {
  const io::RunResult result = run_ground_state(spins(
      heisenberg, "levels = 2\n",
      "[run]\nsteps = 250\nbatch = 1024\nsweeps = 40000\nburn_in = 50\n[optimizer]\nkind = 'sgd'\nnatural = "
      "true\nrate = 0.05\ndamping = 1e-3\n"));
  const io::ObservableResult &energy = observable_at(result, 1, "energy"),
                             &overlap = observable_at(result, 1, "overlap");
  CHECK(std::fabs(energy.mean[0] - energy.exact[0]) < 5 * energy.error[0] + 0.02);
  CHECK(std::fabs(overlap.mean[0]) < 5e-3);
  CHECK(overlap.error[0] > 0);
  CHECK(overlap.error[0] < 5e-3);
  for (const io::TrainingSeries& series : result.training) {
    CAPTURE(series.name);
    CHECK(series.values.size() == 250);
  }
  CHECK(result.training.back().name == "point_0001.overlap_1");
  CHECK_FALSE(warns(result, "the overlap with a state below is"));
}

TEST_CASE("Training series of a state above others tell of its energy and not of the penalty") {
  const optim::MinimizeHistory history{
      .value = {-1}, .error = {0.5}, .gradient_norm = {3}, .figures = {2, 0.75, 0.125, 0.1, 0.25, 0.01}};
  const auto series = jobs::training_series(jobs::without_penalty(history, 2));
  const std::vector<std::pair<std::string, double>> expected{
      {"acceptance", 0.75}, {"clipped", 0.125}, {"energy", -1.52},   {"energy_error", 0.1},
      {"gradient_norm", 3}, {"variance", 2},    {"overlap_1", 0.25}, {"overlap_2", 0.01}};
  REQUIRE(series.size() == expected.size());
  for (std::size_t k = 0; k < series.size(); ++k) {
    CHECK(series[k].name == expected[k].first);
    REQUIRE(series[k].values.size() == 1);
    CHECK(series[k].values[0] == Approx(expected[k].second));
  }
}

TEST_CASE("A state with a penalty too small falls back to the one below and is found out") {
  const std::string text = spins(heisenberg, "levels = 2\npenalty = 0.001\n", summed);
  const io::RunResult result = run_ground_state(text);
  CHECK(observable_at(result, 1, "overlap").mean[0] > 0.9);
  CHECK(warns(result, "the overlap with a state below is"));
  CHECK(warns(result, "below the exact one"));
}

TEST_CASE("Energies that rise late in an optimisation are told of and those that fall or waver are not") {
  const jobs::SpinGroundStateInput input = decoded(spins(ising, "", ""));
  const auto told = [&](double rise, double error) {
    io::RunResult result;
    result.points.emplace_back();
    io::TrainingSeries energies{.name = "energy", .values = {}}, errors{.name = "energy_error", .values = {}};
    for (int step = 0; step < 100; ++step) {
      energies.values.push_back(-10 + std::exp(-0.1 * step) + (step == 80 ? rise : 0));
      errors.values.push_back(error);
    }
    result.training = {energies, errors};
    return warns_of(jobs::spin_problems(input, result), "the energy rose by");
  };
  CHECK(told(1, 0.01));
  CHECK_FALSE(told(0, 0.01));
  CHECK_FALSE(told(1, 0.2));
  CHECK_FALSE(told(0.03, 0.001));
}

TEST_CASE("Levels have the same bits on any number of threads and resumed wherever they were stopped") {
  const std::string text =
      spins(heisenberg, "levels = 3\ndensity = 1\n",
            "[run]\nsteps = 3\nsweeps = 50\nbatch = 64\nshards = 2\nchains = 2\nburn_in = 10\n");
  const std::string once = text_of(run_ground_state(text, 1));
  CHECK(once.find("\"overlap\"") != std::string::npos);
  CHECK((text_of(run_ground_state(text, 2)) == once));
  for (const std::size_t stop_at : {1, 4, 9, 14}) {
    StoppingSink sink(stop_at);
    try {
      run_ground_state(text, 1 + stop_at % 2, sink);
    } catch (const Stopped&) {
    }
    sink.stop_at = SIZE_MAX;
    CHECK((text_of(run_ground_state(text, 2, sink)) == once));
  }
}

TEST_CASE("The space of a state has the ground state of its Hamiltonian whatever is turned away") {
  // Ground states of rings of 4 n + 2 spins have momentum pi, and are odd where spins are turned over.
  struct Case {
    std::string system, model;
  };
  for (const Case& c :
       {Case{ising, "symmetry = 'translation'\n"}, Case{ising, "symmetry = 'lattice'\nbiases = false\n"},
        Case{"model = 'xxz'\nlattice = 'chain'\nsize = 10\n", "symmetry = 'lattice'\nbiases = false\n"},
        Case{heisenberg, "symmetry = 'translation'\nbiases = false\n"},
        Case{"model = 'xxz'\nlattice = 'square'\nsize = [4, 2]\n", "symmetry = 'lattice'\nbiases = false\n"},
        Case{"model = 'transverse-ising'\nfield = -1\nlattice = 'square'\nsize = [3, 3]\n",
             "symmetry = 'lattice'\nbiases = false\n"}}) {
    CAPTURE(c.system, c.model);
    const std::string density =
        "density = " + std::string(c.model.find("lattice") != std::string::npos ? "8\n" : "1\n");
    const auto points = jobs::spin_points(decoded(spins(c.system, "levels = 2\n" + density + c.model, "")));
    const exact::spins::Sector &space = points[1].space, &all = points[1].spins.sectors.front();
    const double n_space = exact::spins::states_in(points[1].spins.terms, space),
                 n_all = exact::spins::states_in(points[1].spins.terms, all);
    CHECK(n_space < 0.3 * n_all);
    jobs::SpinPoint whole = points[1];
    whole.space = all;
    CHECK(levels_of(points[1], 1)[0] == Approx(levels_of(whole, 1)[0]).epsilon(1e-10));
  }
}

TEST_CASE("A machine with all symmetries of the lattice has fewer weights and the same ground state") {
  const std::string square = "model = 'xxz'\nlattice = 'square'\nsize = [4, 2]\n",
                    run = "[run]\nsteps = 300\n[sampler]\nkind = 'exact'\n";
  const io::RunResult all = run_ground_state(spins(square, "symmetry = 'lattice'\ndensity = 8\n", run));
  CHECK(all.model.front().n_cols == 4);
  CHECK(observable_at(all, 0, "infidelity").mean[0] < 1e-5);
}

TEST_CASE("The penalty is above the first level of a ring") {
  for (const std::string& system : {ising, heisenberg}) {
    const auto input = decoded(spins(system, "levels = 2\nsymmetry = 'none'\n", ""));
    const jobs::SpinPoint point = jobs::spin_points(input).at(1);
    const std::vector<double> levels = levels_of(point, 2);
    CHECK(jobs::penalty_of(input, point) > levels[1] - levels[0]);
    CHECK(jobs::penalty_of(input, point) == (system == ising ? 9 : 4.5));
  }
}

}  // namespace spin_excited_states_tests
