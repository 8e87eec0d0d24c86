#pragma once

#include <string>
#include <string_view>

namespace lenz::io {

/// The text with & < > " ' written as entities: safe between tags and in quoted attributes. Control
/// characters that HTML has no place for become U+FFFD.
std::string escape_html(std::string_view text);

/// The bytes as a data URI of that type, in base64.
std::string data_uri(std::string_view type, std::string_view bytes);

}  // namespace lenz::io
