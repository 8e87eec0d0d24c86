#include "lenz/io/inline_svg.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include <fmt/format.h>

#include "lenz/io/html.hpp"

namespace lenz::io {

namespace {

/// Light is what gnuplot draws. On dark the series are the same hues, lighter (all at least 4.5:1 on the
/// paper).
constexpr std::array<FigureColour, 24> figure_colours = {{
    {"#ffffff", "--paper", "#1a1c22"},   {"#1a1a20", "--ink", "#eceef2"},
    {"#33333a", "--ink-2", "#c3c7d0"},   {"#55555c", "--axis", "#7d828f"},
    {"#e9e9ee", "--grid", "#2c2f38"},    {"#dfe5ec", "--grid-2", "#333742"},
    {"#8a8a94", "--muted", "#8f95a3"},   {"#f4f6f9", "--band-2", "#21242c"},
    {"#e6ebf2", "--band-1", "#2b303b"},  {"#0072b2", "--c1", "#5bb3ee"},
    {"#d55e00", "--c2", "#ff8f45"},      {"#009e73", "--c3", "#35cfa0"},
    {"#cc79a7", "--c4", "#e79cc6"},      {"#e69f00", "--c5", "#f3bd4a"},
    {"#56b4e9", "--c6", "#9ad6f8"},      {"#9cc3de", "--bar", "#2f5f82"},
    {"#8c3a00", "--c2-deep", "#ffb88a"}, {"#f1f5fa", "--s1", "#1f252d"},
    {"#e0eaf4", "--s2", "#212c38"},      {"#cbdced", "--s3", "#243545"},
    {"#b1cbe3", "--s4", "#274055"},      {"#93b7d7", "--s5", "#2b4c67"},
    {"#739fc8", "--s6", "#305a7c"},      {"#000000", "--black", "#eceef2"},
}};

std::string variable_for(const std::string& hex) {
  for (const FigureColour& c : figure_colours) {
    if (hex == c.hex) return std::string("var(") + c.name + ")";
  }
  return hex;
}

bool starts_at(std::string_view text, std::size_t i, std::string_view word) {
  return text.substr(i, word.size()) == word;
}

/// The value of an attribute that is a colour, as the page has it; any other value as it is.
std::string themed(std::string_view value) {
  if (value == "black") return variable_for("#000000");
  if (value.size() == 7 && value.front() == '#') {
    std::string hex(value);
    for (char& c : hex) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return variable_for(hex);
  }
  int r = 0, g = 0, b = 0;
  if (std::sscanf(std::string(value).c_str(), "rgb(%d,%d,%d)", &r, &g, &b) == 3)
    return variable_for(fmt::format("#{:02x}{:02x}{:02x}", r, g, b));
  return std::string(value);
}

/// One tag with its attributes made the page's own.
std::string own_tag(std::string_view tag, const std::string& prefix) {
  std::string out;
  for (std::size_t i = 0; i < tag.size();) {
    const char quote = tag[i];
    if (quote != '"' && quote != '\'') {
      out += tag[i++];
      continue;
    }
    const std::size_t end = std::min(tag.find(quote, i + 1), tag.size() - 1);
    const std::string_view value = tag.substr(i + 1, end - i - 1);
    const auto follows = [&](std::string_view attribute) {
      return out.size() >= attribute.size() &&
             out.compare(out.size() - attribute.size(), attribute.size(), attribute) == 0;
    };
    std::string own = themed(value);
    if (follows(" id=")) own = prefix + std::string(value);
    if (follows(" xlink:href=")) {
      out.erase(out.size() - 11, 6);  // href alone is what HTML knows
      own = "#" + prefix + std::string(value.substr(1));
    }
    out += '"' + own + '"';
    i = end + 1;
  }
  return out;
}

/// Without pieces from `open` to the next `close`.
std::string without(std::string text, std::string_view open, std::string_view close) {
  for (std::size_t from = text.find(open); from != std::string::npos; from = text.find(open, from)) {
    const std::size_t to = text.find(close, from);
    if (to == std::string::npos) break;
    text.erase(from, to + close.size() - from);
  }
  return text;
}

/// Without groups that hold `mark` in their own tag, and nothing but text.
std::string without_groups(std::string text, std::string_view mark) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    const std::size_t from = text.rfind("<g ", at), to = text.find("</g>", at);
    if (from == std::string::npos || to == std::string::npos) break;
    text.erase(from, to + 4 - from);
    at = from;
  }
  return text;
}

/// Without groups that hold nothing, of which gnuplot leaves many.
std::string without_empty_groups(std::string text) {
  for (std::size_t end = text.find("</g>"); end != std::string::npos; end = text.find("</g>", end + 1)) {
    std::size_t last = end;
    while (last > 0 && std::isspace(static_cast<unsigned char>(text[last - 1]))) --last;
    if (last == 0 || text[last - 1] != '>') continue;
    const std::size_t from = text.rfind('<', last - 1);
    if (!starts_at(text, from, "<g ")) continue;
    text.erase(from, end + 4 - from);
    end = from > 0 ? from - 1 : 0;
  }
  return text;
}

}  // namespace

std::string figure_variables(bool dark) {
  std::string css;
  for (const FigureColour& c : figure_colours) css += fmt::format("{}:{};", c.name, dark ? c.dark : c.hex);
  return css;
}

std::string inline_svg(std::string_view drawing, const InlineSvg& how) {
  const std::size_t start = drawing.find("<svg"), head = drawing.find('>', start),
                    end = drawing.rfind("</svg>");
  if (start == std::string_view::npos || end == std::string_view::npos || end < head) return {};
  int width = 0, height = 0;
  const std::size_t box = drawing.find("viewBox=", start);
  if (box == std::string_view::npos || box > head ||
      std::sscanf(std::string(drawing.substr(box, 64)).c_str(), "viewBox=\"0 0 %d %d", &width, &height) != 2)
    return {};
  std::string body(drawing.substr(head + 1, end - head - 1));
  body = without(without(without(std::move(body), "<title>", "</title>"), "<desc>", "</desc>"), "<filter",
                 "</filter>");
  body = without_empty_groups(without_groups(std::move(body), "font-size=\"15.00\""));

  std::string out = fmt::format("<svg viewBox=\"0 {} {} {}\" role=\"img\" aria-label=\"{}\">", how.crop_top,
                                width, height - how.crop_top, escape_html(how.description));
  std::string prefix;
  for (const char c : how.name) prefix += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
  prefix += '-';
  for (std::size_t i = 0; i < body.size();) {
    const std::size_t tag = std::min(body.find('<', i), body.size());
    out += body.substr(i, tag - i);
    const std::size_t close = std::min(body.find('>', tag), body.size() - 1);
    if (tag < body.size()) out += own_tag(std::string_view(body).substr(tag, close + 1 - tag), prefix);
    i = tag < body.size() ? close + 1 : tag;
  }
  return out + "</svg>";
}

}  // namespace lenz::io
