#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "lenz/core/lanes.hpp"
#include "lenz/core/numerics.hpp"
#include "lenz/models/continuum_walker.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

/// The numbers of a Gaussian-binary machine: n visible units x_i, m hidden ones h_j = 0 or 1.
struct RbmParameters {
  std::vector<double> a;        ///< n: centres
  std::vector<double> b;        ///< m: biases
  std::vector<double> w;        ///< n x m, column by column: w_ij = w[i + n j]
  std::vector<double> sigma{};  ///< n: widths, positive

  std::size_t n_visible() const { return a.size(); }
  std::size_t n_hidden() const { return b.size(); }
  /// Throws std::invalid_argument where sizes do not fit, a number is not finite or a width not positive.
  void check() const;
};

/// The Gaussian-binary restricted Boltzmann machine, with the joint energy
///
///     E(x, h) = sum_i (x_i - a_i)^2 / (2 sigma_i^2) - sum_j b_j h_j - sum_ij x_i w_ij h_j / sigma_i^2
///
/// and the marginal F(x) = sum_h exp(-E(x, h)). With theta_j = b_j + sum_i x_i w_ij / sigma_i^2 and s_j =
/// 1 / (1 + exp(-theta_j)),
///
///     log F = -sum_i (x_i - a_i)^2 / (2 sigma_i^2) + sum_j log(1 + exp theta_j)
///     d/dx_i log F = [a_i - x_i + sum_j w_ij s_j] / sigma_i^2
///     d^2/dx_i^2 log F = -1 / sigma_i^2 + sum_j w_ij^2 s_j (1 - s_j) / sigma_i^4
///     P(h_j = 1 | x) = s_j
///     p(x_i | h) normal, mean a_i + sum_j w_ij h_j, variance sigma_i^2
///
/// The last: as a function of x_i the exponent is -(x_i - a_i)^2 / (2 sigma_i^2) + x_i u_i / sigma_i^2 with u
/// = w h, which is -(x_i - a_i - u_i)^2 / (2 sigma_i^2) and a constant. (Some notes print b_i for a_i there.)
/// That constant gives the logarithm of the marginal of h: sum_j b_j h_j + sum_i [(a_i u_i + u_i^2 / 2) /
/// sigma_i^2 + log(2 pi sigma_i^2) / 2].
///
/// As a target its log density is power log F: 1 where Psi = sqrt F is a wavefunction (and Gibbs sampling of
/// |Psi|^2 = F possible), 2 where Psi = F. A walker caches theta: a move of one coordinate costs m, an update
/// of all n m. Source: Hinton and Salakhutdinov (2006); Melchionda, Hjorth-Jensen's lecture notes.
class GaussianBinaryRbm {
 public:
  using Walker = ContinuumWalker;
  using Move = CoordinateMove;
  /// One walker, or eight in step.
  template <LaneReal Real>
  using Numbers = std::type_identity_t<std::span<const Real>>;
  template <LaneReal Real>
  using Result = std::type_identity_t<std::span<Real>>;

  /// Throws std::invalid_argument as RbmParameters::check, and for a power that is neither 1 nor 2.
  explicit GaussianBinaryRbm(RbmParameters parameters, unsigned power = 1);

  const RbmParameters& parameters() const { return p_; }
  unsigned power() const { return power_; }
  std::size_t dimension() const { return p_.n_visible(); }
  std::size_t moves_per_sweep() const { return dimension(); }
  /// One: all hidden units given x, then all visible ones given them. REQUIRES power 1.
  std::size_t n_blocks() const { return 1; }

  Walker walker(std::vector<double> x) const;
  void place(Walker& w, std::span<const double> x) const;
  double log_density(const Walker& w) const { return power_ * log_marginal(w.x, w.cache); }
  void grad_log_density(const Walker& w, std::span<double> g) const;
  double log_ratio(const Walker& w, Move move) const;
  void accept(Walker& w, Move move) const;
  template <class Rng>
  void draw_block(Walker& w, std::size_t, Rng& rng) const;

  /// theta_j at x, into m numbers.
  template <LaneReal Real = double>
  void theta(Numbers<Real> x, Result<Real> out) const;
  /// log F, from theta at x.
  template <LaneReal Real = double>
  Real log_marginal(Numbers<Real> x, Numbers<Real> theta) const;
  /// Gradient of log F into n numbers; the sum of its second derivatives is returned.
  template <LaneReal Real = double>
  Real gradient_and_laplacian(Numbers<Real> x, Numbers<Real> theta, Result<Real> gradient) const;
  /// Derivatives of log F: a (n), b (m), w (n m), then of log sigma_i (n). Of sigma_i itself:
  /// [(x_i - a_i)^2 - 2 x_i sum_j w_ij s_j] / sigma_i^3.
  template <LaneReal Real = double>
  void parameter_derivatives(Numbers<Real> x, Numbers<Real> theta, Result<Real> out) const;
  std::size_t n_parameters() const { return 2 * p_.n_visible() + p_.n_hidden() + p_.w.size(); }
  /// Means of x given h, into n numbers.
  void visible_means(std::span<const std::uint8_t> h, std::span<double> out) const;
  /// The logarithm of the integral of exp(-E(x, h)) over x.
  double log_hidden_marginal(std::span<const std::uint8_t> h) const;

 private:
  RbmParameters p_;
  unsigned power_;
  std::vector<double> inverse_variance_;
};

template <class Rng>
void GaussianBinaryRbm::draw_block(Walker& w, std::size_t, Rng& rng) const {
  std::vector<std::uint8_t> h(p_.n_hidden());
  for (std::size_t j = 0; j < h.size(); ++j) h[j] = random::uniform(rng) < logistic(w.cache[j]) ? 1 : 0;
  std::vector<double> x(dimension());
  visible_means(h, x);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += p_.sigma[i] * random::normal(rng);
  place(w, x);
}

}  // namespace lenz::models
