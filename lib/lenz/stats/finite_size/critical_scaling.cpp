#include "lenz/stats/finite_size/critical_scaling.hpp"

#include <cmath>
#include <cstddef>

#include "lenz/stats/binder_crossing.hpp"
#include "lenz/stats/finite_size/robust_fit.hpp"

namespace lenz::stats::finite_size {

namespace {

/// What is known of each size, one after the other.
enum Quantity : std::size_t { binder, log_slope, log_magnetization, log_susceptibility, n_quantities };

/// U, log |dU/dT|, log <|m|> and log chi of every size at one temperature.
std::vector<double> moments_at(const SizeSamples& samples, const SizeWeights& weights, double temperature) {
  std::vector<double> all;
  for (std::size_t s = 0; s < samples.n_sizes(); ++s) {
    const CanonicalMeans m = weights[s]->at(temperature);
    all.insert(all.end(),
               {binder_cumulant(m), std::log(std::fabs(binder_slope(m))), std::log(m.observable[0]),
                std::log(samples.size(s).n_sites * m.observable[1] / temperature)});
  }
  return all;
}

class Scaling {
 public:
  Scaling(SizeSamples& samples, const CriticalTemperature& t_c, double omega)
      : samples_(samples),
        t_c_(t_c.value->mean),
        omega_(omega),
        moments_(moments_at(samples, samples.everything(), t_c_)),
        errors_(jackknife(t_c)),
        shifted_(moments_at(samples, samples.everything(), t_c_ + t_c.shift)) {
    for (std::size_t k = 0; k < moments_.size(); ++k) {
      shifted_[k] -= moments_[k];
      moments_[k] -= errors_.bias[k];
    }
  }

  std::vector<CriticalMoments> sizes() const {
    std::vector<CriticalMoments> all;
    for (std::size_t s = 0; s < samples_.n_sizes(); ++s) {
      const auto value = [&](Quantity q) { return std::exp(moments_[n_quantities * s + q]); };
      const auto error = [&](Quantity q) { return errors_.error(n_quantities * s + q); };
      const double sign = binder_slope(samples_.weights(s).at(t_c_)) < 0 ? -1 : 1;
      all.push_back({.length = samples_.size(s).length,
                     .binder = moments_[n_quantities * s + binder],
                     .binder_error = error(binder),
                     .binder_slope = sign * value(log_slope),
                     .binder_slope_error = value(log_slope) * error(log_slope),
                     .abs_magnetization = value(log_magnetization),
                     .abs_magnetization_error = value(log_magnetization) * error(log_magnetization),
                     .susceptibility = value(log_susceptibility),
                     .susceptibility_error = value(log_susceptibility) * error(log_susceptibility)});
    }
    return all;
  }

  /// d quantity / d log L.
  std::optional<FittedNumber> exponent(Quantity quantity) const {
    const auto fit = fit_power(quantity, omega_);
    if (!fit) return std::nullopt;
    const double by_omega =
        shift_by_omega(*fit, 1, omega_, [&](double other) { return fit_power(quantity, other); });
    double by_temperature = 0;
    for (std::size_t s = 0; s < samples_.n_sizes(); ++s)
      by_temperature += fit->map[samples_.n_sizes() + s] * shifted_[n_quantities * s + quantity];
    return fitted(*fit, 1, std::hypot(by_omega, by_temperature));
  }

 private:
  /// Every block left out moves T_c too.
  JackknifeErrors jackknife(const CriticalTemperature& t_c) {
    const std::vector<double> u = binders_at(samples_.everything(), t_c_);
    return samples_.jackknife(moments_, [&](const SizeWeights& weights, std::size_t) {
      const std::vector<double> without = binders_at(weights, t_c_);
      double t = t_c_;
      for (std::size_t s = 0; s < u.size(); ++s) t -= t_c.map[s] * (without[s] - u[s]);
      return moments_at(samples_, weights, t);
    });
  }

  std::optional<LinearFit> fit_power(Quantity quantity, double omega) const {
    std::vector<double> y, design;
    std::vector<std::size_t> which;
    for (std::size_t s = 0; s < samples_.n_sizes(); ++s) {
      which.push_back(n_quantities * s + quantity);
      y.push_back(moments_[which.back()]);
      design.insert(design.end(), {1.0, std::log(samples_.size(s).length)});
      if (samples_.n_sizes() > 3) design.push_back(std::pow(samples_.size(s).length, -omega));
    }
    return robust_fit(y, errors_, which, design);
  }

  SizeSamples& samples_;
  double t_c_, omega_;
  std::vector<double> moments_;
  JackknifeErrors errors_;
  std::vector<double> shifted_;  ///< by how much moments change where T_c is shifted
};

}  // namespace

CriticalScaling find_scaling(SizeSamples& samples, const CriticalTemperature& t_c, double omega) {
  const Scaling scaling(samples, t_c, omega);
  CriticalScaling result{.sizes = scaling.sizes(),
                         .nu = {},
                         .beta_over_nu = scaling.exponent(log_magnetization),
                         .gamma_over_nu = scaling.exponent(log_susceptibility)};
  if (result.beta_over_nu) result.beta_over_nu->mean *= -1;
  if (const auto inverse_nu = scaling.exponent(log_slope); inverse_nu && inverse_nu->mean > 0) {
    result.nu = inverse_nu;
    result.nu->mean = 1 / inverse_nu->mean;
    result.nu->error = inverse_nu->error / (inverse_nu->mean * inverse_nu->mean);
  }
  return result;
}

}  // namespace lenz::stats::finite_size
