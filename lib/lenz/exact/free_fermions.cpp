#include "lenz/exact/free_fermions.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <stdexcept>

#include "lenz/core/checks.hpp"
#include "lenz/exact/extended.hpp"

namespace lenz::exact::free_fermions {

namespace {

/// The modes that make the levels of one parity, or of both where `projected` is false.
struct Sector {
  std::vector<Real> modes;  ///< e_k, ascending
  bool odd = false;         ///< whether an odd number of them is excited
  bool projected = true;
  int parity = 1;  ///< of the levels; without projection, of the level with none excited
};

void require(const Chain& chain) {
  if (const Applies verdict = applies(chain); !verdict) throw std::invalid_argument(verdict.reason);
}

/// What turns P at |h| into P at h.
int parity_sign(const Chain& chain) { return chain.field < 0 && chain.n_sites % 2 == 1 ? -1 : 1; }

/// The mode at the ends may be smaller than the rounding of all others; then it follows from their product.
std::vector<Real> open_modes(const Chain& chain) {
  arma::vec s;
  if (!arma::svd(s, open_couplings(chain))) throw std::runtime_error("no singular values of the open chain");
  std::vector<Real> modes(s.begin(), s.end());
  std::sort(modes.begin(), modes.end());
  const Real h = std::fabs(static_cast<Real>(chain.field));
  if (modes.size() > 1 && modes[0] < 1e-3L * modes[1]) {
    Real log_rest = 0;
    for (std::size_t k = 1; k < modes.size(); ++k) log_rest += std::log(modes[k]);
    modes[0] = h == 0 ? 0 : std::exp(static_cast<Real>(chain.n_sites) * std::log(h) - log_rest);
  }
  return modes;
}

/// The momenta of parity p as k/2, those of exp(ikN) = -p.
Real half_momentum(std::size_t m, std::size_t n, int p) {
  return pi * (static_cast<Real>(m) + (p > 0 ? 0.5L : 0)) / static_cast<Real>(n);
}

/// Parity p of a ring at |h|.
Sector ring_sector(const Chain& chain, int p) {
  const Real h = std::fabs(static_cast<Real>(chain.field)), j = chain.coupling;
  const std::size_t n = chain.n_sites;
  Sector sector;
  const Real least = h - std::fabs(j), width = 2 * std::sqrt(h * std::fabs(j));
  for (std::size_t m = 0; m < n; ++m) {
    const Real half = half_momentum(m, n, p);
    const bool middle = 2 * m == n && p < 0, middle_odd = 2 * m + 1 == n && p > 0;  // k = pi
    const Real cosine = middle || middle_odd ? 0 : std::cos(half);
    sector.modes.push_back(std::hypot(least, width * (j >= 0 ? std::sin(half) : cosine)));
  }
  std::sort(sector.modes.begin(), sector.modes.end());
  int sign = p * (n % 2 == 0 ? 1 : -1);  // p (-1)^N sign det M: +1 if none may be excited
  if (p < 0 && j - h < 0) sign = -sign;
  if ((p > 0) == (n % 2 == 1) && -j - h < 0) sign = -sign;
  sector.odd = sign < 0;
  sector.parity = p * parity_sign(chain);
  return sector;
}

std::vector<Sector> sectors(const Chain& chain) {
  require(chain);
  if (chain.ring()) return {ring_sector(chain, 1), ring_sector(chain, -1)};
  return {{open_modes(chain), false, false, parity_sign(chain)}};
}

Real vacuum(const Sector& sector) {
  Real sum = 0;
  for (const Real e : sector.modes) sum += e;
  return -sum;
}

struct LongLevel {
  Real energy;
  int parity;
};

/// The lowest `count` levels, by walking the sets of excited modes in the order of their energy: after a set
/// with the largest member k come those with k+1 added to it and put in the place of k.
std::vector<LongLevel> lowest(const Sector& sector, std::size_t count) {
  struct Set {
    Real energy;
    std::size_t last;
    bool odd;
    bool operator<(const Set& other) const { return energy > other.energy; }
  };
  const std::vector<Real>& e = sector.modes;
  const Real ground = vacuum(sector);
  std::vector<LongLevel> found;
  const auto take = [&](Real energy, bool odd) {
    if (sector.projected && odd != sector.odd) return;
    found.push_back({ground + energy, !sector.projected && odd ? -sector.parity : sector.parity});
  };
  if (count > 0) take(0, false);
  std::priority_queue<Set> sets;
  sets.push({2 * e[0], 0, true});
  while (found.size() < count && !sets.empty()) {
    const Set set = sets.top();
    sets.pop();
    take(set.energy, set.odd);
    if (set.last + 1 == e.size()) continue;
    const Real next = set.energy + 2 * e[set.last + 1];
    sets.push({next, set.last + 1, !set.odd});
    sets.push({next - 2 * e[set.last], set.last + 1, set.odd});
  }
  return found;
}

std::vector<LongLevel> lowest(const Chain& chain, std::size_t count) {
  std::vector<LongLevel> all;
  for (const Sector& sector : sectors(chain)) {
    for (const LongLevel& level : lowest(sector, count)) all.push_back(level);
  }
  // Stable: of two equal levels the one of P = 1 at |h| stands first.
  std::ranges::stable_sort(all, {}, &LongLevel::energy);
  if (all.size() > count) all.resize(count);
  return all;
}

/// log Z in beta with two derivatives.
struct Jet {
  Real value = 0, first = 0, second = 0;
};

/// log(1 + q w), w = prod_k tanh(beta e_k), q = +-1, minus log 2.
Jet log_projection(const std::vector<Real>& modes, Real beta, int q) {
  Real d = 0, first = 0, second = 0;  // d = -log w
  for (const Real e : modes) {
    const Real y = 2 * beta * e, x = std::exp(-y), rest = -std::expm1(-2 * y);
    d += std::log1p(x) - (y > 0.7L ? std::log1p(-x) : std::log(-std::expm1(-y)));
    first -= y == 0 ? 1 : 2 * y * x / rest;
    second += y == 0 ? 1 : y * y * 2 * x * (1 + x * x) / (rest * rest);
  }
  first /= beta, second /= beta * beta;
  const Real w = std::exp(-d), sum = q > 0 ? 1 + w : -std::expm1(-d);
  return {std::log(sum / 2), -q * first * w / sum,
          -q * second * w / sum + q * first * first * w / (sum * sum)};
}

/// log Z of one sector. Excitations are counted from exp(beta sum_k e_k).
Jet log_partition(const Sector& sector, Real beta) {
  Jet log_z;
  if (sector.projected) log_z = log_projection(sector.modes, beta, sector.odd ? -1 : 1);
  for (const Real e : sector.modes) {
    const Real x = std::exp(-2 * beta * e);
    log_z.value += beta * e + std::log1p(x);
    log_z.first += e * (1 - x) / (1 + x);
    log_z.second += 4 * e * e * x / ((1 + x) * (1 + x));
  }
  return log_z;
}

Jet log_of_sum(const std::vector<Jet>& logs) {
  Jet sum = logs.front();
  for (const Jet& log : logs) sum.value = std::max(sum.value, log.value);
  Real z = 0;
  for (const Jet& log : logs) z += std::exp(log.value - sum.value);
  sum.first = sum.second = 0;
  const auto weight = [&](const Jet& log) { return std::exp(log.value - sum.value) / z; };
  for (const Jet& log : logs) sum.first += weight(log) * log.first;
  for (const Jet& log : logs) {
    const Real d = log.first - sum.first;
    sum.second += weight(log) * (log.second + d * d);
  }
  sum.value += std::log(z);
  return sum;
}

}  // namespace

Applies applies(const Chain& chain, std::span<const double> temperatures) {
  if (chain.n_sites < 1 || chain.n_sites > 4096) return {"free fermions are offered for 1 to 4096 sites"};
  if (!std::isfinite(chain.coupling) || !std::isfinite(chain.field))
    return {"coupling and field must be finite"};
  const double scale = std::fabs(chain.coupling) + std::fabs(chain.field);
  if (scale == 0) return {"free fermions need a coupling or a field"};
  for (const double t : temperatures) {
    if (t * 2000 < scale) return {"free fermions need temperatures of at least (|J| + |h|)/2000"};
  }
  return {};
}

arma::mat open_couplings(const Chain& chain) {
  require(chain);
  arma::mat m(chain.n_sites, chain.n_sites, arma::fill::zeros);
  m.diag().fill(-std::fabs(chain.field));
  if (chain.n_sites > 1) m.diag(-1).fill(chain.coupling);
  return m;
}

double ground_energy(const Chain& chain) { return ground_energy(chain, parity_sign(chain)); }

double ground_energy(const Chain& chain, int parity) {
  if (parity != 1 && parity != -1) throw_invalid("parity", parity, "1 or -1");
  const std::vector<Sector> all = sectors(chain);
  if (!chain.ring()) {
    const bool odd = parity != all[0].parity;
    return static_cast<double>(vacuum(all[0]) + (odd ? 2 * all[0].modes[0] : 0));
  }
  return static_cast<double>(lowest(all[parity == all[0].parity ? 0 : 1], 1)[0].energy);
}

double gap(const Chain& chain) {
  if (!chain.ring()) return static_cast<double>(2 * sectors(chain)[0].modes[0]);
  const std::vector<LongLevel> two = lowest(chain, 2);
  return static_cast<double>(two[1].energy - two[0].energy);
}

std::vector<Level> levels(const Chain& chain, std::size_t count) {
  std::vector<Level> all;
  for (const LongLevel& level : lowest(chain, count))
    all.push_back({static_cast<double>(level.energy), level.parity});
  return all;
}

std::vector<Level> all_levels(const Chain& chain) {
  check_range("n_sites", chain.n_sites, std::size_t{1}, std::size_t{20});
  return levels(chain, std::size_t{1} << chain.n_sites);
}

std::vector<Values> values(const Chain& chain, std::span<const double> temperatures) {
  check_temperatures(temperatures);
  if (const Applies verdict = applies(chain, temperatures); !verdict)
    throw std::invalid_argument(verdict.reason);
  const std::vector<Sector> parts = sectors(chain);
  const auto n = static_cast<Real>(chain.n_sites);
  std::vector<Values> all;
  for (const double temperature : temperatures) {
    const Real beta = 1 / static_cast<Real>(temperature);
    std::vector<Jet> logs;
    for (const Sector& part : parts) logs.push_back(log_partition(part, beta));
    const Jet log_z = log_of_sum(logs);
    const Real u = -log_z.first, c = std::max(Real{0}, beta * beta * log_z.second / n);
    all.push_back({{"energy", {static_cast<double>(u)}},
                   {"specific_heat", {static_cast<double>(c)}},
                   {"free_energy", {static_cast<double>(-log_z.value / (beta * n))}},
                   {"entropy", {static_cast<double>((log_z.value + beta * u) / n)}}});
  }
  return all;
}

}  // namespace lenz::exact::free_fermions
