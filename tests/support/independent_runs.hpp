#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "lenz/random/stream.hpp"

/// The plainest honest error bar: many independent runs of one kernel, so that the scatter of their means
/// holds every autocorrelation and needs no estimate of tau.
namespace lenz::test {

struct RunPlan {
  std::uint64_t seed = 1;
  std::size_t n_runs = 256;
  std::size_t burn_in = 0;  ///< 0 where runs start from exact draws
  std::size_t sweeps = 3000;
};

/// Mean of every measured quantity in each run: n_runs rows. start(rng) gives a run's first walker.
template <class K, class T, class M, class Start>
std::vector<std::vector<double>> run_means(const K& kernel, const T& target, const M& measurement,
                                           const Start& start, const RunPlan& plan) {
  using W = typename T::Walker;
  const std::size_t n = measurement.names().size();
  std::vector<std::vector<double>> means(plan.n_runs, std::vector<double>(n));
  std::vector<double> row(n);
  for (std::size_t run = 0; run < plan.n_runs; ++run) {
    const auto slot = static_cast<std::uint32_t>(run);
    random::Stream initial({.seed = plan.seed, .slot = slot, .purpose = random::Purpose::initial});
    random::Stream rng({.seed = plan.seed, .slot = slot});
    W walker = start(initial);
    typename K::Info info{};
    for (std::size_t sweep = 0; sweep < plan.burn_in + plan.sweeps; ++sweep) {
      info = kernel.sweep(target, walker, rng);
      if (sweep < plan.burn_in) continue;
      measurement.measure(target, std::span<const W>(&walker, 1), 0, info, std::span<double>(row));
      for (std::size_t q = 0; q < n; ++q) means[run][q] += row[q] / static_cast<double>(plan.sweeps);
    }
  }
  return means;
}

/// Student's t of each quantity against its exact value. A NaN anywhere gives infinity.
inline std::vector<double> t_scores(const std::vector<std::vector<double>>& means,
                                    const std::vector<double>& exact) {
  const auto runs = static_cast<double>(means.size());
  std::vector<double> t(exact.size());
  for (std::size_t q = 0; q < exact.size(); ++q) {
    double sum = 0, squares = 0;
    for (const auto& row : means) sum += row[q];
    for (const auto& row : means) squares += (row[q] - sum / runs) * (row[q] - sum / runs);
    const double error = std::sqrt(squares / (runs * (runs - 1)));
    const double off = sum / runs - exact[q];
    t[q] = off == 0 ? 0 : off / error;
    if (std::isnan(t[q])) t[q] = HUGE_VAL;
  }
  return t;
}

inline double largest(const std::vector<double>& values) {
  double worst = 0;
  for (const double value : values) worst = std::fmax(worst, std::fabs(value));
  return worst;
}

/// |t| that a family of n_tests right quantities exceeds anywhere with probability at most 1e-3 (Bonferroni).
inline double family_bound(std::size_t n_tests, std::size_t n_runs) {
  const boost::math::students_t t(static_cast<double>(n_runs - 1));
  return boost::math::quantile(boost::math::complement(t, 1e-3 / (2 * static_cast<double>(n_tests))));
}

}  // namespace lenz::test
