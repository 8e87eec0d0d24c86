#pragma once

#include <cstddef>

namespace lenz::optim {

/// How log-derivatives of samples stand in the columns of a matrix.
struct SampleLayout {
  /// 2 for complex ones: real parts in the first half of the columns, imaginary parts in the second, each
  /// centred by itself.
  std::size_t n_parts = 1;
  /// Columns, and what is local to them, are (O - <O>) sqrt(M w), w the weight of the sample among M: samples
  /// that weigh the same need not be.
  bool is_centred = false;
};

}  // namespace lenz::optim
