#pragma once

#include <ctime>
#include <limits>

#include "support/sanitized.hpp"

namespace lenz::test {

/// Processor time that this thread has taken: what a busy machine falsifies least.
inline double thread_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// What reading any input may take of the program as it is shipped. Sanitizers look for other things than
/// time.
inline constexpr double longest_reading = sanitized ? std::numeric_limits<double>::infinity() : 1;

}  // namespace lenz::test
