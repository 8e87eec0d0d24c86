#include "lenz/models/wavefunction/oscillator_orbitals.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::models {

namespace {

struct Level {
  OscillatorOrbitals::State n{};
  double energy = 0;  ///< above the ground state, on a grid fine enough that equal ones are equal
};

/// All states that may be among the lowest so many: below a state stand all those with smaller n.
std::vector<Level> candidates(const std::vector<double>& frequencies, std::size_t n_states) {
  const double lowest = *std::min_element(frequencies.begin(), frequencies.end());
  const auto last = [&](std::size_t axis, std::size_t below) {
    return axis < frequencies.size() ? n_states / below : 1;
  };
  std::vector<Level> levels;
  for (std::size_t i = 0; i < last(0, 1); ++i) {
    for (std::size_t j = 0; j < last(1, i + 1); ++j) {
      for (std::size_t k = 0; k < last(2, (i + 1) * (j + 1)); ++k) {
        Level level{.n = {i, j, k}};
        for (std::size_t a = 0; a < frequencies.size(); ++a)
          level.energy += frequencies[a] / lowest * static_cast<double>(level.n[a]);
        level.energy = std::round(level.energy * 1e9);
        levels.push_back(level);
      }
    }
  }
  return levels;
}

}  // namespace

OscillatorOrbitals::OscillatorOrbitals(const std::vector<double>& frequencies, std::size_t n_states)
    : dimensions_(frequencies.size()) {
  if (dimensions_ < 1 || dimensions_ > 3) throw_invalid("dimensions", dimensions_, "1, 2 or 3");
  for (const double omega : frequencies) check_positive("a frequency", omega);
  if (n_states > max_of_one_spin) throw_invalid("particles of one spin", n_states, "at most 32");
  // One more than asked for shows whether the last shell is full.
  std::vector<Level> levels = candidates(frequencies, n_states + 1);
  std::sort(levels.begin(), levels.end(), [](const Level& a, const Level& b) {
    return a.energy != b.energy ? a.energy < b.energy : a.n > b.n;
  });
  for (std::size_t a = 0; a < dimensions_; ++a) root_[a] = std::sqrt(frequencies[a]);
  for (std::size_t n = 0; n < max_of_one_spin; ++n) {
    const auto real = static_cast<double>(n);
    up_[n] = std::sqrt(2 / (real + 1));
    down_[n] = std::sqrt(real / (real + 1));
  }
  for (std::size_t k = 0; k < n_states; ++k) {
    states_.push_back(levels[k].n);
    closed_.push_back(levels[k].energy < levels[k + 1].energy);
    slope_.push_back({});
    curvature_.push_back({});
    for (std::size_t a = 0; a < dimensions_; ++a) {
      const auto n = static_cast<double>(levels[k].n[a]);
      slope_[k][a] = root_[a] * std::sqrt(2 * n);
      curvature_[k][a] = n < 1 ? 0 : frequencies[a] * 2 * std::sqrt(n * (n - 1));
      highest_[a] = std::max(highest_[a], levels[k].n[a]);
    }
  }
}

}  // namespace lenz::models
