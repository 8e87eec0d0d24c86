#include "lenz/stats/finite_size.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "lenz/core/checks.hpp"
#include "lenz/stats/binder_crossing.hpp"
#include "lenz/stats/block_jackknife.hpp"
#include "lenz/stats/least_squares.hpp"

namespace lenz::stats {

namespace {

constexpr double poor_fit = 0.05;
constexpr double omega_share = 0.25;  ///< by which omega is varied
constexpr double shrinkage = 0.1;     ///< taken off the correlations of the data of a fit

/// What the crossing of L and bL is away from T_c, in units of the amplitude A.
double crossing_shift(const BinderCrossing& c, double inverse_nu, double omega) {
  const double b = c.larger / c.length;
  return std::pow(c.length, -inverse_nu - omega) * (1 - std::pow(b, -omega)) / (std::pow(b, inverse_nu) - 1);
}

/// The mean with an error that knows of a poor fit and of a systematic shift.
FittedNumber fitted(const LinearFit& fit, std::size_t parameter, double shift) {
  const std::size_t m = fit.parameters.size();
  const double scale = fit.p < poor_fit ? fit.chi2 / static_cast<double>(fit.dof) : 1;
  const double variance = fit.covariance[parameter * m + parameter] * scale;
  return {.mean = fit.parameters[parameter],
          .error = std::sqrt(variance + shift * shift),
          .chi2 = fit.chi2,
          .dof = fit.dof,
          .p = fit.p};
}

/// A fit to the data `which`. Its weights follow from correlations that are shrunk, so that it does not live
/// on differences whose variance is known to be small only from a noisy covariance (Ledoit and Wolf 2004);
/// its errors from the covariance as it is.
std::optional<LinearFit> robust_fit(const std::vector<double>& y, const JackknifeErrors& errors,
                                    const std::vector<std::size_t>& which,
                                    const std::vector<double>& design) {
  const std::size_t n = y.size(), all = errors.bias.size();
  std::vector<double> shrunk(n * n);
  const auto covariance = [&](std::size_t i, std::size_t j) {
    return errors.covariance[which[i] * all + which[j]];
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) shrunk[i * n + j] = covariance(i, j) * (i == j ? 1 : 1 - shrinkage);
  }
  auto fit = fit_linear(y, shrunk, design);
  if (!fit) return fit;
  const std::size_t m = fit->parameters.size();
  fit->covariance.assign(m * m, 0.0);
  for (std::size_t a = 0; a < m * m; ++a) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j)
        fit->covariance[a] += fit->map[a / m * n + i] * covariance(i, j) * fit->map[a % m * n + j];
    }
  }
  return fit;
}

/// The chain of steps from histograms to exponents, each for all samples and with any block left out.
class Analysis {
 public:
  Analysis(std::span<const SizeData> sizes, const FiniteSizeOptions& options)
      : sizes_(sizes), options_(options) {
    for (const SizeData& size : sizes) samples_.emplace_back(size.data);
  }

  FiniteSizeResult run() {
    find_crossings();
    if (result_.crossings.empty()) {
      result_.missing.push_back("critical_temperature, nu, beta_over_nu, gamma_over_nu: no two sizes cross");
      return std::move(result_);
    }
    fit_critical_temperature();
    if (result_.critical_temperature) find_moments();
    return std::move(result_);
  }

 private:
  using Pointers = std::vector<const CanonicalWeights*>;

  Pointers everything() const {
    Pointers all;
    for (const Reweighting& r : samples_) all.push_back(&r.all());
    return all;
  }

  /// The jackknife of results(weights of every size, size whose block is out) over all blocks of all sizes.
  template <class Results>
  JackknifeErrors jackknife(const std::vector<double>& full, const Results& results) {
    std::vector<DeletedBlocks> sets;
    Pointers weights = everything();
    for (std::size_t s = 0; s < samples_.size(); ++s) {
      const Reweighting& r = samples_[s];
      for (std::size_t set = 0; set < r.n_sets(); ++set) {
        DeletedBlocks deleted{
            .n_results = full.size(), .n_of_chain = r.n_of_chain(set), .share = r.share(set)};
        for (std::size_t block = 0; block < r.n_blocks(set); ++block) {
          const CanonicalWeights without = r.without(set, block);
          weights[s] = &without;
          const std::vector<double> values = results(weights, s);
          for (std::size_t k = 0; k < full.size(); ++k) deleted.changes.push_back(values[k] - full[k]);
        }
        weights[s] = &r.all();
        sets.push_back(std::move(deleted));
      }
    }
    const JackknifeErrors errors = block_jackknife(sets);
    result_.blocks_short = result_.blocks_short || errors.neighbours > 0.2;
    return errors;
  }

