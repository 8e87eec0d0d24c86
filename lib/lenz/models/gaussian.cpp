#include "lenz/models/gaussian.hpp"

#include <armadillo>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>

#include "lenz/core/checks.hpp"

namespace lenz::models {
namespace {

arma::mat checked_matrix(const Rows& rows, std::size_t n) {
  check_size("covariance", rows.size(), n);
  arma::mat c(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    check_size("row " + std::to_string(i) + " of the covariance", rows[i].size(), n);
    for (std::size_t j = 0; j < n; ++j) {
      check_finite("covariance[" + std::to_string(i) + "][" + std::to_string(j) + "]", rows[i][j]);
      c(i, j) = rows[i][j];
    }
  }
  return c;
}

void check_symmetric(const arma::mat& c) {
  const double tolerance = 1e-12 * arma::abs(c).max();
  for (std::size_t i = 0; i < c.n_rows; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (std::fabs(c(i, j) - c(j, i)) <= tolerance) continue;
      std::ostringstream text;
      text << "the covariance is not symmetric: element (" << i << ", " << j << ") is " << c(i, j)
           << ", element (" << j << ", " << i << ") is " << c(j, i);
      throw std::invalid_argument(text.str());
    }
  }
}

/// L with c = L L^T.
arma::mat checked_cholesky(const arma::mat& c) {
  arma::mat lower;
  const arma::vec eigenvalues = arma::eig_sym(c);
  // A matrix that is singular but for rounding has no precision to speak of.
  const bool sound = eigenvalues.front() > 1e-15 * static_cast<double>(c.n_rows) * eigenvalues.back();
  if (!sound || !arma::chol(lower, c, "lower")) {
    throw_invalid("the covariance's smallest eigenvalue", eigenvalues.front(),
                  "positive (a covariance is positive definite)");
  }
  return lower;
}

std::vector<double> flat_rows(const arma::mat& m) {
  std::vector<double> flat;
  flat.reserve(m.n_elem);
  for (std::size_t i = 0; i < m.n_rows; ++i) {
    for (std::size_t j = 0; j < m.n_cols; ++j) flat.push_back(m(i, j));
  }
  return flat;
}

}  // namespace

Gaussian::Gaussian(std::vector<double> mean, const Rows& covariance) : mean_(std::move(mean)) {
  const std::size_t n = mean_.size();
  check_positive("the dimension of the Gaussian", n);
  for (const double m : mean_) check_finite("an element of the mean", m);
  const arma::mat c = checked_matrix(covariance, n);
  check_symmetric(c);
  const arma::mat lower = checked_cholesky(arma::symmatl(c));
  const arma::mat inverse = arma::solve(arma::trimatl(lower), arma::eye(n, n));
  cholesky_ = flat_rows(lower);
  precision_ = flat_rows(arma::symmatl(inverse.t() * inverse));
  log_peak_ =
      -arma::sum(arma::log(lower.diag())) - 0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi);
}

Gaussian::Walker Gaussian::walker(std::vector<double> x) const {
  check_point(x, dimension());
  Walker w{.x = std::move(x), .cache = std::vector<double>(dimension())};
  rebuild(w);
  return w;
}

void Gaussian::place(Walker& w, std::span<const double> x) const {
  w.x.assign(x.begin(), x.end());
  rebuild(w);
}

double Gaussian::log_density(const Walker& w) const {
  double q = 0;
  for (std::size_t i = 0; i < dimension(); ++i) q += (w.x[i] - mean_[i]) * w.cache[i];
  return log_peak_ - 0.5 * q;
}

void Gaussian::residual(std::span<const double> x, std::span<double> residual) const {
  const std::size_t n = dimension();
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += precision_[i * n + j] * (x[j] - mean_[j]);
    residual[i] = sum;
  }
}

void Gaussian::rebuild(Walker& w) const {
  residual(w.x, w.cache);
  w.n_updates = 0;
}

std::vector<double> Gaussian::transformed(std::span<const double> xi) const {
  const std::size_t n = dimension();
  std::vector<double> x = mean_;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) x[i] += cholesky_[i * n + j] * xi[j];
  }
  return x;
}

}  // namespace lenz::models
