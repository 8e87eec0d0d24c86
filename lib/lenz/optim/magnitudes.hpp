#pragma once

#include <armadillo>

namespace lenz::optim {

/// sum_i x_i^2 in double, in 16 partial sums of fixed order, so that the width of vectors changes no bit. A
/// NaN or an infinity shows in it. Cost: one pass at the speed of memory.
template <class T>
double sum_of_squares(const arma::Col<T>& x);

/// No element is a NaN or an infinity.
template <class T>
bool all_finite(const arma::Col<T>& x);

/// "not a number" or "infinite": what the first element that is not finite is; REQUIRES that there is one.
template <class T>
const char* what_is_wrong(const arma::Col<T>& x);

}  // namespace lenz::optim
