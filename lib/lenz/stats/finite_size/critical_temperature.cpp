#include "lenz/stats/finite_size/critical_temperature.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "lenz/stats/binder_crossing.hpp"
#include "lenz/stats/finite_size/robust_fit.hpp"

namespace lenz::stats::finite_size {

namespace {

constexpr int most_steps = 20;

/// The weighted mean of the crossings; 0 where there are none.
double first_guess(std::span<const BinderCrossing> crossings) {
  double t = 0, n = 0;
  for (const BinderCrossing& c : crossings) {
    const double weight = 1 / (c.temperature_error * c.temperature_error);
    t += weight * c.temperature;
    n += weight;
  }
  return n > 0 ? t / n : 0;
}

/// The cumulants at one temperature near T_c, and what is fitted to them.
class BinderFit {
 public:
  BinderFit(SizeSamples& samples, double temperature)
      : u_(binders_at(samples.everything(), temperature)),
        errors_(samples.jackknife(
            u_, [&](const SizeWeights& w, std::size_t) { return binders_at(w, temperature); })) {
    for (std::size_t s = 0; s < u_.size(); ++s) {
      u_[s] -= errors_.bias[s];
      length_.push_back(samples.size(s).length);
      slope_.push_back(binder_slope(samples.weights(s).at(temperature)));
    }
  }

  /// U_L(T) = dU_L/dT (T - T_c) + U* [+ b L^-omega]: straight in T - T_c near T_c.
  std::optional<LinearFit> with(double omega) const {
    std::vector<double> design;
    std::vector<std::size_t> which;
    for (std::size_t s = 0; s < u_.size(); ++s) {
      which.push_back(s);
      design.insert(design.end(), {slope_[s], 1.0});
      if (u_.size() > 2) design.push_back(std::pow(length_[s], -omega));
    }
    return robust_fit(u_, errors_, which, design);
  }

 private:
  std::vector<double> u_;
  JackknifeErrors errors_;
  std::vector<double> length_, slope_;
};

CriticalTemperature none(const char* why) { return {.value = {}, .missing = why, .map = {}, .shift = 0}; }

}  // namespace

std::vector<double> binders_at(const SizeWeights& weights, double temperature) {
  std::vector<double> all;
  for (const CanonicalWeights* w : weights) all.push_back(binder_cumulant(w->at(temperature)));
  return all;
}

CriticalTemperature find_critical_temperature(SizeSamples& samples, std::span<const BinderCrossing> crossings,
                                              double omega) {
  double t = first_guess(crossings);
  if (t == 0) return none("no two sizes cross where their samples reach");
  for (int step = 0; step < most_steps; ++step) {
    if (!(t > 0) || !samples.covered(t))
      return none("not all sizes reach it, sample nearer to the transition or longer");
    const BinderFit binders(samples, t);
    const auto fit = binders.with(omega);
    if (!fit) return none("the cumulants do not determine it");
    const double move = -fit->parameters[0], error = std::sqrt(fit->covariance[0]);
    if (std::fabs(move) > 0.01 * error) {
      t += std::clamp(move, -0.1 * t, 0.1 * t);
      continue;
    }
    CriticalTemperature found;
    found.map.assign(fit->map.begin(), fit->map.begin() + static_cast<std::ptrdiff_t>(samples.n_sizes()));
    found.shift = shift_by_omega(*fit, 0, omega, [&](double other) { return binders.with(other); });
    found.value = fitted(*fit, 0, found.shift);
    found.value->mean = t + move;
    return found;
  }
  return none("the fit does not settle, sample longer");
}

}  // namespace lenz::stats::finite_size
