#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lenz/optim/blocks.hpp"
#include "lenz/optim/objective.hpp"
#include "lenz/optim/sum_shards.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::test {

/// Least squares y = w.x + b on made-up data, cut into shards: all rows in each step, or a batch of rows
/// drawn from each shard's stream. Its State counts how often each row was used.
template <class T>
class BatchRegression {
 public:
  using Scalar = T;
  struct State {
    std::vector<std::uint64_t> visits{};
    mutable std::vector<optim::Evaluation<T>> parts{};
    template <class Archive>
    void serialize(Archive& archive) {
      archive(visits);
    }
  };

  /// `batch` rows a shard and step; 0 for all of them.
  explicit BatchRegression(std::size_t n_batch, std::size_t shards = 3) : batch_(n_batch), n_shards_(shards) {
    random::Stream stream({.seed = 5, .purpose = random::Purpose::test});
    x_.set_size(n_features, n_rows);
    for (double& v : x_) v = random::normal(stream);
    y_ = x_.t() * arma::linspace(-1, 1, n_features) + 0.5;
    for (double& v : y_) v += 0.3 * random::normal(stream);
  }

  std::size_t n_shards() const { return n_shards_; }
  State init(const optim::Parameters<T>&, std::span<random::Stream>) const {
    return {.visits = std::vector<std::uint64_t>(n_rows)};
  }
  std::vector<std::string> figure_names() const { return {"largest residual", "rows"}; }

  void evaluate(const optim::Parameters<T>& theta, State& state, std::span<random::Stream> streams,
                std::size_t n_threads, optim::Evaluation<T>& out) const {
    optim::sum_shards<T>(
        n_shards_, n_threads,
        [&](std::size_t shard, optim::Evaluation<T>& part) {
          evaluate_shard(theta, state, shard, streams[shard], part);
        },
        state.parts, out);
  }

  optim::Parameters<T> parameters() const {
    return {{.name = "weights", .values = arma::Col<T>(n_features, arma::fill::zeros)},
            {.name = "offset", .values = arma::Col<T>(1, arma::fill::zeros)}};
  }
  /// (w, b) of the normal equations, with all rows.
  arma::vec closed_form() const {
    const arma::mat with_one = arma::join_cols(x_, arma::rowvec(n_rows, arma::fill::ones));
    return arma::solve(with_one * with_one.t(), with_one * y_);
  }

 private:
  static constexpr std::size_t n_features = 4, n_rows = 60;

  void evaluate_shard(const optim::Parameters<T>& theta, State& state, std::size_t shard,
                      random::Stream& stream, optim::Evaluation<T>& part) const {
    const std::size_t first = shard * n_rows / n_shards_, last = (shard + 1) * n_rows / n_shards_;
    const std::size_t n = batch_ > 0 ? batch_ : last - first;
    const double weight = 1 / static_cast<double>(batch_ > 0 ? n * n_shards_ : n_rows);
    part.gradient.resize(2);
    part.gradient[0].zeros(n_features);
    part.gradient[1].zeros(1);
    part.log_derivatives.set_size(n_features + 1, n);
    part.value = part.error = 0;
    part.figures.assign(2, 0);
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t row = batch_ > 0 ? first + random::uniform_index(stream, last - first) : first + k;
      ++state.visits[row];
      const arma::Col<T> x = arma::conv_to<arma::Col<T>>::from(x_.col(row));
      const T residual = arma::dot(theta[0].values, x) + theta[1].values[0] - static_cast<T>(y_[row]);
      part.value += 0.5 * weight * static_cast<double>(residual * residual);
      part.gradient[0] += static_cast<T>(weight) * residual * x;
      part.gradient[1] += static_cast<T>(weight) * residual;
      part.log_derivatives.col(k).head(n_features) = residual * x;
      part.log_derivatives(n_features, k) = residual;
      part.figures[0] = std::max(part.figures[0], std::fabs(static_cast<double>(residual)));
    }
    part.figures[1] = static_cast<double>(n);
  }

  std::size_t batch_, n_shards_;
  arma::mat x_{};
  arma::vec y_{};
};

}  // namespace lenz::test
