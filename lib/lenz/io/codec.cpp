#include "lenz/io/codec.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

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

std::string range_text(const KeyInfo& info) {
  const bool low = std::isfinite(info.min), high = std::isfinite(info.max);
  if (low && high && !info.exclusive_min && !info.exclusive_max) {
    return fmt::format("between {} and {}", info.min, info.max);
  }
  const std::string lower =
      low ? fmt::format("{} {}", info.exclusive_min ? "greater than" : "at least", info.min) : "";
  const std::string upper =
      high ? fmt::format("{} {}", info.exclusive_max ? "less than" : "at most", info.max) : "";
  return lower + (low && high ? " and " : "") + upper;
}

namespace {

std::string with_range(std::string type, const KeyInfo& info) {
  const std::string range = range_text(info);
  return range.empty() ? type : type + " " + range;
}

bool in_range(double x, const KeyInfo& info) {
  const bool above = info.exclusive_min ? x > info.min : x >= info.min;
  const bool below = info.exclusive_max ? x < info.max : x <= info.max;
  return (above || std::isinf(info.min)) && (below || std::isinf(info.max));
}

bool is_number(const Node& node) {
  return node.get<double>() != nullptr || node.get<std::int64_t>() != nullptr;
}

/// A number in range. `whole` is what the key as a whole may be, said where the type is wrong.
bool read_number(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view whole,
                 double& out) {
  if (!is_number(node)) return refuse(node, rule, complaints, whole);
  const double x = node.get<double>() ? *node.get<double>() : static_cast<double>(*node.get<std::int64_t>());
  if (!std::isfinite(x)) return refuse_as(node, rule, complaints, "finite");
  if (!in_range(x, rule.info)) return refuse_as(node, rule, complaints, range_text(rule.info));
  out = x;
  return true;
}

template <class Integer>
bool read_number(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view whole,
                 Integer& out) {
  const auto* value = node.get<std::int64_t>();
  if (value == nullptr) return refuse(node, rule, complaints, whole);
  KeyRule bounded = rule;
  if constexpr (std::is_unsigned_v<Integer>) bounded.info.min = std::fmax(rule.info.min, 0.0);
  if (!in_range(static_cast<double>(*value), bounded.info)) {
    return refuse_as(node, rule, complaints, range_text(bounded.info));
  }
  out = static_cast<Integer>(*value);
  return true;
}

template <class Number>
constexpr std::string_view noun = std::is_floating_point_v<Number> ? "number" : "integer";
template <class Number>
constexpr std::string_view article = std::is_floating_point_v<Number> ? "a" : "an";

template <class Number>
std::string number_type(const KeyInfo& info) {
  KeyInfo bounded = info;
  if constexpr (std::is_unsigned_v<Number>) bounded.min = std::fmax(info.min, 0.0);
  return with_range(fmt::format("{} {}", article<Number>, noun<Number>), bounded);
}

template <class Number>
std::string list_type(const KeyInfo& info) {
  KeyInfo bounded = info;
  if constexpr (std::is_unsigned_v<Number>) bounded.min = std::fmax(info.min, 0.0);
  const std::string range = range_text(bounded);
  return fmt::format("a list of {}s{}", noun<Number>, range.empty() ? "" : ", each " + range);
}

template <class Number>
Node number_node(Number x) {
  if constexpr (std::is_floating_point_v<Number>)
    return Node(x);
  else
    return Node(static_cast<std::int64_t>(x));
}

/// A list of numbers; one number alone is a list of one.
template <class Number>
bool read_list(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view whole,
               std::vector<Number>& out) {
  out.clear();
  const Array* list = node.get<Array>();
  if (list == nullptr) {
    out.resize(1);
    return read_number(node, rule, complaints, whole, out.front());
  }
  if (list->empty()) return refuse_as(node, rule, complaints, "longer than an empty list");
  bool good = true;
  for (const Node& element : *list) {
    good = read_number(element, rule, complaints, number_type<Number>(rule.info), out.emplace_back()) && good;
  }
  return good;
}

template <class Number>
std::optional<Node> write_list(const std::vector<Number>& values) {
  if (values.empty()) return std::nullopt;  // not given, and without a default
  Array list;
  list.reserve(values.size());
  for (const Number value : values) list.push_back(number_node(value));
  return Node(std::move(list));
}

// ---- scans ----

constexpr std::string_view scan_keys[] = {"from", "to", "count"};

bool has_scan_keys(const Table& table, const KeyRule& rule, Complaints& complaints, const Node& node) {
  bool good = true;
  for (const Entry& entry : table.entries()) {
    if (std::find(std::begin(scan_keys), std::end(scan_keys), entry.key) != std::end(scan_keys)) continue;
    const std::string hint = did_you_mean(entry.key, scan_keys);
    complaints.about(rule.label, entry.place,
                     fmt::format("unknown key \"{}\" in {}{}", shown_key(entry.key), rule.label,
                                 hint.empty() ? "; a range is { from, to, count }" : hint));
    good = false;
  }
  for (const std::string_view key : scan_keys) {
    if (!good || table.find(key) != nullptr) continue;
    complaints.about(
        rule.label, node.place(),
        fmt::format("missing key \"{}\" in {}; a range is {{ from, to, count }}", key, rule.label));
    good = false;
  }
  return good;
}

/// Evenly spaced from both ends towards the middle, so that the ends are exactly what was written.
template <class Number>
std::vector<Number> spread(const ScanRange<Number>& range) {
  std::vector<Number> values(range.count);
  for (std::size_t i = 0; i < range.count; ++i) {
    const double t = range.count == 1 ? 0.0 : static_cast<double>(i) / static_cast<double>(range.count - 1);
    values[i] =
        static_cast<Number>((1 - t) * static_cast<double>(range.from) + t * static_cast<double>(range.to));
  }
  values.front() = range.from;
  if (range.count > 1) values.back() = range.to;
  return values;
}

template <class Number>
bool read_range(const Table& table, const KeyRule& rule, Complaints& complaints, BasicScan<Number>& out) {
  ScanRange<Number> range;
  KeyRule count_rule{
      rule.name, rule.label + ".count", {.min = 1, .max = static_cast<double>(max_scan_points)}};
  const std::string each = number_type<Number>(rule.info);
  bool good = read_number(*table.find("from"), rule, complaints, each, range.from);
  good = read_number(*table.find("to"), rule, complaints, each, range.to) && good;
  std::uint64_t count = 1;
  if (!read_number(*table.find("count"), count_rule, complaints, number_type<std::uint64_t>(count_rule.info),
                   count)) {
    complaints.mark_faulty(rule.label);
    good = false;
  }
  if (!good) return false;
  range.count = count;
  if constexpr (!std::is_floating_point_v<Number>) {
    const auto width = static_cast<std::uint64_t>(range.to) - static_cast<std::uint64_t>(range.from);
    if (range.to < range.from || (count > 1 && width % (count - 1) != 0) || (count == 1 && width != 0)) {
      return refuse_as(*table.find("count"), count_rule, complaints, "such that the steps are whole") &&
             (complaints.mark_faulty(rule.label), false);
    }
    out.values.assign(count, range.from);
    for (std::uint64_t i = 1; i < count; ++i) {
      out.values[i] = static_cast<Number>(static_cast<std::uint64_t>(range.from) + i * (width / (count - 1)));
    }
  } else {
    out.values = spread(range);
  }
  out.range = range;
  return true;
}

template <class Number>
std::string scan_type(const KeyInfo& info) {
  const std::string range = range_text(info);
  return fmt::format("{0} {1}, a list of {1}s or {{ from, to, count }}{2}", article<Number>, noun<Number>,
                     range.empty() ? "" : ", each " + range);
}

template <class Number>
bool read_scan(const Node& node, const KeyRule& rule, Complaints& complaints, BasicScan<Number>& out) {
  out.range.reset();
  if (const Table* table = node.get<Table>()) {
    return has_scan_keys(*table, rule, complaints, node) && read_range(*table, rule, complaints, out);
  }
  if (const Array* list = node.get<Array>(); list != nullptr && list->size() > max_scan_points) {
    return refuse_as(node, rule, complaints, fmt::format("at most {} values long", max_scan_points));
  }
  return read_list(node, rule, complaints, scan_type<Number>(rule.info), out.values);
}

template <class Number>
std::optional<Node> write_scan(const BasicScan<Number>& scan) {
  if (scan.range) {
    Table table;
    table.set("from", number_node(scan.range->from));
    table.set("to", number_node(scan.range->to));
    table.set("count", Node(static_cast<std::int64_t>(scan.range->count)));
    return Node(std::move(table));
  }
  return scan.size() == 1 ? number_node(scan[0]) : *write_list(scan.values);
}

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
  if (list->empty()) return refuse_as(node, rule, complaints, "longer than an empty list");
  bool good = true;
  for (const Node& element : *list)
    good = read_rows(element, rule, complaints, whole, out.emplace_back()) && good;
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
LENZ_IO_CODEC(Scan, scan_type<double>(info), read_scan(node, rule, complaints, out), write_scan(value))
LENZ_IO_CODEC(IntegerScan, scan_type<std::int64_t>(info), read_scan(node, rule, complaints, out),
              write_scan(value))
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
  out = *text;
  return true;
}
std::optional<Node> Codec<std::string>::write(const std::string& value) { return Node(value); }

std::string Codec<std::filesystem::path>::type(const KeyInfo&) { return "a file"; }
bool Codec<std::filesystem::path>::read(const Node& node, const KeyRule& rule, Complaints& complaints,
                                        std::filesystem::path& out) {
  const auto* text = node.get<std::string>();
  if (text == nullptr) return refuse(node, rule, complaints, type(rule.info));
  if (text->empty() || text->find('\0') != std::string::npos)
    return refuse(node, rule, complaints, type(rule.info));
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
