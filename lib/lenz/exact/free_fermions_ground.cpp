#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/exact/extended.hpp"
#include "lenz/exact/free_fermions.hpp"

namespace lenz::exact::free_fermions {

namespace {

/// G of a ring at |h|: the phases of -M in the momenta of P = 1. At k = pi (N odd) the phase is that of
/// h + |J|, also where J < -h makes this the one excited mode: P = 1 demands it.
arma::mat ring_contractions(const Chain& chain) {
  const Real h = std::fabs(static_cast<Real>(chain.field)), j = chain.coupling;
  const std::size_t n = chain.n_sites;
  std::vector<Real> of_distance(2 * n - 1, 0);  // of i - j + n - 1
  for (std::size_t m = 0; m < n; ++m) {
    const Real k = pi * static_cast<Real>(2 * m + 1) / static_cast<Real>(n);
    const bool at_pi = 2 * m + 1 == n;
    Real re = h - j * std::cos(k), im = j * std::sin(k);
    const Real modulus = std::hypot(re, im);
    if (at_pi)
      re = 1, im = 0;
    else
      re /= modulus, im /= modulus;
    for (std::size_t r = 0; r < of_distance.size(); ++r) {
      // An exact angle: k r = pi (2m + 1) r / N, r counted modulo 2N.
      const std::size_t turns = (2 * m + 1) * (r + n + 1) % (2 * n);  // r - (n - 1) = r + n + 1 modulo 2n
      const Real angle = pi * static_cast<Real>(turns) / static_cast<Real>(n);
      of_distance[r] += re * std::cos(angle) - im * std::sin(angle);
    }
  }
  arma::mat g(n, n);
  for (std::size_t b = 0; b < n; ++b) {
    for (std::size_t a = 0; a < n; ++a)
      g(a, b) = static_cast<double>(of_distance[a + n - 1 - b] / static_cast<Real>(n));
  }
  return g;
}

/// G of an open chain at |h|: none excited. A mode too small for the sign of its vectors gets it from P = 1.
arma::mat open_contractions(const Chain& chain) {
  arma::mat u, v;
  arma::vec s;
  if (!arma::svd(u, s, v, open_couplings(chain))) throw std::runtime_error("no modes of the open chain");
  const bool flipped = (arma::det(u) * arma::det(v) > 0) != (chain.n_sites % 2 == 0);
  if (flipped) u.col(chain.n_sites - 1) *= -1;
  return -u * v.t();
}

Real binary_entropy(Real nu) {
  const Real x = std::clamp((1 - nu) / 2, Real{0}, Real{1}), y = 1 - x;
  return (x > 0 ? -x * std::log(x) : 0) + (y > 0 ? -y * std::log(y) : 0);
}

}  // namespace

GroundState::GroundState(const Chain& chain) : sign_(chain.field < 0 ? -1 : 1) {
  if (const Applies verdict = applies(chain); !verdict) throw std::invalid_argument(verdict.reason);
  g_ = chain.ring() ? ring_contractions(chain) : open_contractions(chain);
}

double GroundState::sx(std::size_t i) const {
  check_range("i", i, std::size_t{0}, std::size_t{g_.n_rows - 1});
  return sign_ * g_(i, i);
}

double GroundState::sx_sx(std::size_t i, std::size_t j) const {
  return sx(i) * sx(j) + sx_sx_connected(i, j);
}

double GroundState::sx_sx_connected(std::size_t i, std::size_t j) const {
  const double product = sx(i) * sx(j);
  return i == j ? 1 - product : -g_(i, j) * g_(j, i);
}

double GroundState::sz_sz(std::size_t i, std::size_t j) const {
  if (i > j) std::swap(i, j);
  check_range("j", j, std::size_t{0}, std::size_t{g_.n_rows - 1});
  if (i == j) return 1;
  return arma::det(-g_.submat(i + 1, i, j, j - 1));
}

double GroundState::entropy(std::size_t first, std::size_t length) const {
  check_range("length", length, std::size_t{0}, std::size_t{g_.n_rows});
  check_range("first", first, std::size_t{0}, std::size_t{g_.n_rows - length});
  if (length == 0) return 0;
  arma::vec nu;
  const std::size_t last = first + length - 1;
  if (!arma::svd(nu, g_.submat(first, first, last, last).eval()))
    throw std::runtime_error("no singular values of a block");
  Real sum = 0;
  for (const double x : nu) sum += binary_entropy(x);
  return static_cast<double>(sum);
}

Values ground_values(const Chain& chain) {
  const GroundState state(chain);
  const std::size_t n = chain.n_sites;
  double sx = 0;
  for (std::size_t i = 0; i < n; ++i) sx += state.sx(i);
  std::vector<double> correlation;
  for (std::size_t r = 0; r <= n / 2 && r < n; ++r) {
    const std::size_t n_pairs = chain.open ? n - r : 1;  // all are alike on a ring
    double sum = 0;
    for (std::size_t i = 0; i < n_pairs; ++i) sum += state.sz_sz(i, i + r);
    correlation.push_back(sum / static_cast<double>(n_pairs));
  }
  return {{"energy", {ground_energy(chain)}},
          {"gap", {gap(chain)}},
          {"transverse_magnetization", {sx / static_cast<double>(n)}},
          {"correlation", correlation},
          {"entanglement_entropy", {state.entropy(0, n / 2)}}};
}

}  // namespace lenz::exact::free_fermions
