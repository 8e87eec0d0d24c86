#include "lenz/stats/recorder.hpp"

#include <algorithm>

#include "lenz/core/checks.hpp"

namespace lenz::stats {

Recorder::Recorder(std::size_t n_quantities, RecorderOptions options)
    : options_(options), correlators_(n_quantities), reference_(n_quantities), bin_sum_(n_quantities) {
  if (options.trace_length < 3 || options.trace_length % 3) {
    throw_invalid("trace_length", options.trace_length, "a multiple of 3 and at least 3");
  }
  if (options.n_bins < 4 || options.n_bins % 2)
    throw_invalid("n_bins", options.n_bins, "even and at least 4");
  if (!options.by_energy) return;
  check_range<std::size_t>("the energy's column", options.by_energy->energy, 0, n_quantities - 1);
  for (const std::size_t q : options.by_energy->observables)
    check_range<std::size_t>("an observable's column", q, 0, n_quantities - 1);
  energies_ = EnergyBlocks(options.by_energy->observables.size());
}

void Recorder::add(std::span<const double> sample) {
  check_size("the sample", sample.size(), n_quantities());
  if (n_samples_ == 0) std::copy(sample.begin(), sample.end(), reference_.begin());
  for (std::size_t q = 0; q < sample.size(); ++q) correlators_[q].add(sample[q]);
  add_to_bins(sample);
  add_to_trace(sample);
  if (options_.by_energy) add_by_energy(sample);
  ++n_samples_;
}

void Recorder::add_by_energy(std::span<const double> sample) {
  beside_energy_.clear();
  for (const std::size_t q : options_.by_energy->observables) beside_energy_.push_back(sample[q]);
  energies_.add(sample[options_.by_energy->energy] * options_.by_energy->n_sites, beside_energy_);
}

void Recorder::add_to_bins(std::span<const double> sample) {
  for (std::size_t q = 0; q < sample.size(); ++q) bin_sum_[q] += sample[q] - reference_[q];
  if (++n_in_bin_ < bin_length_) return;
  for (double& sum : bin_sum_) {
    bins_.push_back(sum / static_cast<double>(bin_length_));
    sum = 0;
  }
  n_in_bin_ = 0;
  if (++n_full_bins_ < options_.n_bins) return;
  const std::size_t width = n_quantities();
  for (std::size_t bin = 0; bin < n_full_bins_ / 2; ++bin) {
    for (std::size_t q = 0; q < width; ++q) {
      bins_[bin * width + q] = 0.5 * (bins_[2 * bin * width + q] + bins_[(2 * bin + 1) * width + q]);
    }
  }
  n_full_bins_ /= 2;
  bins_.resize(n_full_bins_ * width);
  bin_length_ *= 2;
}

void Recorder::add_to_trace(std::span<const double> sample) {
  if (n_samples_ % trace_stride_ != 0) return;
  const std::size_t width = n_quantities();
  if (n_traced_ == options_.trace_length) {
    for (std::size_t i = 1; i < n_traced_ / 3; ++i) {
      std::copy_n(trace_.begin() + static_cast<std::ptrdiff_t>(3 * i * width), width,
                  trace_.begin() + static_cast<std::ptrdiff_t>(i * width));
    }
    n_traced_ /= 3;
    trace_.resize(n_traced_ * width);
    trace_stride_ *= 3;
    // trace_length is a multiple of 3, so the sample that found no room is a multiple of the new stride, too.
  }
  trace_.insert(trace_.end(), sample.begin(), sample.end());
  ++n_traced_;
}

std::vector<double> Recorder::trace(std::size_t quantity) const {
  std::vector<double> series(n_traced_);
  for (std::size_t i = 0; i < n_traced_; ++i) series[i] = traced(i, quantity);
  return series;
}

}  // namespace lenz::stats
