#include "lenz/models/spin_states/spin_hamiltonian.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::models {

namespace {

using Coupled = std::vector<std::vector<std::pair<std::uint32_t, int>>>;  ///< site, relative sign

/// Signs such that sign_i sign_j is what each coupling asks for, each connected part beginning with a site
/// whose sign is fixed, or with +1.
std::optional<Spins> signs_of(const Coupled& coupled, Spins signs) {
  std::queue<std::uint32_t> open;
  const auto take = [&](std::uint32_t site, std::int8_t sign) {
    if (signs[site] == 0) {
      signs[site] = sign;
      open.push(site);
    }
    return signs[site] == sign;
  };
  for (std::uint32_t i = 0; i < signs.size(); ++i) {
    if (signs[i] != 0) open.push(i);
  }
  for (std::uint32_t start = 0; start < signs.size(); ++start) {
    if (open.empty()) take(start, 1);
    while (!open.empty()) {
      const std::uint32_t i = open.front();
      open.pop();
      for (const auto& [j, relative] : coupled[i]) {
        if (!take(j, static_cast<std::int8_t>(signs[i] * relative))) return std::nullopt;
      }
    }
  }
  return signs;
}

/// Whether one can walk along the pairs from any site to any other.
bool join_all_sites(const std::vector<Flips>& pairs, std::size_t n_sites) {
  Coupled coupled(n_sites);
  for (const Flips& pair : pairs) {
    coupled[pair.i].emplace_back(pair.j, 1);
    coupled[pair.j].emplace_back(pair.i, 1);
  }
  std::vector<bool> seen(n_sites);
  std::vector<std::uint32_t> open{0};
  seen[0] = true;
  std::size_t n_seen = 1;
  while (!open.empty()) {
    const std::uint32_t i = open.back();
    open.pop_back();
    for (const auto& [j, sign] : coupled[i]) {
      if (seen[j]) continue;
      seen[j] = true;
      ++n_seen;
      open.push_back(j);
    }
  }
  return n_seen == n_sites;
}

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

void flip(Spins& spins, Flips flips) {
  if (flips.is_all()) {
    for (std::int8_t& s : spins) s = static_cast<std::int8_t>(-s);
    return;
  }
  spins[flips.i] = static_cast<std::int8_t>(-spins[flips.i]);
  if (flips.is_pair()) spins[flips.j] = static_cast<std::int8_t>(-spins[flips.j]);
}

SpinHamiltonian::SpinHamiltonian(std::size_t n_sites, std::vector<SpinBond> bonds, std::vector<double> x,
                                 std::vector<double> z)
    : n_sites_(n_sites), x_(std::move(x)), z_(std::move(z)) {
  check_positive("the number of spins", n_sites);
  if (!x_.empty()) check_size("the fields along x", x_.size(), n_sites);
  if (!z_.empty()) check_size("the fields along z", z_.size(), n_sites);
  if (!all_finite(x_) || !all_finite(z_)) throw std::invalid_argument("a field of the spins is not finite");
  if (std::all_of(z_.begin(), z_.end(), [](double h) { return h == 0; })) z_.clear();
  std::map<std::pair<std::uint32_t, std::uint32_t>, SpinBond> pairs;
  for (const SpinBond& b : bonds) {
    if (b.i >= n_sites || b.j >= n_sites || b.i == b.j)
      throw std::invalid_argument("a bond of the spins joins a site to itself or to one that is not there");
    if (!std::isfinite(b.zz) || !std::isfinite(b.exchange))
      throw std::invalid_argument("a coupling of the spins is not finite");
    SpinBond& pair = pairs[std::minmax(b.i, b.j)];
    pair = {std::min(b.i, b.j), std::max(b.i, b.j), pair.zz + b.zz, pair.exchange + b.exchange};
  }
  for (const auto& [key, pair] : pairs) {
    bonds_.push_back(pair);
    if (pair.exchange == 0) continue;
    exchanges_.emplace_back(pair.i, pair.j);
    exchange_elements_.push_back(pair.exchange);
  }
  if (!join_all_sites(exchanges_, n_sites)) {
    for (std::uint32_t j = 1; j < n_sites; ++j) {
      for (std::uint32_t i = 0; i < j; ++i) all_pairs_.emplace_back(i, j);
    }
  }
  for (std::uint32_t i = 0; i < x_.size(); ++i) {
    if (x_[i] == 0) continue;
    turns_.emplace_back(i);
    turn_elements_.push_back(x_[i]);
  }
}

double SpinHamiltonian::diagonal(const Spins& s) const {
  double energy = 0;
  for (const SpinBond& b : bonds_) energy += s[b.i] == s[b.j] ? b.zz : -b.zz;
  for (std::size_t i = 0; i < z_.size(); ++i) energy += s[i] * z_[i];
  return energy;
}

void SpinHamiltonian::connected(const Spins& s, std::vector<Flips>& flips,
                                std::vector<double>& elements) const {
  flips.assign(turns_.begin(), turns_.end());
  elements.assign(turn_elements_.begin(), turn_elements_.end());
  for (std::size_t k = 0; k < exchanges_.size(); ++k) {
    if (s[exchanges_[k].i] == s[exchanges_[k].j]) continue;
    flips.push_back(exchanges_[k]);
    elements.push_back(exchange_elements_[k]);
  }
}

double SpinHamiltonian::energy_bound() const {
  double sum = 0;
  for (const SpinBond& b : bonds_) sum += std::fabs(b.zz);
  for (const double e : exchange_elements_) sum += std::fabs(e);
  for (const double e : turn_elements_) sum += std::fabs(e);
  for (const double z : z_) sum += std::fabs(z);
  return sum;
}

double SpinHamiltonian::mean_level(std::optional<std::size_t> n_up) const {
  if (!n_up) return 0;
  const auto n = static_cast<double>(n_sites_), up = static_cast<double>(*n_up), m = 2 * up - n;
  const double pair = n > 1 ? (m * m - n) / (n * (n - 1)) : 0;
  double sum = 0;
  for (const SpinBond& b : bonds_) sum += pair * b.zz;
  for (const double h : z_) sum += h * m / n;
  return sum;
}

std::optional<Spins> SpinHamiltonian::sign_rule() const {
  Coupled coupled(n_sites_);
  for (std::size_t k = 0; k < exchanges_.size(); ++k) {
    const int relative = exchange_elements_[k] > 0 ? -1 : 1;
    coupled[exchanges_[k].i].emplace_back(exchanges_[k].j, relative);
    coupled[exchanges_[k].j].emplace_back(exchanges_[k].i, relative);
  }
  Spins signs(n_sites_, 0);
  for (std::size_t k = 0; k < turns_.size(); ++k) signs[turns_[k].i] = turn_elements_[k] > 0 ? -1 : 1;
  return signs_of(coupled, std::move(signs));
}

SpinHamiltonian SpinHamiltonian::turned(const Spins& signs) const {
  check_size("the signs of a turn", signs.size(), n_sites_);
  std::vector<SpinBond> bonds = bonds_;
  for (SpinBond& b : bonds) b.exchange *= signs[b.i] * signs[b.j];
  std::vector<double> x = x_;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] *= signs[i];
  return SpinHamiltonian(n_sites_, std::move(bonds), std::move(x), z_);
}

}  // namespace lenz::models
