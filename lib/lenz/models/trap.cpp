#include "lenz/models/trap.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::models {

Trap::Trap(Options options) : o_(std::move(options)) {
  const std::size_t d = o_.particles.dimensions;
  check_positive("the number of particles", o_.particles.n);
  if (d < 1 || d > 3) throw_invalid("dimensions", d, "1, 2 or 3");
  check_size("frequencies", o_.frequencies.size(), d);
  for (const double omega : o_.frequencies) {
    check_finite("a frequency", omega);
    check_positive("a frequency", omega);
  }
  check_finite("strength", o_.strength);
  check_finite("softening", o_.softening);
  if (o_.softening < 0) throw_invalid("softening", o_.softening, "not negative");
  if (o_.interaction == Interaction::coulomb && d == 1 && o_.softening == 0)
    throw_invalid("softening", o_.softening, "positive in one dimension, where 1/r lets nothing pass");
  if (o_.interaction == Interaction::gaussian || o_.interaction == Interaction::hard_sphere) {
    check_finite("range", o_.range);
    check_positive("range", o_.range);
  }
  peak_ = o_.strength / std::pow(std::numbers::pi * o_.range * o_.range, static_cast<double>(d) / 2);
}

template <LaneReal Real>
Real Trap::trap_energy(std::type_identity_t<std::span<const Real>> x) const {
  const std::size_t d = o_.particles.dimensions;
  Real sum{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Real stretch = o_.frequencies[i % d] * x[i];
    sum += stretch * stretch / 2;
  }
  return sum;
}

template <LaneReal Real>
Real Trap::interaction_energy(std::type_identity_t<std::span<const Real>> x) const {
  Real sum{};
  if (o_.interaction == Interaction::none) return sum;
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j)
      sum += pair_energy<Real>(o_.particles.distance_squared<Real>(x, i, j));
  }
  return sum;
}

template <LaneReal Real>
Real Trap::pair_energy(const Real& r_squared) const {
  switch (o_.interaction) {
    case Interaction::none:
      break;
    case Interaction::coulomb:
      return o_.strength / lanes::sqrt(r_squared + o_.softening * o_.softening);
    case Interaction::gaussian:
      return peak_ * lanes::exp(-r_squared / (o_.range * o_.range));
    case Interaction::hard_sphere:
      return lanes::select(r_squared < o_.range * o_.range,
                           lanes::broadcast<Real>(std::numeric_limits<double>::infinity()), Real{});
  }
  return Real{};
}

template <LaneReal Real>
Real Trap::virial(std::type_identity_t<std::span<const Real>> x) const {
  Real sum = 2 * trap_energy<Real>(x);
  if (o_.interaction == Interaction::none || o_.interaction == Interaction::hard_sphere) return sum;
  const bool coulomb = o_.interaction == Interaction::coulomb;
  for (std::size_t i = 0; i < o_.particles.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Real r2 = o_.particles.distance_squared<Real>(x, i, j), v = pair_energy<Real>(r2);
      // r V'(r) of the pair
      if (coulomb) {
        sum -= v * r2 / (r2 + o_.softening * o_.softening);
      } else {
        sum -= v * 2 * r2 / (o_.range * o_.range);
      }
    }
  }
  return sum;
}

#define LENZ_FOR(Real)                                                                      \
  template Real Trap::virial<Real>(std::type_identity_t<std::span<const Real>>) const;      \
  template Real Trap::trap_energy<Real>(std::type_identity_t<std::span<const Real>>) const; \
  template Real Trap::interaction_energy<Real>(std::type_identity_t<std::span<const Real>>) const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
