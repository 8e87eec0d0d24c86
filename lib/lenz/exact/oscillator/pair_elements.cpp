#include "lenz/exact/oscillator/pair_elements.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "lenz/core/checks.hpp"

namespace lenz::exact::oscillator {

namespace {

/// <a b|V|c d> as the sum over the quanta of the centre of mass.
double element(const RelativeElements& relative, const BeamSplitter& split, const Orbital& a,
               const Orbital& b, const Orbital& c, const Orbital& d) {
  const std::size_t plus = std::size_t{a.plus} + b.plus, minus = std::size_t{a.minus} + b.minus;
  const std::size_t plus_prime = std::size_t{c.plus} + d.plus, minus_prime = std::size_t{c.minus} + d.minus;
  double sum = 0;
  for (std::size_t p = 0; p <= std::min(plus, plus_prime); ++p) {
    double row = 0;
    const std::size_t q = plus - p, q_prime = plus_prime - p;
    for (std::size_t r = 0; r <= std::min(minus, minus_prime); ++r) {
      const std::size_t s = minus - r, s_prime = minus_prime - r;
      const std::size_t abs_m = q > s ? q - s : s - q;
      row += split(minus, a.minus, r) * split(minus_prime, c.minus, r) *
             relative.quanta(abs_m, std::min(q, s), std::min(q_prime, s_prime));
    }
    sum += split(plus, a.plus, p) * split(plus_prime, c.plus, p) * row;
  }
  return sum;
}

}  // namespace

std::vector<Orbital> orbitals(std::size_t max_quanta) {
  check_range("max_quanta", max_quanta, std::size_t{0}, std::size_t{300});
  std::vector<Orbital> all;
  for (std::size_t n = 0; n <= max_quanta; ++n) {
    for (std::size_t minus = 0; minus <= n; ++minus)
      all.push_back({static_cast<std::uint16_t>(n - minus), static_cast<std::uint16_t>(minus)});
  }
  return all;
}

BeamSplitter::BeamSplitter(std::size_t max_quanta) {
  std::vector<long double> below{1};
  blocks_.push_back({1.0});
  for (std::size_t n = 1; n <= max_quanta; ++n) {
    std::vector<long double> now((n + 1) * (n + 1), 0);
    const long double scale = 1 / (std::sqrt(2.0L) * static_cast<long double>(n));
    for (std::size_t i = 0; i <= n; ++i) {
      const long double one = std::sqrt(static_cast<long double>(i)) * scale;
      const long double two = std::sqrt(static_cast<long double>(n - i)) * scale;
      for (std::size_t p = 0; p < n; ++p) {
        const long double x = i > 0 ? one * below[(i - 1) * n + p] : 0;
        const long double y = i < n ? two * below[i * n + p] : 0;
        now[i * (n + 1) + p + 1] += std::sqrt(static_cast<long double>(p + 1)) * (x + y);
        now[i * (n + 1) + p] += std::sqrt(static_cast<long double>(n - p)) * (x - y);
      }
    }
    blocks_.emplace_back(now.begin(), now.end());
    below = std::move(now);
  }
}

PairElements::PairElements(const RelativeElements& relative, std::size_t max_quanta, std::size_t max_momentum)
    : max_momentum_(static_cast<int>(max_momentum)) {
  check_range("max_quanta", max_quanta, std::size_t{0}, relative.max_quanta());
  const std::vector<Orbital> all = orbitals(max_quanta);
  n_orbitals_ = all.size();
  list_pairs(all, max_quanta);
  const BeamSplitter split(max_quanta);
  for (Block& of : blocks_) {
    const std::size_t n = of.pairs.size();
    of.elements.resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        const Pair &x = of.pairs[i], &y = of.pairs[j];
        of.elements[i * n + j] = of.elements[j * n + i] =
            element(relative, split, all[x.first], all[x.second], all[y.first], all[y.second]);
      }
    }
  }
}

void PairElements::list_pairs(const std::vector<Orbital>& all, std::size_t max_quanta) {
  blocks_.resize(2 * static_cast<std::size_t>(max_momentum_) + 1);
  places_.assign(n_orbitals_ * n_orbitals_, 0);
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = 0; b < all.size(); ++b) {
      const std::size_t quanta = all[a].quanta() + all[b].quanta();
      const int m = all[a].momentum() + all[b].momentum();
      if (quanta > max_quanta || std::abs(m) > max_momentum_) continue;
      blocks_[block(m)].pairs.push_back(
          {static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b), static_cast<std::uint16_t>(quanta)});
    }
  }
  for (Block& of : blocks_) {
    std::stable_sort(of.pairs.begin(), of.pairs.end(),
                     [](const Pair& x, const Pair& y) { return x.quanta < y.quanta; });
    for (std::size_t i = 0; i < of.pairs.size(); ++i)
      places_[of.pairs[i].first * n_orbitals_ + of.pairs[i].second] = static_cast<std::uint32_t>(i);
  }
}

double PairElements::operator()(const Orbital& a, const Orbital& b, const Orbital& c,
                                const Orbital& d) const {
  const int m = a.momentum() + b.momentum();
  if (m != c.momentum() + d.momentum()) return 0;
  return (*this)(m, place(a.index(), b.index()), place(c.index(), d.index()));
}

}  // namespace lenz::exact::oscillator
