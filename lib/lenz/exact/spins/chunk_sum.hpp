#pragma once

#include <cstddef>
#include <utility>

namespace lenz::exact::spins {

/// to += w (a + b + …), of `n_from` chunks.
template <std::size_t n_from>
void add_chunks(const double* const* from, double w, std::size_t n, double* __restrict to) {
  for (std::size_t k = 0; k < n; ++k) {
    double sum = from[0][k];
    for (std::size_t c = 1; c < n_from; ++c) sum += from[c][k];
    to[k] += w * sum;
  }
}

/// Chunks that are to be added with one weight, four at a time.
class ChunkSum {
 public:
  ChunkSum(std::size_t n, double* to) : n_(n), to_(to) {}
  void add(const double* from, double w) {
    if (w != w_ || count_ == 4) flush();
    w_ = w;
    from_[count_++] = from;
  }
  void flush() {
    switch (std::exchange(count_, 0)) {
      case 1:
        return add_chunks<1>(from_, w_, n_, to_);
      case 2:
        return add_chunks<2>(from_, w_, n_, to_);
      case 3:
        return add_chunks<3>(from_, w_, n_, to_);
      case 4:
        return add_chunks<4>(from_, w_, n_, to_);
      default:
        return;
    }
  }

 private:
  std::size_t n_;
  double* to_;
  const double* from_[4] = {};
  std::size_t count_ = 0;
  double w_ = 0;
};

}  // namespace lenz::exact::spins
