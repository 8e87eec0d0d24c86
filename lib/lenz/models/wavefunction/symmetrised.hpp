#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"

namespace lenz::models {

/// All permutations of identical particles: those that leave every spin where it is, of particles without
/// spin all. Throws std::invalid_argument for more than 4 particles, of which there are too many.
inline std::vector<std::array<std::uint8_t, 4>> exchanges(std::size_t n, const SpinAssignment& spins) {
  if (n > 4) throw_invalid("the number of particles to be symmetrised", n, "at most 4");
  std::vector<std::array<std::uint8_t, 4>> all;
  for (unsigned code = 0; code < 256; ++code) {  // four numbers of two bits
    std::array<std::uint8_t, 4> p{};
    unsigned taken = 0;
    bool allowed = true;
    for (std::size_t i = 0; i < p.size(); ++i) {
      p[i] = static_cast<std::uint8_t>(code >> (6 - 2 * i) & 3);
      taken |= 1u << p[i];
      allowed &= i < n ? p[i] < n && (!spins.identical || spins.like(i, p[i])) : p[i] == i;
    }
    if (allowed && taken == 15) all.push_back(p);
  }
  return all;
}

/// The mean of a positive factor over all exchanges P of identical particles, of at most 4 particles:
///
///     f(x) = (1 / M) sum_P f_0(P x),   (P x)_i = x_{P(i)},   w_P = f_0(P x) / sum_P f_0(P x),
///     grad log f      = g = sum_P w_P g_P,   g_P = grad log f_0(P x), brought back to x,
///     Laplacian log f = sum_P w_P (Laplacian_P + g_P^2) - g^2,
///     d log f / d theta = sum_P w_P d log f_0(P x) / d theta,
///     ratio of a move = sum_P w_P f_0(P x') / f_0(P x).
///
/// What is kept: log f_0(P x), then for each P what the factor keeps of P x. Parameters: those of the factor.
/// Cost: M times the factor's, M = N! of bosons, n_up! n_down! of fermions.
template <LogFactor F>
class Symmetrised {
 public:
  /// Throws std::invalid_argument for no particles, more than 4, or n_up above their number.
  Symmetrised(F factor, const Particles& particles, const SpinAssignment& spins)
      : factor_(std::move(factor)), particles_(particles), exchanges_(exchanges(particles.n, spins)) {
    check_positive("the number of particles", particles.n);
    if (spins.n_up > particles.n) throw_invalid("n_up", spins.n_up, "at most the number of particles");
  }

  const F& factor() const { return factor_; }
  std::size_t n_parameters() const { return factor_.n_parameters(); }
  void parameters(std::span<double> out) const { factor_.parameters(out); }
  void set_parameters(std::span<const double> in) { factor_.set_parameters(in); }
  std::size_t cache_size() const { return exchanges_.size() * (1 + factor_.cache_size()); }

