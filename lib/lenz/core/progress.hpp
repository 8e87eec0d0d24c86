#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace lenz {

/// Where a loop of steps stands: a number with its error, which falls (or not) as the steps go by.
struct Standing {
  std::uint64_t step = 0, n_steps = 0;
  std::string_view name{};  ///< of the number: "loss"; a text that stays
  double value = 0, error = 0;
};

/// What a person sees of a run while it goes on. Calls may come from several threads; they never change a
/// result.
class Progress {
 public:
  virtual ~Progress() = default;
  /// The share of a shard's work that is done, 0 to 1. Cheap enough to be called every few milliseconds.
  virtual void report(std::size_t shard, double fraction) = 0;
  using Tell = std::function<Standing()>;
  /// The same, from a loop that has a number to show; it is asked only where that is shown.
  virtual void report_step(std::size_t shard, double fraction, const Tell&) { report(shard, fraction); }
  /// A line that stays: the result of a finished point, a warning.
  virtual void line(std::string_view text) = 0;
};

class NoProgress final : public Progress {
 public:
  void report(std::size_t, double) override {}
  void line(std::string_view) override {}
};

}  // namespace lenz
