#include "lenz/exact/band_ground.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace lenz::exact {

namespace {

using Real = long double;
using Vector = std::vector<Real>;

Real dot(const Vector& x, const Vector& y) {
  Real sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

/// L D L^T of a band matrix, D on the diagonal; no pivoting.
class Factors {
 public:
  explicit Factors(BandMatrix m) : l_(std::move(m)) {
    const std::size_t n = l_.size(), w = l_.width();
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t first = i > w ? i - w : 0;
      for (std::size_t j = first; j < i; ++j) {  // l_ij d_j first
        const std::size_t from = std::max(first, j > w ? j - w : 0);
        for (std::size_t k = from; k < j; ++k) l_.at(i, j) -= l_.at(i, k) * l_.at(j, k);
      }
      for (std::size_t j = first; j < i; ++j) {
        const Real product = l_.at(i, j);
        l_.at(i, j) /= l_.at(j, j);
        l_.at(i, i) -= product * l_.at(i, j);
      }
      if (!(l_.at(i, i) > 0)) ++n_negative_;
      if (l_.at(i, i) == 0) l_.at(i, i) = -1e-4000L;
    }
  }

  std::size_t n_negative() const { return n_negative_; }

  Vector solve(Vector x) const {
    const std::size_t n = l_.size(), w = l_.width();
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i > w ? i - w : 0; j < i; ++j) x[i] -= l_.at(i, j) * x[j];
    }
    for (std::size_t i = 0; i < n; ++i) x[i] /= l_.at(i, i);
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t j = i > w ? i - w : 0; j < i; ++j) x[j] -= l_.at(i, j) * x[i];
    }
    return x;
  }

 private:
  BandMatrix l_;
  std::size_t n_negative_ = 0;
};

bool any_below(const BandMatrix& a, const BandMatrix& b, Real x) {
  return Factors(a.plus(-x, b)).n_negative() > 0;
}

/// A number below the lowest eigenvalue, by at most 1e-4 of its size or of 1.
Real just_below(const BandMatrix& a, const BandMatrix& b, Real guess) {
  Real low = guess - 1, high = guess + 1, step = 1;
  for (int k = 0; any_below(a, b, low); ++k, step *= 2) {
    if (k == 60) throw std::runtime_error("the lowest eigenvalue of a band matrix has no bound from below");
    high = low, low -= step;
  }
  step = 1;
  for (int k = 0; !any_below(a, b, high); ++k, step *= 2) {
    if (k == 60) throw std::runtime_error("the lowest eigenvalue of a band matrix has no bound from above");
    low = high, high += step;
  }
  while (high - low > 1e-4L * std::max(Real{1}, std::min(std::fabs(low), std::fabs(high)))) {
    const Real middle = (low + high) / 2;
    (any_below(a, b, middle) ? high : low) = middle;
  }
  return low;
}

}  // namespace

BandMatrix BandMatrix::plus(long double factor, const BandMatrix& other) const {
  BandMatrix sum = *this;
  for (std::size_t k = 0; k < entries_.size(); ++k) sum.entries_[k] += factor * other.entries_[k];
  return sum;
}

std::vector<long double> BandMatrix::times(const std::vector<long double>& x) const {
  std::vector<long double> y(size_);
  for (std::size_t i = 0; i < size_; ++i) {
    y[i] += at(i, i) * x[i];
    for (std::size_t j = i > width_ ? i - width_ : 0; j < i; ++j) {
      y[i] += at(i, j) * x[j];
      y[j] += at(i, j) * x[i];
    }
  }
  return y;
}

long double BandMatrix::form(const std::vector<long double>& x) const { return dot(x, times(x)); }

BandGround lowest_of_band(const BandMatrix& a, const BandMatrix& b, long double guess) {
  const Factors factors(a.plus(-just_below(a, b, guess), b));
  BandGround ground{0, Vector(a.size(), 1)};
  // Until the vector stands still: the value, whose error is the square of the vector's, does so too early.
  Real change = 1;
  for (int k = 0; k < 200 && change > 1e-16L; ++k) {
    Vector next = factors.solve(b.times(ground.vector));
    const Real norm = std::sqrt(b.form(next));
    for (std::size_t i = 0; i < next.size(); ++i) {
      next[i] /= norm;
      ground.vector[i] -= next[i];
    }
    change = std::sqrt(std::fabs(b.form(ground.vector)));
    ground.vector = std::move(next);
  }
  ground.value = a.form(ground.vector);
  return ground;
}

}  // namespace lenz::exact
