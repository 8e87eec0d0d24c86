#include "lenz/io/progress_line.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/io/text_table.hpp"

namespace lenz::io {

namespace {

constexpr auto redraw_every = std::chrono::milliseconds(100);

void put_line(std::FILE* file, std::string_view line) {
  const std::string text = plain_text(line);
  std::fwrite(text.data(), 1, text.size(), file);
  std::fputc('\n', file);
  std::fflush(file);
}

/// A line that is longer would go on in the next one, and stay there.
std::size_t n_columns(std::FILE* stream) {
  winsize size{};
  const bool known = ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : 80;
}

}  // namespace

bool is_terminal(std::FILE* stream) {
  const char* kind = std::getenv("TERM");
  return ::isatty(::fileno(stream)) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

std::string format_duration(double seconds) {
  const auto total = static_cast<long long>(std::ceil(std::clamp(seconds, 0.0, 1e9)));
  if (total < 60) return fmt::format("{} s", total);
  if (total < 3600) return fmt::format("{} min {:02} s", total / 60, total % 60);
  return fmt::format("{} h {:02} min", total / 3600, total / 60 % 60);
}

std::string format_rate(double rate) {
  return rate < 100 ? fmt::format("{:.3g}", rate) : fmt::format("{:.0f}", rate);
}

ProgressLine::ProgressLine(const ProgressOptions& options) : options_(options), start_(Clock::now()) {
  if (options_.log.empty()) return;
  std::error_code absent;
  if (std::filesystem::is_fifo(options_.log, absent))
    throw FileError(options_.log.string() + ": is a pipe, whose reader would be waited for");
  if (std::filesystem::is_symlink(options_.log, absent) &&
      std::filesystem::is_regular_file(options_.log, absent))
    throw FileError(options_.log.string() + ": is a link to another file, which would be written to");
  log_ = std::fopen(options_.log.c_str(), "ae");
  if (log_ == nullptr) {
    throw FileError(options_.log.string() + ": cannot open: " + std::generic_category().message(errno));
  }
}

ProgressLine::~ProgressLine() {
  end();
  if (log_ != nullptr) std::fclose(log_);
}

void ProgressLine::begin(std::size_t n_shards) {
  const std::lock_guard lock(mutex_);
  shares_ = std::vector<Share>(n_shards);
  start_ = Clock::now();
  first_step_ = {};
  if (!options_.live) next_draw_.store((start_ + options_.line_every).time_since_epoch().count());
}

void ProgressLine::update(std::size_t shard, double fraction, const Tell* tell) {
  if (shard >= shares_.size()) return;
  Share& share = shares_[shard];
  if (share.first.load(std::memory_order_relaxed) < 0) share.first.store(static_cast<float>(fraction));
  share.now.store(static_cast<float>(fraction), std::memory_order_relaxed);
  if (options_.quiet) return;
  const Clock::time_point now = Clock::now();
  if (now.time_since_epoch().count() < next_draw_.load(std::memory_order_relaxed)) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock) show(state(shard, tell, now), now);
}

std::string ProgressLine::state_of_steps(const Standing& standing, std::size_t shard, Clock::time_point now) {
  if (first_step_.shard != shard) first_step_ = {shard, standing.step, now};
  std::string text =
      fmt::format("{} %, step {} of {}, {} {}", 100 * standing.step / standing.n_steps, standing.step,
                  standing.n_steps, standing.name, format_value_error(standing.value, standing.error));
  const double elapsed = std::chrono::duration<double>(now - first_step_.when).count();
  if (elapsed <= 0.5) return text;
  const double rate = static_cast<double>(standing.step - first_step_.step) / elapsed;
  text += ", " + format_rate(rate) + " steps/s";
  if (elapsed > 1 && rate > 0)
    text += fmt::format(", about {} left{}",
                        format_duration(static_cast<double>(standing.n_steps - standing.step) / rate),
                        shares_.size() > 1 ? " of these steps" : "");
  return text;
}

std::string ProgressLine::state(std::size_t shard, const Tell* tell, Clock::time_point now) {
  std::string text;
  if (tell != nullptr) {
    const Standing standing = (*tell)();
    if (standing.n_steps > 0) return state_of_steps(standing, shard, now);
    text = fmt::format(", step {}, {} {}", standing.step, standing.name,
                       format_value_error(standing.value, standing.error));
  }
  double done = 0, fresh = 0;
  for (const Share& share : shares_) {
    done += share.now;
    fresh += share.first < 0 ? 0.0f : share.now - share.first;
  }
  const double total = static_cast<double>(shares_.size());
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  text = std::to_string(static_cast<int>(100 * done / total)) + " %" + text;
  if (fresh > 0 && elapsed > 1)
    text += ", about " + format_duration(elapsed * (total - done) / fresh) + " left";
  return text;
}

void ProgressLine::show(const std::string& text, Clock::time_point now) {
  if (!options_.live) {
    put_line(options_.stream, text);
    if (log_ != nullptr) put_line(log_, text);
    next_draw_.store((now + options_.line_every).time_since_epoch().count(), std::memory_order_relaxed);
    return;
  }
  const std::string line = "\r\033[K" + text.substr(0, n_columns(options_.stream) - 1);
  std::fwrite(line.data(), 1, line.size(), options_.stream);
  std::fflush(options_.stream);
  drawn_ = true;
  next_draw_.store((now + redraw_every).time_since_epoch().count(), std::memory_order_relaxed);
}

void ProgressLine::clear() {
  if (drawn_) std::fputs("\r\033[K", options_.stream);
  drawn_ = false;
}

void ProgressLine::line(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (!options_.quiet) {
    clear();
    put_line(options_.stream, text);
    const auto next = options_.live ? Clock::time_point{} : Clock::now() + options_.line_every;
    next_draw_.store(next.time_since_epoch().count(), std::memory_order_relaxed);
  }
  if (log_ != nullptr) put_line(log_, text);
}

void ProgressLine::log(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (log_ != nullptr) put_line(log_, text);
}

void ProgressLine::end() {
  const std::lock_guard lock(mutex_);
  clear();
  std::fflush(options_.stream);
}

}  // namespace lenz::io
