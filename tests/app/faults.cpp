#include <cerrno>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "app/process.hpp"
#include "app/same_run.hpp"
#include "support/temporary_folder.hpp"

namespace faults_tests {

using namespace lenz::test;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A short run with everything that is written while it goes on: several generations of checkpoints, results,
/// summary.
const std::string small_run =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [2.0, 2.5]\n"
    "[sampler]\nkind = 'metropolis'\n[run]\nsweeps = 2000\nchains = 2\ncheckpoint_every = 0.01\n"
    "[output]\nplots = false\nconfigurations = 10\ntrace = true\n";

/// With figures, a report and one checkpoint.
const std::string drawn_run =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [2.0, 2.5]\n"
    "[sampler]\nkind = 'metropolis'\n[run]\nsweeps = 500\nchains = 2\n[output]\nconfigurations = 10\n";

struct Fault {
  std::string kind;  ///< as the shim knows it
  bool persistent = false;
  std::string text(long n) const {
    return kind + ":" + std::to_string(n) + (persistent ? ":persistent" : ":once");
  }
};

const std::vector<Fault> all_faults{{"kill-before"}, {"kill-after"}, {"enospc"},      {"enospc", true},
                                    {"eio"},         {"eio", true},  {"short", true}, {"short-on", true}};

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A folder with the uninterrupted run `whole` beside which faulty ones are held; they happen in `out`.
class FaultBench {
 public:
  explicit FaultBench(const std::string& input) {
    write_text(folder_.path / "a.toml", input);
    REQUIRE(lenz::test::lenz(folder_.path, {"run", "a.toml", "--out", "whole"}).code == 0);
  }

  /// Runs with the fault at the n-th call and holds everything that must be true afterwards. False where the
  /// run had fewer calls.
  bool survives(const Fault& fault, long n) {
    fs::remove_all(out_);
    fs::remove(log_);
    begin_();
    const Finished run = lenz::test::lenz(folder_.path, command_, environment(fault.text(n)));
    const std::string log = text_in(log_);
    const std::size_t end = log.rfind('\n', log.size() - 2);
    if (std::atol(log.c_str() + (end == std::string::npos ? 0 : end + 1)) < n) return false;
    INFO("fault " << fault.text(n) << ", calls:\n" << log.substr(log.size() > 600 ? log.size() - 600 : 0));
    INFO("exit " << run.code << ", stderr: " << run.err);
    check_exit(fault, log, run);
    check_files();
    const bool may_linger =
        fault.kind == "eio" && (fault.persistent || log.find(" unlink") != std::string::npos);
    if (run.code < 128 && !may_linger) check_no_partial_files();
    if (run.code == 0) CHECK(difference_of_runs(out_, whole_) == "");
    go_on();
    return true;
  }

  /// A stopped run in whose folder `command` goes on, in the place of a fresh one.
  void from_stopped_run() {
    REQUIRE(lenz::test::stopped_run(folder_.path, "a.toml", "stopped", 0.01).code == 75);
    begin_ = [this] { fs::copy(folder_.path / "stopped", out_, fs::copy_options::recursive); };
    command_ = {"resume", "out", "--threads", "1", "--time-limit", "1h"};
    reads_ = true;
  }

 private:
  Process::Environment environment(const std::string& fault) const {
    Process::Environment all{{"LD_PRELOAD", LENZ_FAULT_SHIM},
                             {"LENZ_FAULT_FOLDER", fs::canonical(folder_.path) / "out"},
                             {"LENZ_FAULT_LOG", log_},
                             {"LENZ_FAULT", fault}};
    if (reads_) all["LENZ_FAULT_READS"] = "1";
    return all;
  }

  void check_exit(const Fault& fault, const std::string& log, const Finished& run) {
    const bool killed = log.find(" killed") != std::string::npos;
    const bool failed = log.find(" ENOSPC") != std::string::npos || log.find(" EIO") != std::string::npos;
    if (killed) {
      CHECK(run.code == 137);
    } else if (!failed) {
      CHECK(run.code == 0);
    } else if (run.code != 0) {  // 0: the call did not matter
      CHECK(run.code == 5);
      CHECK_THAT(run.err, Catch::StartsWith("lenz: ") && Contains("out"));
      CHECK_THAT(run.err, Contains(std::strerror(fault.kind == "eio" ? EIO : ENOSPC)));
    }
  }

