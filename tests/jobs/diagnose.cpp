#include "lenz/jobs/diagnose.hpp"

#include <algorithm>
#include <fstream>
#include <map>

#include <catch2/catch.hpp>

#include "lenz/io/atomic_file.hpp"
#include "lenz/jobs/advice.hpp"
#include "lenz/stats/tests.hpp"

#include "jobs/run_support.hpp"
#include "support/temporary_folder.hpp"

namespace diagnose_tests {

using namespace lenz;
namespace fs = std::filesystem;

namespace {

const fs::path shipped = fs::path(LENZ_SOURCE) / "inputs";

struct Diagnosed {
  io::RunResult result;
  std::vector<jobs::Finding> findings;
};

/// Runs the text with the edits made in it.
Diagnosed diagnosed(const std::string& text, const jobs::Edits& edits = {}) {
  io::Document document = io::Document::parse(text, "test.toml", shipped);
  for (const std::string& edit : edits) document.set(edit);
  const auto task = jobs::decode_any_task(document);
  NoCheckpoints sink;
  NoProgress progress;
  task->prepare(progress);
  task->run(2, sink, progress);
  Diagnosed all;
  task->finish(all.result);
  // What stands in summary.json, and no more, is what speaks.
  all.result = io::from_json(io::to_json(all.result));
  all.findings = task->problems(all.result);
  return all;
}

const jobs::Finding* finding(const Diagnosed& all, const std::string& problem) {
  for (const jobs::Finding& f : all.findings) {
    if (f.problem.find(problem) != std::string::npos) return &f;
  }
  return nullptr;
}

std::string everything(const Diagnosed& all) {
  std::string text;
  for (const jobs::Finding& f : all.findings) text += jobs::warning_text(f) + "\n";
  return text;
}

std::string ising(const std::string& system, const std::string& sampler, const std::string& run) {
  return "task = 'sample'\n[system]\nkind = 'ising'\n" + system + "\n[sampler]\n" + sampler + "\n[run]\n" +
         run + "\n";
}
std::string normal(const std::string& sampler, const std::string& run) {
  return "task = 'sample'\n[system]\nkind = 'gaussian'\ncovariance = [[1, 0.5], [0.5, 1]]\n[sampler]\n" +
         sampler + "\n[run]\n" + run + "\n";
}

struct Case {
  std::string problem;  ///< a part of the finding's text
  std::string ill;      ///< an input that raises it
  std::string where;    ///< a part of it
  std::string edit;     ///< one of the edits, or how it begins
  std::string well;     ///< an input near by that does not; empty: only the mended one
};

std::vector<Case> cases() {
  const std::string random_heat_bath = "kind = 'heat-bath'\nscan = 'random'";
  const std::string big = "size = [16, 16]\n";
  return {
      {"fewer than 50 tau",
       normal("kind = 'metropolis'\nstep = 0.3", "sweeps = 800\nburn_in = 3000\nchains = 1"),
       "mean, covariance", "run.sweeps=", normal("kind = 'hmc'", "sweeps = 20000")},
      {"the chains differ", ising(big + "temperature = [1.8, 2.0]", random_heat_bath, "sweeps = 2000"),
       "temperature = 1.8, 2", "sampler={kind=\"wolff\"}",
       ising(big + "temperature = [4.0, 5.0]", random_heat_bath, "sweeps = 2000")},
      {"the chains differ",
       ising("size = [6, 6]\ndisorder = 'bimodal'\ntemperature = [0.4, 0.7, 1.0, 1.4, 2.0]", random_heat_bath,
             "sweeps = 2000"),
       "all 5 points", "sampler.tempering=true", ""},
      {"the chains differ",
       "task = 'sample'\n[system]\nkind = 'mixture'\nweights = [0.3, 0.7]\nmeans = [[-6, 0], [6, 0]]\n"
       "covariances = [[[1, 0], [0, 1]], [[0.5, 0.2], [0.2, 1]]]\n[sampler]\nkind = 'metropolis'\n"
       "[run]\nsweeps = 20000\n",
       "mean", "sampler={kind=\"metropolis\", step=12}",
       "task = 'sample'\n[system]\nkind = 'mixture'\nweights = [0.3, 0.7]\nmeans = [[-1, 0], [1, 0]]\n"
       "covariances = [[[1, 0], [0, 1]], [[0.5, 0.2], [0.2, 1]]]\n[sampler]\nkind = 'metropolis'\n"
       "[run]\nsweeps = 40000\n"},
      {"magnetised one way",
       ising(big + "temperature = 1.8", "kind = 'metropolis'\nscan = 'random'", "sweeps = 2000\nchains = 1"),
       "magnetization", "sampler={kind=\"wolff\"}",
       ising(big + "temperature = 1.8\nfield = 0.1", "kind = 'metropolis'\nscan = 'random'",
             "sweeps = 20000\nchains = 1")},
      {"the first tenth",
       ising("size = [64, 64]\ntemperature = 5", random_heat_bath, "sweeps = 400\nburn_in = 0"), "energy",
       "run.burn_in=auto",
       ising("size = [64, 64]\ntemperature = 5", random_heat_bath, "sweeps = 3000\nburn_in = 30")},
      {"burn-in gave up",
       "task = 'sample'\n[system]\nkind = 'gaussian'\ncovariance = [[1, 0.99], [0.99, 1]]\n"
       "[sampler]\nkind = 'metropolis'\n[run]\nsweeps = 2000\n",
       "", "run.sweeps=", normal("kind = 'metropolis'", "sweeps = 20000")},
      {"of the proposals are accepted", normal("kind = 'metropolis'\nstep = 200", "sweeps = 100000"),
       "acceptance", "sampler.step=auto", normal("kind = 'metropolis'\nstep = 2", "sweeps = 20000")},
      {"of the proposals are accepted", normal("kind = 'mala'\nstep = 0.002", "sweeps = 40000"), "acceptance",
       "sampler.step=auto", normal("kind = 'mala'\nstep = 0.5", "sweeps = 40000")},
      {"kept configurations",
       ising(big + "temperature = 2.3", random_heat_bath, "sweeps = 10000\nburn_in = 20") +
           "[output]\nconfigurations = 64\n",
       "", "sampler={kind=\"wolff\"}",
       ising(big + "temperature = 5", random_heat_bath, "sweeps = 10000\nburn_in = 20") +
           "[output]\nconfigurations = 64\n"},
      {"the sampler is biased", normal("kind = 'langevin'\nstep = 0.5", "sweeps = 20000"), "",
       "sampler={kind=\"mala\"}", normal("kind = 'mala'\nstep = 0.5", "sweeps = 20000")},
  };
}

}  // namespace

TEST_CASE("Each problem is found with its edit and the edits together clear it") {
  for (const Case& c : cases()) {
    CAPTURE(c.ill);
    const Diagnosed ill = diagnosed(c.ill);
    INFO("found: " << everything(ill));
    const jobs::Finding* found = finding(ill, c.problem);
    CHECK(found != nullptr);
    if (found == nullptr) continue;
    CHECK(found->where.find(c.where) != std::string::npos);
    CHECK_FALSE(found->cause.empty());
    CHECK(std::any_of(found->edits.begin(), found->edits.end(),
                      [&](const std::string& edit) { return edit.starts_with(c.edit); }));

    std::vector<jobs::Edits> all;
    for (const jobs::Finding& f : ill.findings) all.push_back(f.edits);
    const Diagnosed mended = diagnosed(c.ill, jobs::united(all));
    INFO("mended by " << jobs::as_arguments(jobs::united(all)) << ": " << everything(mended));
    CHECK(finding(mended, c.problem) == nullptr);
    CHECK(mended.findings.empty());
    if (c.well.empty()) continue;
    const Diagnosed well = diagnosed(c.well);
    INFO("found where nothing is wrong: " << everything(well));
    CHECK(well.findings.empty());
  }
}

TEST_CASE("Frozen chains in different states end no run and are found") {
  const Diagnosed frozen =
      diagnosed(ising("size = [8, 8]\ntemperature = 0.2", "kind = 'heat-bath'", "sweeps = 500"));
  INFO(everything(frozen));
  const jobs::Finding* found = finding(frozen, "the chains differ");
  REQUIRE(found != nullptr);
  CHECK(found->where.find("magnetization") != std::string::npos);
}

TEST_CASE("A chain that shows both signs is in no trap and a field excuses one") {
  for (const char* more : {"", "field = 0.2"}) {
    const Diagnosed all = diagnosed(ising("size = [4, 4]\ntemperature = 3.0\n" + std::string(more),
                                          "kind = 'heat-bath'", "sweeps = 20000\nchains = 1"));
    INFO(everything(all));
    CHECK(all.findings.empty());
  }
}

namespace {

/// A result with one energy beside its exact value.
io::RunResult made_by_hand(const std::string& task, double z) {
  io::RunResult result;
  result.task = task;
  io::ObservableResult energy;
  energy.name = "energy";
  energy.mean = {-1};
  energy.error = {0.01};
  energy.tau = {1};
  energy.ess = {1000};
  energy.exact = {-1 - 0.01 * z};
  energy.z = {z};
  result.points.resize(1);
  result.points[0].observables = {energy};
  return result;
}

jobs::SampleInput any_input() {
  return test::sample_input(ising("size = [4, 4]\ntemperature = 3.0", "kind = 'heat-bath'", "sweeps = 1000"));
}

}  // namespace

TEST_CASE("A sampled number far from the exact one on either side is found") {
  const jobs::SampleInput input = any_input();
  for (const double z : {-3.2, 3.2}) CHECK(jobs::find_problems(made_by_hand("sample", z), input).empty());
  for (const double z : {-3.4, 3.4}) {
    const auto findings = jobs::find_problems(made_by_hand("sample", z), input);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].problem.find("sampled and exact disagree") != std::string::npos);
    CHECK_FALSE(findings[0].edits.empty());
  }
}

