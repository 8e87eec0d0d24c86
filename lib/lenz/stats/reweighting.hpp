#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "lenz/stats/energy_blocks.hpp"

/// From the temperatures at which a system was sampled to those between them.
namespace lenz::stats {

/// Averages over the canonical ensemble of one temperature, from reweighted samples.
struct CanonicalMeans {
  double temperature = 0;
  double energy = 0, energy_squared = 0;  ///< <E>, <E^2> of the whole system
  std::vector<double> observable;         ///< <f_q>
  std::vector<double> observable_energy;  ///< <f_q E>
  double log_partition = 0;               ///< log Z(T) - log Z(T_0), T_0 the first temperature sampled
  double effective_samples = 0;           ///< (sum w)^2 / sum w^2, autocorrelation not counted
  double overlap = 0;  ///< effective_samples over the samples of one temperature (their mean), at most 1

  /// d<f_q>/dT = (<f_q E> - <f_q> <E>) / T^2.
  double slope(std::size_t q) const {
    return (observable_energy[q] - observable[q] * energy) / (temperature * temperature);
  }
};

/// The samples of one temperature.
struct TemperatureRows {
  double temperature = 1;
  EnergyRows rows;
};

/// Samples of one or several temperatures T_k with the weights that make them samples of any T between.
///
/// They are PooledSamples of the densities q_k = exp(-E / T_k): each sample n, wherever drawn, stands
/// for T with
///   w_n(T) = exp(-E_n/T) / sum_k N_k exp(f_k - E_n/T_k),   <f>_T = sum_n w_n f_n / sum_n w_n,
///   Z(T) = sum_n w_n(T),   f_k = -log Z(T_k) + log Z(T_0).
/// For one temperature w_n = exp(-E_n (1/T - 1/T_0)) (Ferrenberg and Swendsen 1988); for several this is
/// their multiple-histogram method (1989) without the histogram's bins (Shirts and Chodera 2008).
class CanonicalWeights {
 public:
  /// Throws std::invalid_argument where there are no samples, temperatures are not positive, or energies have
  /// no overlap at all so that no f_k can be found. Cost: a few times rows x temperatures^2. `guess` of the
  /// f_k, where there is one.
  explicit CanonicalWeights(std::span<const TemperatureRows> data, std::span<const double> guess = {});

  /// Cost: an exponential and 2 n_observables multiply-adds a row.
  CanonicalMeans at(double temperature) const;
  /// -log Z(T_k) + log Z(T_0).
  const std::vector<double>& free_energies() const { return free_energies_; }

 private:
  EnergyRows rows_;
  std::vector<double> log_weight_;  ///< -log sum_k N_k exp(f_k - E/T_k), one a row
  std::vector<double> free_energies_;
  double samples_a_temperature_ = 0;
};

/// How far a reweighted number is from what was sampled.
enum class Overlap {
  ample,
  thin,  ///< fewer than one sample in ten counts
  none   ///< fewer than one in a hundred, or fewer than 50 in all: no number
};
Overlap judge_overlap(const CanonicalMeans& means);

/// The chains of one temperature.
struct TemperatureData {
  double temperature = 1;
  std::vector<const EnergyBlocks*> chains;
};

/// A function of canonical averages at one temperature, with its error; mean and error are empty where the
/// samples do not reach that far.
struct ReweightedEstimate {
  std::optional<double> mean{}, error{};
  Overlap overlap = Overlap::none;
  double effective_samples = 0;
  bool blocks_short = false;  ///< blocks of the jackknife share more than a fifth with the next: too short
};

/// Chains of one system at one or several temperatures, reweighted to others with jackknife errors.
///
/// Blocks of all chains of a temperature are merged to one length; each is left out in turn (of several
/// temperatures the f_k are found anew). Errors as in `block_jackknife`: at least 32 blocks a chain as
/// recorded, whose correlation with the next is counted.
class Reweighting {
 public:
  /// Copies what it needs. Throws std::invalid_argument as CanonicalWeights does, and where all chains of a
  /// temperature together have fewer than 4 blocks.
  explicit Reweighting(std::span<const TemperatureData> data);

  const CanonicalWeights& all() const { return all_; }
  /// One set of blocks a temperature.
  std::size_t n_sets() const { return sets_.size(); }
  std::size_t n_blocks(std::size_t set) const { return sets_[set].blocks.size(); }
  const std::vector<std::size_t>& n_of_chain(std::size_t set) const { return sets_[set].n_of_chain; }
  double share(std::size_t set) const { return sets_[set].share; }
  CanonicalWeights without(std::size_t set, std::size_t block) const;

  /// f of the averages at T, bias-corrected. f must be smooth: a function of means, such as <m^4>/<m^2>^2,
  /// a slope, or log_partition. Cost: one CanonicalWeights a block.
  ReweightedEstimate estimate(double temperature,
                              const std::function<double(const CanonicalMeans&)>& f) const;

 private:
  struct Set {
    std::vector<EnergyRows> blocks;
    std::vector<std::size_t> n_of_chain;
    double share = 1;
  };

  std::vector<Set> sets_;
  std::vector<TemperatureRows> totals_;
  CanonicalWeights all_;
};

}  // namespace lenz::stats
