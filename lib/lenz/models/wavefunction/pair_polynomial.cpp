#include "lenz/models/wavefunction/pair_polynomial.hpp"

#include <algorithm>

#include "lenz/core/checks.hpp"

namespace lenz::models {

PairPolynomial::PairPolynomial(std::size_t order) {
  if (order < 2 || order > Powers<double>::max_order)
    throw_invalid("the order of a Jastrow factor", order, "from 2 to 8");
  std::size_t first = 0;
  const auto add = [&](std::size_t m, std::size_t n) {
    const std::size_t left = order - m - n;
    const Group group{.m = m,
                      .n = n,
                      .first = first,
                      .n_low = n > 0 ? std::size_t{1} : 0,
                      .n_high = left > 1 ? left - 1 : 0};
    if (group.n_low + group.n_high > 0) groups_.push_back(group);
    first += group.n_low + group.n_high;
  };
  add(0, 0);
  for (std::size_t m = 1; m <= order; ++m)
    for (std::size_t n = 0; n <= std::min(m, order - m); ++n) add(m, n);
  c_.assign(first, 0.0);
}

void PairPolynomial::parameters(std::span<double> out) const { std::copy(c_.begin(), c_.end(), out.begin()); }
void PairPolynomial::set_parameters(std::span<const double> in) {
  std::copy_n(in.begin(), c_.size(), c_.begin());
}

template <LaneReal Real>
PairPolynomial::Along<Real> PairPolynomial::along(const Group& group, const Real& s) const {
  // c_0 + s^2 w(s), w and its derivatives by Horner's rule
  const double* high = c_.data() + group.first + group.n_low;
  Real w{}, first{}, half_second{};
  for (std::size_t l = group.n_high; l-- > 0;) {
    half_second = half_second * s + first;
    first = first * s + w;
    w = w * s + high[l];
  }
  const double constant = group.n_low > 0 ? c_[group.first] : 0;
  return {.value = constant + s * s * w,
          .slope = 2 * w + s * first,
          .curvature = 2 * (w + s * (2 * first + s * half_second))};
}

template <LaneReal Real>
Real PairPolynomial::value(const Real& s, const Powers<Real>& u, const Powers<Real>& v) const {
  Real sum = along(groups_[0], s).value;
  for (std::size_t k = 1; k < groups_.size(); ++k) {
    const Group& of = groups_[k];
    sum += along(of, s).value * (u.of[of.m] * v.of[of.n] + v.of[of.m] * u.of[of.n]);
  }
  return sum;
}

template <LaneReal Real>
PairPolynomial::Slopes<Real> PairPolynomial::slopes(const Real& s, const Powers<Real>& u,
                                                    const Powers<Real>& v) const {
  const Along<Real> alone = along(groups_[0], s);
  Slopes<Real> sum{.value = alone.value, .s = alone.slope};
  for (std::size_t k = 1; k < groups_.size(); ++k) {
    const std::size_t m = groups_[k].m, n = groups_[k].n;
    const Along<Real> part = along(groups_[k], s);
    const Real e = u.of[m] * v.of[n] + v.of[m] * u.of[n];
    sum.value += part.value * e;
    sum.s += part.slope * e;
    sum.u += part.value * (u.first[m] * v.of[n] + v.of[m] * u.first[n]);
    sum.v += part.value * (u.of[m] * v.first[n] + v.first[m] * u.of[n]);
  }
  return sum;
}

template <LaneReal Real>
PairPolynomial::Curvatures<Real> PairPolynomial::curvatures(const Real& s, const Powers<Real>& u,
                                                            const Powers<Real>& v) const {
  const Along<Real> alone = along(groups_[0], s);
  Curvatures<Real> sum;
  sum.value = alone.value;
  sum.s = alone.slope;
  sum.ss = alone.curvature;
  for (std::size_t k = 1; k < groups_.size(); ++k) {
    const std::size_t m = groups_[k].m, n = groups_[k].n;
    const Along<Real> part = along(groups_[k], s);
    const Real e = u.of[m] * v.of[n] + v.of[m] * u.of[n];
    const Real e_u = u.first[m] * v.of[n] + v.of[m] * u.first[n];
    const Real e_v = u.of[m] * v.first[n] + v.first[m] * u.of[n];
    sum.value += part.value * e;
    sum.s += part.slope * e;
    sum.u += part.value * e_u;
    sum.v += part.value * e_v;
    sum.ss += part.curvature * e;
    sum.su += part.slope * e_u;
    sum.sv += part.slope * e_v;
    sum.uu += part.value * (u.second[m] * v.of[n] + v.of[m] * u.second[n]);
    sum.vv += part.value * (u.of[m] * v.second[n] + v.second[m] * u.of[n]);
  }
  return sum;
}

template <LaneReal Real>
void PairPolynomial::add_parameter_derivatives(const Real& s, const Powers<Real>& u, const Powers<Real>& v,
                                               std::span<Real> out) const {
  for (const Group& of : groups_) {
    Real power = u.of[of.m] * v.of[of.n];
    if (of.m > 0) power += v.of[of.m] * u.of[of.n];
    std::size_t place = of.first;
    if (of.n_low > 0) out[place++] += power;
    power *= s;
    for (std::size_t l = 0; l < of.n_high; ++l) {
      power *= s;
      out[place++] += power;
    }
  }
}

#define LENZ_FOR(Real)                                                                                    \
  template Real PairPolynomial::value<Real>(const Real&, const Powers<Real>&, const Powers<Real>&) const; \
  template PairPolynomial::Slopes<Real> PairPolynomial::slopes<Real>(const Real&, const Powers<Real>&,    \
                                                                     const Powers<Real>&) const;          \
  template PairPolynomial::Curvatures<Real> PairPolynomial::curvatures<Real>(                             \
      const Real&, const Powers<Real>&, const Powers<Real>&) const;                                       \
  template void PairPolynomial::add_parameter_derivatives<Real>(const Real&, const Powers<Real>&,         \
                                                                const Powers<Real>&, std::span<Real>) const;
LENZ_FOR(double)
LENZ_FOR(Lanes)
#undef LENZ_FOR

}  // namespace lenz::models
