#pragma once

#include <cstddef>
#include <vector>

namespace lenz::stats {

/// How fast the probability of far values falls: P(|x - centre| > t) ~ t^-index.
struct TailIndex {
  double index = 0, error = 0;
  std::size_t n_tail = 0;  ///< values it comes from

  /// The variance exists for an index above 2 only, and an error bar means little near it.
  bool is_heavy() const { return n_tail > 0 && index + error < 2.5; }
};

/// Hill's estimator from the k largest deviations from the mean, k = sqrt(n) / 4, at least 32:
///
///     1 / index = 1/k sum_{i<=k} log(d_(i) / d_(k+1)),   error = index / sqrt(k),
///
/// biased where the tail is not yet a power there: the local energy of a good state has a core a thousand
/// times narrower than its tail, so few values tell more than many. Equal values
/// count once: they are of a walker that did not move. Where k are not left, or none deviates, there is no
/// index (n_tail = 0). The local energy of a state without a cusp has 2 in two dimensions, 3 in three; of one
/// with nodes 3; correlated values make the error too small. Throws std::invalid_argument for fewer than 1000
/// values. Cost: n log n. Source: Hill (1975), Ann. Stat. 3, 1163.
TailIndex tail_index(std::vector<double> values);

}  // namespace lenz::stats