  template <LaneReal Real>
  void build(std::span<const Real> x, std::span<Real> cache) const {
    for (std::size_t p = 0; p < exchanges_.size(); ++p) {
      const Coordinates<Real> y = permuted(x, p);
      const std::span<const Real> there(y.data(), x.size());
      const std::span<Real> own = part(cache, p);
      factor_.template build<Real>(there, own);
      cache[p] = factor_.template log_value<Real>({.x = there, .cache = own});
    }
  }
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    return log_mean(at.cache.first(exchanges_.size()));
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    const std::size_t n = at.x.size(), d = particles_.dimensions;
    Coordinates<Real> mean{};
    Real laplacian{};
    for_each(at, [&](const At<Real>& there, std::size_t p, const Real& weight) {
      Coordinates<Real> own{};
      Real square = factor_.template add_gradient<Real>(there, std::span<Real>(own.data(), n));
      for (std::size_t i = 0; i < n; ++i) {
        square += own[i] * own[i];
        mean[d * exchanges_[p][i / d] + i % d] += weight * own[i];
      }
      laplacian += weight * square;
    });
    for (std::size_t i = 0; i < n; ++i) {
      g[i] += mean[i];
      laplacian -= mean[i] * mean[i];
    }
    return laplacian;
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
    thread_local std::vector<Real> own;
    own.resize(std::max(own.size(), out.size()));
    std::fill(out.begin(), out.end(), Real{});
    for_each(at, [&](const At<Real>& there, std::size_t, const Real& weight) {
      factor_.template parameter_derivatives<Real>(there, std::span<Real>(own.data(), out.size()));
      for (std::size_t k = 0; k < out.size(); ++k) out[k] += weight * own[k];
    });
  }
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    const std::size_t n = exchanges_.size();
    std::array<Real, max_exchanges> after;
    std::array<std::array<Real, 3>, max_exchanges> slope{};
    for (std::size_t p = 0; p < n; ++p) {
      const Coordinates<Real> y = permuted(at.x, p);
      const At<Real> there{.x = {y.data(), at.x.size()}, .cache = part(at.cache, p)};
      const std::span<Real> own(slope[p].data(), g.size());
      after[p] = at.cache[p] + factor_.template log_ratio<Real>(there, permuted(move, p), own);
    }
    const std::span<const Real> logs(after.data(), n);
    const Real sum = log_mean(logs);
    for (std::size_t p = 0; p < n && !g.empty(); ++p) {
      const Real weight = lanes::exp(after[p] - sum) / static_cast<double>(n);
      for (std::size_t k = 0; k < g.size(); ++k) g[k] += weight * slope[p][k];
    }
    return sum - log_mean(at.cache.first(n));
  }
  template <LaneReal Real>
  void accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
              std::span<Real> cache) const {
    for (std::size_t p = 0; p < exchanges_.size(); ++p) {
      const Coordinates<Real> y = permuted(at.x, p);
      const std::span<Real> own = part(cache, p);
      const At<Real> there{.x = {y.data(), at.x.size()}, .cache = own};
      const ParticleMove<Real> moved = permuted(move, p);
      const Real step = factor_.template log_ratio<Real>(there, moved, {});
      factor_.template accept<Real>(there, moved, mask, own);
      cache[p] += lanes::select(mask, step, Real{});
    }
  }

 private:
  static constexpr std::size_t max_exchanges = 24;
  template <LaneReal Real>
  using Coordinates = std::array<Real, 12>;

  template <LaneReal Real>
  Coordinates<Real> permuted(std::span<const Real> x, std::size_t p) const {
    const std::size_t d = particles_.dimensions;
    Coordinates<Real> y{};
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[d * exchanges_[p][i / d] + i % d];
    return y;
  }
  template <LaneReal Real>
  ParticleMove<Real> permuted(const ParticleMove<Real>& move, std::size_t p) const {
    std::size_t place = 0;
    while (exchanges_[p][place] != move.particle) ++place;
    return {.particle = place, .to = move.to};
  }
  /// What the factor keeps of P x.
  template <class T>
  std::span<T> part(std::span<T> cache, std::size_t p) const {
    return cache.subspan(exchanges_.size() + p * factor_.cache_size(), factor_.cache_size());
  }
  template <LaneReal Real>
  static Real log_mean(std::span<const Real> logs) {
    Real largest = logs[0], sum{};
    for (const Real& value : logs) largest = lanes::max(largest, value);
    for (const Real& value : logs) sum += lanes::exp(value - largest);
    return largest + lanes::log(sum / static_cast<double>(logs.size()));
  }
  /// visit(P x and what is kept of it, P, w_P).
  template <LaneReal Real, class Visit>
  void for_each(const At<Real>& at, const Visit& visit) const {
    const Real mean = log_value(at);
    for (std::size_t p = 0; p < exchanges_.size(); ++p) {
      const Coordinates<Real> y = permuted(at.x, p);
      visit(At<Real>{.x = {y.data(), at.x.size()}, .cache = part(at.cache, p)}, p,
            lanes::exp(at.cache[p] - mean) / static_cast<double>(exchanges_.size()));
    }
  }

  F factor_;
  Particles particles_;
  std::vector<std::array<std::uint8_t, 4>> exchanges_;
};

}  // namespace lenz::models
