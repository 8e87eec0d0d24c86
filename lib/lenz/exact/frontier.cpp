#include "lenz/exact/frontier.hpp"

#include <algorithm>
#include <cmath>

namespace lenz::exact::transfer_matrix {

namespace {

constexpr std::size_t chunk = 64;  // states whose weights fit the registers and the first cache

/// Weight and its exponent's slope in beta, of some consecutive states.
struct Weights {
  std::array<double, chunk> value, slope;

  void set(double w, double x) {
    value.fill(w);
    slope.fill(x);
  }
  /// Multiplies in exp(beta J (s s_l - 1)) or its like: `unequal` where the bit at `position` differs from
  /// `bit`.
  void multiply(std::size_t first, std::size_t n, std::size_t position, std::size_t bit, double unequal,
                double x) {
    for (std::size_t i = 0; i < n; ++i) {
      const bool differs = (((first + i) >> position) & 1U) != bit;
      value[i] *= differs ? unequal : 1.0;
      slope[i] += differs ? x : 0.0;
    }
  }
};

}  // namespace

void Frontier::enter(const std::vector<Link>& links, double field) {
  // Each factor is divided by its larger value, exp(beta |J|), which goes to the scale: no factor exceeds 1.
  double strength = std::fabs(field);
  for (const Link& link : links) strength += std::fabs(link.coupling);
  log_scale_.c[0] += static_cast<long double>(beta_) * strength;
  log_scale_.c[1] += strength;
  const std::size_t size = now_[0].size();
  for (auto& column : next_) column.resize(2 * size);
  for (const std::size_t bit : {0, 1}) {
    const double s = bit == 0 ? 1 : -1;
    const double against = s * field < 0 ? -2 * std::fabs(field) : 0;
    for (std::size_t first = 0; first < size; first += chunk) {
      const std::size_t n = std::min(chunk, size - first);
      Weights w;
      w.set(std::exp(beta_ * against), against);
      for (const Link& link : links) {
        const double x = -2 * std::fabs(link.coupling);
        const std::size_t favoured = link.coupling > 0 ? bit : 1 - bit;
        w.multiply(first, n, link.position, favoured, std::exp(beta_ * x), x);
      }
      const std::size_t to = bit * size + first;
      for (std::size_t i = 0; i < n; ++i) {
        const double v = w.value[i], x = w.slope[i], a = v * now_[0][first + i];
        const double b1 = v * now_[1][first + i], b2 = v * now_[2][first + i];
        const double h1 = v * now_[3][first + i], h2 = v * now_[4][first + i];
        const double h3 = v * now_[5][first + i], h4 = v * now_[6][first + i];
        next_[0][to + i] = a;
        next_[1][to + i] = b1 + x * a;
        next_[2][to + i] = b2 + x * (b1 + x * a / 2);
        next_[3][to + i] = h1 + s * a;
        next_[4][to + i] = h2 + s * h1 + a / 2;
        next_[5][to + i] = h3 + s * h2 + h1 / 2 + s * a / 6;
        next_[6][to + i] = h4 + s * h3 + h2 / 2 + s * h1 / 6 + a / 24;
      }
    }
  }
  std::swap(now_, next_);
}

void Frontier::leave(std::size_t position) {
  const std::size_t run = std::size_t{1} << position, half = now_[0].size() / 2;
  for (std::size_t c = 0; c < Series::size; ++c) {
    next_[c].resize(half);
    const double* from = now_[c].data();
    double* to = next_[c].data();
    for (std::size_t block = 0; block < half; block += run) {
      for (std::size_t i = 0; i < run; ++i) to[block + i] = from[2 * block + i] + from[2 * block + run + i];
    }
  }
  std::swap(now_, next_);
}

void Frontier::normalise() {
  Series sum;
  for (std::size_t c = 0; c < Series::size; ++c) {
    for (const double x : now_[c]) sum.c[c] += x;
  }
  if (!(sum.c[0] > 0)) {
    log_scale_.c[0] = -INFINITY;
    return;
  }
  log_scale_ += sum.log();
  const Series exact_inverse = sum.inverse();
  std::array<double, Series::size> q;
  for (std::size_t c = 0; c < Series::size; ++c) q[c] = static_cast<double>(exact_inverse.c[c]);
  for (std::size_t i = 0; i < now_[0].size(); ++i) {
    const double a = now_[0][i], b1 = now_[1][i], b2 = now_[2][i];
    const double h1 = now_[3][i], h2 = now_[4][i], h3 = now_[5][i], h4 = now_[6][i];
    now_[0][i] = a * q[0];
    now_[1][i] = b1 * q[0] + a * q[1];
    now_[2][i] = b2 * q[0] + b1 * q[1] + a * q[2];
    now_[3][i] = h1 * q[0] + a * q[3];
    now_[4][i] = h2 * q[0] + h1 * q[3] + a * q[4];
    now_[5][i] = h3 * q[0] + h2 * q[3] + h1 * q[4] + a * q[5];
    now_[6][i] = h4 * q[0] + h3 * q[3] + h2 * q[4] + h1 * q[5] + a * q[6];
  }
}

}  // namespace lenz::exact::transfer_matrix
