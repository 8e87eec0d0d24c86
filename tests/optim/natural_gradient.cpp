#include "lenz/optim/natural_gradient.hpp"

#include <complex>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/random/draws.hpp"

#include "support/named_functions.hpp"

namespace natural_gradient_tests {

namespace {

using namespace lenz;
using namespace lenz::optim;

arma::mat random_matrix(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  random::Stream stream({.seed = seed, .purpose = random::Purpose::test});
  arma::mat m(rows, columns);
  for (double& v : m) v = random::normal(stream);
  return m;
}

/// S by its definition, <O O^T> - <O><O>^T, sample by sample.
template <class Scalar>
arma::mat metric_by_definition(const arma::Mat<Scalar>& o) {
  const auto n = static_cast<double>(o.n_cols);
  arma::cx_mat oo(o.n_rows, o.n_rows, arma::fill::zeros);
  arma::cx_vec mean(o.n_rows, arma::fill::zeros);
  for (std::size_t s = 0; s < o.n_cols; ++s) {
    const arma::cx_vec column = arma::conv_to<arma::cx_vec>::from(o.col(s));
    oo += arma::conj(column) * column.st() / n;
    mean += column / n;
  }
  return arma::real(oo - arma::conj(mean) * mean.st());
}

template <class Scalar>
arma::vec covariance_by_definition(const arma::Mat<Scalar>& o, const arma::Col<Scalar>& local) {
  const auto n = static_cast<double>(o.n_cols);
  arma::cx_vec product(o.n_rows, arma::fill::zeros), mean(o.n_rows, arma::fill::zeros);
  std::complex<double> mean_local = 0;
  for (std::size_t s = 0; s < o.n_cols; ++s) {
    const arma::cx_vec column = arma::conj(arma::conv_to<arma::cx_vec>::from(o.col(s)));
    product += column * std::complex<double>(local[s]) / n;
    mean += column / n;
    mean_local += std::complex<double>(local[s]) / n;
  }
  return arma::real(product - mean * mean_local);
}

double off(const arma::vec& x, const arma::vec& exact) { return arma::norm(x - exact) / arma::norm(exact); }

constexpr MetricSolver solvers[] = {MetricSolver::dense, MetricSolver::kernel,
                                    MetricSolver::conjugate_gradient, MetricSolver::automatic};

template <class Scalar>
void check_agreement(const arma::Mat<Scalar>& o, const arma::Col<Scalar>& local) {
  const arma::mat s = metric_by_definition(o) + 1e-3 * arma::eye(o.n_rows, o.n_rows);
  const arma::vec g = random_matrix(o.n_rows, 1, 9), covariance = covariance_by_definition(o, local);
  const arma::vec exact_g = arma::solve(s, g), exact_local = arma::solve(s, covariance);
  for (const MetricSolver solver : solvers) {
    MetricReport report;
    arma::vec none;
    const NaturalGradient options{.solver = solver};
    INFO("solver " << static_cast<int>(solver) << ", " << o.n_rows << " x " << o.n_cols);
    CHECK(off(natural_direction(o, g, {}, options, none, report), exact_g) < 1e-8);
    CHECK(off(natural_direction(o, covariance, local, options, none, report), exact_local) < 1e-8);
    CHECK(report.raises == 0);
    CHECK(report.damping == 1e-3);
    CHECK(report.residual < 1e-8);
    CHECK((report.iterations > 0) == (solver == MetricSolver::conjugate_gradient));
  }
}

/// One-dimensional Gaussians q = N(mu, sigma^2) in natural parameters eta = (mu / sigma^2, -1 / (2 sigma^2)),
/// loss KL(q | p). Six points, mu + sigma (-sqrt 3, 0, 0, 0, 0, sqrt 3), have the moments of q up to the
/// fifth, so that covariances of the sufficient statistics (x, x^2) are exact.
struct GaussianFamily {
  using Scalar = double;
  using State = test::NoState;
  arma::vec target;
  bool gives_local = false;

  std::size_t n_shards() const { return 1; }
  State init(const Parameters<double>&, std::span<random::Stream>) const { return {}; }
  std::vector<std::string> figure_names() const { return {}; }
  static double mean(const arma::vec& eta) { return -0.5 * eta[0] / eta[1]; }
  static double variance(const arma::vec& eta) { return -0.5 / eta[1]; }

