#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "lenz/core/concepts.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/sampling/tuning.hpp"

namespace lenz::sampling {

/// kernel.sweep(target, walker, stream); a NumericalError of it names the slot.
template <class K, class T, class W, class Stream>
auto sweep_slot(const K& kernel, const T& target, W& walker, Stream& stream, std::size_t slot) {
  try {
    return kernel.sweep(target, walker, stream);
  } catch (const NumericalError& error) {
    throw NumericalError(error.what(), slot);
  }
}

/// A one-walker kernel lifted over the slots of an ensemble, each slot with its own tuned copy.
template <class WalkerKernel>
class Lifted {
 public:
  using Info = typename WalkerKernel::Info;
  explicit Lifted(const WalkerKernel& kernel = {}, std::size_t n_slots = 1) : kernels_(n_slots, kernel) {}
  explicit Lifted(std::vector<WalkerKernel> one_a_slot) : kernels_(std::move(one_a_slot)) {}

  /// streams[slot] is the slot's source.
  template <class T, class W, class Streams>
  void step(const PerSlot<T>& targets, Ensemble<W>& ensemble, Streams&& streams, std::span<Info> info) const {
    for (std::size_t slot = 0; slot < ensemble.size(); ++slot) {
      info[slot] = sweep_slot(kernels_[slot], targets[slot], ensemble.walkers[slot], streams[slot], slot);
    }
  }
  void tune(std::span<const Info> totals, std::size_t window) requires Tunable<WalkerKernel> {
    for (std::size_t slot = 0; slot < kernels_.size(); ++slot) kernels_[slot].tune(totals[slot], window);
  }
  const WalkerKernel& operator[](std::size_t slot) const { return kernels_[slot]; }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernels_);
  }

 private:
  std::vector<WalkerKernel> kernels_;
};

}  // namespace lenz::sampling
