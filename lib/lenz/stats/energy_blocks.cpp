#include "lenz/stats/energy_blocks.hpp"

#include <algorithm>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::stats {

double EnergyRows::n_samples() const {
  double n = 0;
  for (std::size_t row = 0; row < size(); ++row) n += count(row);
  return n;
}

void EnergyRows::add(double energy, std::span<const double> observables) {
  check_size("the observables of a sample", observables.size(), n_observables_);
  const auto at = std::lower_bound(energy_.begin(), energy_.end(), energy);
  const auto row = static_cast<std::size_t>(at - energy_.begin());
  const auto begin = static_cast<std::ptrdiff_t>(row * width());
  if (at == energy_.end() || *at != energy) {
    energy_.insert(at, energy);
    sums_.insert(sums_.begin() + begin, width(), 0.0);
  }
  double* sums = sums_.data() + begin;
  *sums += 1;
  for (const double value : observables) *++sums += value;
}

void EnergyRows::merge(const EnergyRows& other, double scale) {
  check_size("the observables of merged rows", other.n_observables_, n_observables_);
  EnergyRows all(n_observables_);
  all.energy_.reserve(size() + other.size());
  all.sums_.reserve(sums_.size() + other.sums_.size());
  for (std::size_t i = 0, j = 0; i < size() || j < other.size();) {
    const bool mine = j == other.size() || (i < size() && energy_[i] <= other.energy_[j]);
    const bool theirs = i == size() || (j < other.size() && other.energy_[j] <= energy_[i]);
    const double n = (mine ? count(i) : 0) + (theirs ? scale * other.count(j) : 0);
    if (n != 0) {
      all.energy_.push_back(mine ? energy_[i] : other.energy_[j]);
      for (std::size_t q = 0; q < width(); ++q) {
        all.sums_.push_back((mine ? sums_[i * width() + q] : 0) +
                            (theirs ? scale * other.sums_[j * width() + q] : 0));
      }
    }
    i += mine ? 1 : 0;
    j += theirs ? 1 : 0;
  }
  *this = std::move(all);
}

EnergyBlocks::EnergyBlocks(std::size_t n_observables, std::size_t n_blocks)
    : n_blocks_(n_blocks), rest_(n_observables) {
  check_positive("n_blocks", n_blocks);
}

void EnergyBlocks::add(double energy, std::span<const double> observables) {
  rest_.add(energy, observables);
  if (++n_in_rest_ < block_length_) return;
  blocks_.push_back(std::exchange(rest_, EnergyRows(rest_.n_observables())));
  n_in_rest_ = 0;
  if (blocks_.size() < 2 * n_blocks_) return;
  for (std::size_t i = 0; i < n_blocks_; ++i) {
    EnergyRows pair = std::move(blocks_[2 * i]);
    pair.merge(blocks_[2 * i + 1]);
    blocks_[i] = std::move(pair);
  }
  blocks_.resize(n_blocks_);
  block_length_ *= 2;
}

}  // namespace lenz::stats
