#include "lenz/exact/oscillator/effective_interaction.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "lenz/core/checks.hpp"

namespace lenz::exact::oscillator {

namespace {

/// Points and weights of Gauss and Legendre on (0, end), in panels that are shorter near the origin.
struct Quadrature {
  arma::vec x, w;
};

constexpr std::size_t order = 16;

/// From the eigenvalues of Jacobi's matrix (Golub and Welsch 1969), on (-1, 1).
Quadrature legendre() {
  arma::mat jacobi(order, order, arma::fill::zeros);
  for (std::size_t i = 1; i < order; ++i) {
    const auto k = static_cast<double>(i);
    jacobi(i, i - 1) = jacobi(i - 1, i) = k / std::sqrt(4 * k * k - 1);
  }
  arma::vec x;
  arma::mat v;
  if (!arma::eig_sym(x, v, jacobi)) throw std::runtime_error("no points of the quadrature");
  return {x, 2 * arma::square(v.row(0).t())};
}

Quadrature panels(double end, std::size_t n_panels) {
  const Quadrature unit = legendre();
  Quadrature all{arma::vec(order * n_panels), arma::vec(order * n_panels)};
  for (std::size_t i = 0; i < n_panels; ++i) {
    const auto edge = [&](std::size_t k) {
      const double u = static_cast<double>(k) / static_cast<double>(n_panels);
      return end * u * (0.2 + 0.8 * u);
    };
    const double low = edge(i), half = (edge(i + 1) - low) / 2;
    all.x.subvec(i * order, (i + 1) * order - 1) = low + half * (1 + unit.x);
    all.w.subvec(i * order, (i + 1) * order - 1) = half * unit.w;
  }
  return all;
}

/// Values of f sqrt(w x) and f' sqrt(w x) at the points, a column a function.
struct Functions {
  arma::mat values, slopes;
};

/// Stieltjes' recurrence b_k+1 p_k+1 = (x - a_k) p_k - b_k p_k-1, weighted, each p orthogonalised again.
Functions half_range(const Quadrature& q, std::size_t abs_m, std::size_t n) {
  const auto m = static_cast<double>(abs_m);
  arma::vec p = arma::sqrt(q.w % q.x) % arma::exp(m * arma::log(q.x) - arma::square(q.x) / 2);
  arma::vec slope(p.n_elem, arma::fill::zeros);
  const double norm = arma::norm(p);
  p /= norm;
  Functions f{arma::mat(p.n_elem, n), arma::mat(p.n_elem, n)};
  for (std::size_t k = 0; k < n; ++k) {
    f.values.col(k) = p, f.slopes.col(k) = slope;
    arma::vec next = q.x % p, next_slope = q.x % slope + p;
    for (int pass = 0; pass < 2; ++pass) {
      const arma::mat done = f.values.cols(0, k);
      const arma::vec c = done.t() * next;
      next -= done * c;
      next_slope -= f.slopes.cols(0, k) * c;
    }
    const double b = arma::norm(next);
    p = next / b, slope = next_slope / b;
  }
  for (std::size_t k = 0; k < n; ++k) f.slopes.col(k) += (m / q.x - q.x) % f.values.col(k);
  return f;
}

/// The oscillator's functions sqrt(2 n! / (n+|m|)!) x^|m| exp(-x^2/2) L_n^|m|(x^2) sqrt(w x).
arma::mat oscillator_functions(const Quadrature& q, std::size_t abs_m, std::size_t n) {
  const auto m = static_cast<double>(abs_m);
  const arma::vec t = arma::square(q.x);
  arma::mat r(t.n_elem, n);
  r.col(0) = arma::sqrt(2 * q.w % q.x) % arma::exp(m * arma::log(q.x) - t / 2 - std::lgamma(m + 1) / 2);
  for (std::size_t k = 0; k + 1 < n; ++k) {
    const auto i = static_cast<double>(k);
    r.col(k + 1) = (2 * i + m + 1 - t) % r.col(k);
    if (k > 0) r.col(k + 1) -= std::sqrt(i * (i + m)) * r.col(k - 1);
    r.col(k + 1) /= std::sqrt((i + 1) * (i + m + 1));
  }
  return r;
}

}  // namespace

RelativeStates relative_states(const Interaction& interaction, double omega, std::size_t abs_m,
                               std::size_t n_states) {
  interaction.check();
  check_positive("omega", omega);
  check_range("n_states", n_states, std::size_t{1}, std::size_t{40});
  std::size_t n = 2 * n_states + 36;
  // A narrow Gaussian asks for more.
  if (interaction.shape == Shape::gaussian)
    n += static_cast<std::size_t>(std::fmin(10 / (interaction.range * std::sqrt(omega)), 100.0));
  const double end = std::sqrt(2.0 * static_cast<double>(n + abs_m)) + 7;
  const Quadrature q = panels(end, 20 + n / 3);
  const Functions f = half_range(q, abs_m, n);
  const auto m = static_cast<double>(abs_m);
  const double scale = std::sqrt(2 / omega);
  arma::vec potential = arma::square(q.x) / 2 + m * m / (2 * arma::square(q.x));
  for (arma::uword i = 0; i < q.x.n_elem; ++i) potential(i) += interaction.at(q.x(i) * scale) / omega;
  const arma::mat weighted = f.values.each_col() % potential;
  const arma::mat h = f.slopes.t() * f.slopes / 2 + f.values.t() * weighted;
  arma::vec e;
  arma::mat v;
  if (!arma::eig_sym(e, v, arma::symmatu(h))) throw std::runtime_error("no states of the relative motion");
  const arma::mat overlap = oscillator_functions(q, abs_m, n_states).t() * f.values;
  return {omega * e.head(n_states), overlap * v.head_cols(n_states)};
}

RelativeElements effective_elements(const Interaction& interaction, double omega, std::size_t max_quanta) {
  std::vector<std::vector<double>> all;
  for (std::size_t abs_m = 0; abs_m <= max_quanta; ++abs_m) {
    const std::size_t n = (max_quanta - abs_m) / 2 + 1;
    const RelativeStates states = relative_states(interaction, omega, abs_m, n);
    arma::mat s, t;
    arma::vec d;
    if (!arma::svd(s, d, t, states.amplitudes))
      throw std::runtime_error("no singular values of the relative states");
    const arma::mat x = s * t.t();
    arma::mat v = arma::symmatu(x * arma::diagmat(states.energies) * x.t());
    for (std::size_t k = 0; k < n; ++k) v(k, k) -= omega * static_cast<double>(2 * k + abs_m + 1);
    all.emplace_back(v.begin(), v.end());
  }
  return RelativeElements(max_quanta, std::move(all));
}

}  // namespace lenz::exact::oscillator
