#pragma once

#include <cstddef>
#include <utility>
#include <vector>

/// Particles in a two-dimensional isotropic oscillator, hbar = m = 1, in circular quanta.
///
/// a_+- annihilate a quantum of angular momentum +-1; |n_+ n_-> has the energy omega (n_+ + n_- + 1) and m =
/// n_+ - n_-, so that it is the Fock-Darwin state of n = min(n_+, n_-) nodes, with the sign (-1)^n before the
/// Laguerre polynomial.
namespace lenz::exact::oscillator {

enum class Shape {
  coulomb,  ///< g / r
  gaussian  ///< g / (pi s^2) exp(-r^2 / s^2), which tends to the contact g delta(r) for s -> 0
};

/// A repulsion or attraction of two particles at the distance r.
struct Interaction {
  Shape shape = Shape::coulomb;
  double strength = 1;  ///< g
  double range = 1;     ///< s, of the Gaussian

  /// Throws std::invalid_argument for a strength that is not finite or a range not above 0.
  void check() const;
  /// V(r). REQUIRES r > 0.
  double at(double r) const;
};

/// <n m| V(r12) |n' m> of the relative motion, for all n, n' with 2n + |m| <= max_quanta.
///
/// With the relative coordinate (r1 - r2) / sqrt 2 and t = omega r12^2 / 2, f_n = sqrt(n! / (n + |m|)!)
/// L_n^|m|(t) is normalised with the weight t^|m| e^-t. Both interactions are sums of positive terms alone,
/// as the Laguerre polynomials of one weight are positive sums of those of the other:
///
///     Coulomb:   g sqrt(omega / 2) sum_k u_nk u_n'k,
///                u_nk = sqrt(n! / (n + |m|)!) sqrt(Gamma(k + |m| + 1/2) / k!) (1/2)_(n-k) / (n-k)!
///     Gaussian:  g / (pi s^2) lambda^(|m|+1) sum_k v_nk v_n'k,   lambda = omega s^2 / (2 + omega s^2),
///                v_nk = sqrt(C(n, k) C(n + |m|, k + |m|)) lambda^k (1 - lambda)^(n-k),
///
/// from L_n^a = sum_k (a - b)_(n-k) / (n-k)! L_k^b and L_n^a(lambda u) = sum_k C(n+a, n-k) lambda^k
/// (1-lambda)^(n-k) L_k^a(u) (DLMF 18.18.18 and 18.18.12). So no digit is lost to cancellation; <00|1/r|00> =
/// sqrt(pi omega / 2).
class RelativeElements {
 public:
  /// Throws std::invalid_argument for omega <= 0 or what Interaction::check refuses. Cost: max_quanta^4 / 48.
  RelativeElements(const Interaction& interaction, double omega, std::size_t max_quanta);

  /// Of matrices that are known, one for each |m| from 0 to max_quanta: n_radial(|m|)^2 elements by rows.
  RelativeElements(std::size_t max_quanta, std::vector<std::vector<double>> elements)
      : max_quanta_(max_quanta), elements_(std::move(elements)) {}

  std::size_t max_quanta() const { return max_quanta_; }
  /// Between states of Laguerre polynomials, all positive for g > 0. REQUIRES 2 max(n, n') + abs_m <=
  /// max_quanta.
  double laguerre(std::size_t abs_m, std::size_t n, std::size_t n_prime) const {
    return elements_[abs_m][n * n_radial(abs_m) + n_prime];
  }
  /// Between states of circular quanta: the same with (-1)^(n - n').
  double quanta(std::size_t abs_m, std::size_t n, std::size_t n_prime) const {
    const double v = laguerre(abs_m, n, n_prime);
    return (n + n_prime) % 2 == 0 ? v : -v;
  }
  /// How many n there are with m.
  std::size_t n_radial(std::size_t abs_m) const { return (max_quanta_ - abs_m) / 2 + 1; }

 private:
  std::size_t max_quanta_;
  std::vector<std::vector<double>> elements_;  ///< for each |m| an n_radial x n_radial matrix
};

}  // namespace lenz::exact::oscillator
