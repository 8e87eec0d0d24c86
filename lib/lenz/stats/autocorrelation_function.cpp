#include "lenz/stats/autocorrelation_function.hpp"

#include <algorithm>
#include <cmath>

namespace lenz::stats {

namespace {

constexpr std::size_t first_coarse_lag = Correlator::n_lags / 2;
constexpr std::size_t coarse_lag_step = 2;
constexpr double shortest_view = 8;  ///< samples shown of a series without memory
constexpr double view_in_tau = 12;
constexpr double view_in_windows = 2;

/// rho by linear interpolation between the lags, even in t, and 0 beyond `window`.
class Interpolated {
 public:
  Interpolated(const AutocorrelationFunction& f, double window) : f_(f), window_(window) {}
  double operator()(double t) const {
    t = std::fabs(t);
    if (t > window_ || t > f_.lag.back()) return 0;
    const auto above = std::lower_bound(f_.lag.begin(), f_.lag.end(), t);
    const auto i = static_cast<std::size_t>(above - f_.lag.begin());
    if (i == 0 || *above == t) return f_.rho[i];
    const double share = (t - f_.lag[i - 1]) / (f_.lag[i] - f_.lag[i - 1]);
    return f_.rho[i - 1] + share * (f_.rho[i] - f_.rho[i - 1]);
  }

 private:
  const AutocorrelationFunction& f_;
  double window_;
};

/// Where Bartlett's summand varies: about k = 0 and about k = t, on the grid of lags each.
std::vector<double> nodes_of_sum(const std::vector<double>& lags, double window, double t) {
  std::vector<double> nodes;
  const auto add = [&](double k) {
    if (k >= 1) nodes.push_back(k);
  };
  for (const double lag : lags) {
    if (lag > window) break;
    add(lag);
    add(t - lag);
    add(t + lag);
  }
  add(std::floor(std::min(t, window)) + 1);  // the summand jumps to 0 behind the window
  add(t + std::floor(window) + 1);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

double bartlett_sum(const Interpolated& rho, const std::vector<double>& lags, double window, double t) {
  const std::vector<double> nodes = nodes_of_sum(lags, window, t);
  const double rho_t = rho(t);
  double sum = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double k = nodes[i];
    const double before = i > 0 ? nodes[i - 1] : k - 1, after = i + 1 < nodes.size() ? nodes[i + 1] : k + 1;
    const double term = rho(k + t) + rho(k - t) - 2 * rho_t * rho(k);
    sum += term * term * (after - before) / 2;
  }
  return sum;
}

void add_level(AutocorrelationFunction& f, Chains chains, std::size_t level, const SeriesEstimate& series,
               double longest) {
  const PooledLevel pooled = pooled_level(chains, level);
  const double block = std::ldexp(1.0, static_cast<int>(level)), noise = series.error * series.error;
  for (std::size_t t = level == 0 ? 0 : first_coarse_lag; t < Correlator::n_lags;
       t += level == 0 ? 1 : coarse_lag_step) {
    if (static_cast<double>(t) * block > longest || pooled.n_pairs[t] == 0) return;
    f.lag.push_back(static_cast<double>(t) * block);
    f.rho.push_back((pooled.covariance[t] + noise) / series.variance);
  }
}

}  // namespace

AutocorrelationFunction autocorrelation_function(Chains chains) {
  AutocorrelationFunction f;
  SeriesEstimate series = integrate_autocorrelation(chains);
  const double variance = pooled_level(chains, 0).covariance[0];
  if (!(variance > 0)) return f;
  series.variance = variance + series.error * series.error;

  double n_longest = 0;
  std::size_t n_levels = 0;
  for (const Correlator* chain : chains) {
    n_longest = std::max(n_longest, static_cast<double>(chain->n_samples()));
    n_levels = std::max(n_levels, chain->n_levels());
  }
  const double window = std::ldexp(static_cast<double>(series.window), static_cast<int>(series.level));
  const double view = std::max({shortest_view, view_in_tau * series.tau, view_in_windows * window});
  const double longest = std::floor(std::min(view, n_longest / 4));
  for (std::size_t level = 0; level < n_levels; ++level) add_level(f, chains, level, series, longest);

  const Interpolated rho(f, std::max(window, 1.0));
  for (const double t : f.lag) {
    const double sum = t == 0 ? 0 : bartlett_sum(rho, f.lag, std::max(window, 1.0), t);
    f.error.push_back(std::sqrt(sum / static_cast<double>(series.n)));
  }
  return f;
}

}  // namespace lenz::stats
