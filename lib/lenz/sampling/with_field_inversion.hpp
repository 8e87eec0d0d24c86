#pragma once

#include <concepts>

#include "lenz/core/concepts.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// Spins in a field that tells the two directions of magnetization apart: has_field(); inversion_log_ratio(w)
/// = log p(all spins flipped) - log p(w); invert(w) flips them all.
template <class T>
concept InvertibleTarget = Target<T> &&
    requires(const T t, const typename T::Walker w, typename T::Walker changing) {
  { t.has_field() } -> std::convertible_to<bool>;
  { t.inversion_log_ratio(w) } -> std::convertible_to<double>;
  t.invert(changing);
};

/// A kernel of single spins and, in a field, after each of its sweeps a proposal to flip all spins at once,
/// accepted with min(1, exp(-2 h M / T)).
///
/// At low temperature single spins hardly ever cross from the phase that lies against the field to the one
/// that lies along it, or back, and the metastable phase then has the wrong share in the averages, with
/// nothing in the run to show it. The flip crosses in one step, exactly as often as the Boltzmann weights of
/// the two ask. Without a field it is not proposed: single spins then show what they do. Cost: a sum over the
/// spins.
///
/// Info is that of the inner kernel; the flips of all spins are not in it.
template <class Inner>
struct WithFieldInversion {
  using Info = typename Inner::Info;
  Inner inner{};

  template <InvertibleTarget T, class Rng>
  Info sweep(const T& target, typename T::Walker& walker, Rng& rng) const {
    const Info info = inner.sweep(target, walker, rng);
    if (target.has_field() && Metropolis{}(target.inversion_log_ratio(walker), rng)) target.invert(walker);
    return info;
  }
  void tune(const Info& total, std::size_t window) requires Tunable<Inner> { inner.tune(total, window); }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(inner);
  }
};

}  // namespace lenz::sampling