TEST_CASE("Two estimates of the error that disagree are found") {
  io::RunResult result = made_by_hand("sample", 0);
  io::ObservableResult& o = result.points[0].observables[0];
  o.doubts = {io::Doubt::errors_disagree};
  o.errors_apart = 3.1;  // by chance in some number of any long run, but not of a few
  const std::size_t n = result.points[0].observables.size();
  CHECK(jobs::find_problems(result, any_input()).empty() == (stats::family_threshold(n, 2.7e-3) > 3.1));
  o.errors_apart = 5;
  const auto findings = jobs::find_problems(result, any_input());
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].problem == "two estimates of the error disagree");
  CHECK(findings[0].edits == jobs::Edits{"run.sweeps=4000"});
}

TEST_CASE("Many points with one problem are one finding and few words") {
  io::RunResult result;
  for (int i = 0; i < 17; ++i) {
    result.points.push_back(made_by_hand("sample", 0).points[0]);
    result.points.back().parameters = {{"temperature", 1 + 0.1 * i}, {"field", 0}};
    if (i < 9) result.points.back().observables[0].doubts = {io::Doubt::short_run};
  }
  const auto findings = jobs::find_problems(result, any_input());
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].where == "energy at temperature = 1, 1.1, 1.2, 1.3, 1.4, 1.5 and 3 more");
}

