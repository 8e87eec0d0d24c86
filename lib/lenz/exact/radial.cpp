#include "lenz/exact/radial.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "lenz/exact/band_ground.hpp"
#include "lenz/exact/extended.hpp"

namespace lenz::exact::radial {

namespace {

std::size_t least_l(Symmetry symmetry) { return symmetry == Symmetry::triplet ? 1 : 0; }

/// Of r^l, the power that is factored out: with more the overlap of an element at the origin has no inverse
/// in long double.
constexpr std::size_t largest_power = 4;

/// h/omega in x = r sqrt(omega): -Laplacian + c/x^2 + x^2/4 + v(x), an s-wave of D dimensions.
struct Scaled {
  explicit Scaled(const Pair& pair) : interaction(pair.interaction) {
    const Real root = std::sqrt(static_cast<Real>(pair.omega)), d = pair.dimensions;
    const std::size_t l = pair.angular_momentum.value_or(least_l(pair.symmetry)),
                      q = std::min(l, largest_power);
    dimensions = pair.dimensions + 2 * q;
    centrifugal = static_cast<Real>((l - q) * (l + q + pair.dimensions - 2));
    range = pair.range * root, softening = pair.softening * root;
    if (interaction == Interaction::coulomb) strength = pair.strength / root;
    if (interaction == Interaction::gaussian)
      strength = pair.strength / pair.omega * std::pow(pi * pair.range * pair.range, -d / 2);
    if (interaction == Interaction::hard_sphere) start = range;
  }

  Real v(Real x) const {
    if (interaction == Interaction::coulomb) return strength / (softening > 0 ? std::hypot(x, softening) : x);
    if (interaction == Interaction::gaussian) return strength * std::exp(-x * x / (range * range));
    return 0;
  }
  Real w(Real x) const { return x * x / 4 + v(x); }

  /// The shortest length of v where it begins.
  Real grain() const {
    if (interaction == Interaction::coulomb)
      return softening > 0 ? std::min(softening, Real{1}) : 4 / (4 + std::fabs(strength));
    return interaction == Interaction::none ? 1 : std::min(range, Real{1});
  }

