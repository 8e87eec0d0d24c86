#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "lenz/core/lanes.hpp"
#include "lenz/models/wavefunction/particles.hpp"

/// Wavefunctions of particles as products of factors, each known by its logarithm.
namespace lenz::models {

/// A factor f(x) of a wavefunction, given by log |f|. Logarithms, their gradients, Laplacians and derivatives
/// in parameters add up over the factors of a product. Real is a double, or Lanes for eight walkers at once.
///
///     cache_size(), build(x, cache)     numbers kept of a configuration, and how they follow from it
///     log_value(at)                     log |f|
///     add_gradient(at, g)               g += grad log |f|; returns the Laplacian of log |f|
///     parameter_derivatives(at, out)    d log |f| / d theta_k into n_parameters() numbers
///     log_ratio(at, move, g)            log |f(after) / f(before)|; g += the gradient of log |f| in the
///     moved
///                                       particle's coordinates, there; no g where it is empty
///     accept(at, move, mask, cache)     the cache after the move where the mask holds; x is still the old
///     one
///
/// parameters(out) and set_parameters(in) read and write theta.
template <class F>
concept LogFactor = requires(const F& f, F& changing, const At<double>& at, std::span<const double> in,
                             std::span<double> out, const ParticleMove<double>& move) {
  { f.n_parameters() } -> std::convertible_to<std::size_t>;
  f.parameters(out);
  changing.set_parameters(in);
  { f.cache_size() } -> std::convertible_to<std::size_t>;
  f.template build<double>(in, out);
  { f.template log_value<double>(at) } -> std::convertible_to<double>;
  { f.template add_gradient<double>(at, out) } -> std::convertible_to<double>;
  f.template parameter_derivatives<double>(at, out);
  { f.template log_ratio<double>(at, move, out) } -> std::convertible_to<double>;
  f.template accept<double>(at, move, true, out);
};

/// Of factors that keep nothing.
struct WithoutCache {
  std::size_t cache_size() const { return 0; }
  template <LaneReal Real>
  void build(std::span<const Real>, std::span<Real>) const {}
  template <LaneReal Real>
  void accept(const At<Real>&, const ParticleMove<Real>&, lanes::Mask<Real>, std::span<Real>) const {}
};

/// 1: where a product has no such factor.
struct NoFactor : WithoutCache {
  std::size_t n_parameters() const { return 0; }
  void parameters(std::span<double>) const {}
  void set_parameters(std::span<const double>) {}
  template <LaneReal Real>
  Real log_value(const At<Real>&) const {
    return Real{};
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>&, std::span<Real>) const {
    return Real{};
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>&, std::span<Real>) const {}
  template <LaneReal Real>
  Real log_ratio(const At<Real>&, const ParticleMove<Real>&, std::span<Real>) const {
    return Real{};
  }
};

/// One of several factors, chosen when the program runs. Cost: one branch a call.
template <LogFactor... Factors>
class OneOf {
 public:
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, OneOf>) OneOf(F factor) : factor_(std::move(factor)) {}

  const std::variant<Factors...>& factor() const { return factor_; }
  std::size_t n_parameters() const {
    return ask([](const auto& f) { return f.n_parameters(); });
  }
  void parameters(std::span<double> out) const {
    ask([&](const auto& f) { f.parameters(out); });
  }
  void set_parameters(std::span<const double> in) {
    std::visit([&](auto& f) { f.set_parameters(in); }, factor_);
  }
  std::size_t cache_size() const {
    return ask([](const auto& f) { return f.cache_size(); });
  }
  template <LaneReal Real>
  void build(std::span<const Real> x, std::span<Real> cache) const {
    ask([&](const auto& f) { f.template build<Real>(x, cache); });
  }
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    return ask([&](const auto& f) { return f.template log_value<Real>(at); });
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    return ask([&](const auto& f) { return f.template add_gradient<Real>(at, g); });
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
    ask([&](const auto& f) { f.template parameter_derivatives<Real>(at, out); });
  }
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    return ask([&](const auto& f) { return f.template log_ratio<Real>(at, move, g); });
  }
  template <LaneReal Real>
  void accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
              std::span<Real> cache) const {
    ask([&](const auto& f) { f.template accept<Real>(at, move, mask, cache); });
  }

 private:
  template <class Question>
  decltype(auto) ask(const Question& question) const {
    return std::visit(question, factor_);
  }
  std::variant<Factors...> factor_;
};

/// The product of factors, itself one: its parameters, and what is kept, are those of the first, then of the
/// second, ….
template <LogFactor... Factors>
class FactorProduct {
 public:
  explicit FactorProduct(Factors... factors) : factors_(std::move(factors)...) {}

