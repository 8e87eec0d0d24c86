#include "lenz/optim/magnitudes.hpp"

#include <array>
#include <cmath>

namespace lenz::optim {

template <class T>
double sum_of_squares(const arma::Col<T>& x) {
  constexpr std::size_t lanes = 16;
  std::array<double, lanes> sums{};
  const T* p = x.memptr();
  const std::size_t n = x.n_elem, whole = n - n % lanes;
  for (std::size_t i = 0; i < whole; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) {
      const auto value = static_cast<double>(p[i + k]);
      sums[k] += value * value;
    }
  }
  for (std::size_t i = whole; i < n; ++i) {
    sums[i - whole] += static_cast<double>(p[i]) * static_cast<double>(p[i]);
  }
  double sum = 0;
  for (const double s : sums) sum += s;
  return sum;
}

template <class T>
bool all_finite(const arma::Col<T>& x) {
  for (const T value : x) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

template <class T>
const char* what_is_wrong(const arma::Col<T>& x) {
  for (const T value : x) {
    if (std::isnan(value)) return "not a number";
    if (std::isinf(value)) return "infinite";
  }
  return "finite";
}

template double sum_of_squares(const arma::Col<float>&);
template double sum_of_squares(const arma::Col<double>&);
template bool all_finite(const arma::Col<float>&);
template bool all_finite(const arma::Col<double>&);
template const char* what_is_wrong(const arma::Col<float>&);
template const char* what_is_wrong(const arma::Col<double>&);

}  // namespace lenz::optim