  Interaction interaction;
  std::size_t dimensions = 0;  ///< D
  Real centrifugal = 0;        ///< c, what is left of l (l + d - 2)
  Real strength = 0, range = 0, softening = 0;
  Real start = 0;  ///< x begins here, at a wall if it is not the origin
};

/// Where w is least, to 0.02.
Real classical_point(const Scaled& h) {
  Real best = h.start + 0.02L;
  for (int k = 2; k < 6000; ++k) {
    const Real x = h.start + 0.02L * k;
    if (h.w(x) < h.w(best)) best = x;
  }
  return best;
}

/// Where a state of energy e has fallen by exp(-action).
Real reach(const Scaled& h, Real e, Real action) {
  const Real step = 0.02L;
  Real x = classical_point(h);
  for (Real sum = 0; sum < action; x += step) sum += step * std::sqrt(std::max(Real{0}, h.w(x) - e));
  return x;
}

struct Resolution {
  std::size_t degree;
  Real fineness;  ///< divides the sizes of the elements
  Real action;    ///< of the tail that is cut
};
constexpr Resolution rough{8, 1, 20}, coarse{14, 1, 30}, fine{18, 1.4L, 36};

/// The ends of the elements: at most 1 long, at most 4 of the local lengths 1/sqrt|w - e|, and graded.
std::vector<Real> mesh(const Scaled& h, Real e, const Resolution& resolution) {
  const Real end = reach(h, e, resolution.action), grain = h.grain();
  std::vector<Real> ends{h.start};
  while (ends.back() < end) {
    const Real x = ends.back(), graded = grain + (x - h.start) / 2;
    const Real here = std::fabs(h.w(std::max(x, grain / 8)) - e), ahead = std::fabs(h.w(x + grain / 2) - e);
    const Real local = 4 / std::sqrt(1 + std::max(here, ahead));
    ends.push_back(x + std::min({Real{1}, graded, local}) / resolution.fineness);
  }
  return ends;
}

struct Rule {
  std::vector<Real> x, weight;
};

/// Gauss and Legendre on [-1, 1], by Newton's iteration.
Rule gauss_legendre(std::size_t n) {
  Rule rule;
  for (std::size_t k = 0; k < n; ++k) {
    const Real count = static_cast<Real>(n);
    Real x = std::cos(pi * (static_cast<Real>(k) + 0.75L) / (count + 0.5L)), slope = 0;
    for (int step = 0; step < 12; ++step) {
      Real p = 1, before = 0;
      for (std::size_t j = 1; j <= n; ++j) {
        const Real m = static_cast<Real>(j), next = ((2 * m - 1) * x * p - (m - 1) * before) / m;
        before = p, p = next;
      }
      slope = count * (x * p - before) / (x * x - 1);
      x -= p / slope;
    }
    rule.x.push_back(x), rule.weight.push_back(2 / ((1 - x * x) * slope * slope));
  }
  return rule;
}

/// The functions of an element at one t in [-1, 1] and their slopes: (1 - t)/2, the bubbles
/// (P_k - P_{k-2})/sqrt(4k - 2), k = 2 … degree, and (1 + t)/2.
struct Shapes {
  Shapes(std::size_t degree, Real t) : value(degree + 1), slope(degree + 1) {
    std::vector<Real> p{1, t};
    for (std::size_t k = 2; k <= degree; ++k) {
      const Real m = static_cast<Real>(k), root = std::sqrt(4 * m - 2);
      p.push_back(((2 * m - 1) * t * p[k - 1] - (m - 1) * p[k - 2]) / m);
      value[k - 1] = (p[k] - p[k - 2]) / root, slope[k - 1] = (2 * m - 1) * p[k - 1] / root;
    }
    value[0] = (1 - t) / 2, slope[0] = -0.5L, value[degree] = (1 + t) / 2, slope[degree] = 0.5L;
  }
  std::vector<Real> value, slope;
};

struct Matrices {
  BandMatrix kinetic, trap, interaction, overlap;
};

/// All four forms of the element from `left` to `right`, whose first function has the index `first`; indices
/// beyond the matrices (the ends where f = 0) are left out.
void add_element(Matrices& m, const Scaled& h, Real left, Real right, std::ptrdiff_t first, const Rule& rule,
                 const std::vector<Shapes>& shapes) {
  const Real half = (right - left) / 2;
  const auto size = static_cast<std::ptrdiff_t>(m.overlap.size());
  for (std::size_t q = 0; q < rule.x.size(); ++q) {
    const Real x = left + half * (1 + rule.x[q]), v = h.v(x);
    const Real weight = rule.weight[q] * half * std::pow(x, static_cast<Real>(h.dimensions - 1));
    const Shapes& s = shapes[q];
    for (std::size_t a = 0; a < s.value.size(); ++a) {
      const std::ptrdiff_t row = first + static_cast<std::ptrdiff_t>(a);
      if (row < 0 || row >= size) continue;
      for (std::size_t b = first < 0 ? 1 : 0; b <= a; ++b) {
        const auto i = static_cast<std::size_t>(row), j = i - (a - b);
        const Real product = weight * s.value[a] * s.value[b];
        m.kinetic.at(i, j) += weight * s.slope[a] * s.slope[b] / (half * half);
        m.kinetic.at(i, j) += product * h.centrifugal / (x * x);
        m.trap.at(i, j) += product * x * x / 4;
        m.interaction.at(i, j) += product * v;
        m.overlap.at(i, j) += product;
      }
    }
  }
}

Matrices assemble(const Scaled& h, const std::vector<Real>& ends, std::size_t degree) {
  const std::ptrdiff_t wall = h.start > 0 ? 1 : 0;
  const std::size_t size = (ends.size() - 1) * degree - static_cast<std::size_t>(wall);
  const BandMatrix zero(size, degree);
  Matrices m{zero, zero, zero, zero};
  const Rule rule = gauss_legendre(degree + 12 + h.dimensions / 2);
  std::vector<Shapes> shapes;
  for (const Real t : rule.x) shapes.emplace_back(degree, t);
  for (std::size_t e = 0; e + 1 < ends.size(); ++e)
    add_element(m, h, ends[e], ends[e + 1], static_cast<std::ptrdiff_t>(e * degree) - wall, rule, shapes);
  return m;
}

struct Level {
  Real e = 0, kinetic = 0, trap = 0, interaction = 0;
  std::size_t n_functions = 0;
};

Level lowest(const Scaled& h, Real guess, const Resolution& resolution) {
  const Matrices m = assemble(h, mesh(h, guess, resolution), resolution.degree);
  const BandMatrix total = m.kinetic.plus(1, m.trap).plus(1, m.interaction);
  const BandGround ground = lowest_of_band(total, m.overlap, guess);
  const auto& c = ground.vector;
  return {ground.value, m.kinetic.form(c), m.trap.form(c), m.interaction.form(c), c.size()};
}

Applies within_reach(const Pair& pair) {
  const Scaled h(pair);
  const auto outside = [](Real x, Real low, Real high) { return !(x >= low && x <= high); };
  if (pair.interaction == Interaction::coulomb) {
    if (pair.dimensions == 1 && !(pair.softening > 0)) return {"in one dimension Coulomb needs a softening"};
    if (std::fabs(h.strength) > 1e4L) return {"the radial solver needs |strength|/sqrt(omega) up to 1e4"};
    if (pair.softening != 0 && outside(h.softening, 1e-3L, 1e3L))
      return {"the radial solver needs softening * sqrt(omega) of 1e-3 to 1e3"};
  }
  if (pair.interaction == Interaction::gaussian) {
    if (outside(h.range, 1e-3L, 20)) return {"the radial solver needs range * sqrt(omega) of 1e-3 to 20"};
    if (!(std::fabs(h.strength) <= 1e4L))
      return {"the radial solver needs a Gaussian of height up to 1e4 omega"};
  }
  if (pair.interaction == Interaction::hard_sphere && outside(h.range, 1e-4L, 20))
    return {"the radial solver needs diameters of 1e-4 to 20 over sqrt(omega)"};
  return {};
}

}  // namespace

Applies applies(const Pair& pair) {
  if (pair.dimensions < 1 || pair.dimensions > 3) return {"the radial solver knows 1 to 3 dimensions"};
  if (!(pair.omega > 0) || !std::isfinite(pair.omega)) return {"omega must be positive and finite"};
  if (!std::isfinite(pair.strength)) return {"the strength must be finite"};
  if (!(pair.softening >= 0) || !std::isfinite(pair.softening)) return {"the softening must be at least 0"};
  const bool ranged =
      pair.interaction == Interaction::gaussian || pair.interaction == Interaction::hard_sphere;
  if (ranged && (!(pair.range > 0) || !std::isfinite(pair.range))) return {"the range must be positive"};
  const std::size_t l = pair.angular_momentum.value_or(least_l(pair.symmetry));
  if (l > (pair.dimensions == 1 ? 1u : 10u))
    return {"the radial solver knows angular momenta up to 10, in one dimension parities 0 and 1"};
  if (pair.symmetry != Symmetry::distinguishable && l % 2 != least_l(pair.symmetry))
    return {"bosons and singlets have even angular momenta, triplets odd ones"};
  return within_reach(pair);
}

Solution solve(const Pair& pair) {
  if (const Applies verdict = applies(pair); !verdict) throw std::invalid_argument(verdict.reason);
  const Scaled h(pair);
  const Real guess = h.w(classical_point(h)) + static_cast<Real>(h.dimensions) / 2;
  const Real e = lowest(h, guess, rough).e;  // from above, so that no tail is cut too early
  const Level first = lowest(h, e, coarse), second = lowest(h, e, fine);
  const Real omega = pair.omega, centre = omega * static_cast<Real>(pair.dimensions) / 2;
  const Real energy = omega * second.e + centre;
  const Real largest =
      std::max({std::fabs(first.kinetic - second.kinetic), std::fabs(first.trap - second.trap),
                std::fabs(first.interaction - second.interaction)});
  const Real rounding = 2 * std::numeric_limits<double>::epsilon() * std::fabs(energy);
  return {.energy = static_cast<double>(energy),
          .error = static_cast<double>(omega * std::fabs(first.e - second.e) + rounding),
          .relative = static_cast<double>(omega * second.e),
          .kinetic = static_cast<double>(omega * second.kinetic + centre / 2),
          .potential = static_cast<double>(omega * second.trap + centre / 2),
          .interaction = static_cast<double>(omega * second.interaction),
          .distance_2 = static_cast<double>(4 * second.trap / omega),
          .expectation_error = static_cast<double>(omega * largest + rounding),
          .n_functions = second.n_functions};
}

Values values(const Solution& solution, const Pair& pair) {
  const double radius = std::sqrt(solution.potential) / pair.omega;  // <sum_i r_i^2>/2 = potential/omega^2
  return {{"energy", {solution.energy}},
          {"kinetic", {solution.kinetic}},
          {"potential", {solution.potential}},
          {"interaction", {solution.interaction}},
          {"radius", {radius}}};
}

}  // namespace lenz::exact::radial
