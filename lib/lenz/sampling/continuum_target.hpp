#pragma once

#include <concepts>
#include <span>
#include <type_traits>
#include <utility>

#include "lenz/core/concepts.hpp"
#include "lenz/sampling/info.hpp"

namespace lenz::sampling {

/// A target on R^n that moves all coordinates at once: place(w, x) puts the walker at x and renews its cache;
/// w.x is the point. Of lanes, take(w, other, mask) makes w the other one where the mask holds. What
/// Langevin, MALA and HMC need.
template <class T>
concept ContinuumTarget = GradTarget<T> &&
    requires(const T t, typename T::Walker w, std::span<const RealOf<T>> x) {
  t.place(w, x);
  { std::as_const(w).x } -> std::convertible_to<std::span<const RealOf<T>>>;
};

/// The walker becomes `proposed` where the mask holds.
template <ContinuumTarget T>
MoveInfo keep_where(const T& target, typename T::Walker& walker, typename T::Walker&& proposed,
                    const lanes::Mask<RealOf<T>>& accepted) {
  if constexpr (std::is_same_v<RealOf<T>, double>) {
    if (accepted) walker = std::move(proposed);
  } else {
    target.take(walker, proposed, accepted);
  }
  return {.n_proposed = lanes::count<RealOf<T>>, .n_accepted = lanes::n_set(accepted)};
}

}  // namespace lenz::sampling
