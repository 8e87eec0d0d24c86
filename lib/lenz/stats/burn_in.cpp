#include "lenz/stats/burn_in.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/checks.hpp"
#include "lenz/stats/autocorrelation.hpp"
#include "lenz/stats/tests.hpp"

namespace lenz::stats {

BurnIn::BurnIn(std::size_t n_quantities, BurnInOptions options)
    : options_(options), next_((options.min_sweeps + 3) / 4), later_(n_quantities) {
  if (options.min_sweeps < 16) throw_invalid("min_sweeps", options.min_sweeps, "at least 16");
  if (options.max_sweeps < options.min_sweeps) {
    throw_invalid("max_sweeps", options.max_sweeps, "at least min_sweeps");
  }
  check_positive("n_tau", options.n_tau);
}

bool BurnIn::add(std::span<const double> sample) {
  check_size("the sample", sample.size(), later_.size());
  if (done_) return true;
  for (std::size_t q = 0; q < sample.size(); ++q) later_[q].add(sample[q]);
  if (++n_ == next_) judge();
  if (n_ >= options_.max_sweeps) done_ = true;
  return done_;
}

void BurnIn::judge() {
  const double bound = family_threshold(std::max<std::size_t>(later_.size(), 1), 0.01);
  std::vector<double> means, errors;
  bool agree = true;
  tau_ = 0.5;
  for (std::size_t q = 0; q < later_.size(); ++q) {
    const Correlator* const chain = &later_[q];
    const SeriesEstimate later = integrate_autocorrelation({&chain, 1});
    tau_ = std::max(tau_, later.tau);
    if (!earlier_mean_.empty()) {
      agree =
          agree && std::fabs(z_score(later.mean, later.error, earlier_mean_[q], earlier_error_[q])) <= bound;
    }
    means.push_back(later.mean);
    errors.push_back(later.error);
  }
  converged_ = n_ >= options_.min_sweeps && agree && static_cast<double>(n_) >= options_.n_tau * tau_;
  done_ = converged_;
  earlier_mean_ = std::move(means);
  earlier_error_ = std::move(errors);
  later_.assign(later_.size(), Correlator{});
  next_ = 2 * n_;
}

}  // namespace lenz::stats
