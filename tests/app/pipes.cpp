#include <algorithm>
#include <array>

#include <catch2/catch.hpp>
#include <pty.h>
#include <utmp.h>

#include "app/process.hpp"
#include "app/same_run.hpp"
#include "support/temporary_folder.hpp"

namespace pipes_tests {

using namespace lenz::test;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const std::string half_a_second =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [16, 16]\ntemperature = [2.1, 2.4]\n"
    "[sampler]\nkind = 'heat-bath'\n[run]\nburn_in = 500\nsweeps = 30000\nchains = 2\n[output]\nplots = "
    "false\n";

/// A folder with a run that was left alone.
class Bench {
 public:
  Bench() {
    write_text(folder.path / "a.toml", half_a_second);
    REQUIRE(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "whole"}).code == 0);
  }
  void check_complete(const Finished& f) const {
    CHECK(f.code == 0);
    CHECK(difference_of_runs(folder.path / "out", folder.path / "whole") == "");
  }
  const TemporaryFolder folder;
  const std::vector<std::string> command{"run", "a.toml", "--out", "out"};
};

/// What can be read until the other end closes, or until `enough` is in it.
std::string read_until(int file, const std::string& enough = "") {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = ::read(file, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
    if (!enough.empty() && text.find(enough) != std::string::npos) break;
  }
  return text;
}

/// A terminal's two ends.
struct Terminal {
  Terminal() { REQUIRE(::openpty(&master, &slave, nullptr, nullptr, nullptr) == 0); }
  /// In the new process: a session whose terminal this is, which hangs up when the master's last end closes.
  void take() const {
    ::close(master);
    ::login_tty(slave);
  }
  int master = -1, slave = -1;
};

}  // namespace

TEST_CASE("a reader who goes away does not end the run") {
  const Bench bench;
  for (const bool at_once : {true, false}) {  // before the first line, or after it, as head -1 does
    CAPTURE(at_once);
    fs::remove_all(bench.folder.path / "out");
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    if (at_once) ::close(ends[0]);
    Process process(bench.folder.path, bench.command, {}, [&] {
      if (!at_once) ::close(ends[0]);
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::close(ends[1]);
    });
    ::close(ends[1]);
    if (!at_once) {
      CHECK_THAT(read_until(ends[0], "\n"), Contains("\n"));
      ::close(ends[0]);
    }
    bench.check_complete(process.wait());
  }
}

TEST_CASE("a resumed run goes on without a reader") {
  const Bench bench;
  REQUIRE(lenz::test::stopped_run(bench.folder.path, "a.toml", "out").code == 75);
  const std::vector<std::string> resume{"resume", "out", "--time-limit", "1h"};
  for (int round = 0; round < 2; ++round) {  // to its end, and again where nothing is left to do
    bench.check_complete(lenz::test::lenz(bench.folder.path, resume, {}, [] {
      std::array<int, 2> ends{};
      if (::pipe(ends.data()) != 0) ::_exit(1);
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
    }));
  }
}

TEST_CASE("an output that is full does not end the run") {
  const Bench bench;
  bench.check_complete(lenz::test::lenz(bench.folder.path, bench.command, {}, [] {
    const int full = ::open("/dev/full", O_WRONLY);
    ::dup2(full, STDOUT_FILENO);
    ::dup2(full, STDERR_FILENO);
    ::close(full);
  }));
}

TEST_CASE("closed standard streams do not end the run nor get into its files") {
  const Bench bench;
  bench.check_complete(lenz::test::lenz(bench.folder.path, bench.command, {}, [] {
    ::close(STDIN_FILENO);
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
  }));
}

TEST_CASE("a terminal shows the live line") {
  const Bench bench;
  const Terminal terminal;
  Process process(bench.folder.path, bench.command, {{"TERM", "xterm"}}, [&] { terminal.take(); });
  ::close(terminal.slave);
  const std::string shown = read_until(terminal.master);
  ::close(terminal.master);
  bench.check_complete(process.wait());
  CHECK_THAT(shown, Contains("\r\033[K") && Contains(" %") && Contains("results in out"));
  const std::string log = text_in(bench.folder.path / "out" / "log.txt");
  CHECK(std::none_of(log.begin(), log.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 32 && c != '\n'; }));
}

TEST_CASE("a terminal that is closed does not end the run") {
  const Bench bench;
  const Terminal terminal;
  Process process(bench.folder.path, bench.command, {{"TERM", "xterm"}}, [&] { terminal.take(); });
  ::close(terminal.slave);
  CHECK_THAT(read_until(terminal.master, " %"), Contains(" %"));
  CHECK_FALSE(fs::exists(bench.folder.path / "out" / "summary.json"));
  ::close(terminal.master);
  bench.check_complete(process.wait());
}

}  // namespace pipes_tests
