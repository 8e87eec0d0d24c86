#include "lenz/stats/finite_size/crossings.hpp"

#include <cmath>
#include <limits>
#include <sstream>

#include "lenz/stats/binder_crossing.hpp"

namespace lenz::stats::finite_size {

namespace {

/// Two sizes, and where their cumulants cross.
struct Pair {
  std::size_t a, b;
  BinderRoot root{};
};

/// Every size with the one nearest to twice it, or with the largest.
std::vector<Pair> choose_pairs(const SizeSamples& samples) {
  std::vector<Pair> pairs;
  const auto length = [&](std::size_t s) { return samples.size(s).length; };
  for (std::size_t a = 0; a + 1 < samples.n_sizes(); ++a) {
    std::size_t b = a + 1;
    for (std::size_t other = b; other < samples.n_sizes(); ++other) {
      const auto off = [&](std::size_t k) { return std::fabs(std::log(length(k) / length(a) / 2)); };
      if (off(other) < off(b)) b = other;
    }
    if (b + 1 < samples.n_sizes() || length(b) >= 1.9 * length(a) || pairs.empty()) pairs.push_back({a, b});
  }
  return pairs;
}

/// The sampled temperature nearest to the crossing.
double guess(const SizeSamples& samples, const Pair& pair) {
  double best = 0, smallest = std::numeric_limits<double>::infinity();
  for (const std::size_t s : {pair.a, pair.b}) {
    for (const TemperatureData& data : samples.size(s).data) {
      const BinderDifference d =
          binder_difference(samples.weights(pair.a), samples.weights(pair.b), data.temperature);
      if (best == 0 || (d.covered && std::fabs(d.value) < smallest)) {
        best = data.temperature;
        smallest = d.covered ? std::fabs(d.value) : smallest;
      }
    }
  }
  return best;
}

/// Temperature and U of every crossing, one after the other.
std::vector<double> roots_of(const std::vector<Pair>& pairs) {
  std::vector<double> all;
  for (const Pair& pair : pairs) all.insert(all.end(), {pair.root.temperature, pair.root.binder});
  return all;
}

/// The same with a block of the size `deleted` left out: pairs of other sizes stay as they were.
std::vector<double> roots_without(std::vector<Pair> pairs, const SizeWeights& weights, std::size_t deleted) {
  for (Pair& pair : pairs) {
    if (deleted == pair.a || deleted == pair.b)
      pair.root = binder_root(*weights[pair.a], *weights[pair.b], pair.root.temperature);
  }
  return roots_of(pairs);
}

std::string no_crossing(const SizeSamples& samples, const Pair& pair) {
  std::ostringstream text;
  text << "crossing of L = " << samples.size(pair.a).length << " and " << samples.size(pair.b).length
       << ": none where their samples reach, sample nearer to the transition or longer";
  return text.str();
}

}  // namespace

Crossings find_crossings(SizeSamples& samples) {
  Crossings result;
  std::vector<Pair> pairs;
  for (Pair pair : choose_pairs(samples)) {
    pair.root = binder_root(samples.weights(pair.a), samples.weights(pair.b), guess(samples, pair));
    if (std::isfinite(pair.root.temperature)) {
      pairs.push_back(pair);
    } else {
      result.missing.push_back(no_crossing(samples, pair));
    }
  }
  if (pairs.empty()) return result;
  const std::vector<double> roots = roots_of(pairs);
  const JackknifeErrors errors = samples.jackknife(
      roots, [&](const SizeWeights& weights, std::size_t s) { return roots_without(pairs, weights, s); });
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    if (!std::isfinite(errors.error(2 * k))) {
      result.missing.push_back(no_crossing(samples, pairs[k]));
      continue;
    }
    result.found.push_back({.length = samples.size(pairs[k].a).length,
                            .larger = samples.size(pairs[k].b).length,
                            .temperature = roots[2 * k] - errors.bias[2 * k],
                            .temperature_error = errors.error(2 * k),
                            .binder = roots[2 * k + 1] - errors.bias[2 * k + 1],
                            .binder_error = errors.error(2 * k + 1)});
  }
  return result;
}

}  // namespace lenz::stats::finite_size
