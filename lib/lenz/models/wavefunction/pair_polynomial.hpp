#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/core/lanes.hpp"

namespace lenz::models {

/// The powers of a number p and their derivatives: p^m, m p^{m-1}, m (m - 1) p^{m-2}.
template <LaneReal Real>
struct Powers {
  static constexpr std::size_t max_order = 8;
  std::array<Real, max_order + 1> of, first, second;

  Powers() = default;
  Powers(const Real& p, std::size_t order) {
    of[0] = lanes::broadcast<Real>(1);
    first[0] = second[0] = Real{};
    for (std::size_t m = 1; m <= order; ++m) {
      of[m] = p * of[m - 1];
      first[m] = static_cast<double>(m) * of[m - 1];
      second[m] = static_cast<double>(m) * first[m - 1];
    }
  }
};

/// A polynomial in what one pair of particles is, symmetric in the two,
///
///     U(s, u, v) = sum_l c_l s^l + sum_{lmn} c_{lmn} s^l (u^m v^n + v^m u^n),
///     2 <= l <= order; m >= n, m >= 1, l + m + n <= order, l = 0 with n >= 1 only or l >= 2:
///
/// without l = 1, so that it has no cusp at s = 0, and without terms of one particle alone. The coefficients
/// stand in groups of one (m, n), (0, 0) first, in each by rising l. Cost: a few products a coefficient.
class PairPolynomial {
 public:
  /// All coefficients 0. 2 <= order <= Powers::max_order.
  explicit PairPolynomial(std::size_t order);

  std::size_t n_parameters() const { return c_.size(); }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);

  template <LaneReal Real>
  Real value(const Real& s, const Powers<Real>& u, const Powers<Real>& v) const;
  /// U, (dU/ds) / s, dU/du, dU/dv.
  template <LaneReal Real>
  struct Slopes {
    Real value{}, s{}, u{}, v{};
  };
  template <LaneReal Real>
  Slopes<Real> slopes(const Real& s, const Powers<Real>& u, const Powers<Real>& v) const;
  /// The second derivatives, (d^2 U / ds du) / s and (d^2 U / ds dv) / s.
  template <LaneReal Real>
  struct Curvatures : Slopes<Real> {
    Real ss{}, su{}, sv{}, uu{}, vv{};
  };
  template <LaneReal Real>
  Curvatures<Real> curvatures(const Real& s, const Powers<Real>& u, const Powers<Real>& v) const;
  /// out += the derivatives of U in the coefficients.
  template <LaneReal Real>
  void add_parameter_derivatives(const Real& s, const Powers<Real>& u, const Powers<Real>& v,
                                 std::span<Real> out) const;

 private:
  /// Of one (m, n): c_0 if there is one, then c_2, c_3, …, n_high of them, from `first` on.
  struct Group {
    std::size_t m = 0, n = 0, first = 0, n_low = 0, n_high = 0;
  };
  /// K(s) = sum_l c_l s^l of a group, K' / s and K''.
  template <LaneReal Real>
  struct Along {
    Real value{}, slope{}, curvature{};
  };
  template <LaneReal Real>
  Along<Real> along(const Group& group, const Real& s) const;

  std::vector<Group> groups_;  ///< (0, 0) first
  std::vector<double> c_;
};

}  // namespace lenz::models
