#include "lenz/io/checkpoint_file.hpp"

#include <algorithm>
#include <bit>
#include <system_error>
#include <utility>
#include <vector>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/checkpoint_archive.hpp"
#include "lenz/io/checksum.hpp"

// The file, all numbers little-endian:
//   "LENZCKPT"  u64 format  u64 generation  u64 1 where the run was complete  u64 times resumed
//   u64 the bits of a double: seconds spent  u64 size, the bytes of the resolved input  u64 number of shards
//   for each shard: u64 number, u64 size, the bytes of its state
//   u64 XXH64 of everything before
namespace lenz::io {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "LENZCKPT";
constexpr std::uint64_t format = 2;

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
  CheckpointOrigin origin;
  std::map<std::size_t, std::string> states;
};

/// Throws FileError with the reason alone when the bytes are no good checkpoint.
Generation decode(std::string_view bytes) {
  if (bytes.substr(0, magic.size()) != magic) throw FileError("it is no checkpoint of Lenz");
  if (bytes.size() < magic.size() + 2 * 8) throw FileError("it is truncated");
  const std::string_view body = bytes.substr(0, bytes.size() - 8);
  if (Reader(bytes.substr(body.size())).number() != checksum(body)) {
    throw FileError("its checksum does not match: it is damaged or truncated");
  }
  Reader reader(body.substr(magic.size()));
  const std::uint64_t version = reader.number();
  if (version != format) {
    throw FileError("its format is " + std::to_string(version) + " and this program reads format " +
                    std::to_string(format) + ": go on with the version that wrote it");
  }
  Generation generation;
  CheckpointOrigin& origin = generation.origin;
  origin.generation = reader.number();
  origin.complete = reader.number() != 0;
  origin.n_resumed = reader.number();
  origin.seconds = std::bit_cast<double>(reader.number());
  origin.input = reader.take(reader.number());
  for (std::uint64_t n = reader.number(); n > 0; --n) {
    const std::uint64_t shard = reader.number();
    generation.states[shard] = reader.take(reader.number());
  }
  return generation;
}

}  // namespace

CheckpointFile::CheckpointFile(CheckpointOptions options) : options_(std::move(options)) {
  // Beyond it the clock's numbers end.
  options_.every = std::min(options_.every, std::chrono::duration<double>(1e9));
  schedule_next({});
}

CheckpointFile::~CheckpointFile() = default;

void CheckpointFile::schedule_next(Clock::duration writing) {
  const auto every = std::max(std::chrono::duration_cast<Clock::duration>(options_.every), 9 * writing);
  next_file_.store((Clock::now() + every).time_since_epoch().count(), std::memory_order_relaxed);
}

CheckpointFile::Clock::time_point CheckpointFile::file_time() const {
  return Clock::time_point(Clock::duration(next_file_.load(std::memory_order_relaxed)));
}

fs::path CheckpointFile::path_of(std::uint64_t generation) const {
  return options_.folder / ("checkpoint." + std::to_string(generation % 2));
}

std::optional<CheckpointOrigin> CheckpointFile::load() {
  std::optional<Generation> newest;
  std::string complaints;
  for (std::uint64_t parity : {0, 1}) {
    const fs::path path = path_of(parity);
    std::error_code unknown;
    if (!fs::exists(path, unknown) && !unknown) continue;  // what cannot be told read_file says
    try {
      Generation found = decode(read_file(path));
      if (!newest || found.origin.generation > newest->origin.generation) newest = std::move(found);
    } catch (const FileError& reason) {
      complaints += (complaints.empty() ? "" : "; ") + path.string() + " is no good: " + reason.what();
    }
  }
  if (!newest && complaints.empty()) return std::nullopt;
  if (!newest) throw FileError("no good checkpoint is left: " + complaints);
  const std::lock_guard lock(mutex_);
  CheckpointOrigin& origin = newest->origin;
  generation_ = origin.generation;
  earlier_seconds_ = origin.seconds;
  n_resumed_ = origin.n_resumed + 1;
  for (auto& [shard, state] : newest->states) {
    shards_[shard].state = std::make_shared<const std::string>(std::move(state));
  }
  origin.message = (complaints.empty() ? "" : complaints + "; ") + "resumed from " +
                   path_of(generation_).string() + " (generation " + std::to_string(generation_) + ")";
  return std::move(origin);
}

bool CheckpointFile::stopping() const noexcept {
  return stop_.load(std::memory_order_relaxed) || (options_.deadline && Clock::now() >= *options_.deadline);
}

bool CheckpointFile::out_of_time() const noexcept {
  return !stop_.load(std::memory_order_relaxed) && stopping();
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

void CheckpointFile::complete() {
  const std::lock_guard writing(write_mutex_);
  complete_ = true;
  write_generation();
}

double CheckpointFile::seconds() const {
  return earlier_seconds_ + std::chrono::duration<double>(Clock::now() - start_).count();
}

/// REQUIRES write_mutex_ held.
void CheckpointFile::write_generation() {
  States states;
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, shard] : shards_) {
      if (shard.state) states.emplace_back(number, shard.state);
    }
    generation = generation_ + 1;
    dirty_ = false;
    schedule_next({});
  }
  const Clock::time_point start = Clock::now();
  try {
    write_states(generation, states);
    schedule_next(Clock::now() - start);
  } catch (const FileError&) {
    const std::lock_guard lock(mutex_);
    dirty_ = true;
    throw;
  }
  const std::lock_guard lock(mutex_);
  generation_ = generation;
}

void CheckpointFile::write_states(std::uint64_t generation, const States& states) const {
  AtomicFile file(path_of(generation));
  Checksum sum;
  const auto put = [&](std::string_view bytes) {
    sum.add(bytes);
    file.write(bytes);
  };
  put(std::string(magic) + encode(format) + encode(generation) + encode(complete_ ? 1 : 0) +
      encode(n_resumed_) + encode(std::bit_cast<std::uint64_t>(seconds())));
  put(encode(options_.input.size()) + options_.input + encode(states.size()));
  for (const auto& [number, state] : states) {
    put(encode(number) + encode(state->size()));
    put(*state);
  }
  file.write(encode(sum.value()));
  file.commit();
}

}  // namespace lenz::io
