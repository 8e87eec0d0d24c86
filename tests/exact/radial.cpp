#include "lenz/exact/radial.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <stdexcept>

#include <catch2/catch.hpp>

namespace radial_tests {

using namespace lenz;
namespace radial = exact::radial;
using radial::Interaction;
using radial::Pair;
using radial::Symmetry;
using Real = long double;

namespace {

/// Of absolute error at most `error`; Approx alone would also let 1e-5 of the value pass.
Approx within(double value, double error) { return Approx(value).epsilon(0).margin(error); }

double energy(const Pair& pair) {
  const radial::Solution solution = radial::solve(pair);
  CHECK(solution.error < 1e-12 * std::fabs(solution.energy));
  CHECK(solution.expectation_error < 1e-11 * (std::fabs(solution.energy) + std::fabs(solution.interaction)));
  CHECK(solution.kinetic + solution.potential + solution.interaction ==
        Approx(solution.energy).epsilon(1e-12).margin(1e-12 * std::fabs(solution.interaction)));
  return solution.energy;
}

Pair coulomb(std::size_t d, double omega, double g = 1) {
  return {.dimensions = d, .omega = omega, .interaction = Interaction::coulomb, .strength = g};
}

Pair gaussian(std::size_t d, double g, double s) {
  return {.dimensions = d, .interaction = Interaction::gaussian, .strength = g, .range = s};
}

Pair hard(std::size_t d, double omega, double s, std::size_t l = 0) {
  return {.dimensions = d,
          .omega = omega,
          .interaction = Interaction::hard_sphere,
          .range = s,
          .symmetry = Symmetry::distinguishable,
          .angular_momentum = l};
}

/// The zero of `f` between low and high, where it has different signs.
Real zero(const std::function<Real(Real)>& f, Real low, Real high) {
  const bool rises = f(low) < 0;
  REQUIRE((f(high) < 0) != rises);
  for (int k = 0; k < 70; ++k) {
    const Real middle = (low + high) / 2;
    ((f(middle) < 0) == rises ? low : high) = middle;
  }
  return low;
}

/// e D_nu(x), nu = e - 1/2, the solution of u'' = (x^2/4 - e) u that decays: two power series.
Real parabolic_cylinder(Real e, Real x) {
  const Real root_pi = std::sqrt(std::numbers::pi_v<Real>), a = -e;
  Real even = 0, odd = 0;
  for (const bool is_odd : {false, true}) {  // c_{k+2} (k+2)(k+1) = a c_k + c_{k-2}/4
    Real before = 0, c = 1, power = is_odd ? x : 1;
    for (int k = is_odd ? 1 : 0; k < 300; k += 2, power *= x * x) {
      (is_odd ? odd : even) += c * power;
      const Real next = (a * c + before / 4) / static_cast<Real>((k + 2) * (k + 1));
      before = c, c = next;
    }
  }
  return root_pi * (std::exp2(-a / 2 - 0.25L) / std::tgamma(0.75L + a / 2) * even -
                    std::exp2(-a / 2 + 0.25L) / std::tgamma(0.25L + a / 2) * odd);
}

/// The lowest energy of f'' + (D-1)/r f' = (w(r) - e) f by shooting: Runge and Kutta in t = log r from the
/// series f = 1 + c_1 r + c_2 r^2 at the origin, and bisection by the sign of f at the end.
Real shoot(std::size_t dims, Real cusp, Real plain, const std::function<Real(Real)>& w, Real low, Real high) {
  const Real r0 = 1e-6L, end = 9, step = 1e-3L;
  const auto d = static_cast<Real>(dims);
  const auto n = static_cast<std::size_t>(std::log(end / r0) / step);
  std::vector<Real> r2(2 * n + 1), r2w(2 * n + 1);
  for (std::size_t k = 0; k <= 2 * n; ++k) {
    const Real r = r0 * std::exp(step / 2 * static_cast<Real>(k));
    r2[k] = r * r, r2w[k] = r * r * w(r);
  }
  const auto at_end = [&](Real e) {
    const Real c1 = cusp == 0 ? 0 : cusp / (d - 1), c2 = (cusp * c1 + plain - e) / (2 * d);
    Real f = 1 + c1 * r0 + c2 * r0 * r0, p = c1 * r0 + 2 * c2 * r0 * r0;
    for (std::size_t k = 0; k < n; ++k) {
      const Real q0 = r2w[2 * k] - e * r2[2 * k], q1 = r2w[2 * k + 1] - e * r2[2 * k + 1],
                 q2 = r2w[2 * k + 2] - e * r2[2 * k + 2];
      const Real f1 = p, p1 = q0 * f - (d - 2) * p;
      const Real f2 = p + step / 2 * p1, p2 = q1 * (f + step / 2 * f1) - (d - 2) * f2;
      const Real f3 = p + step / 2 * p2, p3 = q1 * (f + step / 2 * f2) - (d - 2) * f3;
      const Real f4 = p + step * p3, p4 = q2 * (f + step * f3) - (d - 2) * f4;
      f += step / 6 * (f1 + 2 * f2 + 2 * f3 + f4), p += step / 6 * (p1 + 2 * p2 + 2 * p3 + p4);
      if (f < 0) return Real{-1};
    }
    return f;
  };
  return zero(at_end, low, high);
}

}  // namespace

TEST_CASE("two electrons and two bosons have the published radial energies") {
  // Six digits of the tables; 3D omega = 1 is 3.7301210 to eight.
  CHECK(energy(coulomb(2, 1)) == within(3, 1e-12));
  CHECK(energy(coulomb(2, 1.0 / 6)) == within(2.0 / 3, 1e-12));
  CHECK(energy(coulomb(2, 0.1)) == within(0.440792, 5e-7));
  CHECK(energy(coulomb(2, 0.28)) == within(1.021644, 5e-7));
  CHECK(energy(coulomb(2, 0.5)) == within(1.659772, 5e-7));
  CHECK(energy(coulomb(3, 0.5)) == within(2, 1e-12));
  CHECK(energy(coulomb(3, 0.1)) == within(0.5, 1e-12));
  CHECK(energy(coulomb(3, 1)) == within(3.730121, 5e-7));
  CHECK(energy(gaussian(2, 1, 0.5)) == within(2.126967, 5e-7));
  CHECK(energy(gaussian(2, 3, 0.5)) == within(2.311983, 5e-7));
  CHECK(energy(gaussian(2, 6, 0.5)) == within(2.483966, 5e-7));
}

TEST_CASE("two free particles have the oscillator's energy at every angular momentum") {
  for (std::size_t d = 1; d <= 3; ++d) {
    for (std::size_t l = 0; l <= (d == 1 ? 1u : 10u); ++l) {
      for (const double omega : {0.01, 1.0, 7.0}) {
        INFO("d " << d << ", l " << l << ", omega " << omega);
        const Pair pair{
            .dimensions = d, .omega = omega, .symmetry = Symmetry::distinguishable, .angular_momentum = l};
        const double exact = omega * static_cast<double>(d + l);
        CHECK(energy(pair) == Approx(exact).epsilon(1e-13));
        const radial::Solution s = radial::solve(pair);
        CHECK(s.kinetic == Approx(exact / 2).epsilon(1e-13));
        CHECK(s.potential == Approx(exact / 2).epsilon(1e-13));
        CHECK(s.interaction == 0);
        const double radius = radial::values(s, pair).at("radius")[0];
        CHECK(radius * radius == Approx(exact / (2 * omega * omega)).epsilon(1e-13));
        CHECK(s.distance_2 == Approx(static_cast<double>(d + 2 * l) / omega).epsilon(1e-13));
      }
    }
  }
}

TEST_CASE("hard spheres in a trap are zeros of Laguerre polynomials where there is one") {
  // f = L_k^(D/2-1)(omega r^2/2) exp(-omega r^2/4), whose largest zero is the wall: e = omega (D/2 + 2 k).
  for (std::size_t d = 1; d <= 3; ++d) {
    for (std::size_t l = 0; l <= (d == 1 ? 1u : 3u); ++l) {
      const double dims = static_cast<double>(d + 2 * l), b = dims / 2 + 1, omega = 0.7;
      INFO("d " << d << ", l " << l);
      const double one = std::sqrt(dims / omega), two = std::sqrt(2 * (b + std::sqrt(b)) / omega);
      const double free = omega * static_cast<double>(d + l);
      CHECK(energy(hard(d, omega, one, l)) == Approx(free + 2 * omega).epsilon(1e-12));
      CHECK(energy(hard(d, omega, two, l)) == Approx(free + 4 * omega).epsilon(1e-12));
    }
  }
}

TEST_CASE("hard spheres in 3D and hard rods are zeros of parabolic cylinder functions") {
  for (const double s : {0.0001, 0.1, 0.5, 1.0, 2.0, 3.0}) {
    INFO("s " << s);
    const Real wall = s * s / 4, low = std::max(1.4L, wall),
               high = wall + 2.6L + 0.6L * s;  // no second level
    const Real e = zero([s](Real x) { return parabolic_cylinder(x, s); }, low, high);
    CHECK(energy(hard(3, 1, s)) == Approx(static_cast<double>(e) + 1.5).epsilon(1e-12));
    CHECK(energy(hard(1, 1, s, 0)) == Approx(static_cast<double>(e) + 0.5).epsilon(1e-12));
    CHECK(energy(hard(1, 1, s, 1)) == Approx(static_cast<double>(e) + 0.5).epsilon(1e-12));
  }
}

TEST_CASE("the radial solver agrees with shooting for every interaction and dimension") {
  for (std::size_t d = 1; d <= 3; ++d) {
    for (std::size_t l = 0; l <= (d == 1 ? 1u : 2u); ++l) {
      const std::size_t dims = d + 2 * l;
      const double centre = static_cast<double>(d) / 2;
      INFO("d " << d << ", l " << l);
      const auto check = [&](Pair pair, Real cusp, Real plain, const std::function<Real(Real)>& v) {
        pair.symmetry = Symmetry::distinguishable, pair.angular_momentum = l;
        const auto w = [&](Real r) { return r * r / 4 + v(r); };
        const Real free = static_cast<Real>(dims) / 2, shift = pair.strength > 0 ? 1.8L : -1.8L;
        const Real e =
            shoot(dims, cusp, plain, w, free + std::min(shift, 0.0L), free + std::max(shift, 0.0L));
        CHECK(energy(pair) == within(static_cast<double>(e) + centre, 2e-10));
      };
      for (const double g : {1.2, -0.4}) {
        const Real s = 0.3L,
                   height = g * std::pow(std::numbers::pi_v<Real> * s * s, -static_cast<Real>(d) / 2);
        check(gaussian(d, g, 0.3), 0, height, [&](Real r) { return height * std::exp(-r * r / (s * s)); });
        Pair soft = coulomb(d, 1, g);
        soft.softening = 0.5;
        check(soft, 0, 2 * g, [&](Real r) { return g / std::sqrt(r * r + 0.25L); });
        if (d > 1) check(coulomb(d, 1, g), g, 0, [&](Real r) { return g / r; });
      }
    }
  }
}

TEST_CASE("radial expectation values are derivatives of the energy and obey the virial theorem") {
  for (const Pair& pair :
       {coulomb(2, 0.3, 1.4), coulomb(3, 2, -0.7), gaussian(1, 2, 0.4), gaussian(2, -1, 0.7),
        gaussian(3, 5, 1.5), hard(3, 1.3, 0.4), hard(2, 0.6, 0.8, 2)}) {
    const radial::Solution s = radial::solve(pair);
    const auto energy_at = [&](double omega, double g) {
      Pair changed = pair;
      changed.omega = omega, changed.strength = g;
      return radial::solve(changed).energy;
    };
    const double step = 1e-5, w = pair.omega, g = pair.strength;
    const double by_omega = (energy_at(w + step, g) - energy_at(w - step, g)) / (2 * step);
    const double by_strength = (energy_at(w, g + step) - energy_at(w, g - step)) / (2 * step);
    CHECK(s.potential == within(by_omega * w / 2, 1e-8));
    CHECK(s.interaction == within(by_strength * g, 1e-8));
    if (pair.interaction == Interaction::coulomb)
      CHECK(2 * s.kinetic + s.interaction == Approx(2 * s.potential).epsilon(1e-12));
    const radial::Solution again = radial::solve(pair);
    CHECK(again.energy == s.energy);
  }
}

TEST_CASE("the radial solver keeps its digits at the ends of what it accepts") {
  for (const double omega : {1e-8, 1e-4, 1e4}) {
    for (std::size_t d = 2; d <= 3; ++d) energy(coulomb(d, omega));
  }
  energy(coulomb(2, 1, -50));
  for (std::size_t d = 1; d <= 3; ++d) {
    for (const double s : {1e-3, 20.0}) {
      const double volume = std::pow(std::numbers::pi * s * s, static_cast<double>(d) / 2);
      for (const double height : {-20.0, 1.0, 9999.0}) energy(gaussian(d, height * volume, s));
    }
    for (const double s : {1e-4, 20.0}) energy(hard(d, 1, s));
    Pair soft = coulomb(d, 1);
    for (const double softening : {1e-3, 1e3}) soft.softening = softening, energy(soft);
  }
  // Strong repulsion: the classical minimum 3/4 (4 g^2 omega^2)^(1/3) and sqrt(3)/2 omega of zero point.
  const Pair strong = coulomb(2, 1, 1e4);
  const double classical = 0.75 * std::cbrt(4e8);
  CHECK(energy(strong) == Approx(classical + std::sqrt(3.0) / 2 + 1).epsilon(1e-5));
}

TEST_CASE("symmetry decides which angular momenta a pair may have") {
  Pair pair = coulomb(2, 1);
  for (const Symmetry even : {Symmetry::boson, Symmetry::singlet, Symmetry::distinguishable}) {
    pair.symmetry = even;
    CHECK(radial::solve(pair).energy == within(3, 1e-12));
  }
  pair.symmetry = Symmetry::triplet;
  const double triplet = radial::solve(pair).energy;
  pair.symmetry = Symmetry::distinguishable, pair.angular_momentum = 1;
  CHECK(radial::solve(pair).energy == triplet);
  CHECK(triplet > 3.5);
  pair.symmetry = Symmetry::boson;
  CHECK_FALSE(radial::applies(pair));
  pair.symmetry = Symmetry::triplet, pair.angular_momentum = 2;
  CHECK_FALSE(radial::applies(pair));
  CHECK_THROWS_AS(radial::solve(pair), std::invalid_argument);
  // Fermions of equal spin do not feel a contact in 1D: a narrow Gaussian leaves them free.
  Pair narrow = gaussian(1, 1, 1e-3);
  narrow.symmetry = Symmetry::triplet;
  CHECK(radial::solve(narrow).energy == within(2, 1e-5));
}

TEST_CASE("the radial solver refuses what it cannot do") {
  CHECK_FALSE(radial::applies({.dimensions = 0}));
  CHECK_FALSE(radial::applies({.dimensions = 4}));
  CHECK_FALSE(radial::applies({.omega = 0}));
  CHECK_FALSE(radial::applies({.omega = NAN}));
  CHECK_FALSE(radial::applies(coulomb(1, 1)));
  CHECK_FALSE(radial::applies(coulomb(2, 1, INFINITY)));
  CHECK_FALSE(radial::applies(coulomb(2, 1e-9)));
  CHECK_FALSE(radial::applies(gaussian(2, 1, 0)));
  CHECK_FALSE(radial::applies(gaussian(2, 1, 1e-4)));
  CHECK_FALSE(radial::applies(gaussian(2, 1, 21)));
  CHECK_FALSE(radial::applies(gaussian(2, 1e6, 0.1)));
  CHECK_FALSE(radial::applies(hard(3, 1, 21)));
  CHECK_FALSE(radial::applies(hard(3, 1, -1)));
  CHECK_FALSE(
      radial::applies({.dimensions = 1, .symmetry = Symmetry::distinguishable, .angular_momentum = 2}));
  CHECK_FALSE(
      radial::applies({.dimensions = 3, .symmetry = Symmetry::distinguishable, .angular_momentum = 11}));
  CHECK(radial::applies({}));
}

}  // namespace radial_tests
