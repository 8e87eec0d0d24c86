#pragma once

#include <cstdint>
#include <variant>

/// Learning rates as functions of t, the number of steps the loop has made before (0, 1, …).
namespace lenz::optim {

/// rate(t) = rate.
struct Constant {
  double rate = 1e-3;
};

/// rate(t) = last + (rate - last) (1 + cos(pi min(t, steps) / steps)) / 2: from `rate` down to `last`, where
/// it stays (Loshchilov and Hutter 2017, Eq. 5, one period). steps >= 1.
struct Cosine {
  double rate = 1e-3;
  std::uint64_t steps = 1;
  double last = 0;
};

/// rate(t) = rate factor^floor(t / every). every >= 1.
struct StepDecay {
  double rate = 1e-3;
  std::uint64_t every = 1;
  double factor = 0.1;
};

/// rate(t) = rate factor^t.
struct Exponential {
  double rate = 1e-3;
  double factor = 1;
};

using Schedule = std::variant<Constant, Cosine, StepDecay, Exponential>;

/// The learning rate of step t, counted from 0.
double rate_at(const Schedule& schedule, std::uint64_t t);

/// Throws std::invalid_argument unless rates are at least 0, factors in (0, 1] and numbers of steps positive.
void check(const Schedule& schedule);

}  // namespace lenz::optim
