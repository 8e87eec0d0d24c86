#pragma once

#include <string>
#include <string_view>

namespace lenz::io {

/// What the parser says of a text that is not TOML, in words that say what to do: texts without quotes,
/// decimal commas, keys that stand twice. `line` is the line at fault, whole.
std::string syntax_complaint(std::string_view parser_says, std::string_view line);

}  // namespace lenz::io
