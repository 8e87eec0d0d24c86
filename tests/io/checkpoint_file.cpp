#include "lenz/io/checkpoint_file.hpp"

#include <atomic>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/checkpoint_archive.hpp"
#include "lenz/io/checksum.hpp"

#include "support/temporary_folder.hpp"

namespace checkpoint_file_tests {

using namespace lenz;
using namespace lenz::io;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Walk {
  std::uint64_t position = 0;
  std::vector<double> series;
  std::string name;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(position, series, name);
  }
  bool operator==(const Walk&) const = default;
};

CheckpointOptions options(const fs::path& folder, std::chrono::duration<double> every = 0s,
                          std::string input = "task = 'sample'") {
  return {.folder = folder, .input = std::move(input), .every = every, .deadline = {}};
}

auto writer(Walk& walk) {
  return [&walk](OutputArchive& archive) { archive(walk); };
}
auto reader(Walk& walk) {
  return [&walk](InputArchive& archive) { archive(walk); };
}

Walk walk_at(std::uint64_t position) { return {position, {0.5, -1e300, 0x1p-1074}, "walk"}; }

/// Two good generations: position 1 in checkpoint.1, position 2 in checkpoint.0.
void write_two(const fs::path& folder) {
  CheckpointFile file(options(folder, 1h));
  for (std::uint64_t position : {1, 2}) {
    Walk walk = walk_at(position);
    file.finish(3, writer(walk));
    file.flush();
  }
}

std::uint64_t loaded_position(const fs::path& folder) {
  CheckpointFile file(options(folder));
  file.load();
  Walk walk;
  REQUIRE(file.restore(3, reader(walk)));
  return walk.position;
}

