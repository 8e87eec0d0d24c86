#include "lenz/exact/density_of_states.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "lenz/exact/row_classes.hpp"

namespace lenz::exact::density_of_states {

namespace {

/// The bonds of the first rows' symmetry search: the torus, row by row.
std::vector<Bond> torus_bonds(std::size_t width, std::size_t n_rows) {
  SpinParameters p{width * n_rows, {}, 0};
  for (std::size_t i = 0; i < p.n_sites; ++i) {
    const std::size_t y = i / width, x = i % width;
    const auto a = static_cast<std::uint32_t>(i);
    if (width > 1) p.bonds.push_back({a, static_cast<std::uint32_t>(y * width + (x + 1) % width), 1});
    if (n_rows > 1) p.bonds.push_back({a, static_cast<std::uint32_t>((y + 1) % n_rows * width + x), 1});
  }
  return merged_bonds(p);
}

/// The polynomials sum x^u y^d of everything below one first row, by the state of the frontier: bits 0 … x of
/// row y, then bits x + 1 … of row y - 1. The parity of u follows from the frontier, so that u = 2 e + parity
/// and only e is stored.
class HeldRow {
 public:
  HeldRow(std::size_t width, std::size_t n_rows, std::size_t n_bonds)
      : width_(width), n_rows_(n_rows), stride_(width * n_rows + 1), size_((n_bonds / 2 + 1) * stride_) {
    polynomials_.resize((std::size_t{1} << width) * size_);
    up_.resize(size_);
    down_.resize(size_);
  }

  /// Adds weight * (polynomial of the torus with the first row `row`) to counts.
  void add_to(std::vector<std::uint64_t>& counts, const RowClass& row) {
    begin(row.row);
    for (std::size_t y = 1; y < n_rows_; ++y) {
      for (std::size_t x = 0; x < width_; ++x) take_in(x, y);
    }
    const std::size_t n_states = std::size_t{1} << width_;
    for (std::size_t state = 0; state < n_states; ++state) {
      const std::uint64_t* p = polynomials_.data() + state * size_;
      for (std::size_t i = 0; i < size_; ++i) counts[i] += row.n_states * p[i];
    }
  }

 private:
  void begin(std::uint32_t row) {
    row_ = row;
    std::fill(polynomials_.begin(), polynomials_.end(), 0);
    std::size_t unsatisfied = 0;
    for (std::size_t x = 0; width_ > 1 && x < width_; ++x)
      unsatisfied += bit(row, x) != bit(row, (x + 1) % width_);
    polynomials_[row * size_ + unsatisfied / 2 * stride_ + static_cast<std::size_t>(std::popcount(row))] = 1;
    bonds_in_ = width_ > 1 ? width_ : 0;
  }

  static std::size_t bit(std::size_t state, std::size_t x) { return (state >> x) & 1U; }

  /// Parity of u before (`placed` = x) or after (`placed` = x + 1) site (x, y) is in: columns telescope, full
  /// rows are even.
  std::size_t parity(std::size_t state, std::size_t placed, std::size_t y) const {
    const std::size_t changed = state ^ row_;
    std::size_t p = static_cast<std::size_t>(std::popcount(changed));
    if (placed > 0 && placed < width_) p += bit(state, 0) ^ bit(state, placed - 1);
    if (y + 1 == n_rows_)
      p += static_cast<std::size_t>(std::popcount(changed & ((std::size_t{1} << placed) - 1)));
    return p % 2;
  }

  /// Unsatisfied bonds of the new spin `s` at (x, y), its row and those above being in `state`.
  std::size_t new_unsatisfied(std::size_t state, std::size_t x, std::size_t y, std::size_t s) const {
    std::size_t n = bit(state, x) != s;
    if (x > 0) n += bit(state, x - 1) != s;
    if (width_ > 1 && x + 1 == width_) n += bit(state, 0) != s;
    if (y + 1 == n_rows_) n += bit(row_, x) != s;
    return n;
  }

  void take_in(std::size_t x, std::size_t y) {
    const std::size_t used = (bonds_in_ / 2 + 1) * stride_;
    bonds_in_ += 1 + (x > 0 ? 1 : 0) + (width_ > 1 && x + 1 == width_ ? 1 : 0) + (y + 1 == n_rows_ ? 1 : 0);
    const std::size_t will_use = std::min((bonds_in_ / 2 + 1) * stride_, size_), mask = std::size_t{1} << x;
    for (std::size_t state = 0; state < std::size_t{1} << width_; ++state) {
      if ((state & mask) != 0) continue;
      std::uint64_t* from_up = polynomials_.data() + state * size_;
      std::uint64_t* from_down = polynomials_.data() + (state | mask) * size_;
      for (const std::size_t s : {0, 1}) {
        std::vector<std::uint64_t>& to = s == 0 ? up_ : down_;
        std::fill_n(to.begin(), will_use, 0);
        add_shifted(from_up, used, shift(state, x, y, s), to);
        add_shifted(from_down, used, shift(state | mask, x, y, s), to);
      }
      std::copy_n(up_.begin(), will_use, from_up);
      std::copy_n(down_.begin(), will_use, from_down);
    }
  }

  /// By how much the index grows where the frontier `old` takes in spin s at (x, y).
  std::size_t shift(std::size_t old, std::size_t x, std::size_t y, std::size_t s) const {
    const std::size_t mask = std::size_t{1} << x, now = (old & ~mask) | (s * mask);
    const std::size_t u = parity(old, x, y) + new_unsatisfied(old, x, y, s);
    return (u - parity(now, x + 1, y)) / 2 * stride_ + s;
  }