  const std::tuple<Factors...>& factors() const { return factors_; }
  std::size_t n_parameters() const {
    return std::apply([](const auto&... f) { return (f.n_parameters() + ... + std::size_t{0}); }, factors_);
  }
  void parameters(std::span<double> out) const {
    for_each(factors_, [&](const auto& f, const Place& place) {
      f.parameters(out.subspan(place.parameter, f.n_parameters()));
    });
  }
  void set_parameters(std::span<const double> in) {
    for_each(factors_, [&](auto& f, const Place& place) {
      f.set_parameters(in.subspan(place.parameter, f.n_parameters()));
    });
  }
  std::size_t cache_size() const {
    return std::apply([](const auto&... f) { return (f.cache_size() + ... + std::size_t{0}); }, factors_);
  }
  template <LaneReal Real>
  void build(std::span<const Real> x, std::span<Real> cache) const {
    for_each(factors_, [&](const auto& f, const Place& place) {
      f.template build<Real>(x, cache.subspan(place.cache, f.cache_size()));
    });
  }
  template <LaneReal Real>
  Real log_value(const At<Real>& at) const {
    Real sum{};
    for_each(factors_, [&](const auto& f, const Place& place) {
      sum += f.template log_value<Real>(part(f, at, place));
    });
    return sum;
  }
  template <LaneReal Real>
  Real add_gradient(const At<Real>& at, std::span<Real> g) const {
    Real laplacian{};
    for_each(factors_, [&](const auto& f, const Place& place) {
      laplacian += f.template add_gradient<Real>(part(f, at, place), g);
    });
    return laplacian;
  }
  template <LaneReal Real>
  void parameter_derivatives(const At<Real>& at, std::span<Real> out) const {
    for_each(factors_, [&](const auto& f, const Place& place) {
      f.template parameter_derivatives<Real>(part(f, at, place),
                                             out.subspan(place.parameter, f.n_parameters()));
    });
  }
  template <LaneReal Real>
  Real log_ratio(const At<Real>& at, const ParticleMove<Real>& move, std::span<Real> g) const {
    Real sum{};
    for_each(factors_, [&](const auto& f, const Place& place) {
      sum += f.template log_ratio<Real>(part(f, at, place), move, g);
    });
    return sum;
  }
  template <LaneReal Real>
  void accept(const At<Real>& at, const ParticleMove<Real>& move, lanes::Mask<Real> mask,
              std::span<Real> cache) const {
    for_each(factors_, [&](const auto& f, const Place& place) {
      f.template accept<Real>(part(f, at, place), move, mask, cache.subspan(place.cache, f.cache_size()));
    });
  }

 private:
  /// Where a factor's numbers begin.
  struct Place {
    std::size_t parameter = 0, cache = 0;
  };
  template <class Tuple, class Visit>
  static void for_each(Tuple& factors, const Visit& visit) {
    Place place;
    const auto take = [&](auto& f) {
      visit(f, place);
      place.parameter += f.n_parameters();
      place.cache += f.cache_size();
    };
    std::apply([&](auto&... f) { (take(f), ...); }, factors);
  }
  template <class F, LaneReal Real>
  static At<Real> part(const F& f, const At<Real>& at, const Place& place) {
    return {.x = at.x, .cache = at.cache.subspan(place.cache, f.cache_size())};
  }

  std::tuple<Factors...> factors_;
};

/// log |f| and the rest at a configuration of which nothing is kept yet: for tests, and programs that are in
/// no hurry.
template <LogFactor F, LaneReal Real>
class Rebuilt {
 public:
  Rebuilt(const F& f, std::span<const Real> x) : cache_(f.cache_size()), at_{.x = x, .cache = {}} {
    f.template build<Real>(x, cache_);
    at_.cache = cache_;
  }
  const At<Real>& at() const { return at_; }

 private:
  std::vector<Real> cache_;
  At<Real> at_;
};

/// -1/2 (Laplacian psi) / psi = -1/2 [Laplacian log |psi| + |grad log |psi||^2], hbar = m = 1, away from
/// nodes. Cost: one gradient.
template <LogFactor Psi>
double local_kinetic_energy(const Psi& psi, std::span<const double> x) {
  std::vector<double> gradient(x.size(), 0);
  double sum = psi.template add_gradient<double>(Rebuilt<Psi, double>(psi, x).at(), gradient);
  for (const double g : gradient) sum += g * g;
  return -sum / 2;
}

}  // namespace lenz::models
