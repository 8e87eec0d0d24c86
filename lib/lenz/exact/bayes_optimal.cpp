#include "lenz/exact/bayes_optimal.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/core/numerics.hpp"
#include "lenz/exact/energy_distribution.hpp"
#include "lenz/exact/kaufman.hpp"
#include "lenz/exact/spin_oracle.hpp"

namespace lenz::exact::bayes_optimal {

namespace {

void check(const Levels& levels) {
  check_positive("the number of levels", levels.energy.size());
  check_size("log_states", levels.log_states.size(), levels.energy.size());
}

void check(const Prior& prior) {
  check_positive("the number of temperatures", prior.temperatures.size());
  check_temperatures(prior.temperatures);
  check_finite("the critical temperature", prior.critical);
  if (prior.weights.empty()) return;
  check_size("weights", prior.weights.size(), prior.temperatures.size());
  for (const double weight : prior.weights) check_nonnegative("a weight", weight);
  check_positive("the sum of the weights", std::accumulate(prior.weights.begin(), prior.weights.end(), 0.0));
}

double square(double x) { return x * x; }

}  // namespace

Levels torus_levels(const density_of_states::Torus& torus) {
  const density_of_states::Table table(torus.length, torus.width);
  const auto n = static_cast<double>(table.n_sites()), b = static_cast<double>(table.n_bonds());
  Levels levels;
  const auto add = [&](double energy, long double states) {
    if (states == 0) return;
    levels.energy.push_back(energy);
    levels.log_states.push_back(static_cast<double>(std::log(states)));
  };
  for (std::size_t u = 0; u <= table.n_bonds(); ++u) {
    const double bonds = -torus.coupling * (b - 2 * static_cast<double>(u));
    long double states = 0;
    for (std::size_t d = 0; d <= table.n_sites(); ++d) {
      const auto count = static_cast<long double>(table.count(u, d));
      if (torus.field != 0) add(bonds - torus.field * (n - 2 * static_cast<double>(d)), count);
      states += count;
    }
    if (torus.field == 0) add(bonds, states);
  }
  return levels;
}

Applies applies(const density_of_states::Torus& torus) {
  if (density_of_states::applies(torus)) return {};
  if (torus.field == 0) return kaufman::energy_distribution_applies(torus.length, torus.width);
  return density_of_states::applies(torus);
}

const char* oracle_of(const density_of_states::Torus& torus) {
  return density_of_states::applies(torus) ? density_of_states::name : kaufman::name;
}

EnergyPosterior::EnergyPosterior(Prior prior) : prior_(std::move(prior)) {
  check(prior_);
  if (prior_.weights.empty()) prior_.weights.assign(n_temperatures(), 1.0);
  const double sum = std::accumulate(prior_.weights.begin(), prior_.weights.end(), 0.0);
  for (double& weight : prior_.weights) weight /= sum;
}

EnergyPosterior::EnergyPosterior(Levels levels, Prior prior) : EnergyPosterior(std::move(prior)) {
  check(levels);
  levels_ = std::move(levels);
  const std::size_t n_levels = levels_.energy.size(), n = n_temperatures();
  ground_ = *std::min_element(levels_.energy.begin(), levels_.energy.end());
  std::vector<double> terms(n_levels);
  probability_.resize(n_levels * n);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n_levels; ++i)
      terms[i] = levels_.log_states[i] - (levels_.energy[i] - ground_) / prior_.temperatures[k];
    log_z_.push_back(log_sum_exp(terms));
    for (std::size_t i = 0; i < n_levels; ++i) probability_[i * n + k] = std::exp(terms[i] - log_z_[k]);
  }
  fill_posteriors();
}

EnergyPosterior EnergyPosterior::of_torus(const density_of_states::Torus& torus, const Prior& prior) {
  if (const Applies verdict = bayes_optimal::applies(torus); !verdict)
    throw std::invalid_argument(verdict.reason);
  if (density_of_states::applies(torus)) return {torus_levels(torus), prior};
  EnergyPosterior out(prior);
  const std::size_t n = out.n_temperatures();
  for (std::size_t k = 0; k < n; ++k) {
    const auto d =
        kaufman::energy_distribution(torus.length, torus.width, torus.coupling, prior.temperatures[k]);
    out.levels_.energy = d.energy;
    out.ground_ = d.energy.front();
    out.log_z_.push_back(d.log_z);
    out.probability_.resize(d.energy.size() * n);
    for (std::size_t i = 0; i < d.energy.size(); ++i) out.probability_[i * n + k] = d.probability[i];
  }
  out.fill_posteriors();
  return out;
}

