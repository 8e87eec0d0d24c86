#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <span>

#include "lenz/models/spin_states/spin_state.hpp"

namespace lenz::models {

/// |psi|^2 of spins, a target: single flips, exchanges of two, and the turn of all spins at once.
///
/// An exchange of like spins changes nothing and is never accepted. Refers to psi and the pairs it is given.
/// Cost of a turn of all spins: nothing of a state that is even in them (MirroredState), else a rebuilt
/// cache.
template <SpinState Psi>
class SpinDensity {
 public:
  using Walker = SpinWalker<typename Psi::Cache>;
  using Move = Flips;

  explicit SpinDensity(const Psi& psi, std::span<const Flips> exchanges = {})
      : psi_(psi), exchanges_(exchanges) {}

  const Psi& psi() const { return psi_; }
  std::size_t n_sites() const { return psi_.n_sites(); }
  std::size_t moves_per_sweep() const { return n_sites(); }
  std::span<const Flips> exchanges() const { return exchanges_; }

  Walker walker(Spins spins) const {
    Walker w{.spins = std::move(spins), .cache = {}};
    psi_.rebuild(w.spins, w.cache);
    return w;
  }
  double log_density(const Walker& w) const { return 2 * std::real(psi_.log_psi(w.spins, w.cache)); }
  double log_ratio(const Walker& w, Flips flips) const {
    if (flips.is_all()) {
      if (is_even()) return 0;
      Walker turned = w;
      accept(turned, flips);
      return log_density(turned) - log_density(w);
    }
    if (flips.is_pair() && w.spins[flips.i] == w.spins[flips.j]) return -HUGE_VAL;
    return 2 * std::log(std::abs(psi_.ratio(w.spins, w.cache, flips)));
  }
  void accept(Walker& w, Flips flips) const {
    if (!flips.is_all()) psi_.accept(w.spins, w.cache, flips);
    flip(w.spins, flips);
    if (flips.is_all()) turn_over(w);
  }

 private:
  bool is_even() const {
    if constexpr (MirroredState<Psi>) return psi_.is_even();
    return false;
  }
  void turn_over(Walker& turned) const {
    if constexpr (MirroredState<Psi>) {
      if (psi_.is_even()) return psi_.turn_over(turned.cache);
    }
    psi_.rebuild(turned.spins, turned.cache);
  }

  const Psi& psi_;
  std::span<const Flips> exchanges_;
};

}  // namespace lenz::models
