#pragma once

#include <string>
#include <string_view>

namespace lenz::io {

/// The text as one line of a manual page that prints just it, also as an argument in double quotes: what
/// troff would take for an escape, a request or a typographic sign is written by name, a hyphen so that it
/// can be copied into a shell, all beyond ASCII as \[uXXXX]. Line ends and control characters become spaces,
/// bytes that are not UTF-8 question marks.
std::string troff(std::string_view text);

}  // namespace lenz::io