  void evaluate(const Parameters<double>& theta, State&, std::span<random::Stream>, std::size_t,
                Evaluation<double>& out) const {
    const arma::vec& eta = theta[0].values;
    const double mu = mean(eta), v = variance(eta), mu_p = mean(target), v_p = variance(target);
    out.value = 0.5 * (v / v_p + (mu - mu_p) * (mu - mu_p) / v_p - 1 - std::log(v / v_p));
    const arma::mat fisher = {{v, 2 * mu * v}, {2 * mu * v, 2 * v * v + 4 * mu * mu * v}};
    out.gradient = {fisher * (eta - target)};
    const arma::rowvec x = mu + std::sqrt(3 * v) * arma::rowvec{-1, 0, 0, 0, 0, 1};
    out.log_derivatives = arma::join_cols(x, arma::square(x));
    if (gives_local) out.local = out.log_derivatives.t() * (eta - target);
  }
};

arma::vec natural_parameters(double mu, double sigma) {
  return {mu / (sigma * sigma), -0.5 / (sigma * sigma)};
}

}  // namespace

TEST_CASE("Dense and kernel and conjugate gradients agree with the definition") {
  for (const auto& [p, m] : {std::pair<int, int>{30, 80}, {80, 30}, {40, 40}, {1, 5}, {5, 1}}) {
    if (m == 1) continue;  // one sample has no covariance
    const auto rows = static_cast<std::size_t>(p), columns = static_cast<std::size_t>(m);
    arma::mat o = random_matrix(rows, columns, 1);
    o.each_col() += 3 * arma::vec(random_matrix(rows, 1, 2));
    check_agreement<double>(o, random_matrix(columns, 1, 3));
    const arma::cx_mat c(o, random_matrix(rows, columns, 4) + 1.5);
    check_agreement<std::complex<double>>(
        c, arma::cx_vec(random_matrix(columns, 1, 5), random_matrix(columns, 1, 6)));
    const arma::fmat f = arma::conv_to<arma::fmat>::from(o);
    check_agreement<float>(f, arma::conv_to<arma::fvec>::from(random_matrix(columns, 1, 3)));
  }
}

TEST_CASE("Auto takes the smaller side and operators where both are large") {
  const auto chosen = [](std::size_t p, std::size_t m) {
    MetricReport report;
    arma::vec none;
    natural_direction<double>(random_matrix(p, m, 1), random_matrix(p, 1, 2), {}, {.damping = 1}, none,
                              report);
    return report.solver;
  };
  CHECK(chosen(10, 20) == MetricSolver::dense);
  CHECK(chosen(20, 10) == MetricSolver::kernel);
  CHECK(chosen(4100, 4100) == MetricSolver::conjugate_gradient);
}

TEST_CASE("SPRING solves the system of its paper and remembers") {
  const arma::mat o = random_matrix(50, 20, 1);
  const arma::vec local = random_matrix(20, 1, 2);
  const double mu = 0.9, lambda = 1e-2;
  // argmin |O^T x - e|^2 + lambda |x - mu x_before|^2 as least squares, with rows of both terms below each
  // other.
  const arma::mat a = (o.each_col() - arma::vec(arma::mean(o, 1))) / std::sqrt(20.0);
  const arma::vec e = (local - arma::mean(local)) / std::sqrt(20.0);
  const arma::mat rows = arma::join_cols(a.t(), std::sqrt(lambda) * arma::eye(50, 50));
  for (const MetricSolver solver : solvers) {
    arma::vec exact(50, arma::fill::zeros), with_local, with_gradient;
    MetricReport report;
    const NaturalGradient options{.solver = solver, .damping = lambda, .momentum = mu};
    for (int step = 0; step < 3; ++step) {
      exact = arma::solve(rows, arma::join_cols(e, std::sqrt(lambda) * mu * exact));
      CHECK(off(natural_direction(o, a * e, local, options, with_local, report), exact) < 1e-8);
      CHECK(off(natural_direction<double>(o, a * e, {}, options, with_gradient, report), exact) < 1e-8);
      CHECK(off(with_local, exact) < 1e-8);
    }
    // Without the memory another direction comes out.
    arma::vec forgotten;
    CHECK(off(natural_direction(o, a * e, local, options, forgotten, report), exact) > 1e-2);
  }
}

TEST_CASE("The kernel form without damping is minSR: the shortest solution") {
  // Its matrix is singular along (1, …, 1): whether a factorisation notices is a matter of rounding, so many
  // are tried.
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::size_t n = 3 + seed;
    const arma::mat o = random_matrix(60, n, seed);
    const arma::vec local = random_matrix(n, 1, 100 + seed);
    const arma::mat a = o.each_col() - arma::vec(arma::mean(o, 1));
    const arma::vec shortest = arma::pinv(arma::mat(a.t()), 1e-8) * (local - arma::mean(local));
    arma::vec none;
    MetricReport report;
    const NaturalGradient options{.solver = MetricSolver::kernel, .damping = 0};
    CHECK(off(natural_direction(o, arma::vec(60), local, options, none, report), shortest) < 1e-8);
    CHECK(report.raises == 0);
  }
}

TEST_CASE("Conjugate gradients that do not converge are given more damping") {
  const arma::mat o = arma::diagmat(arma::logspace(0, 3, 50)) * random_matrix(50, 80, 1);
  const arma::vec g = random_matrix(50, 1, 2);
  arma::vec none;
  MetricReport report;
  const NaturalGradient options{
      .solver = MetricSolver::conjugate_gradient, .damping = 1e-3, .max_iterations = 30};
  const arma::vec x = natural_direction<double>(o, g, {}, options, none, report);
  CHECK(report.raises > 0);
  CHECK(report.damping > 1e-3);
  CHECK(report.residual < 1e-6);
  CHECK(arma::norm(metric_by_definition(o) * x + report.damping * x - g) < 1e-5 * arma::norm(g));
}

