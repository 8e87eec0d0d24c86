#pragma once

#include <concepts>
#include <span>
#include <utility>

#include "lenz/core/concepts.hpp"

namespace lenz::sampling {

/// A target on R^n that moves all coordinates at once: place(w, x) puts the walker at x and renews its cache;
/// w.x is the point. What Langevin, MALA and HMC need.
template <class T>
concept ContinuumTarget = GradTarget<T> &&
    requires(const T t, typename T::Walker w, std::span<const double> x) {
  t.place(w, x);
  { std::as_const(w).x } -> std::convertible_to<std::span<const double>>;
};

}  // namespace lenz::sampling
