#include "lenz/stats/reweighting.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/stats/block_jackknife.hpp"
#include "lenz/stats/pooled_samples.hpp"

namespace lenz::stats {

namespace {

/// Rows of energies as samples of several temperatures: log q_k = -E / T_k.
struct CanonicalRows {
  const EnergyRows& rows;
  std::vector<double> beta{};

  std::size_t size() const { return rows.size(); }
  double count(std::size_t row) const { return rows.count(row); }
  double log_density(std::size_t row, std::size_t k) const { return -beta[k] * rows.energy(row); }
};

/// df/dbeta = <E>: the trapezium between neighbouring temperatures.
std::vector<double> first_guess(std::span<const TemperatureRows> data) {
  const auto mean_energy = [](const EnergyRows& rows) {
    double sum = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) sum += rows.count(row) * rows.energy(row);
    return sum / rows.n_samples();
  };
  std::vector<double> f(data.size());
  for (std::size_t k = 1; k < data.size(); ++k) {
    const double step = 1 / data[k].temperature - 1 / data[k - 1].temperature;
    f[k] = f[k - 1] + 0.5 * step * (mean_energy(data[k].rows) + mean_energy(data[k - 1].rows));
  }
  return f;
}

}  // namespace

CanonicalWeights::CanonicalWeights(std::span<const TemperatureRows> data, std::span<const double> guess) {
  check_positive("the number of temperatures", data.size());
  rows_ = EnergyRows(data.front().rows.n_observables());
  for (const TemperatureRows& k : data) {
    check_positive("a sampled temperature", k.temperature);
    check_positive("the samples of a temperature", k.rows.n_samples());
    rows_.merge(k.rows);
  }
  samples_a_temperature_ = rows_.n_samples() / static_cast<double>(data.size());
  CanonicalRows rows{.rows = rows_};
  std::vector<double> n;
  for (const TemperatureRows& k : data) {
    rows.beta.push_back(1 / k.temperature);
    n.push_back(k.rows.n_samples());
  }
  const PooledSamples<CanonicalRows> pool(rows, std::move(n));
  const auto found = pool.free_energies(
      guess.size() == data.size() ? std::vector<double>(guess.begin(), guess.end()) : first_guess(data));
  if (!found)
    throw std::invalid_argument(
        "the free energies of the sampled temperatures do not settle: their energies do not overlap, sample "
        "temperatures in between");
  free_energies_ = *found;
  std::vector<double> terms(data.size());
  for (std::size_t row = 0; row < rows_.size(); ++row)
    log_weight_.push_back(-pool.log_density(free_energies_, row, terms));
}

CanonicalMeans CanonicalWeights::at(double temperature) const {
  check_positive("temperature", temperature);
  CanonicalMeans means;
  means.temperature = temperature;
  const std::size_t n = rows_.n_observables();
  means.observable.assign(n, 0.0);
  means.observable_energy.assign(n, 0.0);
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row < rows_.size(); ++row)
    largest = std::max(largest, log_weight_[row] - rows_.energy(row) / temperature);
  double sum = 0, squares = 0;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const double e = rows_.energy(row), count = rows_.count(row);
    const double w = std::exp(log_weight_[row] - e / temperature - largest);
    sum += count * w;
    squares += count * w * w;
    means.energy += count * w * e;
    means.energy_squared += count * w * e * e;
    for (std::size_t q = 0; q < n; ++q) {
      const double f = w * rows_.sum(row, q);
      means.observable[q] += f;
      means.observable_energy[q] += f * e;
    }
  }
  means.energy /= sum;
  means.energy_squared /= sum;
  for (double& f : means.observable) f /= sum;
  for (double& f : means.observable_energy) f /= sum;
  means.log_partition = largest + std::log(sum);
  means.effective_samples = sum * sum / squares;
  means.overlap = std::min(1.0, means.effective_samples / samples_a_temperature_);
  return means;
}

Overlap judge_overlap(const CanonicalMeans& means) {
  const bool few = means.effective_samples < 50 && means.overlap < 0.5;
  if (means.overlap < 0.01 || few) return Overlap::none;
  return means.overlap < 0.1 ? Overlap::thin : Overlap::ample;
}

namespace {

/// The blocks of a chain, merged to `length`.
std::vector<EnergyRows> blocks_of_length(const EnergyBlocks& chain, std::uint64_t length) {
  const auto merged = static_cast<std::size_t>(length / chain.block_length());
  const std::size_t n = chain.n_blocks() / merged;
  std::vector<EnergyRows> blocks(n, EnergyRows(chain.n_observables()));
  for (std::size_t i = 0; i < n * merged; ++i) blocks[i / merged].merge(chain.block(i));
  return blocks;
}

std::vector<TemperatureRows> totals_of(std::span<const TemperatureData> data) {
  std::vector<TemperatureRows> totals;
  for (const TemperatureData& k : data) {
    check_positive("the chains of a temperature", k.chains.size());
    EnergyRows total(k.chains.front()->n_observables());
    for (const EnergyBlocks* chain : k.chains) {
      for (std::size_t i = 0; i < chain->n_blocks(); ++i) total.merge(chain->block(i));
      total.merge(chain->rest());
    }
    totals.push_back({k.temperature, std::move(total)});
  }
  return totals;
}

}  // namespace

Reweighting::Reweighting(std::span<const TemperatureData> data) : totals_(totals_of(data)), all_(totals_) {
  for (const TemperatureData& k : data) {
    Set& set = sets_.emplace_back();
    std::uint64_t length = 1;
    for (const EnergyBlocks* chain : k.chains) length = std::max(length, chain->block_length());
    double in_blocks = 0, n = 0;
    for (const EnergyBlocks* chain : k.chains) {
      std::vector<EnergyRows> blocks = blocks_of_length(*chain, length);
      set.n_of_chain.push_back(blocks.size());
      in_blocks += static_cast<double>(blocks.size() * length);
      n += static_cast<double>(chain->n_samples());
      std::move(blocks.begin(), blocks.end(), std::back_inserter(set.blocks));
    }
    check_range<std::size_t>("the blocks of a temperature", set.blocks.size(), 4, std::size_t{1} << 40);
    set.share = in_blocks / n;
  }
}

CanonicalWeights Reweighting::without(std::size_t set, std::size_t block) const {
  std::vector<TemperatureRows> data = totals_;
  data[set].rows.merge(sets_[set].blocks[block], -1);
  return CanonicalWeights(data, all_.free_energies());
}

ReweightedEstimate Reweighting::estimate(double temperature,
                                         const std::function<double(const CanonicalMeans&)>& f) const {
  const CanonicalMeans here = all_.at(temperature);
  ReweightedEstimate result{.overlap = judge_overlap(here), .effective_samples = here.effective_samples};
  if (result.overlap == Overlap::none) return result;
  const double value = f(here);
  std::vector<DeletedBlocks> changes;
  for (std::size_t set = 0; set < n_sets(); ++set) {
    DeletedBlocks& deleted = changes.emplace_back(
        DeletedBlocks{.n_results = 1, .n_of_chain = n_of_chain(set), .share = share(set)});
    for (std::size_t block = 0; block < n_blocks(set); ++block)
      deleted.changes.push_back(f(without(set, block).at(temperature)) - value);
  }
  const JackknifeErrors errors = block_jackknife(changes);
  result.mean = value - errors.bias.front();
  result.error = errors.error(0);
  result.blocks_short = errors.neighbours > 0.2;
  return result;
}

}  // namespace lenz::stats
