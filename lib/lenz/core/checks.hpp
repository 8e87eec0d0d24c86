#pragma once

#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

/// Checks at the boundary of the library: one function for each requirement, one form of message,
/// "NAME is VALUE, but must be REQUIREMENT", thrown as std::invalid_argument.
namespace lenz {

template <class T>
[[noreturn]] void throw_invalid(std::string_view name, const T& value, std::string_view requirement) {
  std::ostringstream text;
  text.precision(17);
  text << name << " is " << value << ", but must be " << requirement;
  throw std::invalid_argument(text.str());
}

/// Requires value > 0 (and finite, where it can be otherwise). Throws std::invalid_argument.
template <class T>
void check_positive(std::string_view name, T value) {
  if (!(value > T{0}) || !std::isfinite(static_cast<double>(value)))
    throw_invalid(name, value, "positive and finite");
}

/// Requires value >= 0 and finite. Throws std::invalid_argument.
template <class T>
void check_nonnegative(std::string_view name, T value) {
  if (!(value >= T{0}) || !std::isfinite(static_cast<double>(value)))
    throw_invalid(name, value, "at least 0 and finite");
}

/// Requires a finite value. Throws std::invalid_argument.
inline void check_finite(std::string_view name, double value) {
  if (!std::isfinite(value)) throw_invalid(name, value, "finite");
}

/// Requires low <= value <= high. Throws std::invalid_argument.
template <class T>
void check_range(std::string_view name, T value, T low, T high) {
  if (!(value >= low && value <= high)) {
    std::ostringstream requirement;
    requirement << "between " << low << " and " << high;
    throw_invalid(name, value, requirement.str());
  }
}

/// Requires a size to be the one expected. Throws std::invalid_argument.
inline void check_size(std::string_view name, std::size_t size, std::size_t expected) {
  if (size != expected)
    throw_invalid(std::string("the size of ") + std::string(name), size, std::to_string(expected));
}

}  // namespace lenz
