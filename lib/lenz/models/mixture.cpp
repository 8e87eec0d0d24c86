#include "lenz/models/mixture.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "lenz/core/checks.hpp"
#include "lenz/core/numerics.hpp"

namespace lenz::models {

Mixture::Mixture(std::vector<double> weights, const std::vector<std::vector<double>>& means,
                 const std::vector<Rows>& covariances) {
  check_positive("the number of components of the mixture", weights.size());
  check_size("means", means.size(), weights.size());
  check_size("covariances", covariances.size(), weights.size());
  double total = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    check_positive("weights[" + std::to_string(k) + "]", weights[k]);
    check_size("means[" + std::to_string(k) + "]", means[k].size(), means.front().size());
    total += weights[k];
  }
  for (std::size_t k = 0; k < weights.size(); ++k) {
    log_weights_.push_back(std::log(weights[k] / total));
    components_.emplace_back(means[k], covariances[k]);
  }
}

Mixture::Walker Mixture::walker(std::vector<double> x) const {
  check_point(x, dimension());
  Walker w{.x = std::move(x), .cache = std::vector<double>(offset(n_components()))};
  rebuild(w);
  return w;
}

void Mixture::place(Walker& w, std::span<const double> x) const {
  w.x.assign(x.begin(), x.end());
  rebuild(w);
}

void Mixture::rebuild(Walker& w) const {
  for (std::size_t k = 0; k < n_components(); ++k) {
    const std::span<double> r{&w.cache[offset(k) + 1], dimension()};
    const std::span<const double> mean = components_[k].mean();
    components_[k].residual(w.x, r);
    double q = 0;
    for (std::size_t i = 0; i < dimension(); ++i) q += (w.x[i] - mean[i]) * r[i];
    w.cache[offset(k)] = q;
  }
  w.n_updates = 0;
}

double Mixture::log_density(const Walker& w) const {
  double total = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < n_components(); ++k) total = log_add_exp(total, log_term(k, form(w, k)));
  return total;
}

void Mixture::grad_log_density(const Walker& w, std::span<double> g) const {
  const double log_p = log_density(w);
  std::fill(g.begin(), g.end(), 0.0);
  for (std::size_t k = 0; k < n_components(); ++k) {
    const double share = std::exp(log_term(k, form(w, k)) - log_p);
    const std::span<const double> r = residual(w, k);
    for (std::size_t i = 0; i < g.size(); ++i) g[i] -= share * r[i];
  }
}

double Mixture::moved_form(const Walker& w, std::size_t k, Move move) const {
  const double a = components_[k].precision(move.index, move.index);
  return form(w, k) + move.delta * (2 * residual(w, k)[move.index] + move.delta * a);
}

double Mixture::log_ratio(const Walker& w, Move move) const {
  double moved = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < n_components(); ++k)
    moved = log_add_exp(moved, log_term(k, moved_form(w, k, move)));
  return moved - log_density(w);
}

void Mixture::accept(Walker& w, Move move) const {
  w.x[move.index] += move.delta;
  if (++w.n_updates >= updates_between_rebuilds) return rebuild(w);
  for (std::size_t k = 0; k < n_components(); ++k) {
    w.cache[offset(k)] = moved_form(w, k, move);
    components_[k].add_column(move, {&w.cache[offset(k) + 1], dimension()});
  }
}

std::vector<double> Mixture::conditional_log_weights(const Walker& w, std::size_t i, double& log_sum) const {
  std::vector<double> log_weights(n_components());
  for (std::size_t k = 0; k < n_components(); ++k) {
    const double a = components_[k].precision(i, i);
    const double r = residual(w, k)[i];
    log_weights[k] = log_term(k, form(w, k) - r * r / a) - 0.5 * std::log(a);
  }
  log_sum = log_sum_exp(log_weights);
  return log_weights;
}

}  // namespace lenz::models
