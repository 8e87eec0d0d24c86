#include "lenz/optim/natural_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <string>
#include <vector>

#include "lenz/core/checks.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"

namespace lenz::optim {

namespace {

constexpr double acceptable = 1e-6;  ///< residual of a solution
constexpr std::size_t most_raises = 20;
constexpr std::size_t largest_factor = 4096;

/// The system in real numbers: S = a a^T, a = (O - <O>) / sqrt(M), real parts beside imaginary ones; g = a e
/// where e is not empty.
struct System {
  arma::mat a;
  arma::vec e;
  std::size_t n_samples;  ///< in a part
  bool is_null_in_parts;  ///< a^T a is zero on (1, …, 1) of each part

  arma::vec times(const arma::vec& x, double damping) const { return a * (a.t() * x) + damping * x; }
};

template <class Scalar>
void centre(const arma::Mat<Scalar>& o, const arma::Col<Scalar>& local, const SampleLayout& layout,
            System& system) {
  const double scale = 1 / std::sqrt(static_cast<double>(system.n_samples));
  system.a = arma::conv_to<arma::mat>::from(o);
  system.e = arma::conv_to<arma::vec>::from(local);
  for (std::size_t first = 0; !layout.is_centred && first < o.n_cols; first += system.n_samples) {
    const arma::span part(first, first + system.n_samples - 1);
    system.a.cols(part).each_col() -= arma::vec(arma::mean(system.a.cols(part), 1));
    if (!local.is_empty()) system.e(part) -= arma::mean(system.e(part));
  }
  system.a *= scale;
  system.e *= scale;
}

/// Complex columns are those of two parts.
template <>
void centre(const arma::cx_mat& o, const arma::cx_vec& local, const SampleLayout& layout, System& system) {
  const arma::vec both = arma::join_cols(arma::real(local), arma::imag(local));
  centre<double>(arma::join_rows(arma::real(o), arma::imag(o)), both,
                 {.n_parts = 2, .is_centred = layout.is_centred}, system);
}

struct Attempt {
  bool made = false;
  arma::vec x{};
  double residual = 0;
  std::size_t iterations = 0;
};

arma::vec cholesky_solve(const arma::mat& upper, const arma::vec& b) {
  arma::vec x = arma::solve(arma::trimatl(upper.t()), b, arma::solve_opts::fast);
  return arma::solve(arma::trimatu(upper), x, arma::solve_opts::fast);
}

void judge(const System& system, const arma::vec& g, double damping, Attempt& attempt) {
  attempt.residual = arma::norm(g - system.times(attempt.x, damping)) / arma::norm(g);
  attempt.made = attempt.residual <= acceptable;  // no NaN is
}

/// a a^T as the sum over parts of the columns, which threads share out among themselves.
arma::mat metric_of(const arma::mat& a, std::size_t n_threads) {
  constexpr std::size_t n_parts = 4;
  std::vector<arma::mat> parts(n_parts);
  for_each_shard(n_parts, n_threads, [&](std::size_t part) {
    const arma::uword first = a.n_cols * part / n_parts, end = a.n_cols * (part + 1) / n_parts;
    // Columns lie beside each other: a view of them, which is not written to.
    const arma::mat some(const_cast<double*>(a.colptr(first)), a.n_rows, end - first, false, true);
    parts[part] = some * some.t();
  });
  return (parts[0] + parts[1]) + (parts[2] + parts[3]);
}

Attempt solve_dense(const System& system, const arma::vec& g, double damping, std::size_t n_threads) {
  arma::mat s = metric_of(system.a, n_threads), upper;
  s.diag() += damping;
  Attempt attempt;
  if (!arma::chol(upper, s)) return attempt;
  attempt.x = cholesky_solve(upper, g);
  attempt.x += cholesky_solve(upper, g - s * attempt.x);
  judge(system, g, damping, attempt);
  return attempt;
}

/// (a^T a + damping) with a finite number on the direction (1, …, 1) of each part, in which a^T a is zero
/// (Goldshlager et al. 2024) and which a itself takes away again.
arma::mat kernel_of(const System& system, double damping) {
  arma::mat k = system.a.t() * system.a;
  k.diag() += damping;
  if (!system.is_null_in_parts) return k;
  const double lift =
      arma::trace(k) / (static_cast<double>(k.n_rows) * static_cast<double>(system.n_samples));
  for (std::size_t first = 0; first < k.n_rows; first += system.n_samples) {
    const arma::span part(first, first + system.n_samples - 1);
    k(part, part) += lift;
  }
  return k;
}

/// x = a K^-1 e for g = a e; else, by Woodbury's identity, (g - a K^-1 a^T g) / damping.
Attempt solve_kernel(const System& system, const arma::vec& g, double damping) {
  Attempt attempt;
  const bool from_samples = !system.e.is_empty();
  if (!from_samples && !(damping > 0)) return attempt;
  const arma::mat k = kernel_of(system, damping);
  arma::mat upper;
  if (!arma::chol(upper, k)) return attempt;
  if (from_samples) {
    arma::vec y = cholesky_solve(upper, system.e);
    y += cholesky_solve(upper, system.e - k * y);
    attempt.x = system.a * y;
  } else {
    const auto woodbury = [&](const arma::vec& b) {
      return arma::vec((b - system.a * cholesky_solve(upper, system.a.t() * b)) / damping);
    };
    attempt.x = woodbury(g);
    attempt.x += woodbury(g - system.times(attempt.x, damping));
  }
  judge(system, g, damping, attempt);
  return attempt;
}

/// Hestenes and Stiefel 1952, in the order of Nocedal and Wright 2006, Alg. 5.2.
Attempt solve_cg(const System& system, const arma::vec& g, double damping, const NaturalGradient& options) {
  Attempt attempt;
  attempt.x.zeros(g.n_elem);
  arma::vec r = g, p = g;
  double rr = arma::dot(r, r);
  const double enough = rr * options.tolerance * options.tolerance;
  while (rr > enough && attempt.iterations < options.max_iterations) {
    ++attempt.iterations;
    const arma::vec sp = system.times(p, damping);
    const double length = rr / arma::dot(p, sp);
    attempt.x += length * p;
    r -= length * sp;
    const double rr_before = rr;
    rr = arma::dot(r, r);
    p = r + (rr / rr_before) * p;
  }
  judge(system, g, damping, attempt);
  return attempt;
}

MetricSolver choose(MetricSolver asked, std::size_t n_parameters, std::size_t n_columns) {
  if (asked != MetricSolver::automatic) return asked;
  if (std::min(n_parameters, n_columns) > largest_factor) return MetricSolver::conjugate_gradient;
  return n_parameters <= n_columns ? MetricSolver::dense : MetricSolver::kernel;
}

Attempt solve_once(const System& system, const arma::vec& g, double damping, MetricSolver solver,
                   const NaturalGradient& options) {
  switch (solver) {
    case MetricSolver::kernel:
      return solve_kernel(system, g, damping);
    case MetricSolver::conjugate_gradient:
      return solve_cg(system, g, damping, options);
    default:
      return solve_dense(system, g, damping, options.n_threads);
  }
}

arma::vec solve(const System& system, const arma::vec& g, const NaturalGradient& options,
                MetricReport& report) {
  report = {.solver = choose(options.solver, system.a.n_rows, system.a.n_cols), .damping = options.damping};
  if (!g.is_finite() || !system.a.is_finite())
    throw NumericalError("the gradient or a log-derivative of the natural gradient is not a finite number");
  if (arma::norm(g) == 0) return arma::zeros(g.n_elem);
  const double least = 1e-10 * arma::accu(arma::square(system.a)) / static_cast<double>(system.a.n_rows);
  while (true) {
    Attempt attempt = solve_once(system, g, report.damping, report.solver, options);
    report.iterations += attempt.iterations;
    report.residual = attempt.residual;
    if (attempt.made) return attempt.x;
    if (report.raises == most_raises) break;
    ++report.raises;
    report.damping = std::max({10 * report.damping, least, 1e-300});
  }
  throw NumericalError("the natural gradient could not be solved even with damping " +
                       std::to_string(report.damping) + ": its log-derivatives are too large or too unequal");
}

/// To the longest that is allowed in the metric.
arma::vec shortened(const System& system, arma::vec x, const NaturalGradient& options, MetricReport& report) {
  if (!options.longest) return x;
  report.length = arma::norm(system.a.t() * x);
  if (report.length > *options.longest) x *= *options.longest / report.length;
  return x;
}

}  // namespace

void NaturalGradient::check() const {
  check_nonnegative("the damping of the natural gradient", damping);
  if (!(momentum >= 0 && momentum < 1))
    throw_invalid("the momentum of the natural gradient", momentum, "at least 0 and below 1");
  if (longest) check_positive("the longest direction in the metric", *longest);
  check_positive("the tolerance of conjugate gradients", tolerance);
  check_positive("the number of iterations of conjugate gradients", max_iterations);
  check_positive("the number of threads", n_threads);
}

template <class Scalar>
arma::vec natural_direction(const arma::Mat<Scalar>& log_derivatives, const arma::vec& gradient,
                            const arma::Col<Scalar>& local, const NaturalGradient& options,
                            arma::vec& previous, MetricReport& report, const SampleLayout& layout) {
  options.check();
  check_positive("the number of samples of the natural gradient", log_derivatives.n_cols);
  check_size("the log-derivatives of a sample", log_derivatives.n_rows, gradient.n_elem);
  if (!local.is_empty()) check_size("what is local to the samples", local.n_elem, log_derivatives.n_cols);
  if (layout.n_parts == 0 || log_derivatives.n_cols % layout.n_parts != 0)
    throw_invalid("the number of parts of the samples", layout.n_parts, "a divisor of the number of columns");
  System system{.a = {},
                .e = {},
                .n_samples = log_derivatives.n_cols / layout.n_parts,
                .is_null_in_parts = !layout.is_centred};
  centre(log_derivatives, local, layout, system);
  const bool from_samples = !system.e.is_empty();
  arma::vec g = from_samples ? arma::vec(system.a * system.e) : gradient;
  if (options.momentum == 0) {
    previous.reset();
    return shortened(system, solve(system, g, options, report), options, report);
  }
  if (previous.n_elem != gradient.n_elem) previous.zeros(gradient.n_elem);
  // (S + lambda) (x - mu x_before) = g - mu S x_before stays in the span of the samples.
  const arma::vec seen = options.momentum * (system.a.t() * previous);
  g -= system.a * seen;
  if (from_samples) system.e -= seen;
  previous = options.momentum * previous + solve(system, g, options, report);
  return shortened(system, previous, options, report);
}

template arma::vec natural_direction(const arma::Mat<float>&, const arma::vec&, const arma::Col<float>&,
                                     const NaturalGradient&, arma::vec&, MetricReport&, const SampleLayout&);
template arma::vec natural_direction(const arma::Mat<double>&, const arma::vec&, const arma::Col<double>&,
                                     const NaturalGradient&, arma::vec&, MetricReport&, const SampleLayout&);
template arma::vec natural_direction(const arma::cx_mat&, const arma::vec&, const arma::cx_vec&,
                                     const NaturalGradient&, arma::vec&, MetricReport&, const SampleLayout&);

}  // namespace lenz::optim
