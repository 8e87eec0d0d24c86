#pragma once

#include <armadillo>
#include <complex>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "lenz/random/stream.hpp"

namespace lenz::variational {

/// A TrialProblem whose psi is to be orthogonal to states phi_j below it, of which there may be none.
///
///   n_below(), penalty(j)             how many there are, and lambda_j
///   begin_below(j, rng)               a companion: a walker of |phi_j|^2
///   sweep_below(j, companions, n, rng)
///   walker_at(companion)              a walker of psi there, and back: companion_at(walker)
///   log_ratio_of(j, walker)           log phi_j / psi there
template <class P>
concept OrthogonalProblem = requires(const P& fixed, std::span<typename P::Companion> companions,
                                     const typename P::Companion& companion, const typename P::Walker& walker,
                                     std::size_t j, random::Stream& rng) {
  { fixed.n_below() } -> std::convertible_to<std::size_t>;
  { fixed.penalty(j) } -> std::convertible_to<double>;
  { fixed.begin_below(j, rng) } -> std::same_as<typename P::Companion>;
  fixed.sweep_below(j, companions, std::size_t{}, rng);
  { fixed.walker_at(companion) } -> std::same_as<typename P::Walker>;
  { fixed.companion_at(walker) } -> std::convertible_to<typename P::Companion>;
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
/// what lies between its level and that of psi. It is one more term of local energies: with r_j = phi_j / psi
/// and means over |psi|^2,
///
///     F_j = |<phi_j|psi>|^2 / (<phi_j|phi_j> <psi|psi>) = <r_j> C_j,   C_j = <r_j>* / <|r_j|^2>,
///     (P_j psi) / psi = r_j C_j.
///
/// r_j has no bounds near nodes of psi, and what would lift psi from a node is seen on the node alone, where
/// |psi|^2 has no samples. So samples of all |phi_j|^2 stand beside those of |psi|^2, pooled, with weights
/// that make all of them samples of psi: weight x |r_j|^2 / <|r_j|^2> is at most one over the number of
/// samples of phi_j, so that local energies, overlaps and log-derivatives have finite variances on nodes of
/// psi where phi_j has none. The weights come from the samples themselves; the bias is that of ratios, of the
/// order of one over their number. Sources: penalty: Choo, Carleo, Regnault and Neupert (2018); Pathak,
/// Busemeyer, Rodrigues and Wagner (2021), Eq. 6; weights: stats::PooledSamples.
class Overlaps {
 public:
  using Penalties = std::function<double(std::size_t)>;

  void set_size(std::size_t n_samples, std::size_t n_below) {
    log_ratios_.set_size(n_samples, n_below);
    parts_.reset();
  }
  /// log r_j of a sample.
  void note(std::size_t sample, std::size_t j, std::complex<double> log_ratio) {
    log_ratios_(sample, j) = log_ratio;
  }

  /// The weights, of sum 1, that make all samples those of |psi|^2: equally many of psi and of each phi_j,
  /// one after the other.
  arma::vec pool();

  /// What the penalty adds to local energies: sum_j lambda_j r_j C_j; imaginary parts after all real ones,
  /// where there are two `parts`. `share`: weights of sum 1. Appends the F_j.
  arma::vec local(const arma::vec& share, std::size_t parts, const Penalties& lambda,
                  std::vector<double>& f) const;

  /// Values whose mean moves with the samples, to first order, as sum_j lambda_j F_j does: of each F_j
  /// 2 Re C_j r_j - |C_j|^2 |r_j|^2.
  arma::vec tangent(const arma::vec& share, const Penalties& lambda) const;
  /// By how much each sample moves the mean of real values v, for its error: share (v - <v>) and, of pooled
  /// samples, what it does to the weights of all, sum_kl p_k A^-1_kl D_l with D_l = sum_n p_l share (v - <v>)
  /// and A the stiffness of the f_k (the covariance of Shirts and Chodera 2008, Eq. 8, sample by sample).
  arma::vec moves_of_mean(const arma::vec& values, const arma::vec& share) const;

 private:
  struct Overlap {
    arma::cx_vec r;  ///< from the largest on
    std::complex<double> mean{}, c{};
  };
  Overlap overlap(arma::uword j, const arma::vec& share) const;

  arma::cx_mat log_ratios_{};  ///< log r_j
  arma::mat parts_{};          ///< p_k of pooled samples, k from 1 on
  std::vector<double> stiffness_{};
};

}  // namespace lenz::variational
