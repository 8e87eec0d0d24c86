#pragma once

#include <cstddef>
#include <string_view>

#include "lenz/io/document.hpp"

namespace lenz::io {

inline constexpr std::size_t max_input_bytes = std::size_t{4} << 20;
inline constexpr int max_brackets = 32;
inline constexpr int max_dots = 16;

/// Throws InputError at the first thing that the parser should not see: more than max_input_bytes bytes,
/// bytes that are not UTF-8, control characters, more than max_brackets open brackets or max_dots dots in one
/// key. Cost: one pass over the text.
void check_text(std::string_view text, const Place& start);

}  // namespace lenz::io
