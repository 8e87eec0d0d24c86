#include "lenz/io/codec.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "lenz/io/codec_numbers.hpp"
#include "lenz/io/edit_distance.hpp"

namespace lenz::io {

bool refuse(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view requirement) {
  const bool type_shows = node.get<Array>() || node.get<Table>() || node.get<Date>();
  const std::string type = type_shows ? "" : fmt::format(" ({})", node.type_name());
  complaints.about(rule.label, node.place(),
                   fmt::format("{} is {}{}, but must be {}", rule.label, node.shown(), type, requirement));
  return false;
}

bool refuse_as(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view requirement) {
  complaints.about(rule.label, node.place(),
                   fmt::format("{} is {}, but must be {}", rule.label, node.shown(), requirement));
  return false;
}

/// A bound as people write it: 1e15, not 1000000000000000.
static std::string bound(double x) {
  const double exponent = std::round(std::log10(x));
  return x >= 1e6 && x == std::pow(10.0, exponent) ? fmt::format("1e{:.0f}", exponent) : fmt::format("{}", x);
}

std::string range_text(const KeyInfo& info) {
  const bool low = std::isfinite(info.min), high = std::isfinite(info.max);
  if (low && high && !info.exclusive_min && !info.exclusive_max) {
    return fmt::format("between {} and {}", bound(info.min), bound(info.max));
  }
  const std::string lower =
      low ? fmt::format("{} {}", info.exclusive_min ? "greater than" : "at least", bound(info.min)) : "";
  const std::string upper =
      high ? fmt::format("{} {}", info.exclusive_max ? "less than" : "at most", bound(info.max)) : "";
  return lower + (low && high ? " and " : "") + upper;
}

using namespace codec_detail;

namespace {

constexpr std::size_t max_text_bytes = 4096, max_path_bytes = 1024;

// ---- "auto" ----

template <class Number>
std::string auto_type(const KeyInfo& info) {
  return number_type<Number>(info) + " or \"auto\"";
}

template <class Number>
bool read_auto(const Node& node, const KeyRule& rule, Complaints& complaints, Auto<Number>& out) {
  const auto* text = node.get<std::string>();
  out.value.reset();
  if (text != nullptr && *text == "auto") return true;
  return read_number(node, rule, complaints, auto_type<Number>(rule.info), out.value.emplace());
}

template <class Number>
std::optional<Node> write_auto(const Auto<Number>& value) {
  return value.is_auto() ? Node(std::string("auto")) : number_node(*value.value);
}

// ---- rows and matrices ----

using Rows = std::vector<std::vector<double>>;
using Matrices = std::vector<Rows>;

bool read_rows(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view whole,
               std::vector<double>& out) {
  if (node.get<Array>() == nullptr) return refuse(node, rule, complaints, whole);
  return read_list(node, rule, complaints, whole, out);
}

template <class Inner>
bool read_rows(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view whole,
               std::vector<std::vector<Inner>>& out) {
  out.clear();
  const Array* list = node.get<Array>();
  if (list == nullptr) return refuse(node, rule, complaints, whole);
  if (list->empty()) return refuse_as(node, rule, complaints, "a list of at least one row");
  bool good = true;
  for (const Node& element : *list) {
    good = read_rows(element, rule, complaints, whole, out.emplace_back()) && good;
    if (complaints.full()) return false;
  }
  return good;
}

std::optional<Node> write_rows(const std::vector<double>& row) { return write_list(row); }

template <class Inner>
std::optional<Node> write_rows(const std::vector<std::vector<Inner>>& rows) {
  Array list;
  for (const auto& row : rows) list.push_back(*write_rows(row));
  return Node(std::move(list));
}

}  // namespace

// ---- scalars ----

std::string Codec<bool>::type(const KeyInfo&) { return "true or false"; }
bool Codec<bool>::read(const Node& node, const KeyRule& rule, Complaints& complaints, bool& out) {
  const bool* value = node.get<bool>();
  if (value == nullptr) return refuse(node, rule, complaints, type(rule.info));
  out = *value;
  return true;
}
std::optional<Node> Codec<bool>::write(const bool& value) { return Node(value); }

std::string Codec<Auto<bool>>::type(const KeyInfo&) { return "true, false or \"auto\""; }
bool Codec<Auto<bool>>::read(const Node& node, const KeyRule& rule, Complaints& complaints, Auto<bool>& out) {
  const auto* text = node.get<std::string>();
  out.value.reset();
  if (text != nullptr && *text == "auto") return true;
  const bool* value = node.get<bool>();
  if (value == nullptr) return refuse(node, rule, complaints, type(rule.info));
  out = Auto<bool>(*value);
  return true;
}
std::optional<Node> Codec<Auto<bool>>::write(const Auto<bool>& value) {
  return value.is_auto() ? Node(std::string("auto")) : Node(*value.value);
}

#define LENZ_IO_CODEC(T, TYPE, READ, WRITE)                                                    \
  std::string Codec<T>::type([[maybe_unused]] const KeyInfo& info) { return TYPE; }            \
  bool Codec<T>::read(const Node& node, const KeyRule& rule, Complaints& complaints, T& out) { \
    return READ;                                                                               \
  }                                                                                            \
  std::optional<Node> Codec<T>::write(const T& value) { return WRITE; }
#define LENZ_IO_NUMBER(T)                                                                                    \
  LENZ_IO_CODEC(T, number_type<T>(info), read_number(node, rule, complaints, type(rule.info), out),          \
                number_node(value))                                                                          \
  LENZ_IO_CODEC(std::vector<T>, list_type<T>(info), read_list(node, rule, complaints, type(rule.info), out), \
                write_list(value))
LENZ_IO_NUMBER(double)
LENZ_IO_NUMBER(std::uint64_t)
LENZ_IO_CODEC(std::int64_t, number_type<std::int64_t>(info),
              read_number(node, rule, complaints, type(rule.info), out), number_node(value))
LENZ_IO_CODEC(Auto<double>, auto_type<double>(info), read_auto(node, rule, complaints, out),
              write_auto(value))
LENZ_IO_CODEC(Auto<std::uint64_t>, auto_type<std::uint64_t>(info), read_auto(node, rule, complaints, out),
              write_auto(value))
LENZ_IO_CODEC(Rows, "a list of rows of numbers", read_rows(node, rule, complaints, type(rule.info), out),
              write_rows(value))
LENZ_IO_CODEC(Matrices, "a list of matrices, each a list of rows of numbers",
              read_rows(node, rule, complaints, type(rule.info), out), write_rows(value))
#undef LENZ_IO_NUMBER
#undef LENZ_IO_CODEC

// ---- texts ----

std::string Codec<std::string>::type(const KeyInfo&) { return "a string"; }
bool Codec<std::string>::read(const Node& node, const KeyRule& rule, Complaints& complaints,
                              std::string& out) {
  const auto* text = node.get<std::string>();
  if (text == nullptr) return refuse(node, rule, complaints, type(rule.info));
  if (text->size() > max_text_bytes)
    return refuse_as(node, rule, complaints, fmt::format("at most {} bytes long", max_text_bytes));
  out = *text;
  return true;
}
std::optional<Node> Codec<std::string>::write(const std::string& value) { return Node(value); }

std::string Codec<std::filesystem::path>::type(const KeyInfo&) { return "a file"; }
bool Codec<std::filesystem::path>::read(const Node& node, const KeyRule& rule, Complaints& complaints,
                                        std::filesystem::path& out) {
  const auto* text = node.get<std::string>();
  if (text == nullptr) return refuse(node, rule, complaints, type(rule.info));
  if (text->empty()) return refuse(node, rule, complaints, type(rule.info));
  // A line end in it would break the lines of complaints apart.
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  if (std::any_of(text->begin(), text->end(), is_control))
    return refuse_as(node, rule, complaints, "a file's name without line ends and control characters");
  if (text->size() > max_path_bytes)
    return refuse_as(node, rule, complaints, fmt::format("at most {} bytes long", max_path_bytes));
  const std::filesystem::path folder =
      node.place().source ? node.place().source->folder : std::filesystem::path();
  out = (folder / *text).lexically_normal();
  return true;
}
std::optional<Node> Codec<std::filesystem::path>::write(const std::filesystem::path& value) {
  return Node(value.string());
}

std::string Codec<Duration>::type(const KeyInfo& info) {
  return std::string("a number of seconds or a text such as \"30m\" (s, m, h or d)") +
         (info.or_none ? ", or \"none\"" : "");
}
bool Codec<Duration>::read(const Node& node, const KeyRule& rule, Complaints& complaints, Duration& out) {
  const auto* text = node.get<std::string>();
  if (text == nullptr) return read_number(node, rule, complaints, type(rule.info), out.seconds);
  if (rule.info.or_none && *text == "none") {
    out = Duration::none();
    return true;
  }
  const auto seconds = parse_duration(*text);
  if (!seconds) return refuse(node, rule, complaints, type(rule.info));
  if (!in_range(*seconds, rule.info))
    return refuse_as(node, rule, complaints, range_text(rule.info) + " (seconds)");
  out.seconds = *seconds;
  return true;
}
std::optional<Node> Codec<Duration>::write(const Duration& value) {
  return value.is_none() ? Node(std::string("none")) : Node(value.seconds);
}

std::optional<double> parse_duration(const std::string& text) {
  static constexpr std::pair<char, double> units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
  double scale = 1;
  std::string_view digits = text;
  for (const auto& [letter, seconds] : units) {
    if (digits.empty() || digits.back() != letter) continue;
    scale = seconds;
    digits.remove_suffix(1);
    break;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || !std::isfinite(value * scale) || value < 0) return std::nullopt;
  return value * scale;
}

std::string choices_text(std::span<const std::string_view> names) {
  std::string text = names.size() > 1 ? "one of " : "";
  for (std::size_t i = 0; i < names.size(); ++i) text += fmt::format("{}\"{}\"", i > 0 ? ", " : "", names[i]);
  return text;
}

std::optional<std::size_t> read_choice(const Node& node, const KeyRule& rule, Complaints& complaints,
                                       std::span<const std::string_view> names) {
  const auto* text = node.get<std::string>();
  if (text == nullptr) {
    refuse(node, rule, complaints, choices_text(names));
    return std::nullopt;
  }
  const auto at = std::find(names.begin(), names.end(), *text);
  if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
  refuse_as(node, rule, complaints, choices_text(names) + did_you_mean(*text, names));
  return std::nullopt;
}

}  // namespace lenz::io
