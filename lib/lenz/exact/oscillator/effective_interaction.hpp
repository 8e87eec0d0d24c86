#pragma once

#include <armadillo>
#include <cstddef>

#include "lenz/exact/oscillator/interaction.hpp"

namespace lenz::exact::oscillator {

/// The lowest states of the relative motion of two particles at one |m|.
struct RelativeStates {
  arma::vec energies;    ///< without the centre of mass
  arma::mat amplitudes;  ///< <n m | state k>, n < n_states (rows), k < n_states (columns)
};

/// Rayleigh and Ritz with f = x^|m| p(x) exp(-x^2 / 2), x = sqrt(omega / 2) r12, p a polynomial in x and not
/// in x^2 alone, so that the cusp is in the space:
///
///     h = -(1/2)(d^2/dx^2 + (1/x) d/dx - m^2 / x^2) + x^2 / 2 + V(x sqrt(2 / omega)) / omega.
///
/// The polynomials are orthonormal for the weight x^(2|m|+1) exp(-x^2) on x > 0 (Stieltjes' recurrence on the
/// points of the quadrature; Shizgal 1981 called such points speed points). The error falls exponentially
/// with the degree: measured below 1e-11 omega for g / r at omega = 0.001 … 1000 and for s sqrt(omega) >=
/// 0.05. Cost: 0.01 s.
RelativeStates relative_states(const Interaction& interaction, double omega, std::size_t abs_m,
                               std::size_t n_states);

/// What acts between the states of at most max_quanta so that two particles alone have their exact energies:
/// the unitary transformation of Suzuki and Lee, in its form by singular values,
///
///     <n|V_eff|n'> = [X diag(E_k) X^t]_nn' - omega (2n + |m| + 1) delta_nn',   X = S T^t,
///
/// where S D T^t is the singular value decomposition of the amplitudes of the lowest states. For three and
/// more particles its energies are no upper bounds, but converge to the exact ones much faster than those of
/// V itself, as the cusp of each pair is accounted for. Source: Suzuki and Lee (1980); Navratil,
/// Kamuntavicius and Barrett (2000); Kvaal (2009), Phys. Rev. B 80, 045321, section IV. Cost: 0.01 s for each
/// |m|.
RelativeElements effective_elements(const Interaction& interaction, double omega, std::size_t max_quanta);

}  // namespace lenz::exact::oscillator