TEST_CASE("A metric that cannot be factorised is damped until it can and the report says so") {
  const arma::mat thin = random_matrix(12, 3, 1);
  arma::mat o = random_matrix(12, 12, 2) * 0;
  for (std::size_t s = 0; s < 40; ++s) o = arma::join_rows(o, thin * random_matrix(3, 1, 10 + s));
  const arma::vec g = random_matrix(12, 1, 3);  // not in the span of the samples
  for (const MetricSolver solver : {MetricSolver::dense, MetricSolver::kernel}) {
    arma::vec none;
    MetricReport report;
    const NaturalGradient options{.solver = solver, .damping = 0};
    const arma::vec x = natural_direction<double>(o, g, {}, options, none, report);
    CHECK(report.raises > 0);
    CHECK(report.damping > 0);
    const arma::mat s = metric_by_definition(o);
    CHECK(arma::norm(s * x + report.damping * x - g) < 1e-5 * arma::norm(g));
  }
  arma::vec none;
  MetricReport report;
  arma::mat bad = o;
  bad(3, 3) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(natural_direction<double>(bad, g, {}, {}, none, report), NumericalError);
  CHECK_THROWS_AS(natural_direction<double>(o, arma::vec(5), {}, {}, none, report), std::invalid_argument);
  CHECK_THROWS_AS(natural_direction<double>(o, g, arma::vec(5), {}, none, report), std::invalid_argument);
  CHECK_THROWS_AS(natural_direction<double>(arma::mat(12, 0), g, {}, {}, none, report),
                  std::invalid_argument);
}

TEST_CASE("The natural gradient of a Gaussian family is its closed form and goes to the target in one step") {
  const arma::vec start = natural_parameters(-0.7, 1.6), target = natural_parameters(1.2, 0.5);
  for (const bool gives_local : {false, true}) {
    const GaussianFamily family{.target = target, .gives_local = gives_local};
    for (const MetricSolver solver :
         {MetricSolver::dense, MetricSolver::conjugate_gradient, MetricSolver::automatic}) {
      auto state = start_at(family, {{.name = "eta", .values = start}}, {.seed = 1});
      NoCheckpoints sink;
      NoProgress progress;
      const MinimizePlan plan{.steps = 1, .metric = NaturalGradient{.solver = solver, .damping = 0}};
      minimize(family, {{.rule = Sgd{Constant{1}}}}, plan, state, sink, progress);
      CHECK(arma::norm(state.parameters[0].values - target) < 1e-10);
    }
    // The gradient itself, with the same rate, is far away.
    auto state = start_at(family, {{.name = "eta", .values = start}}, {.seed = 1});
    NoCheckpoints sink;
    NoProgress progress;
    minimize(family, {{.rule = Sgd{Constant{1}}}}, {.steps = 1}, state, sink, progress);
    CHECK(arma::norm(state.parameters[0].values - target) > 0.1);
  }
}

TEST_CASE("In mean and logarithm of the width the natural gradient of a Gaussian is known too") {
  // KL(N(mu, sigma^2) | N(0, 1)): gradient (mu, sigma^2 - 1), Fisher matrix diag(1 / sigma^2, 2).
  const double mu = 0.4, sigma = 1.3;
  const arma::rowvec z = std::sqrt(3.0) * arma::rowvec{-1, 0, 0, 0, 0, 1};
  const arma::mat o = arma::join_cols(z / sigma, arma::square(z) - 1);
  arma::vec none;
  MetricReport report;
  const arma::vec x = natural_direction<double>(o, {mu, sigma * sigma - 1}, {}, {.damping = 0}, none, report);
  CHECK(x[0] == Approx(sigma * sigma * mu).epsilon(1e-12));
  CHECK(x[1] == Approx((sigma * sigma - 1) / 2).epsilon(1e-12));
}

TEST_CASE("No direction is longer in the metric than the longest and its way stays") {
  const arma::mat o = random_matrix(5, 40, 3);
  const arma::vec g = random_matrix(5, 1, 4);
  const arma::mat s = metric_by_definition(o);
  for (const MetricSolver solver : solvers) {
    for (const double momentum : {0.0, 0.9}) {
      arma::vec before = random_matrix(5, 1, 6), same = before, none;
      MetricReport report;
      NaturalGradient options{.solver = solver, .momentum = momentum};
      const arma::vec x = natural_direction(o, g, {}, options, same, report);
      CHECK(report.length == 0);
      const double length = std::sqrt(arma::dot(x, s * x));
      for (const double longest : {0.1 * length, 2 * length}) {
        arma::vec memory = before;
        options.longest = longest;
        const arma::vec shorter = natural_direction(o, g, {}, options, memory, report);
        CHECK(report.length == Approx(length));
        CHECK(off(shorter, x * std::min(1.0, longest / length)) < 1e-10);
        if (momentum > 0) CHECK(off(memory, same) < 1e-14);
      }
    }
  }
  arma::vec none;
  MetricReport report;
  CHECK_THROWS_AS(natural_direction(o, g, {}, {.longest = 0.0}, none, report), std::invalid_argument);
}

}  // namespace natural_gradient_tests
