#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Eigenvalues of the small symmetric tridiagonal matrix T that Lanczos makes of a Hamiltonian: `diagonal` of
/// m numbers, `off` of m - 1 (further ones are not read).
namespace lenz::exact::spins {

/// How many eigenvalues lie below x (Sturm's sequence).
std::size_t count_below(std::span<const double> diagonal, std::span<const double> off, double x);

/// The lowest eigenvalue by bisection to the last bits, always from below: no eigenvalue is smaller. REQUIRES
/// m >= 1 and a number not below it as `above` (infinite where none is known). Cost: about 60 m divisions.
double lowest_eigenvalue(std::span<const double> diagonal, std::span<const double> off, double above);

/// The unit eigenvector of the lowest eigenvalue, to high relative accuracy in every element, by a twisted
/// factorisation (Dhillon and Parlett 2004); its first element is positive. REQUIRES `lowest` from
/// lowest_eigenvalue.
std::vector<double> lowest_eigenvector(std::span<const double> diagonal, std::span<const double> off,
                                       double lowest);

/// All eigenvalues in increasing order and the squares of their eigenvectors' first elements, which sum to 1:
/// the nodes and weights of Gauss' quadrature (Golub and Welsch 1969). Throws NumericalError where the
/// eigensolver fails. Cost: O(m^3).
struct Quadrature {
  std::vector<double> nodes, weights;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(nodes, weights);
  }
};
Quadrature gauss_quadrature(std::span<const double> diagonal, std::span<const double> off);

}  // namespace lenz::exact::spins
