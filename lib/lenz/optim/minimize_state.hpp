#pragma once

#include <armadillo>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "lenz/core/archive.hpp"
#include "lenz/optim/lbfgs.hpp"
#include "lenz/optim/objective.hpp"
#include "lenz/optim/rule.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::optim {

/// What each step has given: one entry a step, of the evaluation the step was made from.
struct MinimizeHistory {
  std::vector<double> value{}, error{};
  std::vector<double> gradient_norm{};
  std::vector<double> figures{};  ///< n_steps x n_figures, row by row
  std::vector<double> damping{};  ///< of the natural gradient, with all raises; empty without

  template <class Archive>
  void serialize(Archive& archive) {
    archive(value, error, gradient_norm, figures, damping);
  }
};

enum class StopReason : std::uint32_t {
  none,         ///< it goes on
  steps,        ///< the plan's steps are made
  gradient,     ///< the gradient is not longer than the plan's tolerance
  plateau,      ///< the values do not fall any more
  line_search,  ///< no lower point found along the gradient: a minimum as well as numbers can tell
};

/// Everything a minimisation is between two steps; archived, it goes on with the same bits.
template <Objective O>
struct MinimizeState {
  using Scalar = typename O::Scalar;

  Parameters<Scalar> parameters{};
  std::vector<random::Stream> streams{};  ///< one a shard

  Parameters<Scalar> average{};               ///< where the plan asks for one
  std::vector<RuleState<Scalar>> memories{};  ///< one a block
  LbfgsMemory lbfgs{};
  arma::vec direction{};  ///< of the step before, for SPRING
  typename O::State objective{};

  std::uint64_t steps = 0;        ///< made
  std::uint64_t evaluations = 0;  ///< of the objective
  bool is_fresh = false;          ///< `evaluation` is of the parameters as they are
  Evaluation<Scalar> evaluation{};
  MinimizeHistory history{};
  StopReason stop = StopReason::none;

  template <class Archive>
  void serialize(Archive& archive) {
    auto mark = RecordMark("minimisation", 1);
    archive(mark);
    archive(parameters, streams, average, memories, lbfgs, direction, objective);
    archive(steps, evaluations, is_fresh, history, stop);
    if (is_fresh) archive(evaluation);
  }
};

/// The state before the first step: the parameters given, and a stream for each shard of the objective, its
/// slot at `address`.
template <Objective O>
MinimizeState<O> start_at(const O& objective, Parameters<typename O::Scalar> parameters,
                          random::Address address) {
  MinimizeState<O> state;
  state.parameters = std::move(parameters);
  for (std::size_t shard = 0; shard < objective.n_shards(); ++shard) {
    address.slot = static_cast<std::uint32_t>(shard);
    state.streams.emplace_back(address);
  }
  return state;
}

}  // namespace lenz::optim
