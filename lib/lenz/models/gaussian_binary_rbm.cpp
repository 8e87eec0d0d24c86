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

void GaussianBinaryRbm::theta(std::span<const double> x, std::span<double> out) const {
  const std::size_t n = dimension();
  for (std::size_t j = 0; j < out.size(); ++j) {
    double sum = p_.b[j];
    for (std::size_t i = 0; i < n; ++i) sum += x[i] * p_.w[i + n * j] * inverse_variance_[i];
    out[j] = sum;
  }
}

double GaussianBinaryRbm::log_marginal(std::span<const double> x, std::span<const double> theta) const {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum -= (x[i] - p_.a[i]) * (x[i] - p_.a[i]) * inverse_variance_[i] / 2;
  for (const double t : theta) sum += softplus(t);
  return sum;
}

void GaussianBinaryRbm::pulls(std::span<const double> theta, std::span<double> out) const {
  const std::size_t n = dimension();
  for (double& value : out) value = 0;
  for (std::size_t j = 0; j < theta.size(); ++j) {
    const double s = logistic(theta[j]);
    for (std::size_t i = 0; i < n; ++i) out[i] += p_.w[i + n * j] * s;
  }
}

void GaussianBinaryRbm::grad_log_density(const Walker& w, std::span<double> g) const {
  pulls(w.cache, g);
  for (std::size_t i = 0; i < g.size(); ++i) g[i] = power_ * (p_.a[i] - w.x[i] + g[i]) * inverse_variance_[i];
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

double GaussianBinaryRbm::gradient_and_laplacian(std::span<const double> x, std::span<const double> theta,
                                                 std::span<double> gradient) const {
  const std::size_t n = dimension();
  pulls(theta, gradient);
  double laplacian = 0;
  for (std::size_t i = 0; i < n; ++i) {
    gradient[i] = (p_.a[i] - x[i] + gradient[i]) * inverse_variance_[i];
    laplacian -= inverse_variance_[i];
  }
  for (std::size_t j = 0; j < theta.size(); ++j) {
    const double s = logistic(theta[j]), slope = s * (1 - s);
    for (std::size_t i = 0; i < n; ++i) {
      const double pull = p_.w[i + n * j] * inverse_variance_[i];
      laplacian += pull * pull * slope;
    }
  }
  return laplacian;
}

void GaussianBinaryRbm::parameter_derivatives(std::span<const double> x, std::span<const double> theta,
                                              std::span<double> out) const {
  const std::size_t n = dimension(), m = p_.n_hidden();
  check_size("out", out.size(), n_parameters());
  const auto of_a = out.first(n), of_b = out.subspan(n, m), of_w = out.subspan(n + m, n * m),
             of_width = out.last(n);
  pulls(theta, of_width);
  for (std::size_t i = 0; i < n; ++i) {
    const double from_centre = x[i] - p_.a[i];
    of_a[i] = from_centre * inverse_variance_[i];
    of_width[i] = (from_centre * from_centre - 2 * x[i] * of_width[i]) * inverse_variance_[i];
  }
  for (std::size_t j = 0; j < m; ++j) {
    of_b[j] = logistic(theta[j]);
    for (std::size_t i = 0; i < n; ++i) of_w[i + n * j] = x[i] * of_b[j] * inverse_variance_[i];
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

}  // namespace lenz::models
