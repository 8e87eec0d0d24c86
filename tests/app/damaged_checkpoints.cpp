#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/checkpoint_file.hpp"

#include "app/process.hpp"
#include "app/same_run.hpp"
#include "support/temporary_folder.hpp"

namespace damaged_checkpoints_tests {

using namespace lenz::test;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// Small: the two files are read ten thousand times.
const std::string input =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = 2.0\n"
    "[sampler]\nkind = 'metropolis'\n[run]\nsweeps = 300\nchains = 2\ncheckpoint_every = 0.001\n"
    "[output]\nplots = false\nconfigurations = 20\n";

std::optional<lenz::io::CheckpointOrigin> load(const fs::path& folder) {
  return lenz::io::CheckpointFile({.folder = folder, .input = {}, .deadline = {}}).load();
}

/// The two generations that a run of the program left behind, and what they are when sound.
class Checkpoints {
 public:
  Checkpoints() {
    write_text(folder.path / "a.toml", input);
    REQUIRE(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "out"}).code == 0);
    const auto origin = load(out);
    REQUIRE(origin);
    newest_generation = origin->generation;
    newest = out / ("checkpoint." + std::to_string(newest_generation % 2));
    previous = out / ("checkpoint." + std::to_string((newest_generation + 1) % 2));
    REQUIRE(fs::exists(previous));
    newest_bytes = text_in(newest);
    previous_bytes = text_in(previous);
  }

  /// The newest one is noticed to be damaged, and the previous one taken.
  void check_previous_is_used() const {
    const auto origin = load(out);
    REQUIRE(origin);
    if (origin->generation + 1 != newest_generation ||
        origin->message.find(newest.string() + " is no good") != 0)
      FAIL_CHECK(origin->message);
  }

  const TemporaryFolder folder;
  const fs::path out = folder.path / "out";
  std::uint64_t newest_generation = 0;
  fs::path newest, previous;
  std::string newest_bytes, previous_bytes;
};

void flip_bit(const fs::path& path, std::uint64_t bit) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(static_cast<std::streamoff>(bit / 8));
  const char byte = static_cast<char>(file.get() ^ (1 << bit % 8));
  file.seekp(static_cast<std::streamoff>(bit / 8));
  file.put(byte);
}

}  // namespace

TEST_CASE("10000 flipped bits in the newest checkpoint are all noticed and the previous one is used") {
  const Checkpoints checkpoints;
  std::mt19937_64 random(11);
  std::uniform_int_distribution<std::uint64_t> any_bit(0, 8 * checkpoints.newest_bytes.size() - 1);
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t bit = any_bit(random);
    flip_bit(checkpoints.newest, bit);
    checkpoints.check_previous_is_used();
    flip_bit(checkpoints.newest, bit);
  }
  CHECK(load(checkpoints.out)->generation == checkpoints.newest_generation);
}

TEST_CASE("a flipped bit in the older checkpoint leaves the newest in use") {
  const Checkpoints checkpoints;
  std::mt19937_64 random(12);
  std::uniform_int_distribution<std::uint64_t> any_bit(0, 8 * checkpoints.previous_bytes.size() - 1);
  for (int i = 0; i < 200; ++i) {
    const std::uint64_t bit = any_bit(random);
    flip_bit(checkpoints.previous, bit);
    CHECK(load(checkpoints.out)->generation == checkpoints.newest_generation);
    flip_bit(checkpoints.previous, bit);
  }
}

TEST_CASE("a checkpoint cut anywhere or grown or emptied is noticed and the previous one is used") {
  const Checkpoints checkpoints;
  const std::string& good = checkpoints.newest_bytes;
  std::mt19937_64 random(13);
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < 100; ++i) lengths.insert(lengths.end(), {i, good.size() - 1 - i});
  for (int i = 0; i < 300; ++i) lengths.push_back(random() % good.size());
  for (const std::size_t length : lengths) {
    CAPTURE(length);
    write_text(checkpoints.newest, good.substr(0, length));
    checkpoints.check_previous_is_used();
  }
  std::string noise(1000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  for (std::size_t n = 1; n <= noise.size(); n += 37) {
    write_text(checkpoints.newest, good + noise.substr(0, n));
    checkpoints.check_previous_is_used();
  }
  for (const std::string& bytes : {good + good, good + std::string(8, '\0'), std::string(good.size(), '\0'),
                                   good.substr(0, good.size() / 2) + std::string(good.size() / 2, '\0')}) {
    write_text(checkpoints.newest, bytes);
    checkpoints.check_previous_is_used();
  }
}

TEST_CASE("with both checkpoints damaged resume says plainly that none is left") {
  const Checkpoints checkpoints;
  flip_bit(checkpoints.newest, 999);
  write_text(checkpoints.previous, checkpoints.previous_bytes.substr(0, 999));
  CHECK_THROWS_AS(load(checkpoints.out), lenz::FileError);
  const Finished f = lenz::test::lenz(checkpoints.folder.path, {"resume", "out"});
  CHECK(f.code == 5);
  CHECK_THAT(f.err, Contains("no good checkpoint is left") && Contains("out/checkpoint.0") &&
                        Contains("out/checkpoint.1"));
}

TEST_CASE("a run resumed from the previous checkpoint ends with the same bits") {
  const Checkpoints checkpoints;
  const fs::path whole = checkpoints.folder.path / "whole", damaged = checkpoints.folder.path / "out";
  fs::copy(damaged, whole, fs::copy_options::recursive);
  fs::remove(damaged / "summary.json");
  fs::remove(damaged / "results.h5");
  flip_bit(checkpoints.newest, 12345);
  const Finished f = lenz::test::lenz(checkpoints.folder.path, {"resume", "out"});
  CHECK(f.code == 0);
  CHECK_THAT(f.out,
             Contains(checkpoints.newest.filename().string() + " is no good: its checksum does not match"));
  CHECK(difference_of_runs(damaged, whole) == "");
}

}  // namespace damaged_checkpoints_tests
