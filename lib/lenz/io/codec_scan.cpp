#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lenz/io/codec_numbers.hpp"
#include "lenz/io/edit_distance.hpp"

/// Scans: one number, a list, or { from, to, count }.
namespace lenz::io {

using namespace codec_detail;

namespace {

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

}  // namespace

std::string Codec<Scan>::type(const KeyInfo& info) { return scan_type<double>(info); }
bool Codec<Scan>::read(const Node& node, const KeyRule& rule, Complaints& complaints, Scan& out) {
  return read_scan(node, rule, complaints, out);
}
std::optional<Node> Codec<Scan>::write(const Scan& value) { return write_scan(value); }

std::string Codec<IntegerScan>::type(const KeyInfo& info) { return scan_type<std::int64_t>(info); }
bool Codec<IntegerScan>::read(const Node& node, const KeyRule& rule, Complaints& complaints,
                              IntegerScan& out) {
  return read_scan(node, rule, complaints, out);
}
std::optional<Node> Codec<IntegerScan>::write(const IntegerScan& value) { return write_scan(value); }

}  // namespace lenz::io
