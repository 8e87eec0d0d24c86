#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "lenz/random/stream.hpp"

namespace lenz::variational {

/// A TrialProblem whose psi is to be orthogonal to states phi_j below it, of which there may be none.
///
///   n_below(), penalty(j)             how many there are, and lambda_j
///   begin_below(j, rng)               a walker of |phi_j|^2
///   sweep_below(j, walkers, n, rng)
///   measure_below(j, companion, o)    log psi / phi_j at such a walker, and O_k = d log psi / d theta_k
///   there log_ratio_of(j, walker)           log phi_j / psi at a walker of psi
template <class P>
concept OrthogonalProblem = requires(const P& fixed, std::span<typename P::Companion> companions,
                                     const typename P::Companion& companion, const typename P::Walker& walker,
                                     std::size_t j, random::Stream& rng, arma::cx_vec& o) {
  { fixed.n_below() } -> std::convertible_to<std::size_t>;
  { fixed.penalty(j) } -> std::convertible_to<double>;
  { fixed.begin_below(j, rng) } -> std::same_as<typename P::Companion>;
  fixed.sweep_below(j, companions, std::size_t{}, rng);
  { fixed.measure_below(j, companion, o) } -> std::convertible_to<std::complex<double>>;
  { fixed.log_ratio_of(j, walker) } -> std::convertible_to<std::complex<double>>;
};

/// Walkers of the states below a problem's, one list a state; nothing where it has none.
template <class Problem>
struct CompanionsOf {
  template <class Archive>
  void serialize(Archive&) {}
};
template <OrthogonalProblem Problem>
struct CompanionsOf<Problem> {
  std::vector<std::vector<typename Problem::Companion>> walkers{};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(walkers);
  }
};

/// The penalty sum_j lambda_j F_j on overlaps with states below. With P_j the projection on phi_j, psi that
/// makes <H + sum_j lambda_j P_j> smallest is orthogonal to all phi_j, where each lambda_j is larger than
/// what lies between its level and that of psi. Overlap and gradient, for real parameters theta, are
///
///     F_j = |<phi_j|psi>|^2 / (<phi_j|phi_j> <psi|psi>) = Re <r_j> C_j,
///     dF_j / dtheta_k = 2 Re <r_j> (D_jk - C_j <O_k>),
///
///     r_j = phi_j / psi in the mean over |psi|^2,   C_j = < psi / phi_j >,  D_jk = < (psi / phi_j) O_k >
///
/// over |phi_j|^2. Both samples are independent: nothing is biased. All have variances where psi has nodes:
/// psi O_k = d psi / d theta_k is finite there. (Over |psi|^2 alone the gradient is <O_k* r_j> C_j, whose
/// samples are without bounds near nodes and never on them: what would lift psi from a node is not seen.)
/// Factors of psi and phi drop out, so logarithms are taken from the largest. Source of the penalty: Choo,
/// Carleo, Regnault and Neupert (2018); Pathak, Busemeyer, Rodrigues and Wagner (2021), Eq. 6.
class Overlaps {
 public:
  /// F_j, with the errors of the sum lambda_j F_j and its gradient.
  struct Penalty {
    std::vector<double> f{};
    double value = 0, error = 0;
    arma::vec gradient{};
  };

  /// `n` samples of psi, `n_companions` of each state below, gathered in shards.
  void set_size(std::size_t n, std::size_t n_companions, std::size_t n_below, std::size_t n_shards) {
    of_psi_.set_size(n, n_below);
    of_companions_.set_size(n_companions, n_below);
    slopes_.assign(n_shards * n_below, {});
  }
  /// log r_j of a sample of psi.
  void note(std::size_t sample, std::size_t j, std::complex<double> log_ratio) {
    of_psi_(sample, j) = log_ratio;
  }
  /// log psi / phi_j of a companion, and O there.
  void note_companion(std::size_t shard, std::size_t sample, std::size_t j, std::complex<double> log_ratio,
                      const arma::cx_vec& o) {
    of_companions_(sample, j) = log_ratio;
    Slope& slope = slopes_[shard * of_psi_.n_cols + j];
    if (slope.sum.is_empty()) slope.sum.zeros(o.n_elem);
    if (log_ratio.real() > slope.scale) {
      slope.sum *= std::exp(slope.scale - log_ratio.real());
      slope.scale = log_ratio.real();
    }
    slope.sum += std::exp(log_ratio - slope.scale) * o;
  }

