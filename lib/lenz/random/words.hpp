#pragma once

#include <cstdint>
#include <limits>

#include "lenz/random/bulk_rows.hpp"

namespace lenz::random {

/// The words of BulkRows one by one, for the inner loop of a kernel: it keeps its place in registers and
/// gives it back when it ends. Fulfils std::uniform_random_bit_generator.
///
/// REQUIRES that nothing else reads the rows while it lives. Cost: 0.3 ns a word (measured).
class Words {
 public:
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  explicit Words(BulkRows& rows) : rows_(rows), next_(rows.next()), end_(rows.end()) {}
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;
  ~Words() { rows_.use_up_to(next_); }

  result_type operator()() {
    if (next_ == end_) [[unlikely]] {
      next_ = refill(rows_);
      end_ = rows_.end();
    }
    return *next_++;
  }

 private:
  // Static, so that the place in the rows is never in memory that a store to a spin could change.
  [[gnu::noinline]] static const std::uint64_t* refill(BulkRows& rows) {
    rows.refill();
    return rows.next();
  }

  BulkRows& rows_;
  const std::uint64_t* next_;
  const std::uint64_t* end_;
};

/// The source for draws made once a spin or more: Words of a source that has bulk(), else the source itself.
///
///     auto&& words = random::hot(rng);
template <class Rng>
decltype(auto) hot(Rng& rng) {
  if constexpr (requires { rng.bulk(); }) {
    return Words(rng.bulk());
  } else {
    return (rng);
  }
}

}  // namespace lenz::random
