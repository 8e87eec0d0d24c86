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
    choose_pairs();
    find_crossings();
    if (fit_critical_temperature()) find_moments();
    return std::move(result_);
  }

 private:
  struct Pair {
    std::size_t a, b;
  };
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

  /// Every size with the one nearest to twice it, or with the largest.
  void choose_pairs() {
    for (std::size_t a = 0; a + 1 < sizes_.size(); ++a) {
      std::size_t b = a + 1;
      for (std::size_t other = b; other < sizes_.size(); ++other) {
        const auto off = [&](std::size_t k) {
          return std::fabs(std::log(sizes_[k].length / sizes_[a].length / 2));
        };
        if (off(other) < off(b)) b = other;
      }
      if (b + 1 < sizes_.size() || sizes_[b].length >= 1.9 * sizes_[a].length || pairs_.empty())
        pairs_.push_back({a, b});
    }
  }

  /// The sampled temperature nearest to the crossing.
  double guess(Pair pair) const {
    double best = 0, smallest = std::numeric_limits<double>::infinity();
    for (const std::size_t s : {pair.a, pair.b}) {
      for (const TemperatureData& data : sizes_[s].data) {
        const BinderDifference d =
            binder_difference(samples_[pair.a].all(), samples_[pair.b].all(), data.temperature);
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
      if (deleted != pairs_[k].a && deleted != pairs_[k].b) continue;
      const BinderRoot root = binder_root(*weights[pairs_[k].a], *weights[pairs_[k].b], roots_[2 * k]);
      all[2 * k] = root.temperature;
      all[2 * k + 1] = root.binder;
    }
    return all;
  }

  void find_crossings() {
    std::vector<Pair> found;
    for (const Pair pair : pairs_) {
      const BinderRoot root = binder_root(samples_[pair.a].all(), samples_[pair.b].all(), guess(pair));
      if (std::isfinite(root.temperature)) {
        found.push_back(pair);
        roots_.insert(roots_.end(), {root.temperature, root.binder});
      } else {
        no_crossing(pair);
      }
    }
    pairs_ = found;
    if (pairs_.empty()) return;
    const JackknifeErrors errors =
        jackknife(roots_, [&](const Pointers& w, std::size_t s) { return crossings_of(w, s); });
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      if (!std::isfinite(errors.error(2 * k))) {
        no_crossing(pairs_[k]);
        continue;
      }
      result_.crossings.push_back({.length = sizes_[pairs_[k].a].length,
                                   .larger = sizes_[pairs_[k].b].length,
                                   .temperature = roots_[2 * k] - errors.bias[2 * k],
                                   .temperature_error = errors.error(2 * k),
                                   .binder = roots_[2 * k + 1] - errors.bias[2 * k + 1],
                                   .binder_error = errors.error(2 * k + 1)});
    }
  }

  void no_crossing(Pair pair) {
    std::ostringstream text;
    text << "crossing of L = " << sizes_[pair.a].length << " and " << sizes_[pair.b].length
         << ": none where their samples reach, sample nearer to the transition or longer";
    result_.missing.push_back(text.str());
  }

  /// Nothing where a size does not reach that temperature.
  bool covered(double temperature) const {
    return std::all_of(samples_.begin(), samples_.end(), [&](const Reweighting& r) {
      return judge_overlap(r.all().at(temperature)) != Overlap::none;
    });
  }

  std::vector<double> binders_at(const Pointers& weights, double temperature) const {
    std::vector<double> all;
    for (const CanonicalWeights* w : weights) all.push_back(binder_cumulant(w->at(temperature)));
    return all;
  }

  /// U_L(T) = dU_L/dT (T - T_c) + U* [+ b L^-omega]: straight in T - T_c near T_c.
  std::optional<LinearFit> fit_binders(double temperature, double omega, const std::vector<double>& u,
                                       const JackknifeErrors& errors) const {
    std::vector<double> design;
    std::vector<std::size_t> which;
    for (std::size_t s = 0; s < sizes_.size(); ++s) {
      which.push_back(s);
      design.insert(design.end(), {binder_slope(samples_[s].all().at(temperature)), 1.0});
      if (sizes_.size() > 2) design.push_back(std::pow(sizes_[s].length, -omega));
    }
    return robust_fit(u, errors, which, design);
  }

  bool no_critical_temperature(const char* why) {
    result_.missing.push_back(std::string("critical_temperature, nu, beta_over_nu, gamma_over_nu: ") + why);
    return false;
  }

  /// The joint fit of all cumulants, its temperature moved to the T_c it finds until it stays.
  bool fit_critical_temperature() {
    double t = 0, n = 0;
    for (const BinderCrossing& c : result_.crossings) {
      const double weight = 1 / (c.temperature_error * c.temperature_error);
      t += weight * c.temperature;
      n += weight;
    }
    if (!(n > 0)) return no_critical_temperature("no two sizes cross where their samples reach");
    t /= n;
    for (int step = 0; step < 20; ++step) {
      if (!(t > 0) || !covered(t))
        return no_critical_temperature("not all sizes reach it, sample nearer to the transition or longer");
      std::vector<double> u = binders_at(everything(), t);
      const JackknifeErrors errors =
          jackknife(u, [&](const Pointers& w, std::size_t) { return binders_at(w, t); });
      for (std::size_t s = 0; s < u.size(); ++s) u[s] -= errors.bias[s];
      const auto fit = fit_binders(t, options_.omega, u, errors);
      if (!fit) return no_critical_temperature("the cumulants do not determine it");
      const double move = -fit->parameters[0], error = std::sqrt(fit->covariance[0]);
      if (std::fabs(move) > 0.01 * error) {
        t += std::clamp(move, -0.1 * t, 0.1 * t);
        continue;
      }
      map_.assign(fit->map.begin(), fit->map.begin() + static_cast<std::ptrdiff_t>(sizes_.size()));
      for (const double factor : {1 - omega_share, 1 + omega_share}) {
        if (const auto other = fit_binders(t, factor * options_.omega, u, errors))
          shift_ = std::max(shift_, std::fabs(other->parameters[0] - fit->parameters[0]));
      }
      result_.critical_temperature = fitted(*fit, 0, shift_);
      result_.critical_temperature->mean = t + move;
      return true;
    }
    return no_critical_temperature("the fit does not settle, sample longer");
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
    const std::vector<double> u = binders_at(everything(), t_c);
    moments_ = moments_at(everything(), t_c);
    const JackknifeErrors errors = jackknife(moments_, [&](const Pointers& weights, std::size_t) {
      const std::vector<double> without = binders_at(weights, t_c);
      double t = t_c;
      for (std::size_t s = 0; s < u.size(); ++s) t -= map_[s] * (without[s] - u[s]);
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
                               .susceptibility_error = value(3) * error(3)});
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
  std::vector<Pair> pairs_;    ///< sizes that cross
  std::vector<double> roots_;  ///< T and U of each crossing
  std::vector<double> map_;    ///< T - T_c = map_ U_L(T)
  std::vector<double> moments_, shifted_;
  double shift_ = 0;
};

}  // namespace

FiniteSizeResult finite_size_scaling(std::span<const SizeData> sizes, const FiniteSizeOptions& options) {
  check_range<std::size_t>("the number of sizes", sizes.size(), 2, 1000);
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
