#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "lenz/random/bulk.hpp"

namespace lenz::random {

/// Rows of 8 random words from a BulkGenerator, drawn ahead into a buffer that stays in the first-level
/// cache, for code that reads them where they stand.
///
/// Archived as the generator at the buffer's start and the number of words used: the buffer itself is drawn
/// again.
class BulkRows {
 public:
  explicit BulkRows(const Address& address)
      : generator_(address), start_(generator_), buffer_(n_rows * words_a_row) {
    used_ = buffer_.size();
  }

  /// The words not used yet.
  const std::uint64_t* next() const { return buffer_.data() + used_; }
  const std::uint64_t* end() const { return buffer_.data() + buffer_.size(); }
  /// Everything before `position` is used. REQUIRES next() <= position <= end().
  void use_up_to(const std::uint64_t* position) {
    used_ = static_cast<std::size_t>(position - buffer_.data());
  }
  /// Throws away what is left and draws a full buffer.
  void refill() {
    start_ = generator_;
    generator_.fill(buffer_);
    used_ = 0;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    std::uint64_t used = used_;
    archive(generator_, start_, used);
    if constexpr (Archive::is_loading) {
      if (used > buffer_.size())
        throw std::runtime_error("bulk rows: the archive holds an impossible position");
      BulkGenerator again = start_;
      again.fill(buffer_);
      used_ = used;
    }
  }

 private:
  static constexpr std::size_t words_a_row = BulkGenerator::n_lanes, n_rows = 256;

  BulkGenerator generator_;
  BulkGenerator start_;  ///< as it was before the buffer was filled
  std::vector<std::uint64_t> buffer_;
  std::size_t used_ = 0;
};

}  // namespace lenz::random
