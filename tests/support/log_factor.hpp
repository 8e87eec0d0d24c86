#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"

#include "support/finite_differences.hpp"

/// Everything a factor of a wavefunction says about itself, held against its log_value alone.
namespace lenz::test {

using Coordinates = std::vector<double>;

template <models::LogFactor F>
double log_value(const F& f, const Coordinates& x) {
  return f.template log_value<double>(models::Rebuilt<F, double>(f, x).at());
}
template <models::LogFactor F>
double add_gradient(const F& f, const Coordinates& x, Coordinates& g) {
  return f.template add_gradient<double>(models::Rebuilt<F, double>(f, x).at(), g);
}
template <models::LogFactor F>
Coordinates parameters_of(const F& f) {
  Coordinates theta(f.n_parameters());
  f.parameters(theta);
  return theta;
}

/// How far a factor is from what it says it is; each number should be small.
struct FactorMismatch {
  double gradient = 0, laplacian = 0, parameters = 0;  ///< against central differences
  double ratio = 0, moved_gradient = 0;  ///< of a move, against the values and gradients at its ends
  double cache = 0;                      ///< after many moves, against one built anew
  double lanes = 0;                      ///< eight walkers at once against each by itself

  double largest() const {
    return std::max({gradient, laplacian, parameters, ratio, moved_gradient, cache, lanes});
  }
};

namespace factor_detail {

template <class F>
double laplacian_mismatch(const F& f, const Coordinates& x, double laplacian) {
  constexpr double h = 1e-5;
  double second = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Coordinates up = x, down = x, g_up(x.size(), 0), g_down(x.size(), 0);
    up[i] += h;
    down[i] -= h;
    add_gradient(f, up, g_up);
    add_gradient(f, down, g_down);
    second += (g_up[i] - g_down[i]) / (2 * h);
  }
  return std::fabs(laplacian - second) / (1 + std::fabs(second));
}

template <class F>
double parameter_mismatch(const F& f, const Coordinates& x) {
  if (f.n_parameters() == 0) return 0;
  Coordinates derivatives(f.n_parameters());
  f.template parameter_derivatives<double>(models::Rebuilt<F, double>(f, x).at(), derivatives);
  F other = f;
  const auto value_at = [&](const Coordinates& theta) {
    other.set_parameters(theta);
    return log_value(other, x);
  };
  return gradient_mismatch(value_at, parameters_of(f), derivatives, 1e-4);
}

/// Moves particle by particle, d numbers each; `take` says whether a move is carried out.
template <class F, class Rng>
void check_moves(const F& f, Coordinates x, std::size_t d, Rng& normal, FactorMismatch& off) {
  Coordinates cache(f.cache_size());
  f.template build<double>(x, cache);
  for (std::size_t n = 0; n < 40; ++n) {
    models::ParticleMove<double> move{.particle = n % (x.size() / d), .to = {}};
    Coordinates y = x, g(d, 0), whole(x.size(), 0);
    for (std::size_t k = 0; k < d; ++k) y[d * move.particle + k] = move.to[k] = normal();
    const double ratio = f.template log_ratio<double>({x, cache}, move, g);
    off.ratio =
        std::max(off.ratio, std::fabs(ratio - (log_value(f, y) - log_value(f, x))) / (1 + std::fabs(ratio)));
    add_gradient(f, y, whole);
    for (std::size_t k = 0; k < d; ++k) {
      const double expected = whole[d * move.particle + k];
      off.moved_gradient =
          std::max(off.moved_gradient, std::fabs(g[k] - expected) / (1 + std::fabs(expected)));
    }
    const bool take = n % 3 != 0;
    f.template accept<double>({x, cache}, move, take, cache);
    if (take) x = y;
  }
  Coordinates fresh(f.cache_size());
  f.template build<double>(x, fresh);
  for (std::size_t i = 0; i < fresh.size(); ++i)
    off.cache = std::max(off.cache, std::fabs(fresh[i] - cache[i]) / (1 + std::fabs(fresh[i])));
}

template <class F, class Rng>
double lane_mismatch(const F& f, std::size_t n, Rng& normal) {
  constexpr std::size_t width = lanes::count<Lanes>;
  std::vector<Lanes> x(n), g(n, Lanes{}), out(f.n_parameters());
  std::array<Coordinates, width> each;
  for (std::size_t k = 0; k < width; ++k) {
    for (std::size_t i = 0; i < n; ++i) each[k].push_back(normal());
    for (std::size_t i = 0; i < n; ++i) x[i][k] = each[k][i];
  }
  const models::Rebuilt<F, Lanes> rebuilt(f, x);
  const Lanes value = f.template log_value<Lanes>(rebuilt.at());
  const Lanes laplacian = f.template add_gradient<Lanes>(rebuilt.at(), g);
  f.template parameter_derivatives<Lanes>(rebuilt.at(), out);
  double off = 0;
  const auto compare = [&](double a, double b) {
    off = std::max(off, std::fabs(a - b) / (1 + std::fabs(b)));
  };
  for (std::size_t k = 0; k < width; ++k) {
    Coordinates gradient(n, 0), derivatives(f.n_parameters());
    compare(value[k], log_value(f, each[k]));
    compare(laplacian[k], add_gradient(f, each[k], gradient));
    f.template parameter_derivatives<double>(models::Rebuilt<F, double>(f, each[k]).at(), derivatives);
    for (std::size_t i = 0; i < n; ++i) compare(g[i][k], gradient[i]);
    for (std::size_t p = 0; p < out.size(); ++p) compare(out[p][k], derivatives[p]);
  }
  return off;
}

}  // namespace factor_detail

/// Looks at a factor of particles in d dimensions from a point x; normal() draws standard normal numbers.
template <models::LogFactor F, class Rng>
FactorMismatch factor_mismatch(const F& f, const Coordinates& x, std::size_t d, Rng& normal) {
  FactorMismatch off;
  Coordinates gradient(x.size(), 0);
  const double laplacian = add_gradient(f, x, gradient);
  off.gradient = gradient_mismatch([&](const Coordinates& y) { return log_value(f, y); }, x, gradient, 1e-4);
  off.laplacian = factor_detail::laplacian_mismatch(f, x, laplacian);
  off.parameters = factor_detail::parameter_mismatch(f, x);
  factor_detail::check_moves(f, x, d, normal, off);
  off.lanes = factor_detail::lane_mismatch(f, x.size(), normal);
  return off;
}

}  // namespace lenz::test
