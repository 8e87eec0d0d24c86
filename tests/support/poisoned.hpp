#pragma once

#include <limits>
#include <span>

#include "lenz/models/gaussian.hpp"

namespace lenz::test {

/// A Gaussian with a planted fault: beyond x_0 = edge one part of it gives a NaN, as a model with a bug
/// would.
struct Poisoned : models::Gaussian {
  enum class Part { log_ratio, log_density, gradient, draw };

  Part part = Part::log_ratio;
  double edge = 2;

  Poisoned(Part broken, double at) : models::Gaussian({0, 0}, {{1, 0.5}, {0.5, 1}}), part(broken), edge(at) {}

  double log_ratio(const Walker& w, Move move) const {
    const double there = w.x[0] + (move.index == 0 ? move.delta : 0);
    return part == Part::log_ratio && there > edge ? nan() : Gaussian::log_ratio(w, move);
  }
  double log_density(const Walker& w) const {
    return part == Part::log_density && w.x[0] > edge ? nan() : Gaussian::log_density(w);
  }
  void grad_log_density(const Walker& w, std::span<double> g) const {
    Gaussian::grad_log_density(w, g);
    if (part == Part::gradient && w.x[0] > edge) g[1] = nan();
  }
  template <class Rng>
  void draw_block(Walker& w, std::size_t i, Rng& rng) const {
    Gaussian::draw_block(w, i, rng);
    if (part == Part::draw && w.x[0] > edge) accept(w, {.index = 1, .delta = nan()});
  }

 private:
  static double nan() { return std::numeric_limits<double>::quiet_NaN(); }
};

}  // namespace lenz::test
