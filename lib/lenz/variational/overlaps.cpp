#include "lenz/variational/overlaps.hpp"

#include <cmath>

#include "lenz/stats/least_squares.hpp"
#include "lenz/stats/pooled_samples.hpp"

namespace lenz::variational {

namespace {

/// Densities relative to |psi|^2: 1 of psi itself, |r_j|^2 of the states below.
struct RelativeDensities {
  const arma::cx_mat& log_ratios;

  std::size_t size() const { return log_ratios.n_rows; }
  double count(std::size_t) const { return 1; }
  double log_density(std::size_t sample, std::size_t k) const {
    return k == 0 ? 0 : 2 * log_ratios(sample, k - 1).real();
  }
};

}  // namespace

arma::vec Overlaps::pool() {
  const arma::uword n = log_ratios_.n_rows, n_below = log_ratios_.n_cols, n_each = n / (1 + n_below);
  const RelativeDensities densities{log_ratios_};
  const stats::PooledSamples<RelativeDensities> all(
      densities, std::vector<double>(1 + n_below, static_cast<double>(n_each)));
  // <log |r_j|^2> over |psi|^2 is at most log <|r_j|^2>, over |phi_j|^2 at least.
  std::vector<double> f(1 + n_below);
  for (arma::uword j = 0; j < n_below; ++j) {
    const arma::vec log_r = arma::real(log_ratios_.col(j));
    f[j + 1] =
        -arma::mean(log_r.head(n_each)) - arma::mean(log_r.subvec(n_each * (j + 1), n_each * (j + 2) - 1));
  }
  // Densities without any overlap have a wide choice of f, and none changes a weight.
  f = all.free_energies(f).value_or(f);
  stiffness_ = all.stiffness(f);
  parts_.set_size(n, n_below);
  arma::vec share(n);
  std::vector<double> p(1 + n_below);
  for (arma::uword i = 0; i < n; ++i) {
    all.shares(f, i, p);
    share[i] = p[0];
    for (arma::uword j = 0; j < n_below; ++j) parts_(i, j) = p[j + 1];
  }
  return share / arma::accu(share);
}

Overlaps::Overlap Overlaps::overlap(arma::uword j, const arma::vec& share) const {
  Overlap o{.r = arma::exp(log_ratios_.col(j) - arma::real(log_ratios_.col(j)).max())};
  o.mean = arma::sum(share % o.r);
  o.c = std::conj(o.mean) / arma::dot(share, arma::square(arma::abs(o.r)));
  return o;
}

arma::vec Overlaps::local(const arma::vec& share, std::size_t parts, const Penalties& lambda,
                          std::vector<double>& f) const {
  arma::vec all(parts * share.n_elem);
  for (arma::uword j = 0; j < log_ratios_.n_cols; ++j) {
    const Overlap o = overlap(j, share);
    const arma::cx_vec local = lambda(j) * o.c * o.r;
    all.head(share.n_elem) += arma::real(local);
    if (parts == 2) all.tail(share.n_elem) += arma::imag(local);
    f.push_back(std::real(o.mean * o.c));
  }
  return all;
}

arma::vec Overlaps::tangent(const arma::vec& share, const Penalties& lambda) const {
  arma::vec values(share.n_elem);
  for (arma::uword j = 0; j < log_ratios_.n_cols; ++j) {
    const Overlap o = overlap(j, share);
    values += lambda(j) * (2 * arma::real(o.c * o.r) - std::norm(o.c) * arma::square(arma::abs(o.r)));
  }
  return values;
}

arma::vec Overlaps::moves_of_mean(const arma::vec& values, const arma::vec& share) const {
  arma::vec moves = share % (values - arma::dot(share, values));
  if (parts_.n_cols == 0) return moves;
  const arma::vec to_weights = parts_.t() * moves;
  const auto solved = stats::solve_positive(stiffness_, {to_weights.memptr(), to_weights.n_elem});
  if (solved) moves += parts_ * arma::vec(*solved);
  return moves;
}

}  // namespace lenz::variational
