#pragma once

#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "lenz/io/codec.hpp"

/// Numbers and lists of numbers: what the codecs of all numeric keys share. For the .cpp files of codecs
/// only.
namespace lenz::io::codec_detail {

inline std::string with_range(std::string type, const KeyInfo& info) {
  const std::string range = range_text(info);
  return range.empty() ? type : type + " " + range;
}

inline bool in_range(double x, const KeyInfo& info) {
  const bool above = info.exclusive_min ? x > info.min : x >= info.min;
  const bool below = info.exclusive_max ? x < info.max : x <= info.max;
  return (above || std::isinf(info.min)) && (below || std::isinf(info.max));
}

inline bool is_number(const Node& node) {
  return node.get<double>() != nullptr || node.get<std::int64_t>() != nullptr;
}

/// A number in range. `whole` is what the key as a whole may be, said where the type is wrong.
inline bool read_number(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view whole,
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
  const auto* real = node.get<double>();
  if (real != nullptr && std::floor(*real) == *real && std::fabs(*real) < 1e15)
    return refuse(node, rule, complaints, fmt::format("{}; write {:.0f}", whole, *real));
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
  if (list->empty()) return refuse_as(node, rule, complaints, "a list of at least one number");
  const std::string each = number_type<Number>(rule.info);
  bool good = true;
  for (const Node& element : *list) {
    good = read_number(element, rule, complaints, each, out.emplace_back()) && good;
    if (complaints.full()) return false;
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

}  // namespace lenz::io::codec_detail
