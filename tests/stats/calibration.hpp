#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/stats/estimate.hpp"

#include "support/ar1.hpp"

namespace lenz::test {

/// Mean, variance and what a z-test needs of them, of independent numbers.
class Sample {
 public:
  void add(double x) {
    ++n_;
    sum_ += x;
    squares_ += x * x;
  }
  double mean() const { return sum_ / n_; }
  double variance() const { return (squares_ / n_ - mean() * mean()) * n_ / (n_ - 1); }
  double error() const { return std::sqrt(variance() / n_); }

 private:
  double n_ = 0, sum_ = 0, squares_ = 0;
};

struct Calibration {
  Sample z, tau, z_blocking;  ///< (value - exact) / error, over runs; z by the blocking error
  double n_flagged = 0;       ///< runs whose two errors were found to disagree
};

struct CalibrationPlan {
  double tau = 0.5;
  std::size_t n_runs = 4000;
  std::size_t n_chains = 1;
  double length_in_tau = 2000;  ///< of all chains together
};

inline void account(Calibration& c, const stats::Estimate& e, double exact) {
  c.z.add((e.mean - exact) / e.error);
  c.z_blocking.add((e.mean - exact) / e.blocking_error);
  c.tau.add(e.tau);
  c.n_flagged += e.errors_apart > 3 ? 1 : 0;
}

struct Calibrations {
  Calibration mean;      ///< of <x> = 0, by `estimate`
  Calibration variance;  ///< of 100 (<x^2> - <x>^2) = 100, by `jackknife`
};

/// What the error bars of many independent runs of an AR(1) series are worth.
inline Calibrations calibrate(const CalibrationPlan& plan) {
  Calibrations result;
  const auto n = static_cast<std::size_t>(plan.length_in_tau * plan.tau / static_cast<double>(plan.n_chains));
  for (std::size_t run = 0; run < plan.n_runs; ++run) {
    std::vector<stats::Recorder> chains(plan.n_chains, stats::Recorder(2));
    std::vector<const stats::Recorder*> pointers;
    for (std::size_t c = 0; c < plan.n_chains; ++c) {
      Ar1 series(plan.tau, {.seed = 20,
                            .job = static_cast<std::uint32_t>(run),
                            .point = static_cast<std::uint32_t>(plan.tau * 10),
                            .slot = static_cast<std::uint32_t>(c),
                            .purpose = random::Purpose::test});
      for (std::size_t i = 0; i < n; ++i) {
        const double x = series();
        const double sample[] = {x, x * x};
        chains[c].add(sample);
      }
      pointers.push_back(&chains[c]);
    }
    account(result.mean, stats::estimate(pointers, 0), 0);
    const auto f = [](std::span<const double> m) { return 100 * (m[1] - m[0] * m[0]); };
    account(result.variance, stats::jackknife(pointers, f), 100);
  }
  return result;
}

}  // namespace lenz::test