void EnergyPosterior::fill_posteriors() {
  for (const double energy : levels_.energy) {
    below_.push_back(below(energy));
    mean_.push_back(temperature(energy));
  }
}

std::vector<double> EnergyPosterior::posterior(double energy) const {
  std::vector<double> logs(n_temperatures());
  for (std::size_t k = 0; k < logs.size(); ++k)
    logs[k] = std::log(prior_.weights[k]) - (energy - ground_) / prior_.temperatures[k] - log_z_[k];
  const double norm = log_sum_exp(logs);
  for (double& value : logs) value = std::exp(value - norm);
  return logs;
}

double EnergyPosterior::below(double energy) const {
  const std::vector<double> p = posterior(energy);
  double sum = 0;
  for (std::size_t k = 0; k < p.size(); ++k) sum += is_below(k) ? p[k] : 0;
  return sum;
}

double EnergyPosterior::temperature(double energy) const {
  const std::vector<double> p = posterior(energy);
  return std::inner_product(p.begin(), p.end(), prior_.temperatures.begin(), 0.0);
}

template <class Function>
std::vector<double> EnergyPosterior::mean_at(const std::vector<double>& values, Function f) const {
  std::vector<double> means(n_temperatures(), 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t k = 0; k < means.size(); ++k) means[k] += probability(i, k) * f(values[i], k);
  }
  return means;
}

double EnergyPosterior::over_prior(const std::vector<double>& at) const {
  return std::inner_product(at.begin(), at.end(), prior_.weights.begin(), 0.0);
}

std::vector<double> EnergyPosterior::mean_below() const {
  return mean_at(below_, [](double p, std::size_t) { return p; });
}

std::vector<double> EnergyPosterior::accuracy_at() const {
  return mean_at(below_, [&](double p, std::size_t k) { return (p >= 0.5) == is_below(k) ? 1.0 : 0.0; });
}

std::vector<double> EnergyPosterior::mean_temperature() const {
  return mean_at(mean_, [](double mean, std::size_t) { return mean; });
}

std::vector<double> EnergyPosterior::squared_error_at() const {
  return mean_at(mean_, [&](double mean, std::size_t k) { return square(prior_.temperatures[k] - mean); });
}

template <class Function>
std::vector<double> EnergyPosterior::mean_of_posterior(Function f) const {
  std::vector<double> means(n_temperatures(), 0.0);
  for (std::size_t i = 0; i < levels_.energy.size(); ++i) {
    const std::vector<double> of_class = posterior(levels_.energy[i]);
    for (std::size_t k = 0; k < means.size(); ++k) means[k] += probability(i, k) * f(of_class, k);
  }
  return means;
}

std::vector<double> EnergyPosterior::class_accuracy_at() const {
  return mean_of_posterior([](const std::vector<double>& p, std::size_t k) {
    return static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin()) == k ? 1.0 : 0.0;
  });
}

std::vector<double> EnergyPosterior::mean_of_class() const {
  return mean_of_posterior([](const std::vector<double>& p, std::size_t k) { return p[k]; });
}

double EnergyPosterior::class_accuracy() const { return over_prior(class_accuracy_at()); }

double EnergyPosterior::class_cross_entropy() const {
  return over_prior(mean_of_posterior([](const std::vector<double>& p, std::size_t k) {
    return p[k] > 0 ? -std::log(p[k]) : 0;  // what has no probability is not met
  }));
}

double EnergyPosterior::accuracy() const { return over_prior(accuracy_at()); }

double EnergyPosterior::squared_error() const { return over_prior(squared_error_at()); }

double EnergyPosterior::cross_entropy() const {
  return over_prior(mean_at(below_, [&](double p, std::size_t k) {
    const double of_truth = is_below(k) ? p : 1 - p;
    return of_truth > 0 ? -std::log(of_truth) : 0;  // what has no probability is not met
  }));
}

}  // namespace lenz::exact::bayes_optimal
