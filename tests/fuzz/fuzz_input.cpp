#include <cstddef>
#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <string>

#include "support/hold_input.hpp"
#include "support/training_inputs.hpp"

namespace {

/// A folder with small data sets, so that a training gets further than to a file that is not there.
const std::filesystem::path& folder() {
  static const lenz::test::TrainingFolder made;
  return made.path();
}

}  // namespace

/// libFuzzer calls this with texts of its own making. Anything but success or InputError leaves it, and the
/// fuzzer keeps the text. A second is one of computing: its own -timeout is of a clock that a busy machine
/// falsifies.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto seconds = [] {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  };
  const std::filesystem::path& here = folder();
  const double start = seconds();
  lenz::test::hold_input(std::string(reinterpret_cast<const char*>(bytes), size), here);
  if (seconds() - start > 1) throw std::logic_error("read or refused after more than a second");
  return 0;
}
