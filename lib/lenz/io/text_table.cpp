#include "lenz/io/text_table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lenz/core/checks.hpp"

namespace lenz::io {

namespace {

constexpr int error_digits = 2;

/// The exponent of the leading decimal digit once x is rounded to error_digits significant digits.
int leading_exponent(double x) {
  const std::string text = fmt::format("{:.{}e}", std::fabs(x), error_digits - 1);
  return std::stoi(text.substr(text.find('e') + 1));
}

/// Columns a UTF-8 text takes on a terminal, for the plain letters and signs used here.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string fixed_value_error(double value, double error) {
  const int decimals = error_digits - 1 - leading_exponent(error);
  if (decimals <= 0) {  // the error's two digits stand left of the point
    const double unit = std::pow(10.0, -decimals);
    return fmt::format("{:.0f}({:.0f})", std::round(value / unit) * unit + 0.0,
                       std::round(error / unit) * unit);
  }
  if (leading_exponent(error) >= 0) return fmt::format("{:.{}f}({:.{}f})", value, decimals, error, decimals);
  return fmt::format("{:.{}f}({:.0f})", value, decimals, error * std::pow(10.0, decimals));
}

}  // namespace

std::string format_value_error(const ObservableResult& o, std::size_t component) {
  if (is_unknown_error(o, component)) return format_number(o.mean[component], 6) + "(?)";
  return format_value_error(o.mean[component], component < o.error.size() ? o.error[component] : 0);
}

std::string format_number(double value, int digits) { return fmt::format("{:.{}g}", value + 0.0, digits); }

std::string format_value_error(double value, double error) {
  if (!std::isfinite(value) || !std::isfinite(error)) return fmt::format("{}({})", value, error);
  if (error == 0) return format_number(value);
  const double largest = std::max(std::fabs(value), error);
  const int exponent = leading_exponent(largest);
  if (exponent >= -4 && exponent < 6) return fixed_value_error(value, error);
  // Two steps where 10^-exponent alone would overflow.
  const double half = std::pow(10.0, -exponent / 2), rest = std::pow(10.0, -exponent - (-exponent / 2));
  return fmt::format("{}e{:+03d}", fixed_value_error(value * half * rest, error * half * rest), exponent);
}

TextTable::TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

void TextTable::add(std::vector<std::string> cells) {
  check_size("table row", cells.size(), rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - width_of(row[i]), ' ');
      line += (i == 0 ? "" : "  ") + (i == 0 ? row[i] + padding : padding + row[i]);
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    if (&row == &rows_.front()) {
      std::size_t total = 2 * (widths.size() - 1);
      for (const std::size_t width : widths) total += width;
      out += std::string(total, '-') + '\n';
    }
  }
  return out;
}

}  // namespace lenz::io