TEST_CASE("Edits are united to the longest length and to one sampler") {
  CHECK(jobs::united({{"run.sweeps=900"}, {"sampler.tempering=true"}, {"run.sweeps=12000"}}) ==
        jobs::Edits{"run.sweeps=12000", "sampler.tempering=true"});
  CHECK(jobs::united({{"sampler.step=auto"}, {"sampler={kind=\"mala\"}"}}) ==
        jobs::Edits{"sampler={kind=\"mala\"}"});
  CHECK(jobs::only_lengthen({"run.sweeps=3", "output.configurations=4"}));
  CHECK_FALSE(jobs::only_lengthen({"run.sweeps=3", "run.burn_in=4"}));
  CHECK_FALSE(jobs::only_lengthen({}));
  CHECK(jobs::rounded_up(12345) == 13000);
  CHECK(jobs::rounded_up(12000) == 12000);
  CHECK(jobs::rounded_up(0.2) == 1);
  CHECK(jobs::as_arguments({"run.sweeps=3", "sampler={kind=\"wolff\"}"}) ==
        "--set run.sweeps=3 --set 'sampler={kind=\"wolff\"}'");
}

namespace {

/// A folder with the input `a.toml` and a run of it in `out`.
struct RunInFolder {
  test::TemporaryFolder folder;
  fs::path out = folder.path / "out";

  explicit RunInFolder(const std::string& text, const std::vector<std::string>& set = {}) {
    std::ofstream(folder.path / "a.toml") << text << "[output]\nplots = false\n";
    jobs::run_file({.file = folder.path / "a.toml", .out = out, .set = set, .n_threads = 2, .quiet = true});
  }
};

/// Without the line ends and margins that fit it to a page.
std::string unwrapped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != '\n' && c != ' ') {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

}  // namespace

TEST_CASE("The summary and the log and lenz diagnose say the same") {
  const RunInFolder run(
      ising("size = [16, 16]\ntemperature = [1.8, 2.0]", "kind = 'metropolis'", "sweeps = 1000\nchains = 1"));
  const io::RunResult result = io::read_summary(run.out / "summary.json");
  REQUIRE_FALSE(result.warnings.empty());
  const jobs::SampleInput input = jobs::decode_sample(jobs::read_input(run.out / "input.toml", {}));
  CHECK(result.warnings == jobs::warning_texts(result, input));
  const std::string log = io::read_file(run.out / "log.txt");
  for (const std::string& warning : result.warnings) {
    CHECK(log.find("warning: " + warning + "\n") != std::string::npos);
  }
  const jobs::Diagnosis diagnosis = jobs::diagnose_folder(run.out);
  CHECK(diagnosis.any);
  const std::string said = unwrapped(diagnosis.text);
  for (const jobs::Finding& f : jobs::find_problems(result, input)) {
    for (const std::string& part : {f.where, f.problem, f.cause, f.edits.front()}) {
      CAPTURE(part, said);
      CHECK(said.find(unwrapped(part)) != std::string::npos);
    }
  }
  CHECK(diagnosis.text.find("\n  lenz run " + (run.out / "input.toml").string() +
                            " --set 'sampler={kind=\"wolff\"}' --set run.sweeps=12000 --out " +
                            run.out.string() + "-2\n") != std::string::npos);
}

