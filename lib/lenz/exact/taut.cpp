#include "lenz/exact/taut.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "lenz/core/checks.hpp"
#include "lenz/exact/extended.hpp"

namespace lenz::exact::taut {

namespace {

constexpr std::size_t largest_degree = 64;

/// D = d + 2 l.
std::size_t effective_dimensions(const Pair& pair) { return pair.dimensions + 2 * pair.angular_momentum; }

void require(const Pair& pair) {
  check_range("dimensions", pair.dimensions, std::size_t{2}, std::size_t{3});
  check_positive("strength", pair.strength);
  check_range("angular_momentum", pair.angular_momentum, std::size_t{0}, std::size_t{10});
}

/// How many eigenvalues of the Jacobi matrix of degree n lie above x > 0 (Sturm's sequence of pivots).
std::size_t count_above(std::size_t n, std::size_t dims, Real x) {
  std::size_t count = 0;
  Real pivot = 0;
  for (std::size_t j = 0; j <= n; ++j) {
    const auto square = static_cast<Real>(j * (j + dims - 2) * (n - j + 1));  // of the entry (j, j-1)
    pivot = j == 0 ? -x : -x - square / pivot;
    if (pivot == 0) pivot = -1e-30L;
    if (pivot > 0) ++count;
  }
  return count;
}

/// The k-th largest eigenvalue, by bisection down to the last digit.
Real eigenvalue(std::size_t n, std::size_t dims, std::size_t k) {
  const auto m = static_cast<Real>(n + dims);
  Real low = 0, high = 2 * m * std::sqrt(m) + 1;
  while (true) {
    const Real middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    (count_above(n, dims, middle) > k ? low : high) = middle;
  }
}

State state_of(const Pair& pair, std::size_t n, std::size_t k) {
  const std::size_t dims = effective_dimensions(pair), d = pair.dimensions;
  const Real g = pair.strength, ratio = g / eigenvalue(n, dims, k), omega = ratio * ratio;
  std::vector<Real> a{1};
  for (std::size_t j = 1; j <= n; ++j) {
    const Real before = j > 1 ? a[j - 2] : 0;
    a.push_back((g * a[j - 1] - omega * static_cast<Real>(n - j + 2) * before) /
                static_cast<Real>(j * (j + dims - 2)));
  }
  const Real e = omega * (static_cast<Real>(n) + static_cast<Real>(dims) / 2);
  return {.degree = n,
          .n_nodes = k,
          .omega = static_cast<double>(omega),
          .energy = static_cast<double>(e + omega * static_cast<Real>(d) / 2),
          .relative = static_cast<double>(e),
          .coefficients = {a.begin(), a.end()}};
}

std::optional<State> find(const Pair& pair, double omega) {
  for (std::size_t n = 1; n <= largest_degree; ++n) {
    const State state = state_of(pair, n, 0);
    if (std::fabs(state.omega - omega) <= 1e-12 * state.omega) return state;
    if (state.omega < omega) return std::nullopt;  // they fall with n
  }
  return std::nullopt;
}

/// The two frequencies about omega, in words.
std::string neighbours(const Pair& pair, double omega) {
  std::size_t n = 1;
  while (n < largest_degree && state_of(pair, n, 0).omega > omega) ++n;
  std::ostringstream text;
  text.precision(15);
  if (n > 1) text << state_of(pair, n - 1, 0).omega << " and ";
  text << state_of(pair, n, 0).omega;
  return text.str();
}

}  // namespace

std::vector<State> states(const Pair& pair, std::size_t degree) {
  require(pair);
  check_range("degree", degree, std::size_t{1}, largest_degree);
  std::vector<State> all;
  for (std::size_t k = 0; 2 * k < degree; ++k) all.push_back(state_of(pair, degree, k));
  return all;
}

State ground_state(const Pair& pair, std::size_t degree) {
  require(pair);
  check_range("degree", degree, std::size_t{1}, largest_degree);
  return state_of(pair, degree, 0);
}

Applies applies(const Pair& pair, double omega) {
  if (pair.dimensions != 2 && pair.dimensions != 3) return {"Taut's states are those of 2 and 3 dimensions"};
  if (!(pair.strength > 0) || !std::isfinite(pair.strength)) return {"Taut's states need a repulsion"};
  if (pair.angular_momentum > 10) return {"Taut's states are offered for angular momenta up to 10"};
  if (!(omega > 0) || !std::isfinite(omega)) return {"omega must be positive and finite"};
  if (find(pair, omega)) return {};
  return {"Taut's states exist at certain omega only, the nearest are " + neighbours(pair, omega)};
}

State solve(const Pair& pair, double omega) {
  if (const Applies verdict = applies(pair, omega); !verdict) throw std::invalid_argument(verdict.reason);
  return *find(pair, omega);
}

Values values(const Pair& pair, const State& state) {
  require(pair);
  check_range("n_nodes", state.n_nodes, std::size_t{0}, std::size_t{0});
  const Real omega = state.omega, centre = omega * static_cast<Real>(pair.dimensions) / 2;
  const auto& a = state.coefficients;
  const auto moment = [&](std::size_t power) {  // of r^power, not normalised
    Real sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < a.size(); ++j) {
        const Real half = static_cast<Real>(i + j + effective_dimensions(pair) - 1 + power) / 2;
        sum += a[i] * static_cast<Real>(a[j]) * std::tgamma(half) * std::pow(2 / omega, half);
      }
    }
    return sum;
  };
  const Real norm = moment(1);
  const Real interaction = pair.strength * moment(0) / norm;
  const Real trap = omega * omega / 4 * moment(3) / norm + centre / 2;
  const Real kinetic = trap - interaction / 2;  // 2 T = <r.grad U> = 2 trap - interaction
  return {{"energy", {state.energy}},
          {"kinetic", {static_cast<double>(kinetic)}},
          {"potential", {static_cast<double>(trap)}},
          {"interaction", {static_cast<double>(interaction)}},
          {"radius", {static_cast<double>(std::sqrt(trap) / omega)}}};
}

}  // namespace lenz::exact::taut
