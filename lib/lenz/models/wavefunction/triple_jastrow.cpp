#include "lenz/models/wavefunction/triple_jastrow.hpp"

#include "lenz/core/checks.hpp"

namespace lenz::models {

namespace {

template <LaneReal Real>
using Vector = std::array<Real, 3>;
/// A symmetric matrix, its upper half row by row.
template <LaneReal Real>
using Symmetric = std::array<Real, 6>;

constexpr std::size_t at_row[] = {0, 2, 3};  ///< of a symmetric matrix: element k, l stands at at_row[k] + l

/// value 1 + 2 slope x x^T
template <LaneReal Real>
Symmetric<Real> push(const Real& value, const Real& slope, const Vector<Real>& x, std::size_t d) {
  Symmetric<Real> m{};
  for (std::size_t k = 0; k < d; ++k) {
    for (std::size_t l = k; l < d; ++l) m[at_row[k] + l] = 2 * slope * x[k] * x[l];
    m[at_row[k] + k] += value;
  }
  return m;
}

/// sum_kl a_kl b_kl
template <LaneReal Real>
Real contraction(const Symmetric<Real>& a, const Symmetric<Real>& b, std::size_t d) {
  Real sum{};
  for (std::size_t k = 0; k < d; ++k) {
    sum += a[at_row[k] + k] * b[at_row[k] + k];
    for (std::size_t l = k + 1; l < d; ++l) sum += 2 * a[at_row[k] + l] * b[at_row[k] + l];
  }
  return sum;
}

template <LaneReal Real>
Real element(const Symmetric<Real>& m, std::size_t k, std::size_t l) {
  return k < l ? m[at_row[k] + l] : m[at_row[l] + k];
}

SmoothRange range_of_weight(double length) {
  SmoothRange range(1, length);
  std::array<double, 2> theta{};
  range.parameters(theta);
  theta[0] = 1;
  range.set_parameters(theta);
  return range;
}

}  // namespace

TripleJastrow::TripleJastrow(const Options& options) : o_(options), weight_(range_of_weight(options.range)) {
  check_positive("the order of a triple Jastrow factor", o_.order);
  check_finite("the range of a triple Jastrow factor", o_.range);
  check_positive("the range of a triple Jastrow factor", o_.range);
  ranges_.assign(o_.spins.n_kinds(o_.particles.n), SmoothRange(o_.order, o_.range));
}

void TripleJastrow::parameters(std::span<double> out) const {
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    const std::size_t n = ranges_[k].n_parameters();
    ranges_[k].parameters(out.subspan(n * k, n));
  }
}
void TripleJastrow::set_parameters(std::span<const double> in) {
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    const std::size_t n = ranges_[k].n_parameters();
    ranges_[k].set_parameters(in.subspan(n * k, n));
  }
}

template <LaneReal Real>
void TripleJastrow::sums(std::span<const Real> x, std::vector<Real>& g, std::vector<Real>& h) const {
  const std::size_t n = o_.particles.n, d = o_.particles.dimensions;
  g.assign(n * d, Real{});
  h.assign(n * d, Real{});
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Real rho = o_.particles.distance_squared<Real>(x, i, j);
      const Real t = weight_.value(rho), chi = ranges_[kind(i, j)].value(rho);
      for (std::size_t k = 0; k < d; ++k) {
        const Real step = x[d * i + k] - x[d * j + k];
        g[d * i + k] += t * step;
        g[d * j + k] -= t * step;
        h[d * i + k] += chi * step;
        h[d * j + k] -= chi * step;
      }
    }
  }
}

template <LaneReal Real>
Real TripleJastrow::log_value(const At<Real>& at) const {
  std::vector<Real> g, h;
  sums(at.x, g, h);
  Real sum{};
  for (std::size_t i = 0; i < g.size(); ++i) sum += g[i] * h[i];
  return sum;
}

