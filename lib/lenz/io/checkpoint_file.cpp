#include "lenz/io/checkpoint_file.hpp"

#include <array>
#include <utility>
#include <vector>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/checkpoint_archive.hpp"
#include "lenz/io/checksum.hpp"

// The file, all numbers little-endian:
//   "LENZCKPT"  u64 format  u64 input hash  u64 generation  u64 number of shards
//   for each shard: u64 number, u64 size, the bytes of its state
//   u64 XXH64 of everything before
namespace lenz::io {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "LENZCKPT";
constexpr std::uint64_t format = 1;

std::string encode(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (8 * i));
  return bytes;
}

/// Takes pieces from the front. Throws FileError with the reason alone.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}
  std::string_view take(std::uint64_t size) {
    if (size > left_.size()) throw FileError("it is truncated");
    const std::string_view piece = left_.substr(0, size);
    left_.remove_prefix(size);
    return piece;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    const std::string_view bytes = take(8);
    for (int i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return value;
  }

 private:
  std::string_view left_;
};

struct Generation {
  std::uint64_t number = 0;
  std::uint64_t input_hash = 0;
  std::map<std::size_t, std::string> states;
};

/// Throws FileError with the reason alone when the bytes are no good checkpoint.
Generation decode(std::string_view bytes) {
  if (bytes.substr(0, magic.size()) != magic) throw FileError("it is no checkpoint of Lenz");
  if (bytes.size() < magic.size() + 5 * 8) throw FileError("it is truncated");
  const std::string_view body = bytes.substr(0, bytes.size() - 8);
  if (Reader(bytes.substr(body.size())).number() != checksum(body)) {
    throw FileError("its checksum does not match: it is damaged or truncated");
  }
  Reader reader(body.substr(magic.size()));
  const std::uint64_t version = reader.number();
  if (version != format)
    throw FileError("its format is " + std::to_string(version) + ", not " + std::to_string(format));
  Generation generation;
  generation.input_hash = reader.number();
  generation.number = reader.number();
  for (std::uint64_t n = reader.number(); n > 0; --n) {
    const std::uint64_t shard = reader.number();
    generation.states[shard] = reader.take(reader.number());
  }
  return generation;
}

}  // namespace

CheckpointFile::CheckpointFile(CheckpointOptions options) : options_(std::move(options)) { schedule_next(); }

CheckpointFile::~CheckpointFile() = default;

void CheckpointFile::schedule_next() {
  const auto every = std::chrono::duration_cast<Clock::duration>(options_.every);
  next_file_.store((Clock::now() + every).time_since_epoch().count(), std::memory_order_relaxed);
}

CheckpointFile::Clock::time_point CheckpointFile::file_time() const {
  return Clock::time_point(Clock::duration(next_file_.load(std::memory_order_relaxed)));
}

fs::path CheckpointFile::path_of(std::uint64_t generation) const {
  return options_.folder / ("checkpoint." + std::to_string(generation % 2));
}

std::string CheckpointFile::load() {
  std::optional<Generation> newest;
  std::string complaints;
  bool found = false;
  for (std::uint64_t parity : {0, 1}) {
    const fs::path path = path_of(parity);
    if (!fs::exists(path)) continue;
    found = true;
    try {
      Generation generation = decode(read_file(path));
      if (!newest || generation.number > newest->number) newest = std::move(generation);
    } catch (const FileError& reason) {
      complaints += (complaints.empty() ? "" : "; ") + path.string() + " is no good: " + reason.what();
    }
  }
  if (!found) return "no checkpoint in " + options_.folder.string() + ": the run begins afresh";
  if (!newest) throw FileError("no good checkpoint is left: " + complaints);
  if (newest->input_hash != options_.input_hash) {
    throw FileError(path_of(newest->number).string() + ": this checkpoint belongs to another input");
  }
  const std::lock_guard lock(mutex_);
  generation_ = newest->number;
  for (auto& [shard, state] : newest->states) {
    shards_[shard].state = std::make_shared<const std::string>(std::move(state));
  }
  return (complaints.empty() ? "" : complaints + "; ") + "resumed from " + path_of(generation_).string() +
         " (generation " + std::to_string(generation_) + ")";
}

void CheckpointFile::discard() {
  for (std::uint64_t parity : {0, 1}) {
    std::error_code error;
    fs::remove(path_of(parity), error);
    if (error) throw FileError(path_of(parity).string() + ": cannot remove: " + error.message());
  }
}

bool CheckpointFile::stopping() const noexcept {
  return stop_.load(std::memory_order_relaxed) || (options_.deadline && Clock::now() >= *options_.deadline);
}

bool CheckpointFile::restore(std::size_t shard, const Read& read) {
  std::shared_ptr<const std::string> state;
  {
    const std::lock_guard lock(mutex_);
    Shard& mine = shards_[shard];
    mine.under_way = true;
    if (!mine.state) return false;
    state = mine.state;
  }
  deserialize_from_bytes(*state, read);
  return true;
}

void CheckpointFile::keep(std::size_t shard, const Write& write, bool under_way) {
  auto state = std::make_shared<const std::string>(serialize_to_bytes(write));
  const std::lock_guard lock(mutex_);
  shards_[shard] = {std::move(state), Clock::now(), under_way};
  dirty_ = true;
}

void CheckpointFile::offer(std::size_t shard, const Write& write) {
  if (stopping()) {
    keep(shard, write, false);
    throw Stopped("the run was asked to stop");
  }
  const Clock::time_point now = Clock::now();
  if (now.time_since_epoch().count() < next_file_.load(std::memory_order_relaxed)) return;
  if (shard_due(shard)) keep(shard, write, true);
  if (!file_due(now)) return;
  const std::unique_lock writing(write_mutex_, std::try_to_lock);
  if (writing && file_due(now)) write_generation();
}

void CheckpointFile::finish(std::size_t shard, const Write& write) { keep(shard, write, false); }

bool CheckpointFile::shard_due(std::size_t shard) const {
  const std::lock_guard lock(mutex_);
  const auto found = shards_.find(shard);
  return found == shards_.end() || found->second.kept < file_time();
}

/// Once its time has come: when every shard under way has kept a state for it, or is a quarter of the
/// interval late.
bool CheckpointFile::file_due(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const Clock::time_point due = file_time();
  if (!dirty_ || now < due) return false;
  if (now - due >= 0.25 * options_.every) return true;
  for (const auto& [number, shard] : shards_) {
    if (shard.under_way && shard.kept < due) return false;
  }
  return true;
}

void CheckpointFile::flush() {
  const std::lock_guard writing(write_mutex_);
  {
    const std::lock_guard lock(mutex_);
    if (!dirty_) return;
  }
  write_generation();
}

/// REQUIRES write_mutex_ held.
void CheckpointFile::write_generation() {
  std::vector<std::pair<std::size_t, std::shared_ptr<const std::string>>> states;
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, shard] : shards_) {
      if (shard.state) states.emplace_back(number, shard.state);
    }
    generation = generation_ + 1;
    dirty_ = false;
    schedule_next();
  }
  AtomicFile file(path_of(generation));
  Checksum sum;
  const auto put = [&](std::string_view bytes) {
    sum.add(bytes);
    file.write(bytes);
  };
  put(std::string(magic) + encode(format) + encode(options_.input_hash) + encode(generation) +
      encode(states.size()));
  for (const auto& [number, state] : states) {
    put(encode(number) + encode(state->size()));
    put(*state);
  }
  file.write(encode(sum.value()));
  file.commit();
  const std::lock_guard lock(mutex_);
  generation_ = generation;
}

}  // namespace lenz::io
