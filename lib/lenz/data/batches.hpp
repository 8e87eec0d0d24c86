#pragma once

#include <armadillo>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/random/address.hpp"

namespace lenz::data {

/// Where a training run stands in its data. The order of the rows is not archived: it follows from the
/// address and the epoch.
class BatchState {
 public:
  std::uint64_t epoch() const { return epoch_; }
  /// Rows of this epoch that were given out.
  std::uint64_t position() const { return position_; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(n_rows_, epoch_, position_);
    if constexpr (Archive::is_loading) order_.clear();
  }

 private:
  friend class Batches;
  std::uint64_t n_rows_ = 0, epoch_ = 0, position_ = 0;
  std::vector<std::uint32_t> order_;  ///< of epoch_; empty where it is to be made
};

/// Batches of rows, every row once an epoch, in an order drawn anew for each.
///
/// Batches are always full: one that reaches the end of an epoch goes on in the next. The order of epoch e is
/// a function of (address, e) with Purpose::shuffle and slot 1 + e (slot 0 is that of hold_out), so that a
/// resumed run gives the same batches, and no draw made elsewhere changes them.
class Batches {
 public:
  /// `rows` are what is shuffled (Split::train). Throws std::invalid_argument where there are none, or
  /// batch_size is 0.
  Batches(std::vector<std::uint32_t> rows, std::size_t batch_size, const random::Address& address);

  std::size_t n_rows() const { return rows_.size(); }
  std::size_t batch_size() const { return batch_size_; }

  /// The rows of the next batch in out[0 … batch_size - 1]. Throws std::runtime_error where `state` was
  /// archived with another number of rows. Cost: one draw a row and epoch; no allocation but the first time.
  void next(BatchState& state, std::vector<std::uint32_t>& out) const;

 private:
  void prepare(BatchState& state) const;

  std::vector<std::uint32_t> rows_;
  std::size_t batch_size_;
  random::Address address_;
};

/// Columns rows[0], rows[1], … of `values` as columns of `out` (n_features x rows.size()). REQUIRES rows
/// below values.n_cols. No allocation where `out` has the size already.
template <class T>
void gather(const arma::fmat& values, std::span<const std::uint32_t> rows, arma::Mat<T>& out);

/// Elements rows[0], rows[1], … of `labels` as a row (1 x rows.size()).
template <class T>
void gather(const arma::vec& labels, std::span<const std::uint32_t> rows, arma::Mat<T>& out);

/// The part of n columns that belongs to a shard: begin … end - 1. Parts differ by one column at most and do
/// not depend on the number of threads. REQUIRES shard < n_shards.
struct ColumnRange {
  std::size_t begin = 0, end = 0;
};
constexpr ColumnRange shard_columns(std::size_t n, std::size_t n_shards, std::size_t shard) {
  return {n * shard / n_shards, n * (shard + 1) / n_shards};
}

}  // namespace lenz::data