template <LaneReal Real>
Real TripleJastrow::add_gradient(const At<Real>& at, std::span<Real> gradient) const {
  const std::size_t n = o_.particles.n, d = o_.particles.dimensions;
  std::vector<Real> g, h;
  sums(at.x, g, h);
  std::vector<Symmetric<Real>> of_g(n), of_h(n);
  Real laplacian{};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Vector<Real> x = o_.particles.difference<Real>(at.x, i, j);
      const Real rho = o_.particles.distance_squared<Real>(at.x, i, j);
      const auto t = weight_.expand(rho), chi = ranges_[kind(i, j)].expand(rho);
      const Symmetric<Real> m_g = push(t.value, t.first, x, d), m_h = push(chi.value, chi.first, x, d);
      for (std::size_t k = 0; k < m_g.size(); ++k) {
        of_g[i][k] += m_g[k];
        of_g[j][k] += m_g[k];
        of_h[i][k] += m_h[k];
        of_h[j][k] += m_h[k];
      }
      laplacian += 4 * contraction(m_g, m_h, d);
      const double rank = 2 * static_cast<double>(d + 2);
      const Real bend_g = 4 * rho * t.second + rank * t.first,
                 bend_h = 4 * rho * chi.second + rank * chi.first;
      for (std::size_t k = 0; k < d; ++k) {
        const Real apart_g = g[d * i + k] - g[d * j + k], apart_h = h[d * i + k] - h[d * j + k];
        laplacian += 2 * x[k] * (bend_h * apart_g + bend_g * apart_h);
        Real pull{};
        for (std::size_t l = 0; l < d; ++l) {
          pull += element(m_g, k, l) * (h[d * i + l] - h[d * j + l]);
          pull += element(m_h, k, l) * (g[d * i + l] - g[d * j + l]);
        }
        gradient[d * i + k] += pull;
        gradient[d * j + k] -= pull;
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) laplacian += 2 * contraction(of_g[i], of_h[i], d);
  return laplacian;
}

template <LaneReal Real>
void TripleJastrow::parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
  check_size("out", out.size(), n_parameters());
  const std::size_t d = o_.particles.dimensions, n = ranges_[0].n_parameters();
  std::vector<Real> g, h;
  sums(at.x, g, h);
  for (Real& value : out) value = Real{};
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Vector<Real> x = o_.particles.difference<Real>(at.x, i, j);
      Real weight{};
      for (std::size_t k = 0; k < d; ++k) weight += x[k] * (g[d * i + k] - g[d * j + k]);
      ranges_[kind(i, j)].add_parameter_derivatives(o_.particles.distance_squared<Real>(at.x, i, j), weight,
                                                    out.subspan(n * kind(i, j), n));
    }
  }
}

template <LaneReal Real>
Real TripleJastrow::log_ratio(const At<Real>& at, const ParticleMove<Real>& move,
                              std::span<Real> gradient) const {
  const std::size_t d = o_.particles.dimensions, m = move.particle;
  std::vector<Real> x(at.x.begin(), at.x.end()), g, h;
  for (std::size_t k = 0; k < d; ++k) x[d * m + k] = move.to[k];
  sums<Real>(x, g, h);
  Real sum{};
  for (std::size_t i = 0; i < g.size(); ++i) sum += g[i] * h[i];
  for (std::size_t j = 0; j < o_.particles.n && !gradient.empty(); ++j) {
    if (j == m) continue;
    const Vector<Real> r = o_.particles.difference<Real>(x, m, j);
    const Real rho = o_.particles.distance_squared<Real>(x, m, j);
    const auto t = weight_.expand(rho), chi = ranges_[kind(m, j)].expand(rho);
    const Symmetric<Real> m_g = push(t.value, t.first, r, d), m_h = push(chi.value, chi.first, r, d);
    for (std::size_t k = 0; k < d; ++k) {
      for (std::size_t l = 0; l < d; ++l) {
        gradient[k] += element(m_g, k, l) * (h[d * m + l] - h[d * j + l]);
        gradient[k] += element(m_h, k, l) * (g[d * m + l] - g[d * j + l]);
      }
    }
  }
  return sum - log_value<Real>(at);
}

#define LENZ_FOR(Real)                                                                                      \
  template Real TripleJastrow::log_value<Real>(const At<Real>&) const;                                      \
  template Real TripleJastrow::add_gradient<Real>(const At<Real>&, std::span<Real>) const;                  \
  template void TripleJastrow::parameter_derivatives<Real>(const At<Real>&, std::span<Real>) const;         \
  template Real TripleJastrow::log_ratio<Real>(const At<Real>&, const ParticleMove<Real>&, std::span<Real>) \
      const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
