#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

/// Wavefunctions of particles as products of factors, each known by its logarithm.
namespace lenz::models {

/// n particles in d dimensions; coordinate k of particle i stands at x[d i + k].
struct Particles {
  std::size_t n = 1, dimensions = 1;

  std::size_t n_coordinates() const { return n * dimensions; }
  double distance_squared(std::span<const double> x, std::size_t i, std::size_t j) const {
    double sum = 0;
    for (std::size_t k = 0; k < dimensions; ++k) {
      const double step = x[dimensions * i + k] - x[dimensions * j + k];
      sum += step * step;
    }
    return sum;
  }
};

/// A factor f(x) of a wavefunction, positive or given by log |f|. Logarithms, their gradients, Laplacians and
/// derivatives in parameters add up over the factors of a product.
///
///     log_value(x)                      log |f|
///     add_gradient(x, g)                g += grad log |f|; returns the Laplacian of log |f|
///     parameter_derivatives(x, out)     d log |f| / d theta_k into n_parameters() numbers
template <class F>
concept LogFactor = requires(const F& f, std::span<const double> x, std::span<double> out) {
  { f.n_parameters() } -> std::convertible_to<std::size_t>;
  { f.log_value(x) } -> std::convertible_to<double>;
  { f.add_gradient(x, out) } -> std::convertible_to<double>;
  f.parameter_derivatives(x, out);
};

/// The product of factors, itself one: its parameters are those of the first, then of the second, ….
template <LogFactor... Factors>
class FactorProduct {
 public:
  explicit FactorProduct(Factors... factors) : factors_(std::move(factors)...) {}

  const std::tuple<Factors...>& factors() const { return factors_; }
  std::size_t n_parameters() const {
    return std::apply([](const auto&... f) { return (f.n_parameters() + ... + std::size_t{0}); }, factors_);
  }
  double log_value(std::span<const double> x) const {
    return std::apply([&](const auto&... f) { return (f.log_value(x) + ... + 0.0); }, factors_);
  }
  double add_gradient(std::span<const double> x, std::span<double> g) const {
    return std::apply([&](const auto&... f) { return (f.add_gradient(x, g) + ... + 0.0); }, factors_);
  }
  void parameter_derivatives(std::span<const double> x, std::span<double> out) const {
    std::size_t begin = 0;
    const auto take = [&](const auto& f) {
      f.parameter_derivatives(x, out.subspan(begin, f.n_parameters()));
      begin += f.n_parameters();
    };
    std::apply([&](const auto&... f) { (take(f), ...); }, factors_);
  }

 private:
  std::tuple<Factors...> factors_;
};

/// -1/2 (Laplacian psi) / psi = -1/2 [Laplacian log |psi| + |grad log |psi||^2], hbar = m = 1, away from
/// nodes. Cost: one gradient.
template <LogFactor Psi>
double local_kinetic_energy(const Psi& psi, std::span<const double> x) {
  std::vector<double> gradient(x.size(), 0);
  double sum = psi.add_gradient(x, gradient);
  for (const double g : gradient) sum += g * g;
  return -sum / 2;
}

}  // namespace lenz::models
