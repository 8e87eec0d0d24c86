#include "lenz/io/checksum.hpp"

#include <new>

#include <xxhash.h>

namespace lenz::io {

struct Checksum::State {
  XXH64_state_t* xxh = XXH64_createState();
  State() {
    if (xxh == nullptr) throw std::bad_alloc();
    XXH64_reset(xxh, 0);
  }
  ~State() { XXH64_freeState(xxh); }
};

std::uint64_t checksum(std::string_view bytes) { return XXH64(bytes.data(), bytes.size(), 0); }

Checksum::Checksum() : state_(std::make_unique<State>()) {}
Checksum::~Checksum() = default;

void Checksum::add(std::string_view bytes) { XXH64_update(state_->xxh, bytes.data(), bytes.size()); }

std::uint64_t Checksum::value() const { return XXH64_digest(state_->xxh); }

}  // namespace lenz::io
