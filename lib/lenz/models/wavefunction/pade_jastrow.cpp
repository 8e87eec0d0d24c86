#include "lenz/models/wavefunction/pade_jastrow.hpp"

#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::models {

double kato_slope(std::size_t dimensions, PairKind kind, double strength) {
  if (dimensions < 2) throw_invalid("dimensions", dimensions, "at least 2");
  const auto d = static_cast<double>(dimensions);
  return strength / (kind == PairKind::unlike ? d - 1 : d + 1);
}

PadeJastrow::PadeJastrow(const Options& options) : o_(options) {
  if (o_.n_up > o_.particles.n) throw_invalid("n_up", o_.n_up, "at most the number of particles");
  for (const double slope : {o_.slope_unlike, o_.slope_like}) check_finite("the slope of a cusp", slope);
  for (const double beta : {o_.beta_unlike, o_.beta_like}) {
    check_finite("beta", beta);
    check_positive("beta", beta);
  }
  has_like_ = o_.identical && (o_.n_up > 1 || o_.particles.n - o_.n_up > 1);
}

PadeJastrow::Pair PadeJastrow::pair(std::size_t i, std::size_t j) const {
  const bool like = o_.identical && (i < o_.n_up) == (j < o_.n_up);
  if (like) return {.slope = o_.slope_like, .beta = o_.beta_like, .parameter = 1};
  return {.slope = o_.slope_unlike, .beta = o_.beta_unlike, .parameter = 0};
}

double PadeJastrow::log_value(std::span<const double> x) const {
  double sum = 0;
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Pair p = pair(i, j);
      const double r = std::sqrt(o_.particles.distance_squared(x, i, j));
      sum += p.slope * r / (1 + p.beta * r);
    }
  }
  return sum;
}

double PadeJastrow::add_gradient(std::span<const double> x, std::span<double> g) const {
  const std::size_t d = o_.particles.dimensions;
  double laplacian = 0;
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Pair p = pair(i, j);
      const double r = std::sqrt(o_.particles.distance_squared(x, i, j)), q = 1 / (1 + p.beta * r);
      if (r == 0) continue;
      const double first = p.slope * q * q, second = -2 * p.beta * first * q;
      laplacian += 2 * (second + static_cast<double>(d - 1) * first / r);
      for (std::size_t k = 0; k < d; ++k) {
        const double pull = first * (x[d * i + k] - x[d * j + k]) / r;
        g[d * i + k] += pull;
        g[d * j + k] -= pull;
      }
    }
  }
  return laplacian;
}

void PadeJastrow::parameter_derivatives(std::span<const double> x, std::span<double> out) const {
  check_size("out", out.size(), n_parameters());
  for (double& value : out) value = 0;
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Pair p = pair(i, j);
      const double r = std::sqrt(o_.particles.distance_squared(x, i, j)), s = r / (1 + p.beta * r);
      out[p.parameter] -= p.beta * p.slope * s * s;
    }
  }
}

}  // namespace lenz::models