  /// `mean_o`: <O> over |psi|^2. Samples of companions stand walker after walker, `n_rounds` of each.
  template <class PenaltyOf>
  Penalty find(const arma::cx_vec& mean_o, std::size_t n_rounds, const PenaltyOf& lambda) const {
    Penalty all{.gradient = arma::zeros(mean_o.n_elem)};
    const auto n = static_cast<double>(of_psi_.n_rows);
    for (arma::uword j = 0; j < of_psi_.n_cols; ++j) {
      const double shift = arma::real(of_companions_.col(j)).max();
      const arma::cx_vec r = arma::exp(of_psi_.col(j) + shift);
      const arma::cx_vec to = arma::exp(of_companions_.col(j) - shift);
      const std::complex<double> mean = arma::sum(r) / n, c = arma::mean(to);
      all.f.push_back(std::real(mean * c));
      all.value += lambda(j) * all.f.back();
      all.error = std::hypot(all.error, lambda(j) * std::abs(mean) * error_of_mean(to, n_rounds));
      all.gradient += 2 * lambda(j) * arma::real(mean * (slope(j, shift) - c * mean_o));
    }
    return all;
  }
  /// What the penalty adds to local energies where the samples of psi are all states, with weights `share` of
  /// sum 1: sum_j lambda_j r_j C_j, with C_j = <r_j>* / <|r_j|^2> over |psi|^2. Imaginary parts after all
  /// real ones, where there are two `parts`.
  template <class PenaltyOf>
  arma::vec local_of_all(const arma::vec& share, std::size_t parts, const PenaltyOf& lambda,
                         std::vector<double>& f) const {
    arma::vec all(parts * share.n_elem);
    for (arma::uword j = 0; j < of_psi_.n_cols; ++j) {
      const arma::cx_vec r = arma::exp(of_psi_.col(j) - arma::real(of_psi_.col(j)).max());
      const std::complex<double> mean = arma::sum(share % r);
      const std::complex<double> c = std::conj(mean) / arma::dot(share, arma::square(arma::abs(r)));
      const arma::cx_vec local = lambda(j) * c * r;
      all.head(share.n_elem) += arma::real(local);
      if (parts == 2) all.tail(share.n_elem) += arma::imag(local);
      f.push_back(std::real(mean * c));
    }
    return all;
  }
  /// What the penalty adds to the local energies of samples of psi, for the error of their mean.
  template <class PenaltyOf>
  arma::vec local_of_samples(const PenaltyOf& lambda) const {
    arma::vec all(of_psi_.n_rows);
    for (arma::uword j = 0; j < of_psi_.n_cols; ++j) {
      const double shift = arma::real(of_companions_.col(j)).max();
      const std::complex<double> c = arma::mean(arma::exp(of_companions_.col(j) - shift));
      all += lambda(j) * arma::real(c * arma::exp(of_psi_.col(j) + shift));
    }
    return all;
  }

 private:
  /// Sum over a shard of exp(log psi / phi - scale) O.
  struct Slope {
    arma::cx_vec sum{};
    double scale = -std::numeric_limits<double>::infinity();
  };

  /// D_j, times exp(-shift).
  arma::cx_vec slope(arma::uword j, double shift) const {
    arma::cx_vec sum;
    for (std::size_t k = j; k < slopes_.size(); k += of_psi_.n_cols) {
      const arma::cx_vec part = std::exp(slopes_[k].scale - shift) * slopes_[k].sum;
      sum = sum.is_empty() ? part : arma::cx_vec(sum + part);
    }
    return sum / static_cast<double>(of_companions_.n_rows);
  }
  /// Of the real part turned by any phase, from the means of walkers.
  static double error_of_mean(const arma::cx_vec& values, std::size_t n_rounds) {
    const arma::uword n = values.n_elem / n_rounds;
    if (n < 2) return 0;
    const std::complex<double> mean = arma::mean(values);
    double squares = 0;
    for (arma::uword w = 0; w < n; ++w)
      squares += std::norm(arma::mean(values.subvec(w * n_rounds, (w + 1) * n_rounds - 1)) - mean);
    return std::sqrt(squares / 2 / static_cast<double>(n * (n - 1)));
  }

  arma::cx_mat of_psi_{};         ///< log r_j
  arma::cx_mat of_companions_{};  ///< log psi / phi_j
  std::vector<Slope> slopes_{};   ///< shard after shard
};

}  // namespace lenz::variational
