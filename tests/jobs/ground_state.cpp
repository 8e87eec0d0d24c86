#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/run.hpp"
#include "lenz/jobs/task.hpp"
#include "lenz/stats/tests.hpp"

#include "jobs/ground_state_runs.hpp"
#include "support/stopping_sink.hpp"

namespace ground_state_tests {

using namespace lenz;
using namespace test;

namespace {

std::string ground_state(const std::string& system, const std::string& model, const std::string& rest) {
  return "task = 'ground-state'\n[system]\nkind = 'trap'\n" + system + "[model]\n" + model + rest;
}
const std::string quick =
    "[output]\nplots = false\n[run]\nbatch = 256\nshards = 2\nchains = 2\nburn_in = 40\n";
const std::string no_oracle = "exact = 'none'\n";  // configuration interaction takes a second
const std::string electrons = "statistics = 'fermion'\ninteraction = 'coulomb'\n";

const std::vector<std::pair<std::string, std::string>>& bit_cases() {
  static const std::string short_run = quick + "steps = 4\nsweeps = 60\n";
  static const std::vector<std::pair<std::string, std::string>> all{
      {"importance, a machine over pairs", ground_state("particles = 3\nomega = [0.5, 1]\n" + electrons,
                                                        "kind = 'rbm'\nhidden = 2\n", short_run)},
      {"mala, backflow",
       ground_state("particles = 3\n" + electrons,
                    "kind = 'gaussian'\nbackflow = true\njastrow = 'boys-handy'\norder = 3\n",
                    "[sampler]\nkind = 'mala'\n" + short_run)},
      {"gibbs", ground_state("dimensions = 1\nstatistics = 'distinguishable'\n",
                             "kind = 'rbm'\nhidden = 2\nform = 'sqrt'\njastrow = 'none'\n",
                             "[sampler]\nkind = 'gibbs'\n" + short_run)},
      {"hmc, hard spheres",
       ground_state("dimensions = 3\ninteraction = 'hard-sphere'\nrange = 0.1\n", "kind = 'gaussian'\n",
                    "[sampler]\nkind = 'hmc'\nleapfrog = 3\n" + short_run)},
      {"metropolis, a guide",
       ground_state("particles = 2\n" + electrons, "kind = 'gaussian'\njastrow = 'none'\n",
                    "[sampler]\nkind = 'metropolis'\ncusp_weight = 1\n[optimizer]\nkind = "
                    "'adam'\nrate = 0.01\n" +
                        short_run)},
  };
  return all;
}

}  // namespace

TEST_CASE("free particles come to their exact energy and no variance is left") {
  const std::string run = quick + "steps = 60\nsweeps = 100\n";
  for (const auto& [system, energy] : std::vector<std::pair<std::string, double>>{
           {"particles = 10\ndimensions = 3\nomega = 2\n", 30},
           {"particles = 4\ndimensions = 2\nfrequencies = [1, 3]\n", 8},
           {"particles = 6\ndimensions = 2\nstatistics = 'fermion'\n", 10},
           {"particles = 3\ndimensions = 1\nstatistics = 'fermion'\nspin_up = 3\n", 4.5}}) {
    CAPTURE(system);
    const io::RunResult result = run_ground_state(ground_state(system, "kind = 'gaussian'\n", run));
    const io::ObservableResult& e = observable(result, "energy");
    CHECK(e.mean[0] == Approx(energy).epsilon(1e-6));
    CHECK(e.exact[0] == Approx(energy).epsilon(1e-12));
    CHECK(e.oracle == "free-particles");
    CHECK(observable(result, "energy_variance").mean[0] < 1e-6);
    CHECK(observable(result, "radius").exact.size() == 1);
  }
}

TEST_CASE("two electrons come near Taut's energy with everything else beside the exact values") {
  const io::RunResult result =
      run_ground_state(ground_state(electrons, "kind = 'gaussian'\n", quick + "steps = 60\nsweeps = 2000\n"));
  const io::ObservableResult& e = observable(result, "energy");
  CHECK(e.oracle == "taut");
  REQUIRE(e.z.at(0));
  CHECK(*e.z[0] > -4);
  CHECK(e.best == io::Best::smallest);
  CHECK(std::fabs(e.mean[0] - 3.00034) < 5 * e.error[0] + 1e-3);
  for (const char* name : {"kinetic", "potential", "interaction", "radius"}) {
    CAPTURE(name);
    const io::ObservableResult& o = observable(result, name);
    REQUIRE(o.exact.size() == 1);
    CHECK(o.z.empty());
    CHECK(std::fabs(o.mean[0] - o.exact[0]) < 0.05 * o.exact[0]);
  }
  const io::ObservableResult& virial = observable(result, "virial");
  CHECK(std::fabs(virial.mean[0]) < 5 * virial.error[0] + 0.02);
  // Particles in all bins, and all pairs.
  const auto integral = [](const io::ObservableResult& o) {
    const double width = std::stod(o.unit.substr(o.unit.rfind(' ')));
    double sum = 0;
    for (std::size_t k = 0; k < o.mean.size(); ++k)
      sum += o.mean[k] * 3.14159265358979 * width * width * static_cast<double>(2 * k + 1);
    return sum;
  };
  CHECK(integral(observable(result, "density")) == Approx(2).epsilon(2e-3));
  CHECK(integral(observable(result, "pair_distribution")) == Approx(1).epsilon(2e-3));
  CHECK(result.training.size() == 6);
  CHECK(result.model.size() == 2);
}

TEST_CASE("all samplers measure the same in one state") {
  // No steps: the state at the start, which is that of the seed.
  const std::string run =
      "[output]\nplots = false\ndistributions = false\n[run]\nchains = 4\nsteps = 0\nsweeps = 500\n";
  const std::vector<std::string> samplers{"'metropolis'", "'importance'", "'mala'", "'hmc'\nleapfrog = 5",
                                          "'importance'\ncusp_weight = 0.5"};
  for (const std::string model : {"kind = 'rbm'\nhidden = 2\n"}) {
    std::vector<io::RunResult> results;
    for (const std::string& sampler : samplers)
      results.push_back(run_ground_state(
          ground_state("particles = 3\n" + electrons, model, "[sampler]\nkind = " + sampler + "\n" + run)));
    const double bound = stats::family_threshold(4 * 10);
    for (const char* name : {"energy", "kinetic", "radius", "interaction"}) {
      for (std::size_t a = 0; a < results.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
          const auto &x = observable(results[a], name), &y = observable(results[b], name);
          CAPTURE(model, name, samplers[a], samplers[b], x.mean[0], x.error[0], y.mean[0], y.error[0]);
          CHECK(std::fabs(x.mean[0] - y.mean[0]) < bound * std::hypot(x.error[0], y.error[0]));
        }
      }
    }
  }
}

