#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "lenz/core/concepts.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/sampling/acceptance.hpp"
#include "lenz/sampling/info.hpp"
#include "lenz/sampling/lifted.hpp"

namespace lenz::sampling {

/// The Info of the inner kernel with the exchanges tried and made between a slot and the one above it.
template <class Inner>
struct TemperedInfo : Inner {
  std::uint64_t n_exchanges_proposed = 0;
  std::uint64_t n_exchanges_accepted = 0;

  TemperedInfo& operator+=(const TemperedInfo& other) {
    Inner::operator+=(other);
    n_exchanges_proposed += other.n_exchanges_proposed;
    n_exchanges_accepted += other.n_exchanges_accepted;
    return *this;
  }
  template <class Archive>
  void serialize(Archive& archive) {
    Inner::serialize(archive);
    archive(n_exchanges_proposed, n_exchanges_accepted);
  }
};

/// Exchanges the walkers of two slots with the Metropolis probability of
///   log r = log p_a(x_b) + log p_b(x_a) - log p_a(x_a) - log p_b(x_b);
/// any proposal's Hastings term belongs to the inner kernel and is never tempered. A target whose walker
/// holds several replicas exchanges them one by one itself.
template <Target T, class Rng>
MoveInfo exchange(const T& a, const T& b, typename T::Walker& x_a, typename T::Walker& x_b, Rng& rng) {
  if constexpr (requires { a.exchange(b, x_a, x_b, rng); }) {
    return {.n_proposed = a.n_replicas(), .n_accepted = a.exchange(b, x_a, x_b, rng)};
  }
  const double log_r = a.log_density(x_b) + b.log_density(x_a) - a.log_density(x_a) - b.log_density(x_b);
  if (!Metropolis{}(log_r, rng)) return {.n_proposed = 1};
  std::swap(x_a, x_b);
  return {.n_proposed = 1, .n_accepted = 1};
}

/// Replica exchange (Swendsen and Wang 1986, Geyer 1991): each slot makes a sweep of its own target, then
/// neighbours (0,1), (2,3), … are offered an exchange, then (1,2), (3,4), …
///
/// Each of the two rounds leaves the product density invariant. A slot keeps its target, its stream and its
/// tuned kernel: walkers move. An ensemble may hold several ladders of `ladder` slots each, one after the
/// other, which do not exchange.
template <class WalkerKernel>
class Tempering {
 public:
  using Info = TemperedInfo<typename WalkerKernel::Info>;
  explicit Tempering(const WalkerKernel& kernel = {}, std::size_t n_slots = 1, std::size_t ladder = 0)
      : kernels_(n_slots, kernel), ladder_(ladder == 0 ? n_slots : ladder) {}
  /// One kernel a slot.
  Tempering(std::vector<WalkerKernel> kernels, std::size_t ladder)
      : kernels_(std::move(kernels)), ladder_(ladder) {}

  /// streams[slot] is the slot's source.
  template <class T, class W, class Streams>
  void step(const PerSlot<T>& targets, Ensemble<W>& ensemble, Streams&& streams, std::span<Info> info) const {
    for (std::size_t slot = 0; slot < ensemble.size(); ++slot) {
      info[slot] =
          Info{sweep_slot(kernels_[slot], targets[slot], ensemble.walkers[slot], streams[slot], slot)};
    }
    for (const std::size_t round : {0, 1}) {
      for (std::size_t a = 0; a + 1 < ensemble.size(); ++a) {
        const std::size_t rung = a % ladder_;
        if (rung % 2 != round || rung + 1 == ladder_) continue;
        const MoveInfo made =
            exchange(targets[a], targets[a + 1], ensemble.walkers[a], ensemble.walkers[a + 1], streams[a]);
        info[a].n_exchanges_proposed += made.n_proposed;
        info[a].n_exchanges_accepted += made.n_accepted;
      }
    }
  }
  void tune(std::span<const Info> totals, std::size_t window) requires Tunable<WalkerKernel> {
    for (std::size_t slot = 0; slot < kernels_.size(); ++slot) kernels_[slot].tune(totals[slot], window);
  }
  const WalkerKernel& operator[](std::size_t slot) const { return kernels_[slot]; }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernels_, ladder_);
  }

 private:
  std::vector<WalkerKernel> kernels_;
  std::size_t ladder_;
};

}  // namespace lenz::sampling
