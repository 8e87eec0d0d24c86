#pragma once

#include <cstddef>

#include "lenz/sampling/tuning.hpp"

namespace lenz::jobs {

/// A kernel whose step is the user's where one was given, else tuned in burn-in.
template <class K>
struct TunedUnlessGiven {
  using Info = typename K::Info;
  K kernel{};
  bool given = false;

  template <class T, class W, class Rng>
  Info sweep(const T& target, W& walker, Rng& rng) const {
    return kernel.sweep(target, walker, rng);
  }
  void tune(const Info& total, std::size_t window) {
    if constexpr (sampling::Tunable<K>) {
      if (!given) kernel.tune(total, window);
    }
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernel, given);
    // Kernels archive what they tune.
    if constexpr (requires { kernel.limited; }) archive(kernel.limited);
  }
};

}  // namespace lenz::jobs
