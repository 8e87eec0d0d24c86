#include <cstddef>
#include <cstdint>
#include <string>

#include "support/hold_input.hpp"

/// libFuzzer calls this with texts of its own making. Anything but success or InputError leaves it, and the
/// fuzzer keeps the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  lenz::test::hold_input(std::string(reinterpret_cast<const char*>(bytes), size), "/nonexistent");
  return 0;
}
