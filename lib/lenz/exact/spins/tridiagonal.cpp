#include "lenz/exact/spins/tridiagonal.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>

#include "lenz/core/errors.hpp"

namespace lenz::exact::spins {
namespace {

/// Pivots are never smaller than this by modulus: the matrix is then another one by that much.
constexpr double least_pivot = 1e-290;

double safe(double pivot) {
  return std::fabs(pivot) < least_pivot ? std::copysign(least_pivot, pivot) : pivot;
}

/// A number below every eigenvalue (Gershgorin).
double lower_bound(std::span<const double> diagonal, std::span<const double> off) {
  double bound = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < diagonal.size(); ++i) {
    const double left = i > 0 ? std::fabs(off[i - 1]) : 0;
    const double right = i + 1 < diagonal.size() ? std::fabs(off[i]) : 0;
    bound = std::min(bound, diagonal[i] - left - right);
  }
  return bound - 1e-15 * std::fabs(bound) - least_pivot;
}

}  // namespace

std::size_t count_below(std::span<const double> diagonal, std::span<const double> off, double x) {
  std::size_t n = 0;
  double pivot = 1;
  for (std::size_t i = 0; i < diagonal.size(); ++i) {
    pivot = safe(diagonal[i] - x - (i > 0 ? off[i - 1] * off[i - 1] / pivot : 0));
    n += pivot < 0 ? 1 : 0;
  }
  return n;
}

double lowest_eigenvalue(std::span<const double> diagonal, std::span<const double> off, double above) {
  double low = lower_bound(diagonal, off);
  double high = std::min(above, *std::min_element(diagonal.begin(), diagonal.end()));
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return low;
    (count_below(diagonal, off, middle) > 0 ? high : low) = middle;
  }
}

std::vector<double> lowest_eigenvector(std::span<const double> diagonal, std::span<const double> off,
                                       double lowest) {
  const std::size_t m = diagonal.size();
  std::vector<double> down(m), up(m), z(m);
  for (std::size_t i = 0; i < m; ++i)
    down[i] = safe(diagonal[i] - lowest - (i > 0 ? off[i - 1] * off[i - 1] / down[i - 1] : 0));
  for (std::size_t i = m; i-- > 0;)
    up[i] = safe(diagonal[i] - lowest - (i + 1 < m ? off[i] * off[i] / up[i + 1] : 0));
  std::size_t twist = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < m; ++i) {
    const double gamma = std::fabs(down[i] + up[i] - (diagonal[i] - lowest));
    if (gamma < least) {
      least = gamma;
      twist = i;
    }
  }
  z[twist] = 1;
  for (std::size_t i = twist; i > 0; --i) z[i - 1] = -off[i - 1] * z[i] / down[i - 1];
  for (std::size_t i = twist; i + 1 < m; ++i) z[i + 1] = -off[i] * z[i] / up[i + 1];
  double squares = 0;
  for (const double element : z) squares += element * element;
  const double factor = std::copysign(1 / std::sqrt(squares), z[0]);
  for (double& element : z) element *= factor;
  return z;
}

Quadrature gauss_quadrature(std::span<const double> diagonal, std::span<const double> off) {
  const std::size_t m = diagonal.size();
  arma::mat t(m, m, arma::fill::zeros), vectors;
  for (std::size_t i = 0; i < m; ++i) {
    t(i, i) = diagonal[i];
    if (i + 1 < m) t(i, i + 1) = t(i + 1, i) = off[i];
  }
  arma::vec nodes;
  if (!arma::eig_sym(nodes, vectors, t))
    throw NumericalError("the eigensolver of Lanczos' tridiagonal matrix failed");
  Quadrature q;
  for (std::size_t i = 0; i < m; ++i) {
    q.nodes.push_back(nodes(i));
    q.weights.push_back(vectors(0, i) * vectors(0, i));
  }
  return q;
}

}  // namespace lenz::exact::spins
