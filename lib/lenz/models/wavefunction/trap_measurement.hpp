#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "lenz/models/trap.hpp"
#include "lenz/models/wavefunction/local_energy.hpp"
#include "lenz/models/wavefunction/trial_density.hpp"

namespace lenz::models {

/// Equal bins of a distance from 0 to `length`; what is further is in none.
struct DistanceBins {
  std::size_t n = 0;
  double length = 1;

  double width() const { return length / static_cast<double>(n); }
  /// The space between r and r + width of the k-th bin, in d dimensions.
  double volume(std::size_t k, std::size_t d) const {
    const double inner = static_cast<double>(k) * width(), outer = inner + width();
    if (d == 1) return 2 * (outer - inner);
    if (d == 2) return std::numbers::pi * (outer * outer - inner * inner);
    return 4 * std::numbers::pi / 3 * (outer * outer * outer - inner * inner * inner);
  }
};

/// What is recorded of particles in a trap, of eight walkers their mean; every quantity times the weight that
/// takes a sampling guide out again, so that an expectation value is its mean over that of the weight:
///
///     weight, energy - reference, (energy - reference)^2, kinetic, trap, interaction, virial, radius^2,
///     density (bins of r), pair distribution (bins of r_ij)
///
/// virial = 2 <T> - <x . grad V>, zero in an eigenstate, and in every state whose scale is optimal. radius^2
/// = sum r_i^2 / n. The density is particles in a bin over its volume; the pair distribution the share of
/// pairs in a bin over its volume, integral 1. Cost: one local energy, n^2 histogram entries of every lane.
class TrapMeasurement {
 public:
  static constexpr std::size_t n_scalars = 8;
  enum Quantity : std::size_t { weight, energy, energy_2, kinetic, trap, interaction, virial, radius_2 };

  struct Options {
    double reference = 0;             ///< taken off energies, so that small variances are seen
    DistanceBins density{}, pairs{};  ///< n = 0: none
  };
  TrapMeasurement(Trap hamiltonian, const Options& options) : trap_(std::move(hamiltonian)), o_(options) {}

  const Options& options() const { return o_; }
  std::size_t n_quantities() const { return n_scalars + o_.density.n + o_.pairs.n; }
  std::vector<std::string> names() const {
    std::vector<std::string> all{"weight", "energy",      "energy_2", "kinetic",
                                 "trap",   "interaction", "virial",   "radius_2"};
    for (std::size_t k = 0; k < o_.density.n; ++k) all.push_back("density " + std::to_string(k));
    for (std::size_t k = 0; k < o_.pairs.n; ++k) all.push_back("pair distribution " + std::to_string(k));
    return all;
  }

  template <class Density, class Info>
  void measure(const Density& density, std::span<const typename Density::Walker> walkers, std::size_t slot,
               const Info&, std::span<double> out) const {
    using Real = typename Density::Real;
    if (walkers[slot].is_evaluated) return record(walkers[slot], density.weight(walkers[slot]), out);
    ParticleWalker<Real> walker = walkers[slot];
    density.evaluate(walker);
    record(walker, density.weight(walker), out);
  }

 private:
  template <LaneReal Real>
  void record(const ParticleWalker<Real>& walker, const Real& w, std::span<double> out) const {
    const LocalEnergy<Real> local = local_energy(trap_, walker);
    const Real off = local.total() - o_.reference;
    Real squares{};
    for (const Real& x : walker.x) squares += x * x;
    const auto mean = [](const Real& value) {
      return lanes::sum(value) / static_cast<double>(lanes::count<Real>);
    };
    out[weight] = mean(w);
    out[energy] = mean(w * off);
    out[energy_2] = mean(w * off * off);
    out[kinetic] = mean(w * local.kinetic);
    out[trap] = mean(w * local.trap);
    out[interaction] = mean(w * local.interaction);
    out[virial] = mean(w * (2 * local.kinetic - trap_.virial<Real>(walker.x)));
    out[radius_2] = mean(w * squares) / static_cast<double>(trap_.particles().n);
    if (o_.density.n + o_.pairs.n > 0) count(walker, w, out.subspan(n_scalars));
  }

  template <LaneReal Real>
  void count(const ParticleWalker<Real>& walker, const Real& w, std::span<double> bins) const {
    const Particles& p = trap_.particles();
    std::fill(bins.begin(), bins.end(), 0.0);
    const auto of_density = bins.first(o_.density.n), of_pairs = bins.subspan(o_.density.n);
    for (std::size_t i = 0; i < p.n; ++i) {
      add(o_.density, lanes::sqrt(p.distance_squared<Real>(walker.x, i, std::array<Real, 3>{})), w,
          of_density);
      for (std::size_t j = 0; j < i; ++j)
        add(o_.pairs, lanes::sqrt(p.distance_squared<Real>(walker.x, i, j)), w, of_pairs);
    }
    const auto n_lanes = static_cast<double>(lanes::count<Real>);
    const double n_pairs = static_cast<double>(p.n * (p.n - 1)) / 2;
    for (std::size_t k = 0; k < o_.density.n; ++k)
      of_density[k] /= n_lanes * o_.density.volume(k, p.dimensions);
    for (std::size_t k = 0; k < o_.pairs.n; ++k)
      of_pairs[k] /= n_lanes * n_pairs * o_.pairs.volume(k, p.dimensions);
  }

  template <LaneReal Real>
  static void add(const DistanceBins& bins, const Real& r, const Real& w, std::span<double> counts) {
    if (bins.n == 0) return;
    const Real place = r * (1 / bins.width());
    for (std::size_t k = 0; k < lanes::count<Real>; ++k) {
      const double at = lanes::get(place, k);
      if (at < static_cast<double>(bins.n)) counts[static_cast<std::size_t>(at)] += lanes::get(w, k);
    }
  }

  Trap trap_;
  Options o_;
};

}  // namespace lenz::models
