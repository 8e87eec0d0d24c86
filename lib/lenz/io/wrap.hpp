#pragma once

#include <string>
#include <string_view>

namespace lenz::io {

/// The text in lines of at most `width` bytes, each begun by `indent` spaces; words are not cut, nor
/// { what stands in braces }. Ends with a line end.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 100);

}  // namespace lenz::io
