#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/models/wavefunction/slater_determinant.hpp"
#include "lenz/sampling/importance.hpp"

/// Deliberately wrong twins of what samples particles in traps: the bugs of published code, and some that
/// would be easy to make. Each is wrong in one line; the battery that passes the right ones must reject every
/// one of them.
namespace lenz::test {

/// One particle's force and what a move of it does to log p, as its density gives them.
template <class T>
struct Force {
  using Real = RealOf<T>;
  Real log_ratio{};
  std::array<Real, 3> b{};

  Force(const T& target, const typename T::Walker& walker, const typename T::Move& move) {
    log_ratio = target.particle_moved(walker, move, std::span(b).first(target.dimensions()));
    for (Real& value : b) value *= 0.5;
  }
  std::array<Real, 3> limited(double step) const {
    std::array<Real, 3> all;
    for (std::size_t k = 0; k < 3; ++k) all[k] = sampling::limited_drift(b[k], step);
    return all;
  }
};

/// log q(y -> x) - log q(x -> y) of a Langevin step with drift `forth` at x and `back` at y.
template <class Real>
Real log_green_ratio(const models::ParticleMove<Real>& x, const models::ParticleMove<Real>& y,
                     const std::array<Real, 3>& forth, const std::array<Real, 3>& back, double step,
                     std::size_t d) {
  Real sum{};
  for (std::size_t k = 0; k < d; ++k) {
    const Real there = y.to[k] - x.to[k] - forth[k] * step, home = x.to[k] - y.to[k] - back[k] * step;
    sum += there * there - home * home;
  }
  return sum / (2 * step);
}

/// Importance sampling whose log acceptance ratio is Rule's, and whose proposal is limited where it says so.
template <class Rule>
struct ImportanceTwin {
  using Info = sampling::MoveInfo;
  double step = 0.5;

  template <class T>
  RealOf<T> log_acceptance_ratio(const T& target, const typename T::Walker& walker,
                                 const typename T::Move& move) const {
    const auto from = target.position(walker, move.particle);
    return Rule::log_ratio(Force<T>(target, walker, from), Force<T>(target, walker, move), from, move, step,
                           target.dimensions());
  }
  template <class T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    using Real = RealOf<T>;
    Info info;
    for (std::size_t n = target.moves_per_sweep(); n > 0; --n) {
      auto move = target.position(walker, random::uniform_index(rng, target.moves_per_sweep()));
      const Force<T> force(target, walker, move);
      const auto b = Rule::limited ? force.limited(step) : force.b;
      for (std::size_t k = 0; k < target.dimensions(); ++k)
        move.to[k] += b[k] * step + std::sqrt(step) * random::normal_in<Real>(rng);
      const auto accepted = sampling::Metropolis{}(log_acceptance_ratio(target, walker, move), rng);
      target.accept(walker, move, accepted);
      info.n_proposed += lanes::count<Real>;
      info.n_accepted += lanes::n_set(accepted);
    }
    return info;
  }
};

/// No bug: the twin of the twins.
struct BothForces {
  static constexpr bool limited = false;
  template <class F, class M>
  static auto log_ratio(const F& at_x, const F& at_y, const M& x, const M& y, double step, std::size_t d) {
    return at_y.log_ratio + log_green_ratio(x, y, at_x.b, at_y.b, step, d);
  }
};
/// Published: the force of the old point in both directions.
struct OldForceOnly {
  static constexpr bool limited = false;
  template <class F, class M>
  static auto log_ratio(const F& at_x, const F& at_y, const M& x, const M& y, double step, std::size_t d) {
    return at_y.log_ratio + log_green_ratio(x, y, at_x.b, at_x.b, step, d);
  }
};
/// Published: 1 is added to the ratio of Green's functions.
struct GreenPlusOne {
  static constexpr bool limited = false;
  template <class F, class M>
  static auto log_ratio(const F& at_x, const F& at_y, const M& x, const M& y, double step, std::size_t d) {
    return at_y.log_ratio + lanes::log1p(lanes::exp(log_green_ratio(x, y, at_x.b, at_y.b, step, d)));
  }
};
/// The drift is limited in the proposal and not in the ratio.
struct LimitedProposalOnly {
  static constexpr bool limited = true;
  template <class F, class M>
  static auto log_ratio(const F& at_x, const F& at_y, const M& x, const M& y, double step, std::size_t d) {
    return at_y.log_ratio + log_green_ratio(x, y, at_x.b, at_y.b, step, d);
  }
};

/// Published: the ratio of a Jastrow factor sums over later particles only.
class LaterPairsJastrow : public models::PadeJastrow {
 public:
  explicit LaterPairsJastrow(const Options& options) : PadeJastrow(options), o_(options) {}

  template <LaneReal Real>
  Real log_ratio(const models::At<Real>& at, const models::ParticleMove<Real>& move,
                 std::span<Real> g) const {
    PadeJastrow::log_ratio<Real>(at, move, g);  // the force is right
    Real sum{};
    for (std::size_t j = move.particle + 1; j < o_.particles.n; ++j)
      sum += u(lanes::sqrt(o_.particles.distance_squared<Real>(at.x, j, move.to))) -
             u(lanes::sqrt(o_.particles.distance_squared<Real>(at.x, move.particle, j)));
    return sum;
  }

 private:
  template <LaneReal Real>
  Real u(const Real& r) const {
    return o_.slope_unlike * r / (1 + o_.beta_unlike * r);
  }
  Options o_;
};

/// A determinant that keeps the inverse of where its particles were.
struct StaleDeterminant : models::SlaterDeterminant {
  using SlaterDeterminant::SlaterDeterminant;
  template <LaneReal Real>
  void accept(const models::At<Real>&, const models::ParticleMove<Real>&, lanes::Mask<Real>,
              std::span<Real>) const {}
};

/// A machine whose theta learns of the first coordinate of a move only.
struct StaleMachine : models::RbmFactor {
  using RbmFactor::RbmFactor;
  template <LaneReal Real>
  void accept(const models::At<Real>& at, const models::ParticleMove<Real>& move, lanes::Mask<Real> mask,
              std::span<Real> cache) const {
    models::ParticleMove<Real> first = move;
    first.to[1] = at.x[2 * move.particle + 1];
    RbmFactor::accept<Real>(at, first, mask, cache);
  }
};

}  // namespace lenz::test
