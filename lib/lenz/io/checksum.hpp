#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace lenz::io {

/// XXH64 (Collet) of the bytes, seed 0: for damage and identity, not for secrets.
std::uint64_t checksum(std::string_view bytes);

/// The same, piece by piece.
class Checksum {
 public:
  Checksum();
  ~Checksum();
  void add(std::string_view bytes);
  std::uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lenz::io
