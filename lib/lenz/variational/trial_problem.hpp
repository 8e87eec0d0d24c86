#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lenz/core/checks.hpp"
#include "lenz/core/concepts.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/variational/sample_slot.hpp"

/// What the energy of a trial state asks of it, and how it is sampled: see VmcEnergy.
namespace lenz::variational {

/// A wavefunction with its Hamiltonian, as the energy objective sees it.
///
///   set_parameters(theta)       psi becomes that of theta
///   density()                   |psi|^2, a target; it refers to psi as it is
///   begin(rng)                  a walker somewhere
///   refresh(walker)             after a change of theta
///   measure(walker, slot)       local energies of the n_lanes configurations of a walker, and their
///                               log-derivatives in the parameters, a column each
///   is_complex                  whether psi, and so both, are complex
template <class P>
concept TrialProblem = requires(P& p, const P& fixed, typename P::Walker& w, random::Stream& rng,
                                std::span<const double> theta, const SampleSlot& slot) {
  { P::n_lanes } -> std::convertible_to<std::size_t>;
  { P::is_complex } -> std::convertible_to<bool>;
  { fixed.n_parameters() } -> std::convertible_to<std::size_t>;
  p.set_parameters(theta);
  fixed.density();
  { fixed.begin(rng) } -> std::same_as<typename P::Walker>;
  fixed.refresh(w);
  fixed.measure(w, slot);
};

/// A TrialProblem whose configurations are few enough to be gone through one by one:
/// configuration(index) is the walker of each index below n_configurations().
template <class P>
concept SummableProblem = TrialProblem<P> && requires(const P& fixed) {
  { fixed.n_configurations() } -> std::convertible_to<std::uint64_t>;
  { fixed.configuration(std::uint64_t{}) } -> std::same_as<typename P::Walker>;
};

/// In the place of a kernel: every configuration once, by its weight |psi|^2, in place of samples. There is
/// no error of sampling then, and the objective is deterministic.
struct FullSum {
  template <class Archive>
  void serialize(Archive&) {}
};

/// How many samples a step takes, and how far apart they are.
struct VmcSampling {
  std::size_t n_samples = 4096;       ///< of a step, at least; rounded up to whole shards
  std::size_t n_shards = 8;           ///< parts of the work, each with walkers and a stream of its own
  std::size_t n_walkers = 8;          ///< of a shard at most; they live on from step to step
  std::size_t sweeps_between = 2;     ///< between two samples of a walker
  std::size_t sweeps_at_first = 200;  ///< before the first step, in which kernels are tuned
  double clip = 5;                    ///< local energies further from the mean than this many mean absolute
                                      ///< deviations pull on the gradient no more than from there; 0: never

  /// Throws std::invalid_argument where a number is out of its range.
  void check() const {
    check_positive("the number of samples", n_samples);
    check_positive("the number of shards", n_shards);
    check_positive("the number of walkers", n_walkers);
    check_positive("the number of sweeps between samples", sweeps_between);
    check_nonnegative("the clipping of local energies", clip);
  }
};

}  // namespace lenz::variational
