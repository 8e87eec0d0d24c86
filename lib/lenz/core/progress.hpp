#pragma once

#include <cstddef>
#include <string_view>

namespace lenz {

/// What a person sees of a run while it goes on. Calls may come from several threads; they never change a
/// result.
class Progress {
 public:
  virtual ~Progress() = default;
  /// The share of a shard's work that is done, 0 to 1. Cheap enough to be called every few milliseconds.
  virtual void report(std::size_t shard, double fraction) = 0;
  /// A line that stays: the result of a finished point, a warning.
  virtual void line(std::string_view text) = 0;
};

class NoProgress final : public Progress {
 public:
  void report(std::size_t, double) override {}
  void line(std::string_view) override {}
};

}  // namespace lenz
