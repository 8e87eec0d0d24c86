#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lenz/random/stream.hpp"

namespace lenz::variational {

/// A TrialProblem whose psi is to be orthogonal to states phi_j below it, of which there may be none.
///
///   n_below(), penalty(j)          how many there are, and lambda_j
///   begin_below(j, rng)            a walker of |phi_j|^2
///   sweep_below(j, walkers, n, rng)
///   log_ratio_to(j, companion)     log psi / phi_j at such a walker
///   log_ratio_of(j, walker)        log phi_j / psi at a walker of psi
template <class P>
concept OrthogonalProblem = requires(const P& fixed, std::span<typename P::Companion> companions,
                                     const typename P::Companion& companion, const typename P::Walker& walker,
                                     std::size_t j, random::Stream& rng) {
  { fixed.n_below() } -> std::convertible_to<std::size_t>;
  { fixed.penalty(j) } -> std::convertible_to<double>;
  { fixed.begin_below(j, rng) } -> std::same_as<typename P::Companion>;
  fixed.sweep_below(j, companions, std::size_t{}, rng);
  { fixed.log_ratio_to(j, companion) } -> std::convertible_to<std::complex<double>>;
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

/// The penalty on overlaps with states below, as what it adds to local energies. With P_j the projection on
/// phi_j, H + sum_j lambda_j P_j has psi orthogonal to all phi_j for its ground state, where each lambda_j is
/// larger than what lies between its level and that of psi. Its local energies are
///
///     E_L(s) + sum_j lambda_j r_j(s) C_j,   r_j = phi_j / psi,   C_j = <phi_j|psi> / <phi_j|phi_j>
///                                                                    = < psi / phi_j >_{|phi_j|^2},
///
/// with C_j from walkers of phi_j, independent of those of psi, so that gradient and overlap
///
///     F_j = |<phi_j|psi>|^2 / (<phi_j|phi_j> <psi|psi>) = < r_j >_{|psi|^2} C_j
///
/// are without bias, and both factors have a variance: < |r_j|^2 > = 1 / < |1 / r_j|^2 >_{phi} is finite. In
/// full sums C_j = <r_j>* / <|r_j|^2>, both over |psi|^2. Factors of psi and phi drop out of r_j C_j, so
/// their logarithms are taken from the largest. Source: Choo, Carleo, Regnault and Neupert (2018); Pathak,
/// Busemeyer, Rodrigues and Wagner (2021), Eq. 6.
class Overlaps {
 public:
  /// What comes of it in a step.
  struct Penalty {
    arma::vec local{};        ///< sum_j lambda_j r_j C_j of every sample, imaginary parts after all real ones
    double error = 0;         ///< what the errors of C_j add to that of the penalty
    std::vector<double> f{};  ///< F_j
  };

  /// `n` samples of psi, `n_companions` of each state below, in columns of a state each.
  void set_size(std::size_t n, std::size_t n_companions, std::size_t n_below) {
    of_psi_.set_size(n, n_below);
    of_companions_.set_size(n_companions, n_below);
  }
  std::complex<double>& of_psi(std::size_t sample, std::size_t j) { return of_psi_(sample, j); }
  std::complex<double>& of_companion(std::size_t sample, std::size_t j) { return of_companions_(sample, j); }

  /// `share`: weights of the samples of psi, of sum 1. Samples of companions stand walker after walker,
  /// `n_rounds` of each. `parts`: 1 real, 2 complex. Without companions the samples are all states.
  template <class PenaltyOf>
  Penalty find(const arma::vec& share, std::size_t n_rounds, std::size_t parts,
               const PenaltyOf& lambda) const {
    Penalty all{.local = arma::zeros(parts * share.n_elem), .error = 0, .f = {}};
    for (arma::uword j = 0; j < of_psi_.n_cols; ++j) {
      const double shift = of_companions_.is_empty() ? -arma::real(of_psi_.col(j)).max()
                                                     : arma::real(of_companions_.col(j)).max();
      const arma::cx_vec r = arma::exp(of_psi_.col(j) + shift);
      const std::complex<double> mean = arma::sum(share % r);
      const std::complex<double> c = of_companions_.is_empty()
                                         ? std::conj(mean) / arma::dot(share, arma::square(arma::abs(r)))
                                         : arma::mean(arma::exp(of_companions_.col(j) - shift));
      const arma::cx_vec local = lambda(j) * c * r;
      all.local.head(share.n_elem) += arma::real(local);
      if (parts == 2) all.local.tail(share.n_elem) += arma::imag(local);
      all.f.push_back(std::real(mean * c));
      all.error = std::hypot(all.error, lambda(j) * std::abs(mean) * error_of_c(j, shift, c, n_rounds));
    }
    return all;
  }

 private:
  /// Of the real part of C_j turned by any phase, from the means of walkers.
  double error_of_c(arma::uword j, double shift, std::complex<double> c, std::size_t n_rounds) const {
    const std::size_t n = of_companions_.n_rows / n_rounds;
    if (n < 2) return 0;
    double squares = 0;
    for (std::size_t w = 0; w < n; ++w) {
      std::complex<double> sum = 0;
      for (std::size_t k = 0; k < n_rounds; ++k) sum += std::exp(of_companions_(w * n_rounds + k, j) - shift);
      squares += std::norm(sum / static_cast<double>(n_rounds) - c);
    }
    return std::sqrt(squares / 2 / static_cast<double>(n * (n - 1)));
  }

  arma::cx_mat of_psi_{};         ///< log r_j
  arma::cx_mat of_companions_{};  ///< log psi / phi_j
};

}  // namespace lenz::variational