TEST_CASE("a ground state has the same bits on any number of threads") {
  for (const auto& [name, text] : bit_cases()) {
    CAPTURE(name);
    const std::string once = text_of(run_ground_state(no_oracle + text, 1));
    CHECK(once.find("\"mean\"") != std::string::npos);
    for (const std::size_t n_threads : {2, 3})
      CHECK((text_of(run_ground_state(no_oracle + text, n_threads)) == once));
  }
}

TEST_CASE("a ground state stopped anywhere and resumed gives the bits of an uninterrupted one") {
  for (const auto& [name, text] : bit_cases()) {
    CAPTURE(name);
    const std::string whole = text_of(run_ground_state(no_oracle + text, 2));
    std::size_t n_stopped = 0;
    for (std::size_t stop_at = 1; stop_at < 60; stop_at += 2 + stop_at) {
      CAPTURE(stop_at);
      StoppingSink sink(stop_at);
      try {
        run_ground_state(no_oracle + text, 1 + stop_at % 2, sink);
        break;
      } catch (const Stopped&) {
        ++n_stopped;
      }
      sink.stop_at = SIZE_MAX;
      CHECK((text_of(run_ground_state(no_oracle + text, 2, sink)) == whole));
    }
    CHECK(n_stopped >= 2);
  }
}