  /// A name in the folder means a whole file.
  void check_files() {
    const std::string summary = text_in(out_ / "summary.json");
    if (fs::exists(out_ / "summary.json")) {
      CHECK(ends_with(summary, "}\n"));
      if (summary.find("\"complete\"") != std::string::npos) CHECK(difference_of_runs(out_, whole_) == "");
    }
    if (fs::exists(out_ / "results.h5"))
      CHECK(hdf5_difference(out_ / "results.h5", whole_ / "results.h5") == "");
    if (fs::exists(out_ / "input.toml")) CHECK(input_in(out_) == input_in(whole_));
    if (fs::exists(out_ / "report.html")) CHECK(ends_with(text_in(out_ / "report.html"), "</html>\n"));
  }

  void check_no_partial_files() {
    if (!fs::exists(out_)) return;
    for (const auto& entry : fs::recursive_directory_iterator(out_)) {
      INFO(entry.path());
      CHECK(entry.path().extension() != ".partial");
    }
  }

  /// Without the line that each start may change.
  static std::string input_in(const fs::path& folder) {
    const std::string text = text_in(folder / "input.toml");
    const std::size_t line = text.find("time_limit");
    return text.substr(0, line) + text.substr(text.find('\n', line));
  }

  /// The folder's run is taken to its end on a sound disk.
  void go_on() {
    const Finished resumed =
        lenz::test::lenz(folder_.path, {"resume", "out", "--threads", "2", "--time-limit", "1h"});
    INFO("resume: exit " << resumed.code << ", " << resumed.out << resumed.err);
    if (!fs::exists(out_ / "input.toml") && resumed.code != 0) {
      CHECK(resumed.code == 3);
      CHECK_THAT(resumed.err, Contains("input.toml"));
      CHECK(lenz::test::lenz(folder_.path, {"run", "a.toml", "--out", "out"}).code == 0);
    } else {
      CHECK(resumed.code == 0);
    }
    CHECK(difference_of_runs(out_, whole_) == "");
    check_files();
    check_no_partial_files();
  }

  TemporaryFolder folder_;
  fs::path out_ = folder_.path / "out", whole_ = folder_.path / "whole", log_ = folder_.path / "calls.txt";
  std::vector<std::string> command_{"run", "a.toml", "--out", "out", "--threads", "1"};
  std::function<void()> begin_ = [] {};
  bool reads_ = false;
};

/// Every `stride`-th call of the run, beginning with `first`; returns how many faults were met.
int walk_through(FaultBench& bench, const Fault& fault, long first, long stride) {
  int met = 0;
  // The number of calls depends on the clock: three in a row beyond the end are the end.
  for (long n = first, beyond = 0; beyond < 3; n += stride) {
    if (bench.survives(fault, n)) {
      ++met;
      beyond = 0;
    } else {
      ++beyond;
    }
  }
  return met;
}

}  // namespace

// 5 s: each fault costs a run, and another to resume it.
TEST_CASE("a fault at a sample of the calls that write a run leaves a run that goes on") {
  FaultBench bench(small_run);
  long first = 1;
  for (const Fault& fault : all_faults) CHECK(walk_through(bench, fault, first += 2, 23) > 2);
}

TEST_CASE("a fault at a sample of the calls of a resumed run leaves a run that goes on") {
  FaultBench bench(small_run);
  bench.from_stopped_run();
  long first = 1;
  for (const Fault& fault : all_faults) CHECK(walk_through(bench, fault, first += 2, 41) > 1);
}

// 24 s: each fault costs a run with its pictures, and another to resume it.
TEST_CASE("a fault at a sample of the calls that draw a run leaves a run that goes on") {
  FaultBench bench(drawn_run);
  for (const Fault& fault : {Fault{"kill-after"}, Fault{"enospc", true}, Fault{"eio"}})
    CHECK(walk_through(bench, fault, 60, 45) > 1);
}

TEST_CASE("a fault at every seventh call that draws a run leaves a run that goes on", "[.long]") {
  FaultBench bench(drawn_run);
  for (const Fault& fault : all_faults) CHECK(walk_through(bench, fault, 1, 7) > 10);
}

TEST_CASE("a fault at every call that writes a run leaves a run that goes on", "[.long]") {
  FaultBench bench(small_run);
  for (const Fault& fault : all_faults) CHECK(walk_through(bench, fault, 1, 1) > 50);
}

TEST_CASE("a fault at every call of a resumed run leaves a run that goes on", "[.long]") {
  FaultBench bench(small_run);
  bench.from_stopped_run();
  for (const Fault& fault : all_faults) CHECK(walk_through(bench, fault, 1, 1) > 50);
}

}  // namespace faults_tests
