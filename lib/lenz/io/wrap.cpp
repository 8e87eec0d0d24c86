#include "lenz/io/wrap.hpp"

namespace lenz::io {

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  const std::string margin(indent, ' ');
  std::string out, line;
  while (!text.empty()) {
    const std::size_t closed = text.front() == '{' ? text.find('}') : std::string_view::npos;
    const std::size_t end = text.find(' ', closed == std::string_view::npos ? 0 : closed);
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && indent + line.size() + 1 + word.size() > width) {
      out += margin + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  return line.empty() ? out : out + margin + line + "\n";
}

}  // namespace lenz::io