void flip_bit(const fs::path& path, std::size_t byte) {
  std::string bytes = read_file(path);
  bytes.at(byte) = static_cast<char>(bytes[byte] ^ 4);
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("A state comes back from a checkpoint as it went in") {
  test::TemporaryFolder folder;
  Walk there = walk_at(41), other = walk_at(42);
  {
    CheckpointFile file(options(folder.path, 1h));
    file.finish(0, writer(there));
    file.finish(5, writer(other));
    file.flush();
  }
  CheckpointFile file(options(folder.path));
  CHECK(file.load()->generation == 1);
  Walk back;
  REQUIRE(file.restore(0, reader(back)));
  CHECK(back == there);
  REQUIRE(file.restore(5, reader(back)));
  CHECK(back == other);
  CHECK_FALSE(file.restore(1, reader(back)));
}

TEST_CASE("The newest good generation is taken") {
  test::TemporaryFolder folder;
  write_two(folder.path);
  CHECK(loaded_position(folder.path) == 2);
}

TEST_CASE("Any flipped bit of a checkpoint is noticed and the previous generation used") {
  test::TemporaryFolder folder;
  write_two(folder.path);
  const fs::path newest = folder.path / "checkpoint.0";
  const std::string good = read_file(newest);
  for (std::size_t byte = 0; byte < good.size(); ++byte) {
    flip_bit(newest, byte);
    CHECK(loaded_position(folder.path) == 1);
    write_file(newest, good);
  }
  flip_bit(newest, good.size() / 2);
  CheckpointFile file(options(folder.path));
  CHECK_THAT(file.load()->message, Catch::Contains("checkpoint.0 is no good: its checksum does not match"));
}

TEST_CASE("A checkpoint truncated anywhere is noticed and the previous generation used") {
  test::TemporaryFolder folder;
  write_two(folder.path);
  const fs::path newest = folder.path / "checkpoint.0";
  const auto size = fs::file_size(newest);
  for (std::uintmax_t length = size - 1; length < size; --length) {  // ends below zero
    fs::resize_file(newest, length);
    CHECK(loaded_position(folder.path) == 1);
  }
}

TEST_CASE("A run that resumed from the previous generation replaces the damaged one") {
  test::TemporaryFolder folder;
  write_two(folder.path);
  flip_bit(folder.path / "checkpoint.0", 60);
  {
    CheckpointFile file(options(folder.path, 1h));
    file.load();
    Walk walk = walk_at(9);
    file.finish(3, writer(walk));
    file.flush();
  }
  CHECK(loaded_position(folder.path) == 9);
  fs::remove(folder.path / "checkpoint.0");
  CHECK(loaded_position(folder.path) == 1);
}

TEST_CASE("With no good checkpoint left the user is told so plainly") {
  test::TemporaryFolder folder;
  CheckpointFile file(options(folder.path));
  CHECK_FALSE(file.load().has_value());
  write_two(folder.path);
  flip_bit(folder.path / "checkpoint.0", 50);
  flip_bit(folder.path / "checkpoint.1", 50);
  CHECK_THROWS_AS(file.load(), FileError);
}

TEST_CASE("A checkpoint brings back the input and the history of its run") {
  test::TemporaryFolder folder;
  for (const std::uint64_t session : {0, 1, 2}) {
    CheckpointFile file(options(folder.path, 1h, "sweeps = " + std::to_string(session)));
    const auto before = file.load();
    REQUIRE(before.has_value() == session > 0);
    if (before) {
      CHECK(before->input == "sweeps = " + std::to_string(session - 1));
      CHECK(before->n_resumed == session - 1);
      CHECK(before->seconds > 0);
      CHECK(file.seconds() > before->seconds);
      CHECK(before->complete == (session == 2));
    }
    Walk walk = walk_at(session);
    file.finish(0, writer(walk));
    file.flush();
    if (session == 1) file.complete();
  }
}

TEST_CASE("A state read back as another type is an error and no crash") {
  Walk walk = walk_at(1);
  const std::string bytes = serialize_to_bytes(writer(walk));
  std::vector<std::string> wrong;
  CHECK_THROWS_AS(deserialize_from_bytes(bytes, [&](InputArchive& a) { a(wrong); }), FileError);
  std::uint8_t little = 0;
  CHECK_THROWS_WITH(deserialize_from_bytes(bytes, [&](InputArchive& a) { a(little); }),
                    Catch::Contains("left over"));
}

TEST_CASE("A damaged size of a state never allocates") {
  for (const std::uint64_t size :
       {std::uint64_t{1} << 20, std::uint64_t{1} << 40, std::uint64_t{1} << 62, ~std::uint64_t{0}}) {
    const std::string bytes = serialize_to_bytes([&](OutputArchive& archive) { archive(size); });
    std::vector<std::uint8_t> values;
    CHECK_THROWS_AS(deserialize_from_bytes(bytes, [&](InputArchive& archive) { archive(values); }),
                    FileError);
    std::vector<double> wide;
    CHECK_THROWS_AS(deserialize_from_bytes(bytes, [&](InputArchive& archive) { archive(wide); }), FileError);
    CHECK(values.capacity() + wide.capacity() == 0);
  }
}

TEST_CASE("A run that is stopped at any time and resumed ends with the same states") {
  constexpr std::size_t n_shards = 6, n_steps = 200;
  test::TemporaryFolder folder;
  std::vector<Walk> ended(n_shards);
  std::size_t rounds = 0;
  for (bool done = false; !done; ++rounds) {
    REQUIRE(rounds < 200);
    CheckpointFile file(options(folder.path, 1ms));
    file.load();
    std::atomic<std::size_t> offers{0};
    try {
      for_each_shard(n_shards, 3, [&](std::size_t shard) {
        Walk walk;
        file.restore(shard, reader(walk));
        while (walk.position < n_steps) {
          file.offer(shard, writer(walk));
          walk.series.push_back(static_cast<double>(++walk.position * shard));
          if (++offers == 150) file.request_stop();
        }
        file.finish(shard, writer(walk));
        ended[shard] = walk;
      });
      done = true;
    } catch (const Stopped&) {
    }
    file.flush();
  }
  CHECK(rounds > 3);
  for (std::size_t shard = 0; shard < n_shards; ++shard) {
    REQUIRE(ended[shard].series.size() == n_steps);
    for (std::size_t i = 0; i < n_steps; ++i)
      CHECK(ended[shard].series[i] == static_cast<double>((i + 1) * shard));
  }
}

TEST_CASE("Checkpoints are written while the shards go on") {
  test::TemporaryFolder folder;
  CheckpointFile file(options(folder.path, 20ms));
  for_each_shard(4, 4, [&](std::size_t shard) {
    Walk walk = walk_at(shard);
    file.restore(shard, reader(walk));
    for (int n = 0; n < 200; ++n) {
      file.offer(shard, writer(walk));
      std::this_thread::sleep_for(1ms);
    }
  });
  CheckpointFile again(options(folder.path));
  CHECK(again.load().has_value());
  for (std::size_t shard = 0; shard < 4; ++shard) {
    Walk walk;
    REQUIRE(again.restore(shard, reader(walk)));
    CHECK(walk.position == shard);
  }
  CHECK_FALSE(fs::exists(folder.path / "checkpoint.0.partial"));
}

TEST_CASE("After the deadline an offer keeps the state and stops") {
  test::TemporaryFolder folder;
  CheckpointOptions late = options(folder.path, 1h);
  late.deadline = std::chrono::steady_clock::now() - 1s;
  CheckpointFile file(late);
  Walk walk = walk_at(12);
  CHECK_FALSE(file.restore(3, reader(walk)));
  CHECK_THROWS_AS(file.offer(3, writer(walk)), Stopped);
  file.flush();
  CHECK(loaded_position(folder.path) == 12);
}

TEST_CASE("A shard not taken up again keeps its loaded state") {
  test::TemporaryFolder folder;
  write_two(folder.path);
  {
    CheckpointFile file(options(folder.path, 1h));
    file.load();
    Walk walk = walk_at(77);
    file.finish(0, writer(walk));
    file.flush();
  }
  CHECK(loaded_position(folder.path) == 2);
}

TEST_CASE("A checkpoint that cannot be written is an error that names the file") {
  CheckpointFile file(options("/proc/nowhere", 1h));
  Walk walk;
  file.finish(0, writer(walk));
  CHECK_THROWS_WITH(file.flush(), Catch::Contains("/proc/nowhere/checkpoint.1"));
}

TEST_CASE("A checkpoint's format is what it was in format 2") {
  test::TemporaryFolder folder;
  CheckpointFile file(options(folder.path, 1h, "input"));
  const std::uint32_t number = 0x01020304;
  file.finish(2, [&](OutputArchive& archive) { archive(number); });
  file.flush();
  const std::string bytes = read_file(folder.path / "checkpoint.1");
  REQUIRE(bytes.size() == 8 + 5 * 8 + 8 + 5 + 8 + 2 * 8 + 5 + 8);
  CHECK(bytes.substr(0, 9) == std::string("LENZCKPT\x02"));
  CHECK(bytes.substr(8 + 6 * 8, 5) == "input");
  CHECK(bytes.substr(8 + 6 * 8 + 5 + 3 * 8, 5) == std::string("\x01\x04\x03\x02\x01"));
}

TEST_CASE("A checkpoint of another format is refused by name") {
  test::TemporaryFolder folder;
  const std::string body = std::string("LENZCKPT\x01") + std::string(39, '\0');
  std::uint64_t sum = checksum(body);
  std::string bytes = body;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(sum >> (8 * i)));
  write_file(folder.path / "checkpoint.0", bytes);
  CheckpointFile file(options(folder.path));
  CHECK_THROWS_WITH(file.load(), Catch::Contains("its format is 1 and this program reads format 2"));
}

}  // namespace checkpoint_file_tests
