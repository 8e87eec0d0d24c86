#pragma once

#include <armadillo>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lenz/optim/parameters.hpp"
#include "lenz/optim/sample_layout.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::optim {

/// What an objective says of one point of parameter space. Reused from step to step, so that a steady step
/// allocates nothing.
template <class T>
struct Evaluation {
  double value = 0;                      ///< of the loss, an estimate
  double error = 0;                      ///< its standard error; 0 where the value is exact
  std::vector<arma::Col<T>> gradient{};  ///< of the loss, one a block, as long as the block

  /// For the natural gradient, else empty: O(k, s) = d log p(x_s) / d theta_k, n_parameters x n_samples, the
  /// blocks below each other in their order; `layout` says how samples stand in the columns.
  arma::Mat<T> log_derivatives{};
  /// One a sample, such that the gradient is the covariance <O local> - <O><local> over the samples. Empty
  /// where the gradient has other parts too: the natural gradient then works from the gradient itself.
  arma::Col<T> local{};
  SampleLayout layout{};

  std::vector<double> figures{};  ///< further quantities, as named by figure_names()

  /// Of what the loop keeps: value, error, gradient and figures.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(value, error, gradient, figures);
  }
};

/// What `minimize` makes small: a loss with its gradient, from a data set, a model or samples that it draws.
///
///   n_shards()      how its work is cut, given by the input, never by the threads; each shard has a stream
///   init()          the State before the first step: persistent chains, replay buffers, the order of the
///   data evaluate()      value and gradient at theta, reusing what `out` holds; may move the State on. The
///   same bits
///                   for any n_threads (optim/sum_shards.hpp helps)
///   figure_names()  of Evaluation::figures; may be empty
///
/// A State has a default constructor and serialize(archive). An objective whose value and gradient follow
/// from theta alone is deterministic, and L-BFGS may be used on it.
template <class O>
concept Objective = std::floating_point<typename O::Scalar> &&
    std::default_initializable<typename O::State> &&
    requires(const O& objective, const Parameters<typename O::Scalar>& theta, typename O::State& state,
             std::span<random::Stream> streams, std::size_t n_threads, Evaluation<typename O::Scalar>& out) {
  { objective.n_shards() } -> std::convertible_to<std::size_t>;
  { objective.init(theta, streams) } -> std::same_as<typename O::State>;
  objective.evaluate(theta, state, streams, n_threads, out);
  { objective.figure_names() } -> std::convertible_to<std::vector<std::string>>;
};

}  // namespace lenz::optim
