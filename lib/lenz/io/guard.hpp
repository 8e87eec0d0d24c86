#pragma once

#include <cstddef>
#include <string_view>

#include "lenz/io/document.hpp"

namespace lenz::io {

/// So that what is read costs less than a second, and a 512 x 512 matrix to the last digit is read: also when
/// it comes back as the resolved input.
inline constexpr std::size_t max_input_bytes = std::size_t{8} << 20;
inline constexpr std::size_t max_values = 300000;
inline constexpr int max_brackets = 32;
inline constexpr int max_dots = 16;

/// Throws InputError at the first thing that the parser should not see: more than max_input_bytes bytes,
/// bytes that are not UTF-8, control characters, more than max_brackets open brackets or max_dots dots in one
/// key, more than max_values values. Cost: one pass over the text.
void check_text(std::string_view text, const Place& start);

}  // namespace lenz::io