  /// The sampled temperature nearest to the crossing.
  double guess(std::size_t pair) const {
    double best = 0, smallest = std::numeric_limits<double>::infinity();
    for (const std::size_t s : {pair, pair + 1}) {
      for (const TemperatureData& data : sizes_[s].data) {
        const BinderDifference d =
            binder_difference(samples_[pair].all(), samples_[pair + 1].all(), data.temperature);
        if (best == 0 || (d.covered && std::fabs(d.value) < smallest)) {
          best = data.temperature;
          smallest = d.covered ? std::fabs(d.value) : smallest;
        }
      }
    }
    return best;
  }

  /// Crossings of all pairs: temperature and U of each, the pairs not touched by `deleted` as they were.
  std::vector<double> crossings_of(const Pointers& weights, std::size_t deleted) const {
    std::vector<double> all = roots_;
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const std::size_t pair = pairs_[k];
      if (deleted != pair && deleted != pair + 1) continue;
      const BinderRoot root = binder_root(*weights[pair], *weights[pair + 1], roots_[2 * k]);
      all[2 * k] = root.temperature;
      all[2 * k + 1] = root.binder;
    }
    return all;
  }

  void find_crossings() {
    for (std::size_t pair = 0; pair + 1 < sizes_.size(); ++pair) {
      const BinderRoot root = binder_root(samples_[pair].all(), samples_[pair + 1].all(), guess(pair));
      if (std::isfinite(root.temperature)) {
        pairs_.push_back(pair);
        roots_.insert(roots_.end(), {root.temperature, root.binder});
      } else {
        no_crossing(pair);
      }
    }
    if (pairs_.empty()) return;
    errors_ = jackknife(roots_, [&](const Pointers& w, std::size_t s) { return crossings_of(w, s); });
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const std::size_t pair = pairs_[k];
      if (!std::isfinite(errors_.error(2 * k))) {
        no_crossing(pair);
        continue;
      }
      used_.push_back(2 * k);
      result_.crossings.push_back({.length = sizes_[pair].length,
                                   .larger = sizes_[pair + 1].length,
                                   .temperature = roots_[2 * k] - errors_.bias[2 * k],
                                   .temperature_error = errors_.error(2 * k),
                                   .binder = roots_[2 * k + 1] - errors_.bias[2 * k + 1],
                                   .binder_error = errors_.error(2 * k + 1)});
    }
  }

  void no_crossing(std::size_t pair) {
    std::ostringstream text;
    text << "crossing of L = " << sizes_[pair].length << " and " << sizes_[pair + 1].length
         << ": none where their samples reach, sample nearer to the transition or longer";
    result_.missing.push_back(text.str());
  }

  std::optional<LinearFit> fit_crossings(double omega) const {
    std::vector<double> t, design;
    for (const BinderCrossing& c : result_.crossings) {
      t.push_back(c.temperature);
      design.push_back(1);
      if (result_.crossings.size() > 1) design.push_back(crossing_shift(c, options_.inverse_nu, omega));
    }
    return robust_fit(t, errors_, used_, design);
  }

  void fit_critical_temperature() {
    const auto fit = fit_crossings(options_.omega);
    if (!fit) {
      result_.missing.push_back(
          "critical_temperature: the errors of the crossings are not known well enough");
      return;
    }
    map_.assign(fit->map.begin(), fit->map.begin() + static_cast<std::ptrdiff_t>(used_.size()));
    for (const double factor : {1 - omega_share, 1 + omega_share}) {
      if (const auto other = fit_crossings(factor * options_.omega))
        shift_ = std::max(shift_, std::fabs(other->parameters[0] - fit->parameters[0]));
    }
    result_.critical_temperature = fitted(*fit, 0, shift_);
  }

  /// U, log |dU/dT|, log <|m|> and log chi of every size at one temperature.
  std::vector<double> moments_at(const Pointers& weights, double temperature) const {
    std::vector<double> all;
    for (std::size_t s = 0; s < sizes_.size(); ++s) {
      const CanonicalMeans m = weights[s]->at(temperature);
      all.insert(all.end(),
                 {binder_cumulant(m), std::log(std::fabs(binder_slope(m))), std::log(m.observable[0]),
                  std::log(sizes_[s].n_sites * m.observable[1] / temperature)});
    }
    return all;
  }

  void find_moments() {
    const double t_c = result_.critical_temperature->mean;
    for (std::size_t s = 0; s < sizes_.size(); ++s) {
      if (judge_overlap(samples_[s].all().at(t_c)) != Overlap::none) continue;
      std::ostringstream text;
      text << "nu, beta_over_nu, gamma_over_nu: the samples of L = " << sizes_[s].length
           << " do not reach T_c";
      result_.missing.push_back(text.str());
      return;
    }
    moments_ = moments_at(everything(), t_c);
    const JackknifeErrors errors = jackknife(moments_, [&](const Pointers& weights, std::size_t s) {
      const std::vector<double> roots = crossings_of(weights, s);
      double t = t_c;
      for (std::size_t k = 0; k < used_.size(); ++k) t += map_[k] * (roots[used_[k]] - roots_[used_[k]]);
      return moments_at(weights, t);
    });
    for (std::size_t k = 0; k < moments_.size(); ++k) moments_[k] -= errors.bias[k];
    keep_moments(errors, t_c);
    shifted_ = moments_at(everything(), t_c + shift_);
    const std::vector<double> unshifted = moments_at(everything(), t_c);
    for (std::size_t k = 0; k < shifted_.size(); ++k) shifted_[k] -= unshifted[k];
    if (const auto inverse_nu = exponent(errors, 1); inverse_nu && inverse_nu->mean > 0) {
      result_.nu = inverse_nu;
      result_.nu->mean = 1 / inverse_nu->mean;
      result_.nu->error = inverse_nu->error / (inverse_nu->mean * inverse_nu->mean);
    }
    result_.beta_over_nu = exponent(errors, 2);
    if (result_.beta_over_nu) result_.beta_over_nu->mean *= -1;
    result_.gamma_over_nu = exponent(errors, 3);
  }

  void keep_moments(const JackknifeErrors& errors, double t_c) {
    for (std::size_t s = 0; s < sizes_.size(); ++s) {
      const auto value = [&](std::size_t k) { return std::exp(moments_[4 * s + k]); };
      const auto error = [&](std::size_t k) { return errors.error(4 * s + k); };
      const CanonicalMeans m = samples_[s].all().at(t_c);
      const double sign = binder_slope(m) < 0 ? -1 : 1;
      result_.sizes.push_back({.length = sizes_[s].length,
                               .binder = moments_[4 * s],
                               .binder_error = error(0),
                               .binder_slope = sign * value(1),
                               .binder_slope_error = value(1) * error(1),
                               .abs_magnetization = value(2),
                               .abs_magnetization_error = value(2) * error(2),
                               .susceptibility = value(3),
                               .susceptibility_error = value(3) * error(3),
                               .overlap = judge_overlap(m)});
    }
  }

  std::optional<LinearFit> fit_power(const JackknifeErrors& errors, const std::vector<double>& moments,
                                     std::size_t quantity, double omega) const {
    std::vector<double> y, design;
    std::vector<std::size_t> which;
    for (std::size_t s = 0; s < sizes_.size(); ++s) {
      which.push_back(4 * s + quantity);
      y.push_back(moments[which.back()]);
      design.insert(design.end(), {1.0, std::log(sizes_[s].length)});
      if (sizes_.size() > 3) design.push_back(std::pow(sizes_[s].length, -omega));
    }
    return robust_fit(y, errors, which, design);
  }

  /// d log(quantity) / d log L.
  std::optional<FittedNumber> exponent(const JackknifeErrors& errors, std::size_t quantity) const {
    const auto fit = fit_power(errors, moments_, quantity, options_.omega);
    if (!fit) return std::nullopt;
    double shift = 0;
    for (const double factor : {1 - omega_share, 1 + omega_share}) {
      if (const auto other = fit_power(errors, moments_, quantity, factor * options_.omega))
        shift = std::max(shift, std::fabs(other->parameters[1] - fit->parameters[1]));
    }
    double by_temperature = 0;
    for (std::size_t s = 0; s < sizes_.size(); ++s)
      by_temperature += fit->map[sizes_.size() + s] * shifted_[4 * s + quantity];
    return fitted(*fit, 1, std::hypot(shift, by_temperature));
  }

  std::span<const SizeData> sizes_;
  FiniteSizeOptions options_;
  std::vector<Reweighting> samples_;
  FiniteSizeResult result_;
  std::vector<std::size_t> pairs_;  ///< smaller size of each crossing found
  std::vector<double> roots_;       ///< T and U of each
  std::vector<std::size_t> used_;   ///< places in roots_ of the crossings that are fitted
  std::vector<double> map_;         ///< T_c = map_ crossings
  std::vector<double> moments_, shifted_;
  JackknifeErrors errors_;
  double shift_ = 0;
};

}  // namespace

FiniteSizeResult finite_size_scaling(std::span<const SizeData> sizes, const FiniteSizeOptions& options) {
  check_range<std::size_t>("the number of sizes", sizes.size(), 2, 1000);
  check_positive("inverse_nu", options.inverse_nu);
  check_positive("omega", options.omega);
  double last = 0;
  for (const SizeData& size : sizes) {
    if (!(size.length > last)) throw_invalid("a size", size.length, "larger than the one before");
    last = size.length;
    check_positive("n_sites", size.n_sites);
    for (const TemperatureData& data : size.data) {
      for (const EnergyBlocks* chain : data.chains) check_size("the observables", chain->n_observables(), 3);
    }
  }
  return Analysis(sizes, options).run();
}

}  // namespace lenz::stats
