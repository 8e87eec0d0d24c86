#include "lenz/stats/correlator.hpp"

#include <algorithm>

namespace lenz::stats {

void Correlator::Level::push(double d) {
  position = (position == 0 ? static_cast<std::uint32_t>(n_lags) : position) - 1;
  ring[position] = d;
  ring[position + n_lags] = d;
  if (n < n_lags) first[n] = d;
  sum += d;
  ++n;
  const double* const newest_first = ring.data() + position;
  for (std::size_t t = 0; t < n_lags; ++t) products[t] += d * newest_first[t];
}

void Correlator::add(double x) {
  if (levels_.empty()) shift_ = x;
  double d = x - shift_;
  for (std::size_t l = 0;; ++l) {
    if (l == levels_.size()) levels_.emplace_back();
    Level& level = levels_[l];
    level.push(d);
    if (level.n % 2 == 1) return;
    d = 0.5 * (level.ring[level.position + 1] + d);
  }
}

double Correlator::mean() const {
  return levels_.empty() ? 0.0 : shift_ + levels_[0].sum / static_cast<double>(levels_[0].n);
}

double Correlator::variance() const {
  if (levels_.empty()) return 0;
  const Level& all = levels_[0];
  const double n = static_cast<double>(all.n);
  const double mean = all.sum / n;
  return std::max(0.0, all.products[0] / n - mean * mean);
}

void Correlator::products_about(std::size_t l, double offset, std::span<double, n_lags> products) const {
  std::fill(products.begin(), products.end(), 0.0);
  if (l >= levels_.size()) return;
  const Level& level = levels_[l];
  // sum (d_i - a)(d_{i+t} - a) = sum d_i d_{i+t} - a (sum without the last t + sum without the first t) +
  // (n-t) a^2.
  double first = 0, last = 0;
  for (std::size_t t = 0; t < n_lags && t < level.n; ++t) {
    const double pairs = static_cast<double>(level.n - t);
    products[t] = level.products[t] - offset * (2 * level.sum - first - last) + pairs * offset * offset;
    first += level.first[t];
    last += level.ring[level.position + t];
  }
}

}  // namespace lenz::stats
