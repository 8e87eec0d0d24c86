#pragma once

namespace lenz::test {

/// Sanitizers make the program ten times slower: what has to take a while does so with less work.
#if defined(LENZ_SANITIZED)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace lenz::test
