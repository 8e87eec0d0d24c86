#include "lenz/io/progress_line.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/io/atomic_file.hpp"

#include "support/temporary_folder.hpp"

namespace progress_line_tests {

using namespace lenz;
using namespace lenz::io;

namespace {

/// Runs `scene` on a progress line that writes to a file, and returns what it wrote.
template <class Scene>
std::string written(const std::filesystem::path& folder, ProgressOptions options, const Scene& scene) {
  const std::filesystem::path path = folder / "stream.txt";
  options.stream = std::fopen(path.c_str(), "w");
  REQUIRE(options.stream != nullptr);
  {
    ProgressLine progress(options);
    scene(progress);
  }
  std::fclose(options.stream);
  return read_file(path);
}

void scene(ProgressLine& progress) {
  progress.begin(2);
  progress.report(0, 0.5);
  progress.line("T = 1.0");
  progress.report(1, 0.5);
  progress.log("only for the log");
  progress.line("T = 2.0");
}

}  // namespace

TEST_CASE("Without a terminal only permanent lines are written and no control characters") {
  test::TemporaryFolder folder;
  CHECK(written(folder.path, {.log = folder.path / "log.txt"}, scene) == "T = 1.0\nT = 2.0\n");
  CHECK(read_file(folder.path / "log.txt") == "T = 1.0\nonly for the log\nT = 2.0\n");
}

TEST_CASE("A quiet run writes its lines to the log alone") {
  test::TemporaryFolder folder;
  CHECK(written(folder.path, {.live = true, .quiet = true, .log = folder.path / "log.txt"}, scene).empty());
  CHECK(read_file(folder.path / "log.txt") == "T = 1.0\nonly for the log\nT = 2.0\n");
}

TEST_CASE("On a terminal permanent lines stand above one live line") {
  test::TemporaryFolder folder;
  CHECK(written(folder.path, {.live = true}, scene) ==
        "\r\033[K25 %\r\033[KT = 1.0\n\r\033[K50 %\r\033[KT = 2.0\n");
}

TEST_CASE("A loop of steps shows where it stands and its rate on a terminal and is not asked elsewhere") {
  test::TemporaryFolder folder;
  int asked = 0;
  const auto steps = [&](ProgressLine& progress) {
    progress.begin(1);
    const auto tell = [&](std::uint64_t step) {
      return [&asked, step] {
        ++asked;
        return Standing{.step = step, .n_steps = 200, .name = "loss", .value = 0.4, .error = 0.03};
      };
    };
    progress.report_step(0, 0.25, tell(50));
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    progress.report_step(0, 0.5, tell(100));
  };
  CHECK(written(folder.path, {}, steps).empty());
  CHECK(asked == 0);
  const std::string text = written(folder.path, {.live = true}, steps);
  CHECK_THAT(text,
             Catch::StartsWith("\r\033[K25 %, step 50 of 200, loss 0.400(30)\r\033[K50 %, step 100 of 200, "
                               "loss 0.400(30), 4"));
  CHECK_THAT(text, Catch::Contains(" steps/s, about 3 s left"));
  CHECK(asked == 2);
}

TEST_CASE("Elsewhere than on a terminal a line that stays says where the run is from time to time") {
  test::TemporaryFolder folder;
  const ProgressOptions often{.line_every = std::chrono::milliseconds(50), .log = folder.path / "log.txt"};
  const std::string text = written(folder.path, often, [](ProgressLine& progress) {
    progress.begin(2);
    progress.report(0, 0.1);
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    progress.report(0, 0.5);
    progress.report(0, 0.6);
    progress.line("T = 1.0");
    progress.report(0, 0.9);
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    progress.report_step(
        1, 0.5, [] { return Standing{.step = 5, .n_steps = 10, .name = "loss", .value = 2, .error = 0}; });
  });
  CHECK(text == "25 %\nT = 1.0\n50 %, step 5 of 10, loss 2\n");
  CHECK(read_file(folder.path / "log.txt") == text);
}

TEST_CASE("The live line is cut where it would go on in the next one") {
  test::TemporaryFolder folder;
  const std::string name(100, 'x');
  const std::string text = written(folder.path, {.live = true}, [&](ProgressLine& progress) {
    progress.begin(1);
    progress.report_step(0, 0.25, [&] { return Standing{.step = 1, .n_steps = 2, .name = name}; });
  });
  CHECK(text == "\r\033[K50 %, step 1 of 2, " + std::string(79 - 19, 'x') + "\r\033[K");
}

TEST_CASE("The live line is redrawn at most ten times a second") {
  test::TemporaryFolder folder;
  const std::string text = written(folder.path, {.live = true}, [](ProgressLine& progress) {
    progress.begin(1);
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(350);
    while (std::chrono::steady_clock::now() < end) progress.report(0, 0.5);
  });
  const auto drawn = std::count(text.begin(), text.end(), '%');
  CHECK(drawn >= 1);
  CHECK(drawn <= 4);
}

TEST_CASE("Several threads may report and write lines at once") {
  test::TemporaryFolder folder;
  const std::string text = written(folder.path, {.log = folder.path / "log.txt"}, [](ProgressLine& progress) {
    progress.begin(8);
    for_each_shard(8, 4, [&](std::size_t shard) {
      for (int i = 0; i <= 1000; ++i) progress.report(shard, i / 1000.0);
      progress.line("done");
    });
  });
  CHECK(text == "done\ndone\ndone\ndone\ndone\ndone\ndone\ndone\n");
}

TEST_CASE("Durations are written as people say them") {
  CHECK(format_duration(0.2) == "1 s");
  CHECK(format_duration(59) == "59 s");
  CHECK(format_duration(61) == "1 min 01 s");
  CHECK(format_duration(3600) == "1 h 00 min");
  CHECK(format_duration(7503) == "2 h 05 min");
}

TEST_CASE("A log that cannot be opened is a file error") {
  CHECK_THROWS_AS(ProgressLine({.log = "/proc/nowhere/log.txt"}), FileError);
}

}  // namespace progress_line_tests
