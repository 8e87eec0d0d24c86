#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "lenz/random/address.hpp"
#include "lenz/random/bulk_rows.hpp"
#include "lenz/random/philox.hpp"

namespace lenz::random {

/// What an address gives: scalar words from Philox, and words in bulk for the draws made a billion times.
///
/// The bulk generator is made when first asked for, from the same address with a purpose of its own, so that
/// neither kind of word depends on how many of the other were drawn. Copying and archiving hold both. Fulfils
/// std::uniform_random_bit_generator. Cost: see Philox; 0.3 ns a word in bulk (random/words.hpp).
class Stream {
 public:
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  Stream() : Stream(Address{}) {}
  explicit Stream(const Address& address) : scalar_(address) {}

  result_type operator()() { return scalar_(); }
  /// Words in bulk of the same address.
  BulkRows& bulk() {
    if (!bulk_) bulk_.emplace(bulk_address());
    return *bulk_;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    bool has_bulk = bulk_.has_value();
    scalar_.serialize(archive, has_bulk);
    if constexpr (Archive::is_loading) {
      if (!has_bulk) bulk_.reset();
      if (has_bulk) bulk();
    }
    if (has_bulk) archive(*bulk_);
  }

 private:
  Address bulk_address() const {
    constexpr std::uint32_t in_bulk = 1U << 16;
    Address address = scalar_.address();
    address.purpose = static_cast<Purpose>(static_cast<std::uint32_t>(address.purpose) | in_bulk);
    return address;
  }

  Philox scalar_;
  std::optional<BulkRows> bulk_;
};

}  // namespace lenz::random
