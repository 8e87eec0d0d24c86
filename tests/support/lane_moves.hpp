#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::test {

/// Eight walkers that move in step, each move taken in some lanes only, against each walker by itself: the
/// largest difference of ratios, of the moved particle's gradient, and of what is kept in the end. x holds
/// n_coordinates columns of walkers in d dimensions; normal() draws standard normal numbers.
template <models::LogFactor F, class Rng>
double lane_move_mismatch(const F& f, std::size_t n_coordinates, std::size_t d, Rng& normal) {
  constexpr std::size_t width = lanes::count<Lanes>;
  std::vector<Lanes> x(n_coordinates), cache(f.cache_size());
  for (Lanes& value : x)
    for (std::size_t w = 0; w < width; ++w) value[w] = normal();
  f.template build<Lanes>(x, cache);
  const auto of_lane = [](const std::vector<Lanes>& all, std::size_t w) {
    std::vector<double> own(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) own[i] = all[i][w];
    return own;
  };
  double off = 0;
  const auto compare = [&](double a, double b) {
    const double difference = std::fabs(a - b) / (1 + std::fabs(b));
    off = difference <= off ? off : difference;
  };
  for (std::size_t step = 0; step < n_coordinates; ++step) {
    models::ParticleMove<Lanes> move{.particle = step % (n_coordinates / d), .to = {}};
    Lanes taken{};  // about half of them
    for (std::size_t w = 0; w < width; ++w) {
      for (std::size_t k = 0; k < d; ++k) move.to[k][w] = x[d * move.particle + k][w] + 0.5 * normal();
      taken[w] = normal();
    }
    const auto mask = taken > 0;
    std::vector<Lanes> g(d, Lanes{}), before = cache;
    const Lanes ratio = f.template log_ratio<Lanes>({x, before}, move, g);
    f.template accept<Lanes>({x, cache}, move, mask, cache);
    for (std::size_t w = 0; w < width; ++w) {
      std::vector<double> own_x = of_lane(x, w), own = of_lane(before, w), own_g(d, 0);
      models::ParticleMove<double> own_move{.particle = move.particle, .to = {}};
      for (std::size_t k = 0; k < d; ++k) own_move.to[k] = move.to[k][w];
      compare(ratio[w], f.template log_ratio<double>({own_x, own}, own_move, own_g));
      for (std::size_t k = 0; k < d; ++k) compare(g[k][w], own_g[k]);
      if (mask[w] != 0) f.template accept<double>({own_x, own}, own_move, true, own);
      for (std::size_t i = 0; i < own.size(); ++i) compare(cache[i][w], own[i]);
    }
    for (std::size_t k = 0; k < d; ++k)
      x[d * move.particle + k] = lanes::select(mask, move.to[k], x[d * move.particle + k]);
  }
  return off;
}

}  // namespace lenz::test
