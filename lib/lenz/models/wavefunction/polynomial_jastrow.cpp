#include "lenz/models/wavefunction/polynomial_jastrow.hpp"

#include <array>
#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::models {

PolynomialJastrow::PolynomialJastrow(const Options& options)
    : o_(options),
      slope_{options.slope_unlike, options.slope_like},
      beta_{options.beta_unlike, options.beta_like},
      gamma_(options.gamma),
      d_(options.order, 0.0) {
  if (o_.spins.n_up > o_.particles.n) throw_invalid("n_up", o_.spins.n_up, "at most the number of particles");
  if (o_.particles.n > max_particles) throw_invalid("the number of particles", o_.particles.n, "at most 64");
  for (const double slope : slope_) check_finite("the slope of a cusp", slope);
  for (const double beta : beta_) check_positive("beta", beta);
  check_positive("gamma", gamma_);
  check_positive("omega", o_.omega);
  n_kinds_ = o_.spins.n_kinds(o_.particles.n);
  pair_.assign(n_kinds_, PairPolynomial(o_.order));
}

void PolynomialJastrow::parameters(std::span<double> out) const {
  for (std::size_t k = 0; k < n_kinds_; ++k) {
    out[k] = std::log(beta_[k]);
    const std::size_t n = pair_[k].n_parameters();
    pair_[k].parameters(out.subspan(first_c() + k * n, n));
  }
  out[n_kinds_] = std::log(gamma_);
  for (std::size_t m = 0; m < d_.size(); ++m) out[n_kinds_ + 1 + m] = d_[m];
}
void PolynomialJastrow::set_parameters(std::span<const double> in) {
  for (std::size_t k = 0; k < n_kinds_; ++k) {
    beta_[k] = std::exp(in[k]);
    const std::size_t n = pair_[k].n_parameters();
    pair_[k].set_parameters(in.subspan(first_c() + k * n, n));
  }
  gamma_ = std::exp(in[n_kinds_]);
  for (std::size_t m = 0; m < d_.size(); ++m) d_[m] = in[n_kinds_ + 1 + m];
}

template <LaneReal Real>
Real PolynomialJastrow::height(const Real* r) const {
  Real sum{};
  for (std::size_t a = 0; a < o_.particles.dimensions; ++a) sum += r[a] * r[a];
  return o_.omega * sum;
}
template <LaneReal Real>
Powers<Real> PolynomialJastrow::powers(const Real* r) const {
  const Real y = height(r);
  return Powers<Real>(y / (1 + gamma_ * y), o_.order);
}
template <LaneReal Real>
Real PolynomialJastrow::one_body(const std::array<Real, Powers<Real>::max_order + 1>& powers) const {
  Real sum{};
  for (std::size_t m = 1; m <= d_.size(); ++m) sum += d_[m - 1] * powers[m];
  return sum;
}

template <LaneReal Real>
Real PolynomialJastrow::log_value(const At<Real>& at) const {
  Real sum{};
  std::array<Powers<Real>, max_particles> p;
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    p[i] = powers(&at.x[o_.particles.dimensions * i]);
    sum += one_body(p[i].of);
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t k = kind(i, j);
      const Real r = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
      const Real s = r / (1 + beta_[k] * r);
      sum += slope_[k] * s + pair_[k].value(s, p[i], p[j]);
    }
  }
  return sum;
}

/// A particle on its own: the powers of p, grad p = lift r, and what the chain rule asks of log f.
template <LaneReal Real>
struct PolynomialJastrow::Place {
  Powers<Real> p;
  Real y, z, lift;
  Real first, second;  ///< d log f / d p, d^2 log f / d p^2
};

template <LaneReal Real>
PolynomialJastrow::Place<Real> PolynomialJastrow::place(const Real* r) const {
  const Real y = height(r), z = 1 / (1 + gamma_ * y);
  const Powers<Real> p(y * z, o_.order);
  return {.p = p,
          .y = y,
          .z = z,
          .lift = 2 * o_.omega * z * z,
          .first = one_body(p.first),
          .second = one_body(p.second)};
}

/// The part of s in g, all of a pair in the Laplacian but what p_i and p_j have by themselves, which goes to
/// their places.
template <LaneReal Real>
Real PolynomialJastrow::add_pair(const At<Real>& at, std::size_t i, std::size_t j, Place<Real>& here,
                                 Place<Real>& there, std::span<Real> g) const {
  const std::size_t d = o_.particles.dimensions, k = kind(i, j);
  const Real r = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
  const Real q = 1 / (1 + beta_[k] * r), s = r * q;
  const auto u = pair_[k].curvatures(s, here.p, there.p);
  // (d log f / ds) / r, in which only the cusp diverges, times s'
  const Real over_r = q * q * (lanes::select(r > 0, slope_[k] / r, Real{}) + q * u.s);
  Real along_i{}, along_j{};
  for (std::size_t a = 0; a < d; ++a) {
    const Real x_i = at.x[d * i + a], x_j = at.x[d * j + a], step = x_i - x_j;
    g[d * i + a] += over_r * step;
    g[d * j + a] -= over_r * step;
    along_i += step * x_i;
    along_j -= step * x_j;
  }
  here.first += u.u;
  there.first += u.v;
  here.second += u.uu;
  there.second += u.vv;
  const Real cubed = q * q * q;
  return 2 *
         (cubed * (q * u.ss - 2 * beta_[k] * (slope_[k] + s * u.s)) + static_cast<double>(d - 1) * over_r +
          cubed * (u.su * here.lift * along_i + u.sv * there.lift * along_j));
}

