#include "lenz/data/batches.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/data/shuffle.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::data {

Batches::Batches(std::vector<std::uint32_t> rows, std::size_t batch_size, const random::Address& address)
    : rows_(std::move(rows)), batch_size_(batch_size), address_(address) {
  check_positive("the number of rows to train on", rows_.size());
  check_positive("batch", batch_size_);
  address_.purpose = random::Purpose::shuffle;
}

void Batches::prepare(BatchState& state) const {
  if (state.n_rows_ == 0) state.n_rows_ = rows_.size();
  if (state.n_rows_ != rows_.size() || state.position_ > rows_.size() ||
      state.epoch_ >= std::numeric_limits<std::uint32_t>::max()) {
    throw std::runtime_error("batches: the state is of " + std::to_string(state.n_rows_) +
                             " rows, the data set has " + std::to_string(rows_.size()));
  }
  if (state.position_ == rows_.size()) {
    ++state.epoch_;
    state.position_ = 0;
    state.order_.clear();
  }
  if (!state.order_.empty()) return;
  state.order_ = rows_;
  random::Address address = address_;
  address.slot = static_cast<std::uint32_t>(state.epoch_ + 1);
  random::Stream stream(address);
  shuffle(std::span(state.order_), stream);
}

void Batches::next(BatchState& state, std::vector<std::uint32_t>& out) const {
  out.resize(batch_size_);
  for (std::size_t filled = 0; filled < batch_size_;) {
    prepare(state);
    const std::size_t n = std::min<std::size_t>(batch_size_ - filled, rows_.size() - state.position_);
    std::copy_n(state.order_.begin() + static_cast<std::ptrdiff_t>(state.position_), n,
                out.begin() + static_cast<std::ptrdiff_t>(filled));
    state.position_ += n;
    filled += n;
  }
}

template <class T>
void gather(const arma::fmat& values, std::span<const std::uint32_t> rows, arma::Mat<T>& out) {
  out.set_size(values.n_rows, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(values.colptr(rows[i]), values.n_rows, out.colptr(i));
  }
}

template <class T>
void gather(const arma::vec& labels, std::span<const std::uint32_t> rows, arma::Mat<T>& out) {
  out.set_size(1, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = static_cast<T>(labels[rows[i]]);
}

template void gather(const arma::fmat&, std::span<const std::uint32_t>, arma::Mat<float>&);
template void gather(const arma::fmat&, std::span<const std::uint32_t>, arma::Mat<double>&);
template void gather(const arma::vec&, std::span<const std::uint32_t>, arma::Mat<float>&);
template void gather(const arma::vec&, std::span<const std::uint32_t>, arma::Mat<double>&);

}  // namespace lenz::data
