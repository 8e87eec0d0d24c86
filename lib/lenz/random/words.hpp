#pragma once

#include <cstddef>
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
  /// n words in a row; where the buffer holds fewer it is thrown away and filled. REQUIRES n <= 512.
  const std::uint64_t* take(std::size_t n) {
    if (static_cast<std::size_t>(end_ - next_) < n) [[unlikely]] {
      next_ = refill(rows_);
      end_ = rows_.end();
    }
    const std::uint64_t* words = next_;
    next_ += n;
    return words;
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

/// Words drawn before, one after the other: no test for the end of a buffer, and nothing that a store to a
/// spin could change.
class TakenWords {
 public:
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  explicit TakenWords(const std::uint64_t* next) : next_(next) {}
  result_type operator()() { return *next_++; }

 private:
  const std::uint64_t* next_;
};

/// A source for n words: those of `rng` taken at once where it can, else `rng` itself. REQUIRES n <= 512.
template <class Rng>
decltype(auto) take(Rng& rng, std::size_t n) {
  if constexpr (requires { rng.take(n); }) {
    return TakenWords(rng.take(n));
  } else {
    return (rng);
  }
}

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
