#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Kinds of values that inputs have and C++ lacks.
namespace lenz::io {

inline constexpr std::size_t max_scan_points = 100000;

/// { from, to, count }: evenly spaced, both ends included.
template <class Number>
struct ScanRange {
  Number from{};
  Number to{};
  std::size_t count = 1;
};

/// A scannable number: one value, a list of values, or a range; at least one value, at most max_scan_points.
template <class Number>
struct BasicScan {
  std::vector<Number> values{Number{}};
  std::optional<ScanRange<Number>> range;  ///< as written, where it was written so

  BasicScan() = default;
  BasicScan(Number value) : values{value} {}
  BasicScan(std::vector<Number> list) : values(std::move(list)) {}
  std::size_t size() const { return values.size(); }
  Number operator[](std::size_t i) const { return values[i]; }
  auto begin() const { return values.begin(); }
  auto end() const { return values.end(); }
};

using Scan = BasicScan<double>;
using IntegerScan = BasicScan<std::int64_t>;

/// A value, or "auto": chosen by the program (an empty optional).
template <class T>
struct Auto {
  std::optional<T> value;

  Auto() = default;
  Auto(T given) : value(std::move(given)) {}
  bool is_auto() const { return !value.has_value(); }
};

/// A length of time: a number of seconds, or a text such as "30m"; infinite where it is "none".
struct Duration {
  double seconds = 0;

  static constexpr Duration none() { return {std::numeric_limits<double>::infinity()}; }
  bool is_none() const { return std::isinf(seconds); }
};

/// "90", "90s", "30m", "1.5h", "2d" in seconds, if the text is one of those.
std::optional<double> parse_duration(const std::string& text);

}  // namespace lenz::io
