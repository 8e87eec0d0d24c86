#pragma once

#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "app/process.hpp"
#include "app/same_run.hpp"
#include "support/sanitized.hpp"
#include "support/temporary_folder.hpp"

namespace lenz::test {

/// Sweeps or steps of a run that takes long enough to be killed in its midst.
inline int enough_to_kill(int n) { return sanitized ? n / 4 : n; }

/// One kind of run, uninterrupted, and how long it took; killed ones are held against it.
class KillBench {
 public:
  /// `prepare` fills the folder with what the input names.
  KillBench(
      std::string name, const std::string& input,
      const std::function<void(const std::filesystem::path&)>& prepare = [](const auto&) {})
      : name_(std::move(name)) {
    prepare(folder_.path);
    write_text(folder_.path / "a.toml", input);
    const auto start = Clock::now();
    const Finished whole = lenz(folder_.path, {"run", "a.toml", "--out", "whole", "--threads", "1"});
    INFO(name_ << ": " << whole.err);
    REQUIRE(whole.code == 0);
    seconds_ = std::chrono::duration<double>(Clock::now() - start).count();
  }

  /// Kills a run at random moments until it is through, each start with threads(start) threads; returns how
  /// many kills found it at work.
  int kill_until_done(std::mt19937_64& random, const std::function<int(int)>& threads) {
    std::filesystem::remove_all(folder_.path / "out");
    std::uniform_real_distribution<double> moment(0, 0.7 * seconds_);
    const auto patience = [](int kills) { return 1 + 0.05 * kills; };  // on a busy machine starts cost more
    std::vector<std::string> command{"run", "a.toml", "--out", "out"};
    for (int kills = 0; kills < 100; ++kills) {
      std::vector<std::string> words = command;
      words.insert(words.end(), {"--threads", std::to_string(threads(kills))});
      Process process(folder_.path, words);
      std::this_thread::sleep_for(std::chrono::duration<double>(patience(kills) * moment(random)));
      process.send(SIGKILL);
      const Finished ended = process.wait();
      INFO(name_ << ", " << seconds_ << " s; after " << kills << " kills: exit " << ended.code << "\n"
                 << ended.out << ended.err);
      if (ended.code == 0) {
        CHECK(difference_of_runs(folder_.path / "out", folder_.path / "whole") == "");
        return kills;
      }
      REQUIRE(ended.code == 128 + SIGKILL);
      if (std::filesystem::exists(folder_.path / "out" / "input.toml")) command = {"resume", "out"};
    }
    FAIL(name_ << ": a run of " << seconds_ << " s did not end");
    return 0;
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::string name_;
  TemporaryFolder folder_;
  double seconds_ = 0;
};

}  // namespace lenz::test
