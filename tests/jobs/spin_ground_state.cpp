#include <cmath>
#include <complex>
#include <numeric>
#include <set>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/jobs/spin_beside.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/jobs/spin_wavefunction.hpp"

#include "jobs/ground_state_runs.hpp"
#include "support/stopping_sink.hpp"
#include "support/temporary_folder.hpp"

namespace spin_ground_state_tests {

using namespace lenz;
using namespace test;

namespace {

std::string spins(const std::string& system, const std::string& rest,
                  const std::string& model = "kind = 'rbm'\n") {
  return "task = 'ground-state'\n[system]\nkind = 'spin'\n" + system + "[model]\n" + model +
         "[output]\nplots = false\n" + rest;
}
const std::string ising = "model = 'transverse-ising'\nlattice = 'chain'\nsize = 8\n",
                  heisenberg = "model = 'xxz'\nlattice = 'chain'\nsize = 8\n",
                  frustrated = "model = 'j1j2'\nlattice = 'square'\nsize = [2, 3]\nboundary = 'open'\n",
                  short_run =
                      "[run]\nsteps = 3\nsweeps = 50\nbatch = 64\nshards = 2\nchains = 2\nburn_in = 10\n";

jobs::SpinGroundStateInput decoded(const std::string& text) {
  return std::get<jobs::SpinGroundStateInput>(jobs::decode_ground_state(io::Document::parse(text, "a.toml")));
}
std::vector<jobs::SpinPoint> points_of(const std::string& text) { return jobs::spin_points(decoded(text)); }

double scalar(const io::RunResult& result, const char* name) { return observable(result, name).mean[0]; }

/// The means of sampled observables within 5 errors, and what a state that is not quite exact lacks, of the
/// exact ones.
void check_near_exact(const io::RunResult& result, const char* name) {
  CAPTURE(name);
  const io::ObservableResult& o = observable(result, name);
  REQUIRE(o.exact.size() == o.mean.size());
  for (std::size_t k = 0; k < o.mean.size(); ++k)
    CHECK(std::fabs(o.mean[k] - o.exact[k]) < 5 * o.error[k] + 1e-3);
  CHECK(o.z.empty());
}

const std::vector<std::pair<std::string, std::string>>& bit_cases() {
  static const std::vector<std::pair<std::string, std::string>> all{
      {"flips, real", spins(ising, "configurations = 4\n" + short_run)},
      {"flips, biases and no symmetry",
       spins(ising, "[sampler]\nkind = 'metropolis'\ninversion = false\n" + short_run,
             "kind = 'rbm'\nbiases = true\nsymmetry = 'none'\nhidden = 3\n")},
      {"exchanges, complex", spins(frustrated, short_run)},
      {"flips, a Jastrow factor", spins(ising, short_run, "kind = 'jastrow'\n")},
      {"exchanges, a network", spins(heisenberg, short_run, "kind = 'network'\nlayers = [3]\n")},
      {"a full sum", spins(heisenberg, "[sampler]\nkind = 'exact'\n" + short_run)},
  };
  return all;
}

}  // namespace

TEST_CASE("Rings of eight spins come to their exact energies with everything else beside the exact values") {
  const std::string run = "[run]\nsteps = 150\nsweeps = 3000\nbatch = 512\nshards = 2\nburn_in = 50\n";
  for (const auto& [system, oracle] : {std::pair(ising, "free-fermions"), std::pair(heisenberg, "bethe")}) {
    const io::RunResult result = run_ground_state(spins(system, run));
    const io::ObservableResult& energy = observable(result, "energy");
    CHECK(energy.oracle == oracle);
    CHECK(energy.best == io::Best::smallest);
    CHECK(std::fabs(energy.mean[0] / energy.exact[0] - 1) < 1e-4);
    CHECK(energy.mean[0] > energy.exact[0] - 5 * energy.error[0]);
    CHECK(scalar(result, "v_score") ==
          Approx(8 * scalar(result, "energy_variance") / std::pow(energy.mean[0], 2) /
                 (system == ising ? 1 : std::pow(1 + 2.0 / 7 / energy.mean[0], 2))));
    for (const char* name :
         {"magnetization", "abs_magnetization", "staggered_magnetization", "correlation", "structure_factor"})
      check_near_exact(result, name);
    CHECK(scalar(result, "infidelity") < 1e-4);
    CHECK(observable(result, "energy_extrapolated").mean[0] == Approx(energy.exact[0]).epsilon(1e-4));
    CHECK((result.points.front().find("transverse_magnetization") != nullptr) == (system == ising));
    CHECK(result.model.front().name == "weights");
    CHECK_FALSE(warns(result, "below the exact one"));
  }
}

TEST_CASE("A step of Lanczos from a state leads down and not below the exact energy") {
  const std::string run = "[run]\nsteps = 0\nsweeps = 4000\nburn_in = 50\n";
  const auto started = [&](const char* sampler) {
    return run_ground_state(
        spins(heisenberg, "lanczos = true\n[sampler]\nkind = '" + std::string(sampler) + "'\n" + run));
  };
  const io::RunResult summed = started("exact"), sampled = started("exchange");
  const io::ObservableResult& lower = observable(summed, "energy_lanczos");
  CHECK(lower.best == io::Best::smallest);
  CHECK(lower.exact == observable(summed, "energy").exact);
  CHECK(lower.mean[0] > lower.exact[0]);
  CHECK(lower.mean[0] < scalar(summed, "energy") - 0.1);
  const io::ObservableResult& estimate = observable(sampled, "energy_lanczos");
  CHECK(estimate.error[0] < 0.05);
  CHECK(std::fabs(estimate.mean[0] - lower.mean[0]) < 4 * estimate.error[0]);
}

TEST_CASE("A transverse magnetization is that of the model whatever the sign of its field") {
  for (const char* field : {"field = -1\n", "field = 1\n"}) {
    const io::RunResult result = run_ground_state(
        spins("model = 'transverse-ising'\nlattice = 'chain'\nsize = 4\n" + std::string(field),
              "[sampler]\nkind = 'exact'\n[run]\nsteps = 150\n"));
    const io::ObservableResult& m = observable(result, "transverse_magnetization");
    CHECK(m.mean[0] == Approx(m.exact[0]).epsilon(1e-3));
    CHECK(m.error[0] == 0);
    CHECK(scalar(result, "infidelity") < 1e-6);
    CHECK_FALSE(result.points.front().chains.has_value());
  }
}

TEST_CASE("A complex machine finds the frustrated ground state whether signs are turned away or not") {
  for (const char* model : {"kind = 'rbm'\n", "kind = 'rbm'\nmarshall = false\n"}) {
    const std::string text = spins(frustrated, "[sampler]\nkind = 'exact'\n[run]\nsteps = 300\n", model);
    CHECK_FALSE(points_of(text).front().is_positive);
    const io::RunResult result = run_ground_state(text);
    const io::ObservableResult& energy = observable(result, "energy");
    CHECK(energy.oracle == "lanczos");
    CHECK(energy.mean[0] == Approx(energy.exact[0]).epsilon(1e-3));
    CHECK(energy.mean[0] > energy.exact[0] - 1e-12);
    CHECK(result.model.front().name.ends_with("_real"));
  }
}

TEST_CASE("A ground state of spins has the same bits on any number of threads") {
  for (const auto& [name, text] : bit_cases()) {
    CAPTURE(name);
    const std::string once = text_of(run_ground_state(text, 1));
    CHECK(once.find("\"mean\"") != std::string::npos);
    CHECK((text_of(run_ground_state(text, 2)) == once));
  }
}

TEST_CASE("A ground state of spins stopped anywhere and resumed gives the bits of an uninterrupted one") {
  for (const auto& [name, text] : bit_cases()) {
    CAPTURE(name);
    const std::string whole = text_of(run_ground_state(text, 2));
    for (const std::size_t stop_at : {1, 3, 40}) {
      StoppingSink sink(stop_at);
      try {
        run_ground_state(text, 1 + stop_at % 2, sink);
      } catch (const Stopped&) {
      }
      sink.stop_at = SIZE_MAX;
      CHECK((text_of(run_ground_state(text, 2, sink)) == whole));
    }
  }
}

TEST_CASE("Signs are turned away where a rule makes the ground state positive") {
  const auto ring = points_of(spins(heisenberg, "")).front();
  CHECK(ring.signs == models::Spins{1, -1, 1, -1, 1, -1, 1, -1});
  CHECK(ring.is_positive);
  CHECK(ring.n_up == 4);
  CHECK(ring.has_inversion());
  CHECK(points_of(spins(ising, "")).front().signs.empty());
  CHECK_FALSE(points_of(spins(heisenberg, "", "kind = 'rbm'\nmarshall = false\n")).front().is_positive);
  const auto of_neighbours = points_of(spins(frustrated, "")).front();
  CHECK(of_neighbours.signs == models::Spins{1, -1, -1, 1, 1, -1});
  CHECK_FALSE(of_neighbours.is_positive);
  CHECK_FALSE(of_neighbours.is_even());
  CHECK_FALSE(points_of(spins(frustrated, "", "kind = 'rbm'\nmarshall = false\n")).front().is_even());
  CHECK_THROWS_WITH(points_of(spins("model = 'xxz'\nlattice = 'triangular'\nsize = [3, 3]\n", "",
                                    "kind = 'rbm'\nmarshall = true\n")),
                    Catch::Contains("[model] marshall") && Catch::Contains("no two sublattices"));
}

TEST_CASE("Points of several sizes each keep the magnetization that is next to none") {
  const auto points =
      points_of(spins("model = 'xxz'\nlattice = 'chain'\nsizes = [4, 5, 6]\nfield = [0, 1]\n", ""));
  REQUIRE(points.size() == 6);
  CHECK(points[1].n_up == 2);
  CHECK(points[2].n_up == 3);
  CHECK(points[0].has_inversion());
  CHECK_FALSE(points[1].has_inversion());
  CHECK(points[3].parameters.back() == std::pair<std::string, double>("size", 5));
}

TEST_CASE("Machines far beyond any basis are made and know no exact state") {
  const std::string chain = "model = 'transverse-ising'\nlattice = 'chain'\nsize = 80\n",
                    square = "model = 'xxz'\nlattice = 'square'\nsize = [10, 10]\n";
  const auto point = points_of(spins(chain, "")).front();
  const jobs::SpinBeside beside = jobs::known_beside(point, jobs::Exact::automatic);
  CHECK(beside.known.at("energy").value[0] == Approx(-101.865708858).epsilon(1e-11));
  CHECK(beside.vector.empty());
  const auto torus = points_of(spins(square, "")).front();
  CHECK(torus.n_up == 50);
  CHECK_FALSE(jobs::known_beside(torus, jobs::Exact::automatic).known.contains("energy"));
  CHECK(jobs::published_level(torus)->energy == -67.1549);
  CHECK_FALSE(jobs::published_level(point).has_value());
  CHECK(jobs::against_beside(torus, jobs::Exact::lanczos) == "100 spins have more than 2^24 states");
}

TEST_CASE("A machine with translations is the same hidden unit by hidden unit from a file") {
  TemporaryFolder folder;
  const std::string torus = "model = 'transverse-ising'\nlattice = 'square'\nsize = [2, 3]\n";
  const auto input = decoded(spins(torus, "", "kind = 'rbm'\nbiases = true\nparameters = 'complex'\n"));
  const auto points = jobs::spin_points(input);
  random::Stream rng({.seed = 3});
  auto made = std::get<jobs::ComplexMachine>(jobs::make_spin_wavefunction(input, points.front(), rng));
  made.draw_parameters(rng, 1.0);
  CHECK(made.shape().group.size() == 6);
  CHECK(made.n_hidden() == 12);

  const auto path = folder.path / "my.wf";
  io::write_file(path, io::wf_text(jobs::weights_of(made)));
  const std::string from_file = spins(torus, "", "kind = 'rbm'\nfile = '" + path.string() + "'\n");
  const auto read =
      std::get<jobs::ComplexMachine>(jobs::make_spin_wavefunction(decoded(from_file), points.front(), rng));
  CHECK(read.n_parameters() == 2 * (6 + 12 + 72));
  jobs::ComplexMachine::Cache a, b;
  for (const models::Spins& s : {models::Spins{1, 1, -1, 1, -1, -1}, models::Spins{1, -1, -1, -1, 1, 1}}) {
    made.rebuild(s, a);
    read.rebuild(s, b);
    CHECK(std::abs(std::exp(made.log_psi(s, a) - read.log_psi(s, b)) - 1.0) < 1e-12);
  }

  io::write_file(path, "1\n1\n0\n0\n0\n");
  CHECK_THROWS_WITH(jobs::make_spin_wavefunction(decoded(from_file), points.front(), rng),
                    Catch::EndsWith("my.wf:1:1: error: the weights are of 1 sites, but [system] has 6"));
}

TEST_CASE("Real weights from a file stay real where the state may be positive") {
  TemporaryFolder folder;
  const auto path = folder.path / "my.wf";
  io::write_file(path, "8\n1\n" + std::string("0 0 0 0 0 0 0 0\n0\n1 1 1 1 1 1 1 1\n"));
  random::Stream rng({.seed = 3});
  const auto of = [&](const std::string& system, const std::string& more = "") {
    const auto input = decoded(spins(system, "", "kind = 'rbm'\nfile = '" + path.string() + "'\n" + more));
    return jobs::make_spin_wavefunction(input, jobs::spin_points(input).front(), rng).index();
  };
  CHECK(of(ising) == 0);
  CHECK(of(ising, "parameters = 'complex'\n") == 1);
  CHECK(of(heisenberg) == 0);
  CHECK(of(heisenberg, "marshall = false\n") == 1);
}

TEST_CASE("States other than machines come as near to the exact energy as they can") {
  const std::string full = "[sampler]\nkind = 'exact'\n[run]\nsteps = 200\n",
                    chain = "model = 'transverse-ising'\nlattice = 'chain'\nsize = 6\n";
  const auto energy_of = [&](const std::string& model) {
    const io::RunResult result = run_ground_state(spins(chain, full, model));
    CHECK(result.model.size() == 1);
    return scalar(result, "energy");
  };
  // h = J: the best product state has cos theta = h / 2 along x, and J + h^2 / 4 a site.
  CHECK(energy_of("kind = 'mean-field'\n") == Approx(-6 * 1.25).epsilon(1e-6));
  const double exact = -2 / std::sin(std::acos(-1.0) / 12);
  const double jastrow = energy_of("kind = 'jastrow'\n"),
               network = energy_of("kind = 'network'\nlayers = [8]\n");
  CHECK(jastrow == Approx(exact).epsilon(2e-3));
  CHECK(network == Approx(exact).epsilon(1e-5));
  CHECK(std::min(jastrow, network) > exact - 1e-10);
}

TEST_CASE("A machine that was found is written as a file from which a run can start") {
  TemporaryFolder folder;
  const std::string full = "[sampler]\nkind = 'exact'\n";
  const auto task =
      jobs::decode_any_task(io::Document::parse(spins(heisenberg, full + "[run]\nsteps = 5\n"), "a.toml"));
  NoCheckpoints sink;
  NoProgress progress;
  task->prepare(progress);
  task->run(1, sink, progress);
  io::RunResult found;
  task->finish(found);
  const auto files = task->files();
  REQUIRE(files.size() == 1);
  CHECK(files.front().first == "wavefunction.wf");
  const auto path = folder.path / files.front().first;
  io::write_file(path, files.front().second);
  const io::RunResult again = run_ground_state(
      spins(heisenberg, full + "[run]\nsteps = 0\n", "kind = 'rbm'\nfile = '" + path.string() + "'\n"));
  CHECK(scalar(again, "energy") == Approx(scalar(found, "energy")).epsilon(1e-12));
  CHECK(scalar(again, "energy_variance") == Approx(scalar(found, "energy_variance")).epsilon(1e-9));
}

TEST_CASE("Kept configurations of spins have the magnetization that is conserved") {
  const io::RunResult result =
      run_ground_state(spins(heisenberg + "magnetization = 2\n", "configurations = 6\n" + short_run));
  const io::Samples& samples = result.points.front().samples.value();
  REQUIRE(samples.n_samples == 6);
  CHECK(samples.n_sites == 8);
  std::set<std::vector<double>> seen;
  for (std::size_t k = 0; k < samples.n_samples; ++k) {
    std::vector<double> one;
    for (std::size_t i = 0; i < samples.n_sites; ++i) one.push_back(io::sample_value(samples, k, i));
    CHECK(std::accumulate(one.begin(), one.end(), 0.0) == 2);
    seen.insert(one);
  }
  CHECK(seen.size() > 1);
  CHECK(samples.chain == std::vector<std::uint32_t>{0, 1, 0, 1, 0, 1});
  CHECK(observable(result, "magnetization").mean[0] == Approx(0.125));
}

TEST_CASE("Spins that no bond joins are exchanged all the same") {
  // Without couplings every state has energy 0; of two pairs apart each may hold any of its states.
  const std::string apart = "model = 'xxz'\nlattice = 'chain'\nsize = 4\n";
  const io::RunResult idle = run_ground_state(spins(apart + "coupling = 0.0\n", short_run));
  CHECK(scalar(idle, "energy") == 0);
  const models::SpinHamiltonian pairs(
      4, {{.i = 0, .j = 1, .zz = 1, .exchange = 2}, {.i = 2, .j = 3, .zz = 1, .exchange = 2}}, {}, {});
  CHECK(pairs.exchanges().size() == 2);
  CHECK(pairs.exchange_moves().size() == 6);
  const models::SpinHamiltonian ring(3, {{.i = 0, .j = 1, .exchange = 2}, {.i = 1, .j = 2, .exchange = 2}},
                                     {}, {});
  CHECK(ring.exchange_moves().size() == 2);
}

}  // namespace spin_ground_state_tests
