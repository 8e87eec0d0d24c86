#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lenz/optim/objective.hpp"

/// Functions with known minima, as deterministic objectives.
namespace lenz::test {

struct NoState {
  template <class Archive>
  void serialize(Archive&) {}
};

/// f and its gradient on one or more blocks, seen as one vector.
class NamedFunction {
 public:
  using Scalar = double;
  using State = NoState;
  using Function = double (*)(const arma::vec& x, arma::vec& gradient);

  NamedFunction(std::string name_given, arma::vec from, arma::vec to, Function function)
      : name(std::move(name_given)), start(std::move(from)), minimum(std::move(to)), function_(function) {}

  std::size_t n_shards() const { return 1; }
  State init(const optim::Parameters<double>&, std::span<random::Stream>) const { return {}; }
  void evaluate(const optim::Parameters<double>& theta, State&, std::span<random::Stream>, std::size_t,
                optim::Evaluation<double>& out) const {
    out.gradient.resize(1);
    out.gradient[0].set_size(theta[0].values.n_elem);
    out.value = function_(theta[0].values, out.gradient[0]);
  }
  std::vector<std::string> figure_names() const { return {}; }

  optim::Parameters<double> parameters() const { return {{.name = "x", .values = start}}; }

  std::string name;
  arma::vec start, minimum;

 private:
  Function function_;
};

/// |x|^2 / 2 in 10 dimensions.
inline NamedFunction sphere() {
  return {"sphere", arma::linspace(-2, 2, 10), arma::zeros(10), [](const arma::vec& x, arma::vec& g) {
            g = x;
            return 0.5 * arma::dot(x, x);
          }};
}

/// sum_k c_k x_k^2 / 2 with c from 1 to 100.
inline NamedFunction ill_conditioned() {
  return {"ill-conditioned quadratic", arma::ones(5), arma::zeros(5), [](const arma::vec& x, arma::vec& g) {
            const arma::vec c = arma::logspace(0, 2, 5);
            g = c % x;
            return 0.5 * arma::dot(x, g);
          }};
}

/// 100 (y - x^2)^2 + (1 - x)^2, from (-1.2, 1) (Rosenbrock 1960).
inline NamedFunction rosenbrock() {
  return {"Rosenbrock", {-1.2, 1.0}, {1.0, 1.0}, [](const arma::vec& x, arma::vec& g) {
            const double a = x[1] - x[0] * x[0], b = 1 - x[0];
            g = {-400 * a * x[0] - 2 * b, 200 * a};
            return 100 * a * a + b * b;
          }};
}

/// (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2, from (1, 1) (Beale 1958).
inline NamedFunction beale() {
  return {"Beale", {1.0, 1.0}, {3.0, 0.5}, [](const arma::vec& v, arma::vec& g) {
            const double x = v[0], y = v[1];
            const double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
            g = {2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1)),
                 2 * x * (a + 2 * b * y + 3 * c * y * y)};
            return a * a + b * b + c * c;
          }};
}

}  // namespace lenz::test
