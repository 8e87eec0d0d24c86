#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/taylor.hpp"

namespace lenz::exact::transfer_matrix {

using Series = Taylor<long double>;

/// A bond of a site that enters to one that waits at `position` of the frontier.
struct Link {
  std::size_t position;
  double coupling;
};

/// Partition functions by the state of the frontier, bit p of the index being 0 where the spin at position p
/// is up. log Z of everything taken in is log_scale() + log of the entries' sum.
class Frontier {
 public:
  explicit Frontier(double beta) : beta_(beta) {
    for (auto& column : now_) column.assign(1, 0);
    now_[0][0] = 1;
  }

  /// A new spin s takes the highest position, with exp(beta s (sum_l J_l s_l + field) + e s).
  void enter(const std::vector<Link>& links, double field);
  /// Sums over the spin at `position`; those above move down by one.
  void leave(std::size_t position);
  /// Divides by the sum of all entries. A sum that underflowed leaves log_scale at -infinity.
  void normalise();
  const Series& log_scale() const { return log_scale_; }

 private:
  double beta_;
  Series log_scale_;
  std::array<std::vector<double>, Series::size> now_, next_;
};

}  // namespace lenz::exact::transfer_matrix
