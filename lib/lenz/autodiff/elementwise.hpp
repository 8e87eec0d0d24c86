#pragma once

#include <cstddef>

/// Functions of many numbers at once: y_i = f(x_i), i < n, for float and double. Vectors of the widest kind
/// the CPU has, chosen when the program starts; exponentials and logarithms by the vector mathematics of the
/// C library (within 4 units in the last place). x and y must not overlap. A NaN stays a NaN.
///
/// Cost of one number (float, 512-bit vectors at 3.5 GHz, measured): tanh 0.23 ns, sigmoid 0.25 ns.
namespace lenz::autodiff::elementwise {

#define LENZ_FUNCTION(name)                           \
  void name(const float* x, float* y, std::size_t n); \
  void name(const double* x, double* y, std::size_t n)

LENZ_FUNCTION(exp);
LENZ_FUNCTION(log);
LENZ_FUNCTION(sqrt);
LENZ_FUNCTION(sin);
LENZ_FUNCTION(cos);
LENZ_FUNCTION(tanh);
LENZ_FUNCTION(sigmoid);   ///< 1 / (1 + exp(-x))
LENZ_FUNCTION(softplus);  ///< log(1 + exp(x)), stable at both ends
LENZ_FUNCTION(log_cosh);  ///< log cosh x = |x| + log(1 + exp(-2 |x|)) - log 2
LENZ_FUNCTION(silu);      ///< x sigmoid(x)
LENZ_FUNCTION(relu);      ///< max(x, 0)
LENZ_FUNCTION(step);      ///< 1 for x > 0, else 0
LENZ_FUNCTION(abs);
LENZ_FUNCTION(sign);  ///< -1, 0 or 1
#undef LENZ_FUNCTION

// Derivatives, one pass each: z_i = g_i f'(…).
#define LENZ_SLOPE(name)                                              \
  void name(const float* g, const float* x, float* z, std::size_t n); \
  void name(const double* g, const double* x, double* z, std::size_t n)

LENZ_SLOPE(tanh_slope);     ///< g (1 - y^2), y = tanh
LENZ_SLOPE(sigmoid_slope);  ///< g y (1 - y), y = sigmoid
LENZ_SLOPE(silu_slope);     ///< g s (1 + x (1 - s)), s = sigmoid(x)
LENZ_SLOPE(relu_slope);     ///< g for x > 0, else 0
#undef LENZ_SLOPE

}  // namespace lenz::autodiff::elementwise
