#pragma once

#include <cstddef>
#include <vector>

/// The lowest eigenpair of A c = e B c for symmetric matrices of a narrow band, B positive definite, in long
/// double.
///
/// The inertia of A - x B = L D L^T (the number of negative pivots) is the number of eigenvalues below x
/// (Sylvester): bisection encloses the lowest one, so that none below it can be missed; inverse iteration
/// from below, where no pivot vanishes, and the Rayleigh quotient give its digits. Source: Parlett (1980),
/// section 3.3. LAPACK would leave an error of 1e-16 of the largest eigenvalue, which for finite elements is
/// 1e5 to 1e8 times the lowest one.
namespace lenz::exact {

/// A symmetric matrix a_ij = 0 for |i - j| > width, of which the lower half is kept.
class BandMatrix {
 public:
  BandMatrix(std::size_t size, std::size_t width)
      : size_(size), width_(width), entries_(size * (width + 1)) {}

  std::size_t size() const { return size_; }
  std::size_t width() const { return width_; }
  /// Requires j <= i <= j + width.
  long double& at(std::size_t i, std::size_t j) { return entries_[i * (width_ + 1) + (i - j)]; }
  long double at(std::size_t i, std::size_t j) const { return entries_[i * (width_ + 1) + (i - j)]; }

  /// *this + factor * other, of the same shape.
  BandMatrix plus(long double factor, const BandMatrix& other) const;
  /// The product with x. Cost: size * width.
  std::vector<long double> times(const std::vector<long double>& x) const;
  /// x^T (*this) x.
  long double form(const std::vector<long double>& x) const;

 private:
  std::size_t size_, width_;
  std::vector<long double> entries_;
};

struct BandGround {
  long double value = 0;            ///< e
  std::vector<long double> vector;  ///< c, with c^T B c = 1
};

/// The lowest eigenpair. `guess` is a number anywhere near e. Throws std::runtime_error if e cannot be
/// enclosed. Cost: size * width^2, 20 to 40 times.
BandGround lowest_of_band(const BandMatrix& a, const BandMatrix& b, long double guess);

}  // namespace lenz::exact
