#pragma once

#include <numbers>

namespace lenz::exact {

/// What closed forms are summed in, so that a sum of many terms is right to the last digit of a double: 64
/// bits of mantissa on x86-64.
using Real = long double;
inline constexpr Real pi = std::numbers::pi_v<Real>;

}  // namespace lenz::exact
