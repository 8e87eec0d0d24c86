#pragma once

#include <cstring>
#include <stdexcept>
#include <vector>

#include "lenz/core/archive.hpp"

namespace lenz::test {

/// An archive into a buffer in memory, for round trips in tests.
class MemoryOutput final : public OutputArchive {
 public:
  std::vector<std::byte> bytes;

 protected:
  void put(const void* data, std::size_t count, std::size_t element_size) override {
    const auto* first = static_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), first, first + count * element_size);
  }
};

class MemoryInput final : public InputArchive {
 public:
  explicit MemoryInput(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}

 protected:
  void get(void* data, std::size_t count, std::size_t element_size) override {
    expect(count * element_size);
    if (count > 0) std::memcpy(data, bytes_.data() + position_, count * element_size);
    position_ += count * element_size;
  }
  void expect(std::size_t bytes) override {
    if (bytes_.size() - position_ < bytes) throw std::runtime_error("archive: the bytes end too early");
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t position_ = 0;
};

/// A copy of `value` made through an archive, into `blank`.
template <class T>
T through_archive(const T& value, T blank = T{}) {
  MemoryOutput out;
  out(value);
  MemoryInput in(std::move(out.bytes));
  in(blank);
  return blank;
}

}  // namespace lenz::test
