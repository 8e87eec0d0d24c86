#pragma once

#include <armadillo>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "lenz/core/archive.hpp"
#include "lenz/optim/sample_layout.hpp"

/// The natural gradient from the log-derivatives of samples: the gradient in the metric of the distributions
/// instead of that of the parameters (Amari 1998; of wavefunctions, stochastic reconfiguration, Sorella
/// 1998).
namespace lenz::optim {

enum class MetricSolver : std::uint32_t {
  automatic,  ///< dense where there are at most as many parameters as samples, else kernel; cg above 4096 of
              ///< both
  dense,      ///< Cholesky of S: P^2 M + P^3 / 3 operations, P^2 numbers
  kernel,     ///< Cholesky in sample space (minSR, Chen and Heyl 2023): M^2 P + M^3 / 3, M^2 numbers
  conjugate_gradient  ///< S as an operator: 4 P M operations an iteration
};

/// How (S + damping) x = g is solved.
struct NaturalGradient {
  MetricSolver solver = MetricSolver::automatic;
  double damping = 1e-3;            ///< at least 0
  double momentum = 0;              ///< mu of SPRING, in [0, 1); 0 without
  std::optional<double> longest{};  ///< sqrt(x^T S x) of no direction is longer: x is shortened
  double tolerance = 1e-12;         ///< of conjugate gradients: the residual, relative to the right-hand side
  std::size_t max_iterations = 10000;  ///< of conjugate gradients
  std::size_t n_threads = 1;           ///< that share out the metric; the result does not depend on them

  /// Throws std::invalid_argument where a constant is out of its range.
  void check() const;
};

/// How a system was solved.
struct MetricReport {
  MetricSolver solver = MetricSolver::automatic;
  double damping = 0;          ///< with which it was solved in the end
  std::size_t raises = 0;      ///< how often the damping had to be raised tenfold
  std::size_t iterations = 0;  ///< of conjugate gradients
  double residual = 0;         ///< |g - (S + damping) x| / |g|
  double length = 0;           ///< sqrt(x^T S x) before x is shortened, where a longest is given
};

/// The direction x of the natural gradient from P x M log-derivatives O of M samples.
///
///     S = <O O^T> - <O><O>^T,    (S + lambda) x = g + lambda mu x_before
///
/// mu = 0 gives stochastic reconfiguration, mu > 0 SPRING (Goldshlager, Abrahamsen and Lin 2024, Eq. 19-22),
/// whose x_before is `previous`: empty at first, x afterwards. For complex O of real parameters, S is the
/// real part of <O* O^T> - <O*><O>^T. g is the gradient given, or, where `local` is not empty, the real part
/// of <O* local> - <O*><local>: then the kernel form needs no damping to be exact.
///
/// With `longest` no x is longer in the metric: of wavefunctions, eta sqrt(x^T S x) is the angle, to first
/// order in eta, by which a step eta x turns psi, whatever its parameters are. What is remembered as x_before
/// stays as long as it was.
///
/// Where a factorisation fails, or a solution leaves more than 1e-6 of g, the damping is raised tenfold, from
/// 1e-10 of the mean diagonal of S at least, and again. `layout` says how samples stand in the columns, of
/// weighted samples and of complex O of real parameters (n_parts = 2, Scalar real). Scalar is float, double
/// or std::complex<double>; everything is computed in double. Throws std::invalid_argument where shapes do
/// not fit; NumericalError where 20 raises are not enough.
template <class Scalar>
arma::vec natural_direction(const arma::Mat<Scalar>& log_derivatives, const arma::vec& gradient,
                            const arma::Col<Scalar>& local, const NaturalGradient& options,
                            arma::vec& previous, MetricReport& report, const SampleLayout& layout = {});

}  // namespace lenz::optim