  /// The highest terms, beyond the table, are zero.
  void add_shifted(const std::uint64_t* from, std::size_t used, std::size_t by,
                   std::vector<std::uint64_t>& to) const {
    const std::size_t n = std::min(used, size_ - by);
    std::uint64_t* out = to.data() + by;
    for (std::size_t i = 0; i < n; ++i) out[i] += from[i];
  }

  std::size_t width_, n_rows_, stride_, size_;
  std::size_t bonds_in_ = 0;
  std::size_t row_ = 0;
  std::vector<std::uint64_t> polynomials_, up_, down_;
};

}  // namespace

Table::Table(std::size_t length, std::size_t width)
    : n_sites_(length * width), even_sides_(length % 2 == 0 && width % 2 == 0) {
  if (const Applies verdict = applies({length, width}); !verdict) throw std::invalid_argument(verdict.reason);
  const auto [shorter, longer] = std::minmax(length, width);
  n_bonds_ = (shorter > 1 ? n_sites_ : 0) + (longer > 1 ? n_sites_ : 0);
  std::vector<std::uint64_t> halves((n_bonds_ / 2 + 1) * (n_sites_ + 1));
  HeldRow held(shorter, longer, n_bonds_);
  for (const RowClass& row : row_classes(torus_bonds(shorter, longer), n_sites_, shorter, true))
    held.add_to(halves, row);
  counts_.resize(halves.size());
  for (std::size_t e = 0; e <= n_bonds_ / 2; ++e) {
    for (std::size_t d = 0; d <= n_sites_; ++d) {
      const std::size_t i = e * (n_sites_ + 1);  // a class stands for its flipped rows too
      counts_[i + d] = (halves[i + d] + halves[i + n_sites_ - d]) / 2;
    }
  }
}

SpinAverages Table::averages(double coupling, double field, double temperature) const {
  using Real = long double;
  const auto n = static_cast<Real>(n_sites_), beta = 1 / static_cast<Real>(temperature);
  const auto each = [&](auto visit) {
    for (std::size_t u = 0; u <= n_bonds_; u += 2) {
      for (std::size_t d = 0; d <= n_sites_; ++d) {
        const std::uint64_t states = count(u, d);
        if (states == 0) continue;
        const Real m = n - 2 * static_cast<Real>(d);
        const Real bonds = static_cast<Real>(n_bonds_) - 2 * static_cast<Real>(u);
        visit(static_cast<Real>(states), -coupling * bonds - field * m, m / n);
      }
    }
  };
  Real ground = INFINITY;
  each([&](Real, Real energy, Real) { ground = std::min(ground, energy); });
  Real z = 0, e1 = 0, e2 = 0, m1 = 0, abs_m = 0, m2 = 0, m4 = 0;
  each([&](Real states, Real energy, Real m) {
    const Real w = states * std::exp(-beta * (energy - ground));
    z += w, e1 += w * (energy - ground), m1 += w * m, abs_m += w * std::fabs(m), m2 += w * m * m,
        m4 += w * m * m * m * m;
  });
  const Real mean = e1 / z;
  each([&](Real states, Real energy, Real) {
    const Real d = energy - ground - mean;
    e2 += states * std::exp(-beta * (energy - ground)) * d * d;
  });
  SpinAverages a;
  a.temperature = temperature;
  a.log_z = static_cast<double>(std::log(z) - beta * ground);
  a.energy = static_cast<double>(ground + mean);
  a.energy_variance = static_cast<double>(e2 / z);
  a.magnetization = field == 0 ? 0 : static_cast<double>(m1 / z);
  a.abs_magnetization = static_cast<double>(abs_m / z);
  a.magnetization_2 = static_cast<double>(m2 / z);
  a.magnetization_4 = static_cast<double>(m4 / z);
  return a;
}

Values Table::values(double coupling, double field, double temperature) const {
  SpinAverages a = averages(coupling, field, temperature);
  // Flipping one sublattice turns J into -J and m into m_s.
  if (even_sides_ && field == 0) a.staggered = averages(-coupling, 0, temperature).abs_magnetization;
  return observables(a, n_sites_, field);
}

Applies applies(const Torus& torus) {
  const auto [shorter, longer] = std::minmax(torus.length, torus.width);
  if (shorter == 0 || shorter > 8 || longer > 64 || shorter * longer > 64) {
    return {"the density of states is known for square tori of at most 64 sites, one side at most 8"};
  }
  return {};
}

std::vector<Values> values(const Torus& torus, std::span<const double> temperatures) {
  check_temperatures(temperatures);
  const Table table(torus.length, torus.width);
  std::vector<Values> all;
  for (const double t : temperatures) all.push_back(table.values(torus.coupling, torus.field, t));
  return all;
}

double cost_seconds(const Torus& torus, std::size_t n_temperatures) {
  const auto shorter = static_cast<double>(std::min(torus.length, torus.width));
  const auto sites = static_cast<double>(torus.length * torus.width);
  const double classes = 1 + std::exp2(shorter) / (2 * shorter);
  return 2.4e-10 * std::exp2(shorter) * sites * sites * sites * classes +
         1.2e-7 * sites * sites * static_cast<double>(n_temperatures);
}

}  // namespace lenz::exact::density_of_states
