#include "lenz/stats/burn_in.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/checks.hpp"
#include "lenz/stats/autocorrelation.hpp"
#include "lenz/stats/tests.hpp"

namespace lenz::stats {

namespace {

constexpr double tau_deviations = 1;

}  // namespace

BurnIn::BurnIn(std::size_t n_quantities, BurnInOptions options)
    : options_(options), next_((options.min_sweeps + 3) / 4), later_(n_quantities), earlier_(n_quantities) {
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
  bool agree = true;
  double longest = 0.5;  // what the largest tau may well be
  tau_ = 0.5;
  for (std::size_t q = 0; q < later_.size(); ++q) {
    const Correlator* const parts[] = {&later_[q], &earlier_[q]};
    const bool first = parts[1]->n_samples() == 0;
    const SeriesEstimate both = integrate_autocorrelation(std::span(parts).first(first ? 1 : 2));
    tau_ = std::max(tau_, both.tau);
    longest = std::max(longest, both.tau * (1 + tau_deviations * 2 * both.error_of_error));
    if (first) continue;
    const SeriesEstimate later = integrate_autocorrelation({&parts[0], 1}),
                         earlier = integrate_autocorrelation({&parts[1], 1});
    agree = agree && std::fabs(z_score(later.mean, later.error, earlier.mean, earlier.error)) <= bound;
  }
  converged_ = n_ >= options_.min_sweeps && agree && static_cast<double>(n_) >= options_.n_tau * longest;
  done_ = converged_;
  earlier_.swap(later_);
  later_.assign(later_.size(), Correlator{});
  next_ = 2 * n_;
}

}  // namespace lenz::stats
