#include "lenz/models/gaussian_binary_rbm.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::models {

void RbmParameters::check() const {
  check_positive("the number of visible units", a.size());
  check_size("w", w.size(), a.size() * b.size());
  check_size("sigma", sigma.size(), a.size());
  for (const double value : a) check_finite("a centre", value);
  for (const double value : b) check_finite("a bias", value);
  for (const double value : w) check_finite("a weight", value);
  for (const double value : sigma) {
    check_finite("a width", value);
    check_positive("a width", value);
  }
}

GaussianBinaryRbm::GaussianBinaryRbm(RbmParameters parameters, unsigned power)
    : p_(std::move(parameters)), power_(power) {
  p_.check();
  if (power != 1 && power != 2) throw_invalid("power", power, "1 or 2");
  for (const double s : p_.sigma) inverse_variance_.push_back(1 / (s * s));
}

GaussianBinaryRbm::Walker GaussianBinaryRbm::walker(std::vector<double> x) const {
  check_point(x, dimension());
  Walker w{.x = std::move(x), .cache = std::vector<double>(p_.n_hidden())};
  theta(w.x, w.cache);
  return w;
}

void GaussianBinaryRbm::place(Walker& w, std::span<const double> x) const {
  w.x.assign(x.begin(), x.end());
  theta(w.x, w.cache);
  w.n_updates = 0;
}

template <LaneReal Real>
void GaussianBinaryRbm::theta(Numbers<Real> x, Result<Real> out) const {
  const std::size_t n = dimension();
  for (std::size_t j = 0; j < out.size(); ++j) {
    Real sum = lanes::broadcast<Real>(p_.b[j]);
    for (std::size_t i = 0; i < n; ++i) sum += x[i] * (p_.w[i + n * j] * inverse_variance_[i]);
    out[j] = sum;
  }
}

template <LaneReal Real>
Real GaussianBinaryRbm::log_marginal(Numbers<Real> x, Numbers<Real> theta) const {
  Real sum{};
  for (std::size_t i = 0; i < x.size(); ++i)
    sum -= (x[i] - p_.a[i]) * (x[i] - p_.a[i]) * (inverse_variance_[i] / 2);
  for (const Real& t : theta) sum += lanes::softplus(t);
  return sum;
}

void GaussianBinaryRbm::grad_log_density(const Walker& w, std::span<double> g) const {
  gradient_and_laplacian(w.x, w.cache, g);
  for (double& value : g) value *= power_;
}

double GaussianBinaryRbm::log_ratio(const Walker& w, Move move) const {
  const std::size_t i = move.index, n = dimension();
  const double v = inverse_variance_[i];
  double sum = -move.delta * (w.x[i] - p_.a[i] + move.delta / 2) * v;
  for (std::size_t j = 0; j < p_.n_hidden(); ++j)
    sum += softplus(w.cache[j] + move.delta * p_.w[i + n * j] * v) - softplus(w.cache[j]);
  return power_ * sum;
}

void GaussianBinaryRbm::accept(Walker& w, Move move) const {
  const std::size_t n = dimension();
  w.x[move.index] += move.delta;
  const double change = move.delta * inverse_variance_[move.index];
  for (std::size_t j = 0; j < p_.n_hidden(); ++j) w.cache[j] += change * p_.w[move.index + n * j];
  if (++w.n_updates < updates_between_rebuilds) return;
  theta(w.x, w.cache);
  w.n_updates = 0;
}

template <LaneReal Real>
Real GaussianBinaryRbm::gradient_and_laplacian(Numbers<Real> x, Numbers<Real> theta,
                                               Result<Real> gradient) const {
  const std::size_t n = dimension();
  Real laplacian{};
  for (std::size_t i = 0; i < n; ++i) {
    gradient[i] = (p_.a[i] - x[i]) * inverse_variance_[i];
    laplacian -= inverse_variance_[i];
  }
  for (std::size_t j = 0; j < theta.size(); ++j) {
    const Real s = lanes::logistic(theta[j]), slope = s * (1 - s);
    for (std::size_t i = 0; i < n; ++i) {
      const double pull = p_.w[i + n * j] * inverse_variance_[i];
      gradient[i] += pull * s;
      laplacian += pull * pull * slope;
    }
  }
  return laplacian;
}

template <LaneReal Real>
void GaussianBinaryRbm::parameter_derivatives(Numbers<Real> x, Numbers<Real> theta, Result<Real> out) const {
  const std::size_t n = dimension(), m = p_.n_hidden();
  check_size("out", out.size(), n_parameters());
  const auto of_a = out.first(n), of_b = out.subspan(n, m), of_w = out.subspan(n + m, n * m),
             of_width = out.last(n);
  for (std::size_t i = 0; i < n; ++i) of_width[i] = Real{};
  for (std::size_t j = 0; j < m; ++j) {
    of_b[j] = lanes::logistic(theta[j]);
    for (std::size_t i = 0; i < n; ++i) {
      of_w[i + n * j] = x[i] * of_b[j] * inverse_variance_[i];
      of_width[i] += p_.w[i + n * j] * of_b[j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    const Real from_centre = x[i] - p_.a[i];
    of_a[i] = from_centre * inverse_variance_[i];
    of_width[i] = (from_centre * from_centre - 2 * x[i] * of_width[i]) * inverse_variance_[i];
  }
}

void GaussianBinaryRbm::visible_means(std::span<const std::uint8_t> h, std::span<double> out) const {
  const std::size_t n = dimension();
  for (std::size_t i = 0; i < n; ++i) out[i] = p_.a[i];
  for (std::size_t j = 0; j < h.size(); ++j) {
    if (h[j] == 0) continue;
    for (std::size_t i = 0; i < n; ++i) out[i] += p_.w[i + n * j];
  }
}

double GaussianBinaryRbm::log_hidden_marginal(std::span<const std::uint8_t> h) const {
  std::vector<double> mean(dimension());
  visible_means(h, mean);
  double sum = 0;
  for (std::size_t j = 0; j < h.size(); ++j) sum += h[j] != 0 ? p_.b[j] : 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double u = mean[i] - p_.a[i];
    sum += (p_.a[i] + u / 2) * u * inverse_variance_[i] -
           std::log(inverse_variance_[i] / (2 * std::numbers::pi)) / 2;
  }
  return sum;
}

#define LENZ_FOR(Real)                                                                                      \
  template void GaussianBinaryRbm::theta<Real>(Numbers<Real>, Result<Real>) const;                          \
  template Real GaussianBinaryRbm::log_marginal<Real>(Numbers<Real>, Numbers<Real>) const;                  \
  template Real GaussianBinaryRbm::gradient_and_laplacian<Real>(Numbers<Real>, Numbers<Real>, Result<Real>) \
      const;                                                                                                \
  template void GaussianBinaryRbm::parameter_derivatives<Real>(Numbers<Real>, Numbers<Real>, Result<Real>)  \
      const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
