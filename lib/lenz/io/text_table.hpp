#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// value(error) with two digits of the error, in units of the value's last digits: -1.41905(21), 12.3(1.5),
/// 1530(210), 3.1(12)e-07. An error of 0 gives the value with up to ten digits alone.
///
/// Scientific where the leading digit of the larger of the two stands left of 10^6 or right of 10^-4.
/// REQUIRES error >= 0; NaN and infinity are printed as such.
std::string format_value_error(double value, double error);

/// The same, and -0.97653(?) where the error is not known.
std::string format_value_error(const ObservableResult& o, std::size_t component);

/// The value with `digits` significant digits, without trailing zeros.
std::string format_number(double value, int digits = 10);

/// A table in columns for a terminal; the first column is flush left, the others flush right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header);
  /// Throws std::invalid_argument unless there is one cell a column.
  void add(std::vector<std::string> cells);
  /// Lines with a header, each ended by a newline and without trailing spaces.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace lenz::io
