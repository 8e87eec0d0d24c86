#include "lenz/optim/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lenz/core/checks.hpp"

namespace lenz::optim {

namespace {

struct RateAt {
  double t;
  double operator()(const Constant& s) const { return s.rate; }
  double operator()(const Cosine& s) const {
    const auto steps = static_cast<double>(s.steps);
    return s.last + (s.rate - s.last) * 0.5 * (1 + std::cos(std::numbers::pi * std::min(t, steps) / steps));
  }
  double operator()(const StepDecay& s) const {
    return s.rate * std::pow(s.factor, std::floor(t / static_cast<double>(s.every)));
  }
  double operator()(const Exponential& s) const { return s.rate * std::pow(s.factor, t); }
};

void check_factor(double factor) {
  if (!(factor > 0 && factor <= 1))
    throw_invalid("the factor of a schedule", factor, "above 0 and at most 1");
}

struct Check {
  void operator()(const Constant&) const {}
  void operator()(const Cosine& s) const {
    check_positive("the number of steps of a cosine schedule", s.steps);
    check_nonnegative("the last rate of a cosine schedule", s.last);
  }
  void operator()(const StepDecay& s) const {
    check_positive("the number of steps between two decays", s.every);
    check_factor(s.factor);
  }
  void operator()(const Exponential& s) const { check_factor(s.factor); }
};

}  // namespace

double rate_at(const Schedule& schedule, std::uint64_t t) {
  return std::visit(RateAt{static_cast<double>(t)}, schedule);
}

void check(const Schedule& schedule) {
  std::visit([](const auto& s) { check_nonnegative("the learning rate", s.rate); }, schedule);
  std::visit(Check{}, schedule);
}

}  // namespace lenz::optim
