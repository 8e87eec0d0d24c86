#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lenz/core/lanes.hpp"

/// The vocabulary of the library: what a density, a kernel and a measurement must offer to work with
/// everything else.
///
/// x is a configuration (a vector of spins, a point in R^n), w a walker: the configuration plus what the
/// target caches to make a move cheap. Targets and kernels are const: copying an ensemble with its streams
/// replays a step.
namespace lenz {

/// The numbers a target is written in: its own `Real`, else double. Of Lanes, a walker is eight walkers in
/// step.
template <class T>
struct RealOfTarget {
  using type = double;
};
template <class T>
requires requires { typename T::Real; }
struct RealOfTarget<T> {
  using type = typename T::Real;
};
template <class T>
using RealOf = typename RealOfTarget<T>::type;

/// An unnormalised density: log_density(w) = log p + const, at the walker's configuration.
template <class T>
concept Target = requires(const T t, const typename T::Walker w) {
  { t.log_density(w) } -> std::convertible_to<RealOf<T>>;
};

/// A target with cheap local moves: log_ratio(w, move) = log p(w after move) - log p(w); accept(w, move)
/// carries it out, of lanes accept(w, move, mask) in those where the mask holds. moves_per_sweep() is N, the
/// number of single-site moves that make one sweep.
template <class T>
concept LocalTarget = Target<T> && requires(const T t, typename T::Walker w, const typename T::Move move) {
  { t.log_ratio(std::as_const(w), move) } -> std::convertible_to<RealOf<T>>;
  { t.moves_per_sweep() } -> std::convertible_to<std::size_t>;
};

/// A target with a gradient: grad_log_density(w, g) fills g_i = d log p / d x_i, g of the configuration's
/// dimension.
template <class T>
concept GradTarget = Target<T> && requires(const T t, const typename T::Walker w, std::span<RealOf<T>> g) {
  t.grad_log_density(w, g);
  { t.dimension() } -> std::convertible_to<std::size_t>;
};

/// A target whose blocks can be drawn from their conditional density: Gibbs sampling, heat bath.
template <class T, class Rng>
concept ConditionalTarget = Target<T> &&
    requires(const T t, typename T::Walker w, std::size_t block, Rng rng) {
  t.draw_block(w, block, rng);
  { t.n_blocks() } -> std::convertible_to<std::size_t>;
};

/// A value for every slot of an ensemble, held once where all slots share it (a tempering ladder has one
/// target a slot).
template <class T>
class PerSlot {
 public:
  PerSlot(T shared) { values_.push_back(std::move(shared)); }
  explicit PerSlot(std::vector<T> one_each) : values_(std::move(one_each)) {}
  const T& operator[](std::size_t slot) const {
    return values_.size() == 1 ? values_.front() : values_[slot];
  }

 private:
  std::vector<T> values_;
};

/// n slots, each with a walker. A slot is what a stream's address calls a chain: a chain, a temperature of a
/// ladder, a lane of a word, a column of a batch. log_weights is empty where all slots weigh the same.
template <class W>
struct Ensemble {
  std::vector<W> walkers;
  std::vector<double> log_weights;

  std::size_t size() const { return walkers.size(); }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(walkers, log_weights);
  }
};

/// A kernel leaves the target invariant. step() makes one sweep of every slot and fills one Info a slot.
/// Every Info has n_proposed and n_accepted (equal where nothing can be rejected).
template <class K, class T, class Stream>
concept Kernel = requires(const K k, const PerSlot<T> targets, Ensemble<typename T::Walker> ensemble,
                          std::span<Stream> streams, std::span<typename K::Info> info) {
  k.step(targets, ensemble, streams, info);
};

/// A kernel for one walker: sweep(target, walker, rng) -> Info. `Lifted` makes it a Kernel.
template <class K, class T, class Rng>
concept WalkerKernel = requires(const K k, const T t, typename T::Walker w, Rng rng) {
  { k.sweep(t, w, rng) } -> std::same_as<typename K::Info>;
};

/// What is recorded each sweep of each slot: quantities with fixed names, filled into `out` of that size,
/// from walkers[slot] (and its partners, where a quantity such as the overlap of two replicas needs them).
/// Anything non-linear (a specific heat) is a function of their means, formed afterwards by the jackknife.
template <class M, class T, class Info>
concept Measurement = requires(const M m, const T t, std::span<const typename T::Walker> walkers,
                               std::size_t slot, const Info info, std::span<double> out) {
  { m.names() } -> std::convertible_to<std::vector<std::string>>;
  m.measure(t, walkers, slot, info, out);
};

}  // namespace lenz
