#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

#include "lenz/core/checks.hpp"
#include "lenz/models/wavefunction/log_factor.hpp"
#include "lenz/models/wavefunction/particle_walker.hpp"

namespace lenz::models {

/// |psi guide|^2 as a density to be sampled: psi a wavefunction, guide a factor without parameters by which
/// its density is changed for sampling (NoFactor: |psi|^2 itself). What is measured then has the weight 1 /
/// guide^2.
///
/// Forces are those of psi alone: near the guide's poles its own would throw walkers where they do not come
/// back from in any run. Kernels that accept by the density are right with any force; Langevin is not one of
/// them.
///
/// A LocalTarget of single-particle moves and a ContinuumTarget of all coordinates. psi must outlive it.
/// A walker's cache is that of psi; it is built anew after updates_between_builds accepted moves.
template <LogFactor Psi, LaneReal R = Lanes, LogFactor Guide = NoFactor>
class TrialDensity {
 public:
  using Real = R;
  using Walker = ParticleWalker<Real>;
  using Move = ParticleMove<Real>;
  static constexpr std::uint32_t updates_between_builds = 1024;

  TrialDensity(const Psi& psi, const Particles& particles, Guide guide = {})
      : psi_(&psi), particles_(particles), guide_(std::move(guide)) {}

  const Psi& psi() const { return *psi_; }
  const Particles& particles() const { return particles_; }
  std::size_t dimension() const { return particles_.n_coordinates(); }
  std::size_t dimensions() const { return particles_.dimensions; }
  std::size_t moves_per_sweep() const { return particles_.n; }

  Walker walker(std::vector<Real> x) const {
    check_size("x", x.size(), dimension());
    Walker w{.x = std::move(x), .cache = std::vector<Real>(psi_->cache_size())};
    rebuild(w);
    return w;
  }
  /// The cache made anew: after psi's parameters have changed.
  void rebuild(Walker& w) const {
    w.cache.resize(psi_->cache_size());
    psi_->template build<Real>(w.x, w.cache);
    w.n_updates = 0;
    w.is_evaluated = w.is_weighed = false;
  }
  At<Real> at(const Walker& w) const { return {.x = w.x, .cache = w.cache}; }

  void place(Walker& w, std::span<const Real> x) const {
    w.x.assign(x.begin(), x.end());
    rebuild(w);
    evaluate(w);
    weigh(w);
  }
  /// Gradient and Laplacian of log psi, kept in the walker.
  void evaluate(Walker& w) const {
    if (w.is_evaluated) return;
    w.gradient.assign(dimension(), Real{});
    w.laplacian = psi_->template add_gradient<Real>(at(w), w.gradient);
    w.is_evaluated = true;
  }
  Real log_density(const Walker& w) const { return w.is_weighed ? w.log_density : log_density_anew(w); }
  /// 2 grad log |psi|, without the guide.
  void grad_log_density(const Walker& w, std::span<Real> g) const {
    if (!w.is_evaluated) {
      Walker copy = w;
      evaluate(copy);
      return grad_log_density(copy, g);
    }
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = 2 * w.gradient[i];
  }

  Move position(const Walker& w, std::size_t particle) const {
    Move move{.particle = particle, .to = {}};
    for (std::size_t k = 0; k < dimensions(); ++k) move.to[k] = w.x[dimensions() * particle + k];
    return move;
  }
  Real log_ratio(const Walker& w, const Move& move) const { return particle_moved(w, move, {}); }
  /// log p(after) - log p(before), and 2 grad log |psi| in the particle's coordinates after the move; none
  /// where g is empty.
  Real particle_moved(const Walker& w, const Move& move, std::span<Real> g) const {
    for (Real& value : g) value = Real{};
    Real sum = psi_->template log_ratio<Real>(at(w), move, g);
    if constexpr (has_guide) sum += guide_.template log_ratio<Real>(of_guide(w), move, {});
    for (Real& value : g) value *= 2;
    return 2 * sum;
  }
  void accept(Walker& w, const Move& move, lanes::Mask<Real> mask = Real{} < 1) const {
    psi_->template accept<Real>(at(w), move, mask, w.cache);
    for (std::size_t k = 0; k < dimensions(); ++k) {
      Real& x = w.x[dimensions() * move.particle + k];
      x = lanes::select(mask, move.to[k], x);
    }
    w.is_evaluated = w.is_weighed = false;
    if (++w.n_updates >= updates_between_builds) rebuild(w);
  }
  /// w becomes the other one, which was placed, where the mask holds.
  void take(Walker& w, const Walker& other, const lanes::Mask<Real>& mask) const {
    evaluate(w);
    weigh(w);
    take(w.x, other.x, mask);
    take(w.cache, other.cache, mask);
    take(w.gradient, other.gradient, mask);
    w.laplacian = lanes::select(mask, other.laplacian, w.laplacian);
    w.log_density = lanes::select(mask, other.log_density, w.log_density);
  }
  /// One block: a Gibbs step, for a psi that can be drawn from so.
  std::size_t n_blocks() const { return 1; }
  template <class Rng>
  void draw_block(Walker& w, std::size_t, Rng& rng) const requires requires(const Psi& p, std::span<Real> x) {
    p.template draw<Real>(At<Real>{}, rng, x);
  }
  {
    std::vector<Real> x(dimension());
    psi_->template draw<Real>(at(w), rng, x);
    w.x = std::move(x);
    rebuild(w);
  }

  /// 1 / guide^2 at a walker.
  Real weight(const Walker& w) const {
    if constexpr (requires { guide_.factor(); }) {
      if (std::holds_alternative<NoFactor>(guide_.factor())) return lanes::broadcast<Real>(1);
    }
    if constexpr (has_guide) return lanes::exp(-2 * guide_.template log_value<Real>(of_guide(w)));
    return lanes::broadcast<Real>(1);
  }

 private:
  static constexpr bool has_guide = !std::same_as<Guide, NoFactor>;

  static void take(std::vector<Real>& values, const std::vector<Real>& others,
                   const lanes::Mask<Real>& mask) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = lanes::select(mask, others[i], values[i]);
  }
  void weigh(Walker& w) const {
    if (w.is_weighed) return;
    w.log_density = log_density_anew(w);
    w.is_weighed = true;
  }
  At<Real> of_guide(const Walker& w) const { return {.x = w.x, .cache = {}}; }
  Real log_density_anew(const Walker& w) const {
    return 2 * (psi_->template log_value<Real>(at(w)) + guide_.template log_value<Real>(of_guide(w)));
  }

  const Psi* psi_;
  Particles particles_;
  Guide guide_;
};

}  // namespace lenz::models
