#include "lenz/exact/bethe.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <stdexcept>

#include <boost/math/quadrature/exp_sinh.hpp>

#include "lenz/exact/extended.hpp"

namespace lenz::exact::bethe {

namespace {

/// acos Delta, to all digits near Delta = 1.
Real angle(Real anisotropy) { return 2 * std::asin(std::sqrt((1 - anisotropy) / 2)); }

/// theta_n with its derivative, for one g and n.
class Phase {
 public:
  Phase(Real g, int n) : g_(g), n_(n), cot_(g == 0 ? 0 : std::cos(n * g / 2) / std::sin(n * g / 2)) {}
  Real operator()(Real x) const { return 2 * std::atan(g_ == 0 ? 2 * x / n_ : cot_ * std::tanh(g_ * x)); }
  Real slope(Real x) const {
    if (g_ == 0) return 4 * n_ / (n_ * n_ + 4 * x * x);
    const Real t = std::tanh(g_ * x);
    return 2 * cot_ * g_ * (1 - t * t) / (1 + cot_ * cot_ * t * t);
  }

 private:
  Real g_;
  int n_;
  Real cot_;
};

/// The equations of one ring. Sums run in one order, whatever the threads of the solver.
class Equations {
 public:
  explicit Equations(const Ring& ring)
      : n_(ring.n_sites), one_(angle(ring.anisotropy), 1), two_(angle(ring.anisotropy), 2) {}

  std::size_t size() const { return n_ / 2; }
  Real quantum_number(std::size_t j) const {
    return static_cast<Real>(j) - static_cast<Real>(size() - 1) / 2;
  }

  std::vector<Real> infinite_chain() const {
    std::vector<Real> x(size());
    for (std::size_t j = 0; j < size(); ++j)
      x[j] = std::asinh(std::tan(2 * pi * quantum_number(j) / static_cast<Real>(n_))) / pi;
    return x;
  }

  /// (left - right)/N.
  std::vector<Real> residual(const std::vector<Real>& x) const {
    std::vector<Real> r(size());
    for (std::size_t j = 0; j < size(); ++j) {
      Real sum = 2 * pi * quantum_number(j);
      for (const Real y : x) sum += two_(x[j] - y);
      r[j] = one_(x[j]) - sum / static_cast<Real>(n_);
    }
    return r;
  }

  arma::mat jacobian(const std::vector<Real>& x) const {
    arma::mat a(size(), size());
    for (std::size_t j = 0; j < size(); ++j) {
      Real sum = 0;
      for (std::size_t k = 0; k < size(); ++k) {
        const Real slope = j == k ? 0 : two_.slope(x[j] - x[k]) / static_cast<Real>(n_);
        a(j, k) = static_cast<double>(slope);
        sum += slope;
      }
      a(j, j) = static_cast<double>(one_.slope(x[j]) - sum);
    }
    return a;
  }

 private:
  std::size_t n_;
  Phase one_, two_;
};

Real largest(const std::vector<Real>& r) {
  Real most = 0;
  for (const Real x : r) most = std::max(most, std::fabs(x));
  return most;
}

Real energy(const Ring& ring, const std::vector<Real>& x) {
  const Real g = angle(ring.anisotropy), sine = std::sin(g), half = std::sin(g / 2);
  Real sum = 0;
  for (const Real y : x) {
    const Real s = std::sinh(g * y);
    sum += g == 0 ? 2 / (4 * y * y + 1) : sine * sine / (2 * (s * s + half * half));
  }
  return ring.coupling * (static_cast<Real>(ring.n_sites) * ring.anisotropy / 4 - sum);
}

/// Newton's iteration doubles its digits from a start that is good to 1/N; more means that it fails.
constexpr std::size_t most_steps = 50;

}  // namespace

Applies applies(const Ring& ring) {
  if (ring.n_sites < 2 || ring.n_sites > 4096 || ring.n_sites % 2 != 0)
    return {"the Bethe ansatz is offered for rings of an even number of sites, 2 to 4096"};
  if (!(ring.coupling > 0) || !std::isfinite(ring.coupling))
    return {"the Bethe ansatz is offered for a positive coupling"};
  if (!(ring.anisotropy > -1 && ring.anisotropy <= 1))
    return {"the Bethe ansatz is offered for an anisotropy above -1 and up to 1"};
  return {};
}

Solution solve(const Ring& ring) {
  if (const Applies verdict = applies(ring); !verdict) throw std::invalid_argument(verdict.reason);
  const Equations equations(ring);
  std::vector<Real> x = equations.infinite_chain(), r = equations.residual(x);
  Solution solution;
  while (largest(r) > 1e-16L && solution.n_steps < most_steps) {
    arma::vec right(x.size()), step;
    for (std::size_t j = 0; j < x.size(); ++j) right(j) = static_cast<double>(r[j]);
    if (!arma::solve(step, equations.jacobian(x), right, arma::solve_opts::no_approx)) break;
    std::vector<Real> next = x;
    for (std::size_t j = 0; j < x.size(); ++j) next[j] -= step(j);
    const std::vector<Real> r_next = equations.residual(next);
    ++solution.n_steps;
    if (!(largest(r_next) < largest(r))) break;
    x = next, r = r_next;
  }
  if (!(largest(r) < 1e-13L)) throw std::runtime_error("the Bethe equations were not solved to 1e-13");
  solution.rapidities.assign(x.begin(), x.end());
  solution.residual = static_cast<double>(largest(r));
  solution.energy = static_cast<double>(energy(ring, x));
  return solution;
}

double ground_energy(const Ring& ring) { return solve(ring).energy; }

double infinite_chain(const Ring& ring) {
  if (const Applies verdict = applies({2, ring.coupling, ring.anisotropy}); !verdict)
    throw std::invalid_argument(verdict.reason);
  const Real j = ring.coupling, g = angle(ring.anisotropy);
  if (g == 0) return static_cast<double>(j * (0.25L - std::log(Real{2})));
  // In u = g t, with sinh a/sinh b as exponentials that do not overflow.
  const auto f = [g](Real u) {
    const Real t = u / g;
    const Real ratio =
        t == 0 ? (pi - g) / pi : std::exp(-u) * std::expm1(-2 * (pi - g) * t) / std::expm1(-2 * pi * t);
    return ratio * 2 * std::exp(-u) / (1 + std::exp(-2 * u));
  };
  boost::math::quadrature::exp_sinh<Real> rule;
  return static_cast<double>(j *
                             (ring.anisotropy / 4.0L - std::sin(g) / g * rule.integrate(f, Real{1e-18L})));
}

}  // namespace lenz::exact::bethe
