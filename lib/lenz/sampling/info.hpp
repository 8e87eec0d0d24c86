#pragma once

#include <cstdint>

namespace lenz::sampling {

/// What a kernel tells of one sweep of one slot and need not carry over. Kernels with more to tell derive
/// from it.
struct MoveInfo {
  std::uint64_t n_proposed = 0;
  std::uint64_t n_accepted = 0;  ///< equal to n_proposed where nothing can be rejected

  MoveInfo& operator+=(const MoveInfo& other) {
    n_proposed += other.n_proposed;
    n_accepted += other.n_accepted;
    return *this;
  }
  double acceptance() const {
    return n_proposed == 0 ? 1.0 : static_cast<double>(n_accepted) / static_cast<double>(n_proposed);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(n_proposed, n_accepted);
  }
};

}  // namespace lenz::sampling