TEST_CASE("what breaks the statistics or has a heavy tail is told of") {
  const std::string run = "[output]\nplots = false\ndistributions = false\n[run]\nsteps = 0\nsweeps = 2000\n";
  const std::string alone = "kind = 'rbm'\nsymmetry = 'none'\njastrow = 'none'\n";
  const io::RunResult plain = run_ground_state(ground_state(electrons, alone, run));
  CHECK(plain.warnings.size() >= 2);
  CHECK(warns(plain, "symmetr"));
  CHECK(warns(plain, "tail of the local energy is heavy"));
  CHECK(warns(plain, "cusp_weight"));
  const io::RunResult guided = run_ground_state(
      ground_state(electrons, alone, "[sampler]\nkind = 'importance'\ncusp_weight = 1\n" + run));
  CHECK_FALSE(warns(guided, "tail of the local energy is heavy"));
  const io::RunResult cusp = run_ground_state(ground_state(electrons, "kind = 'gaussian'\n", run));
  CHECK_FALSE(warns(cusp, "tail of the local energy is heavy"));
  CHECK_FALSE(warns(cusp, "symmetr"));
}

TEST_CASE("a variational energy far below the exact one is a finding") {
  const auto task = jobs::decode_any_task(
      io::Document::parse(ground_state(electrons, "kind = 'gaussian'\n", quick), "a.toml"));
  io::RunResult result;
  result.points.emplace_back();
  result.points[0].parameters = {{"omega", 1.0}, {"strength", 1.0}};
  io::ObservableResult energy;
  energy.name = "energy";
  energy.mean = {2.9};
  energy.error = {0.01};
  energy.exact = {3};
  energy.z = {-10.0};
  energy.best = io::Best::smallest;
  result.points[0].observables.push_back(energy);
  const auto stand = [&](double z) {
    result.points[0].observables[0].mean = {3 + 0.01 * z};
    result.points[0].observables[0].z = {z};
  };
  const auto findings = task->problems(result);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].problem == "a variational energy 10.0 errors below the exact one");
  CHECK_FALSE(task->portrait(result).verdict_holds);
  stand(-4.1);
  CHECK(task->problems(result).size() == 1);
  stand(5);
  REQUIRE(task->problems(result).size() == 1);
  CHECK(task->problems(result)[0].problem == "the energy lies 1.6 %, up to 5 errors, above the exact one");
  stand(1.4);
  CHECK(task->problems(result).empty());
  stand(-3.9);
  // An energy that comes down until the end, and one that stays from the middle on.
  result.training.push_back({.name = "energy", .values = {}});
  for (int k = 0; k < 40; ++k) result.training[0].values.push_back(3.5 - 0.01 * k);
  REQUIRE(task->problems(result).size() == 1);
  CHECK(task->problems(result)[0].problem ==
        "the energy fell by 5.1 % in the second half of the optimisation");
  for (int k = 10; k < 40; ++k) result.training[0].values[static_cast<std::size_t>(k)] = 3;
  CHECK(task->problems(result).empty());
  CHECK(task->portrait(result).verdict_holds);
  result.points[0].observables[0].error = {0};  // of a full sum, or of chains that never moved
  result.points[0].observables[0].z = {std::nullopt};
  REQUIRE(task->problems(result).size() == 1);
  CHECK(task->problems(result)[0].problem == "a variational energy below the exact one, without an error");
  CHECK_FALSE(task->portrait(result).verdict_holds);
}

TEST_CASE("kept configurations of a trap are where the particles are") {
  const io::RunResult result = run_ground_state(
      ground_state("particles = 3\n", "kind = 'gaussian'\n",
                   "[output]\nplots = false\nconfigurations = 7\n[run]\nbatch = 256\nshards = 2\nchains = "
                   "2\nsteps = 10\nsweeps = 400\n"));
  REQUIRE(result.points[0].samples);
  const io::Samples& samples = *result.points[0].samples;
  CHECK(samples.n_samples == 7);
  CHECK(samples.n_sites == 6);
  CHECK(std::get<std::vector<double>>(samples.configurations).size() == 42);
}

}  // namespace ground_state_tests