template <LaneReal Real>
Real PolynomialJastrow::add_gradient(const At<Real>& at, std::span<Real> g) const {
  const std::size_t d = o_.particles.dimensions, n = o_.particles.n;
  Real laplacian{};
  std::array<Place<Real>, max_particles> places;
  for (std::size_t i = 0; i < n; ++i) {
    places[i] = place(&at.x[d * i]);
    for (std::size_t j = 0; j < i; ++j) laplacian += add_pair(at, i, j, places[i], places[j], g);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const Place<Real>& own = places[i];
    for (std::size_t a = 0; a < d; ++a) g[d * i + a] += own.first * own.lift * at.x[d * i + a];
    laplacian += own.lift * (own.first * (static_cast<double>(d) - 4 * gamma_ * own.y * own.z) +
                             own.second * own.lift * own.y / o_.omega);
  }
  return laplacian;
}

template <LaneReal Real>
void PolynomialJastrow::parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
  check_size("out", out.size(), n_parameters());
  const std::size_t n = o_.particles.n, n_c = pair_[0].n_parameters();
  for (Real& value : out) value = Real{};
  std::array<Powers<Real>, max_particles> p;
  for (std::size_t i = 0; i < n; ++i) {
    p[i] = powers(&at.x[o_.particles.dimensions * i]);
    out[n_kinds_] -= gamma_ * one_body(p[i].first) * p[i].of[2];
    for (std::size_t m = 1; m <= d_.size(); ++m) out[n_kinds_ + m] += p[i].of[m];
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t k = kind(i, j);
      const Real r = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
      const Real s = r / (1 + beta_[k] * r);
      const auto u = pair_[k].slopes(s, p[i], p[j]);
      out[k] -= beta_[k] * (slope_[k] + s * u.s) * s * s;
      out[n_kinds_] -= gamma_ * (u.u * p[i].of[2] + u.v * p[j].of[2]);
      pair_[k].add_parameter_derivatives(s, p[i], p[j], out.subspan(first_c() + k * n_c, n_c));
    }
  }
}

template <LaneReal Real>
Real PolynomialJastrow::log_ratio(const At<Real>& at, const ParticleMove<Real>& move,
                                  std::span<Real> g) const {
  const std::size_t i = move.particle, d = o_.particles.dimensions;
  const Powers<Real> before = powers(&at.x[d * i]), after = powers(move.to.data());
  Real sum = one_body(after.of) - one_body(before.of), first = one_body(after.first);
  for (std::size_t j = 0; j < o_.particles.n; ++j) {
    if (j == i) continue;
    const std::size_t k = kind(i, j);
    const Powers<Real> other = powers(&at.x[d * j]);
    const Real r_before = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, i, j));
    const Real r = lanes::sqrt(o_.particles.distance_squared<Real>(at.x, j, move.to));
    const Real q_before = 1 / (1 + beta_[k] * r_before), q = 1 / (1 + beta_[k] * r);
    // a (s' - s) over one denominator
    sum += slope_[k] * (r - r_before) * (q * q_before) -
           pair_[k].value<Real>(r_before * q_before, before, other);
    if (g.empty()) {
      sum += pair_[k].value<Real>(r * q, after, other);
      continue;
    }
    const auto u = pair_[k].slopes<Real>(r * q, after, other);
    sum += u.value;
    first += u.u;
    const Real over_r = q * q * (lanes::select(r > 0, slope_[k] / r, Real{}) + q * u.s);
    for (std::size_t a = 0; a < d; ++a) g[a] += over_r * (move.to[a] - at.x[d * j + a]);
  }
  if (g.empty()) return sum;
  const Real z = 1 / (1 + gamma_ * height(move.to.data()));
  for (std::size_t a = 0; a < d; ++a) g[a] += first * 2 * o_.omega * z * z * move.to[a];
  return sum;
}

#define LENZ_FOR(Real)                                                                                  \
  template Real PolynomialJastrow::log_value<Real>(const At<Real>&) const;                              \
  template Real PolynomialJastrow::add_gradient<Real>(const At<Real>&, std::span<Real>) const;          \
  template void PolynomialJastrow::parameter_derivatives<Real>(const At<Real>&, std::span<Real>) const; \
  template Real PolynomialJastrow::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&,          \
                                                   std::span<Real>) const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