TEST_CASE("A run that is only too short is to be resumed and then nothing is wrong") {
  const RunInFolder run(normal("kind = 'gibbs'", "sweeps = 20\nburn_in = 100\nchains = 1"));
  const jobs::Diagnosis ill = jobs::diagnose_folder(run.out);
  CHECK(ill.any);
  const std::string command = "\n  lenz resume " + run.out.string() + " --set run.sweeps=";
  const std::size_t at = ill.text.find(command);
  INFO(ill.text);
  REQUIRE(at != std::string::npos);
  const std::string sweeps = ill.text.substr(at + command.size(), ill.text.size() - at - command.size() - 1);
  jobs::resume_folder(
      run.out, {.file = {}, .out = {}, .set = {"run.sweeps=" + sweeps}, .n_threads = 2, .quiet = true});
  const jobs::Diagnosis well = jobs::diagnose_folder(run.out);
  INFO(well.text);
  CHECK_FALSE(well.any);
  CHECK(well.text.find("nothing is wrong") != std::string::npos);
}

TEST_CASE("A run that was stopped or killed is told from one that is well") {
  const RunInFolder run(normal("kind = 'gibbs'", "sweeps = 20000"));
  io::RunResult result = io::read_summary(run.out / "summary.json");
  CHECK_FALSE(jobs::diagnose_folder(run.out).any);
  for (const char* status : {"stopped", "failed"}) {
    result.status = status;
    io::write_summary(run.out / "summary.json", result);
    const jobs::Diagnosis diagnosis = jobs::diagnose_folder(run.out);
    CHECK(diagnosis.any);
    CHECK(diagnosis.text.find(std::string("the run ") + (result.status == "failed" ? "" : "was ") + status) !=
          std::string::npos);
  }
  io::write_file(run.out / "summary.json", "{");
  CHECK_THROWS_AS(jobs::diagnose_folder(run.out), FileError);
  fs::remove(run.out / "summary.json");
  CHECK(jobs::diagnose_folder(run.out).text.find("no summary.json") != std::string::npos);
  CHECK_THROWS_AS(jobs::diagnose_folder(run.folder.path), InputError);
  CHECK_THROWS_AS(jobs::diagnose_folder(run.folder.path / "nowhere"), InputError);
}

TEST_CASE("Shipped inputs raise no warning but the one that is meant to") {
  for (const char* name : {"gaussian_gibbs", "gaussian_hmc", "gaussian_langevin", "gaussian_mala",
                           "gaussian_metropolis", "markov_periodic", "markov_ring", "mixture"}) {
    CAPTURE(name);
    const Diagnosed all = diagnosed(io::read_file(shipped / (name + std::string(".toml"))));
    INFO(everything(all));
    CHECK(all.findings.size() == (name == std::string("gaussian_langevin") ? 1 : 0));
  }
}

// A test for each input: tests/CMakeLists.txt names the section.
TEST_CASE("No shipped input raises a warning that is not meant to", "[.long][shipped]") {
  const std::map<std::string, std::vector<std::string>> meant = {
      {"gaussian_langevin", {"the sampler is biased"}},
      {"two_electrons_rbm", {"breaks the statistics", "above the exact one"}}};
  for (const auto& entry : fs::directory_iterator(shipped)) {
    if (entry.path().extension() != ".toml") continue;
    const std::string name = entry.path().stem().string();
    DYNAMIC_SECTION(name) {
      const Diagnosed all = diagnosed(io::read_file(entry.path()));
      INFO(everything(all));
      const auto of_name = meant.find(name);
      std::size_t n_meant = 0;
      for (const std::string& problem : of_name == meant.end() ? std::vector<std::string>{} : of_name->second)
        n_meant += finding(all, problem) != nullptr ? 1 : 0;
      CHECK(all.findings.size() == n_meant);
      CHECK(n_meant == (of_name == meant.end() ? 0 : of_name->second.size()));
    }
  }
}

}  // namespace diagnose_tests
