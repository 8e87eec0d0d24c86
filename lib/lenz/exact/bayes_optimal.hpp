#pragma once

#include <cstddef>
#include <vector>

#include "lenz/exact/density_of_states.hpp"

/// The best that can be said of the temperature of an Ising configuration, exactly.
///
/// A configuration s is drawn at one of the temperatures T_k, chosen with probability w_k. As P(s | T) =
/// exp(-E(s)/T) / Z(T), all that s tells of T is its energy:
///
///     P(T_k | s) = w_k exp(-E/T_k) / Z_k / sum_j w_j exp(-E/T_j) / Z_j,    P(E | T) = g(E) exp(-E/T) / Z(T),
///
/// and no classifier, network or not, is right more often than the one that takes the phase with the larger
/// posterior; no thermometer has a smaller mean squared error than the posterior mean (Bishop 2006, 1.5).
namespace lenz::exact::bayes_optimal {

inline constexpr const char* name = "density-of-states";

/// The energies a system can have (of the whole system, not per site) and the logarithm of how many states
/// have each.
struct Levels {
  std::vector<double> energy, log_states;
};

/// Those of a square torus, with a field too. Throws std::invalid_argument where
/// density_of_states::applies(torus) says no. Cost: that of its table.
Levels torus_levels(const density_of_states::Torus& torus);

/// Square tori of at most 64 sites, one side at most 8; without a field also those with even sides and at
/// most 4096 sites.
Applies applies(const density_of_states::Torus& torus);
/// What it rests on: "density-of-states", or "kaufman" for larger tori.
const char* oracle_of(const density_of_states::Torus& torus);

/// Where configurations come from: temperature k with probability weights[k] (divided by their sum; empty:
/// all equal, as in a data set with as many rows at each temperature). T < critical is the phase below.
struct Prior {
  std::vector<double> temperatures;
  std::vector<double> weights = {};
  double critical = 2.269185314213022;
};

/// Every number here is exact to rounding (1e-12). Energies are those of the whole system.
class EnergyPosterior {
 public:
  /// Throws std::invalid_argument where there are no levels or no temperatures, sizes differ, a temperature
  /// is not positive, a weight is negative or all are 0. Cost: one exponential for each level and
  /// temperature.
  EnergyPosterior(Levels levels, Prior prior);
  /// Of a square torus: from its density of states, else (even sides, no field) from the distributions of its
  /// energy at each temperature, whose levels() then have no log_states. Throws std::invalid_argument where
  /// applies() says no, too. Cost: the table's, or 0.1 s a temperature for 32 x 32 sites.
  static EnergyPosterior of_torus(const density_of_states::Torus& torus, const Prior& prior);

  const Levels& levels() const { return levels_; }
  const Prior& prior() const { return prior_; }
  /// P(E_i | T_k).
  double probability(std::size_t level, std::size_t k) const {
    return probability_[level * n_temperatures() + k];
  }

  /// P(T < critical | E), for any energy.
  double below(double energy) const;
  /// E[T | E], the posterior mean, for any energy.
  double temperature(double energy) const;

  /// P(the likelier phase is the true one) = sum_E max(P(E, below), P(E, above)).
  double accuracy() const;
  /// -sum_E sum_phase P(E, phase) log P(phase | E), in nats: the least mean cross entropy of any classifier.
  double cross_entropy() const;
  /// The same where each temperature is a class of its own: sum_E max_k P(E, T_k), and -sum_E sum_k P(E, T_k)
  /// log P(T_k | E).
  double class_accuracy() const;
  double class_cross_entropy() const;
  /// sum_k w_k sum_E P(E | T_k) (T_k - E[T | E])^2, the least mean squared error of any thermometer.
  double squared_error() const;

  /// At each T_k, the mean over its configurations: of P(below | E), of the best classifier being right (on a
  /// tie it says below), of E[T | E], of (T_k - E[T | E])^2.
  std::vector<double> mean_below() const;
  std::vector<double> accuracy_at() const;
  std::vector<double> mean_temperature() const;
  std::vector<double> squared_error_at() const;
  /// The same of the class with the largest posterior (on a tie that of the lowest temperature) being T_k,
  /// and of P(T_k | E).
  std::vector<double> class_accuracy_at() const;
  std::vector<double> mean_of_class() const;

 private:
  explicit EnergyPosterior(Prior prior);
  void fill_posteriors();
  std::size_t n_temperatures() const { return prior_.temperatures.size(); }
  bool is_below(std::size_t k) const { return prior_.temperatures[k] < prior_.critical; }
  std::vector<double> posterior(double energy) const;
  /// sum_E P(E | T_k) f(E, k) for each k; `values` are one a level.
  template <class Function>
  std::vector<double> mean_at(const std::vector<double>& values, Function f) const;
  /// sum_E P(E | T_k) f(P(. | E), k) for each k.
  template <class Function>
  std::vector<double> mean_of_posterior(Function f) const;
  double over_prior(const std::vector<double>& at) const;

  Levels levels_;
  Prior prior_;
  double ground_ = 0;                 ///< the lowest energy, from which all are counted
  std::vector<double> log_z_;         ///< of each temperature
  std::vector<double> probability_;   ///< levels x temperatures, row by row
  std::vector<double> below_, mean_;  ///< of each level
};

}  // namespace lenz::exact::bayes_optimal
