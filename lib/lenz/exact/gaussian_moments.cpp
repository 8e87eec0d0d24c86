#include "lenz/exact/gaussian_moments.hpp"

#include <armadillo>

#include "lenz/core/checks.hpp"

namespace lenz::exact {
namespace {

using Rows = std::vector<std::vector<double>>;

arma::mat matrix(const Rows& rows, std::size_t n) {
  check_size("covariance", rows.size(), n);
  arma::mat m(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    check_size("a row of the covariance", rows[i].size(), n);
    m.row(i) = arma::rowvec(rows[i]);
  }
  return m;
}

Moments moments(const arma::vec& mean, const arma::mat& covariance) {
  return {.mean = arma::conv_to<std::vector<double>>::from(mean),
          .covariance = arma::conv_to<std::vector<double>>::from(arma::vectorise(covariance))};
}

}  // namespace

Moments gaussian_moments(const std::vector<double>& mean, const Rows& covariance) {
  return moments(arma::vec(mean), matrix(covariance, mean.size()));
}

Moments mixture_moments(const std::vector<double>& weights, const std::vector<std::vector<double>>& means,
                        const std::vector<Rows>& covariances) {
  check_positive("the number of components", weights.size());
  check_size("means", means.size(), weights.size());
  check_size("covariances", covariances.size(), weights.size());
  const arma::vec w = arma::vec(weights) / arma::accu(arma::vec(weights));
  const std::size_t n = means.front().size();
  arma::vec mean(n, arma::fill::zeros);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    check_size("means[" + std::to_string(k) + "]", means[k].size(), n);
    mean += w(k) * arma::vec(means[k]);
  }
  arma::mat covariance(n, n, arma::fill::zeros);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const arma::vec apart = arma::vec(means[k]) - mean;
    covariance += w(k) * (matrix(covariances[k], n) + apart * apart.t());
  }
  return moments(mean, covariance);
}

double langevin_step_limit(const Rows& covariance) {
  return 4 * arma::eig_sym(matrix(covariance, covariance.size())).min();
}

Moments langevin_moments(const std::vector<double>& mean, const Rows& covariance, double eps) {
  check_positive("eps", eps);
  const arma::mat c = matrix(covariance, mean.size());
  arma::vec lambda;
  arma::mat v;
  arma::eig_sym(lambda, v, c);
  check_positive("the covariance's smallest eigenvalue", lambda.front());
  if (!(eps < 4 * lambda.front()))
    throw_invalid("eps", eps, "below 4 times the covariance's smallest eigenvalue");
  return moments(arma::vec(mean), v * arma::diagmat(lambda % lambda / (lambda - eps / 4)) * v.t());
}

}  // namespace lenz::exact
