#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "lenz/core/errors.hpp"
#include "lenz/core/numerics.hpp"
#include "lenz/random/lane_draws.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/continuum_target.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// Steps too long for a density run away; what ends beyond this distance, where squares overflow and H has no
/// value, is rejected. (Reversible: the density restricted to what is nearer.)
inline constexpr double far_away = 1e100;

/// |p|^2 / 2: the kinetic energy of unit masses.
template <LaneReal Real = double>
Real kinetic_energy(std::type_identity_t<std::span<const Real>> p) {
  Real squares{};
  for (const Real& value : p) squares += value * value;
  return squares / 2;
}

/// Where all numbers are nearer than `bound`; a NaN is not.
template <LaneReal Real>
lanes::Mask<Real> all_within(const std::vector<Real>& values, double bound) {
  lanes::Mask<Real> within = Real{} < bound;
  for (const Real& value : values) within = within & (lanes::abs(value) < bound);
  return within;
}

/// A vector longer than `largest` becomes that long.
template <LaneReal Real>
void shorten(std::vector<Real>& f, double largest) {
  Real squares{};
  for (const Real& value : f) squares += value * value;
  const Real length = lanes::sqrt(squares);
  const Real share = lanes::select(length > largest, largest / length, lanes::broadcast<Real>(1));
  for (Real& value : f) value *= share;
}

/// n_steps leapfrog steps of size eps of Hamilton's equations dx/dt = p, dp/dt = grad log p(x), in place:
///   half a kick, then drift and kick in turn, the last kick half again.
/// Reversible (negate p, step back, arrive), volume preserving, energy error O(eps^2). Cost: one gradient a
/// step and one more. Throws NumericalError where the force nearer than far_away is a NaN.
///
/// A force longer than `largest` counts as one of that length. What becomes of it is still a map of (x, p)
/// that is reversible and keeps volume, for any force of the place alone.
template <ContinuumTarget T>
void leapfrog(const T& target, typename T::Walker& walker, std::vector<RealOf<T>>& p, double eps,
              std::size_t n_steps, double largest = std::numeric_limits<double>::infinity()) {
  using Real = RealOf<T>;
  std::vector<Real> force(p.size()), x(p.size());
  const auto kick = [&](double h) {
    target.grad_log_density(walker, force);
    lanes::Mask<Real> no_number = Real{} < Real{};
    for (const Real& f : force) no_number = no_number | (f != f);
    if (lanes::n_set(no_number) > 0 && lanes::n_set(no_number & all_within(walker.x, far_away)) > 0)
      throw NumericalError("a force is not a number");
    if (largest < std::numeric_limits<double>::infinity()) shorten(force, largest);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] += h * force[i];
  };
  if (n_steps == 0) return;
  kick(eps / 2);
  for (std::size_t n = 1; n <= n_steps; ++n) {
    for (std::size_t i = 0; i < p.size(); ++i) x[i] = walker.x[i] + eps * p[i];
    target.place(walker, x);
    kick(n < n_steps ? eps : eps / 2);
  }
}

/// Hybrid or Hamiltonian Monte Carlo (Duane, Kennedy, Pendleton and Roweth 1987; Neal 2011):
///   p ~ N(0, 1);  (x, p) -> (x', p') by leapfrog;  accept with min(1, exp(H(x, p) - H(x', p'))),  H = -log
///   p(x) + |p|^2 / 2.
///
/// Step size and number of steps are drawn anew for each trajectory, apart from x and p, so that every draw
/// is a kernel that leaves p invariant; without it trajectories resonate with the periods of a Gaussian. A
/// sweep is one trajectory. Acceptance 0.65 to 0.9 is best (Beskos et al. 2013: 0.651 in high dimension);
/// tuned to 0.8.
///
/// Near a node of a wavefunction forces grow as one over the distance and throw a walker so far up that it
/// is not let go again in any run; `limited` ones are as right, and let it go.
struct Hmc {
  using Info = MoveInfo;
  static constexpr double target_acceptance = 0.8;
  static constexpr double largest_kick = 1;  ///< of one step, per root of the dimension, where limited
  double step = 0.5;                         ///< eps > 0, in units of x
  std::uint64_t n_steps = 8;                 ///< leapfrog steps of a trajectory, at least 1
  bool random_n_steps = false;               ///< number of steps uniform on 1 … n_steps
  bool limited = false;                      ///< for densities with nodes
  double jitter = 0.1;  ///< step times a factor uniform in [1 - jitter, 1 + jitter); 0 <= jitter < 1

  template <ContinuumTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    const std::size_t n = random_n_steps ? 1 + random::uniform_index(rng, n_steps) : n_steps;
    const double eps = jitter > 0 ? step * (1 + jitter * (2 * random::uniform(rng) - 1)) : step;
    using Real = RealOf<T>;
    std::vector<Real> p(target.dimension());
    for (Real& value : p) value = random::normal_in<Real>(rng);

    typename T::Walker proposed = walker;
    const Real energy = hamiltonian(target, walker, p);
    const double largest_force = limited ? largest_kick * std::sqrt(static_cast<double>(p.size())) / eps
                                         : std::numeric_limits<double>::infinity();
    leapfrog(target, proposed, p, eps, n, largest_force);
    const lanes::Mask<Real> arrived = all_within(proposed.x, far_away) & all_within(p, far_away);
    const Real never = lanes::broadcast<Real>(-std::numeric_limits<double>::infinity());
    const Real log_r = lanes::n_set(arrived) == 0
                           ? never
                           : lanes::select(arrived, energy - hamiltonian(target, proposed, p), never);
    return keep_where(target, walker, std::move(proposed), Metropolis{}(log_r, rng));
  }

  /// H(x, p) = -log p(x) + |p|^2 / 2.
  template <ContinuumTarget T>
  static RealOf<T> hamiltonian(const T& target, const typename T::Walker& walker,
                               const std::vector<RealOf<T>>& p) {
    return -target.log_density(walker) + kinetic_energy<RealOf<T>>(p);
  }

  void tune(const Info& total, std::size_t window) {
    step = tuned_step(step, total.acceptance(), target_acceptance, window);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(step, n_steps, random_n_steps, jitter);
  }
};

}  // namespace lenz::sampling
