#include "lenz/data/hold_out.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>

#include "lenz/core/checks.hpp"
#include "lenz/data/shuffle.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::data {

namespace {

constexpr std::size_t rows_a_label = 20;

/// The stratum of each row.
std::vector<std::uint32_t> strata_of(const Dataset& data) {
  if (!data.points.empty()) return data.points;
  std::vector<std::uint32_t> strata(data.n_rows(), 0);
  if (!data.is_labelled()) return strata;
  std::vector<double> values(data.labels.begin(), data.labels.end());
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() * rows_a_label > data.n_rows()) return strata;
  for (std::size_t row = 0; row < strata.size(); ++row) {
    const auto at = std::lower_bound(values.begin(), values.end(), data.labels[row]);
    strata[row] = static_cast<std::uint32_t>(at - values.begin());
  }
  return strata;
}

/// How many of the first n rows are held out: the shares of all strata add up to the whole.
std::size_t share(double fraction, std::size_t n) {
  return static_cast<std::size_t>(std::llround(fraction * static_cast<double>(n)));
}

void check(const Dataset& data, double fraction) {
  const std::size_t n = data.n_rows(), held = share(fraction, n);
  if (!(fraction >= 0 && fraction < 1))
    throw_invalid("the held-out fraction", fraction, "at least 0 and below 1");
  if (!data.points.empty()) check_size("points", data.points.size(), n);
  if (data.is_labelled()) check_size("labels", data.labels.size(), n);
  check_range<std::size_t>("the number of rows", n, 1, std::numeric_limits<std::uint32_t>::max());
  if (fraction > 0 && (held == 0 || held == n)) {
    throw_invalid("the held-out fraction", fraction,
                  "such that of " + std::to_string(n) + " rows at least one is held out and one is left");
  }
}

}  // namespace

Split hold_out(const Dataset& data, const HoldOut& options) {
  check(data, options.fraction);
  const std::vector<std::uint32_t> strata = strata_of(data);
  std::vector<std::uint32_t> rows(data.n_rows());
  std::iota(rows.begin(), rows.end(), 0U);
  std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return strata[a] < strata[b]; });

  random::Address address = options.address;
  address.purpose = random::Purpose::shuffle;
  random::Stream stream(address);
  Split split;
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    while (end < rows.size() && strata[rows[end]] == strata[rows[begin]]) ++end;
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(end);
    shuffle(std::span(first, last), stream);
    const auto n_held = share(options.fraction, end) - share(options.fraction, begin);
    const auto middle = first + static_cast<std::ptrdiff_t>(n_held);
    split.held_out.insert(split.held_out.end(), first, middle);
    split.train.insert(split.train.end(), middle, last);
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.held_out.begin(), split.held_out.end());
  return split;
}

}  // namespace lenz::data
