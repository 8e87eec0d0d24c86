#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "lenz/optim/parameters.hpp"
#include "lenz/optim/rules/adagrad.hpp"
#include "lenz/optim/rules/adam.hpp"
#include "lenz/optim/rules/adamw.hpp"
#include "lenz/optim/rules/lbfgs.hpp"
#include "lenz/optim/rules/momentum.hpp"
#include "lenz/optim/rules/nesterov.hpp"
#include "lenz/optim/rules/rmsprop.hpp"
#include "lenz/optim/rules/sgd.hpp"

namespace lenz::optim {

/// How a block moves, given its gradient. One of the first seven is a struct of constants with
///
///   n_memories                  numbers it keeps for each parameter, zero at first
///   formula<T>(rate, t)(theta, g, memory …)   the mathematics, for one parameter in update t = 1, 2, …
///   check()                     of the constants
using Rule = std::variant<Sgd, Momentum, Nesterov, AdaGrad, RmsProp, Adam, AdamW, Lbfgs>;

/// The rule of a block, and when it acts.
struct BlockRule {
  std::string block{};  ///< its name; empty for every block that no other rule names
  Rule rule = Adam{};
  std::uint64_t cadence = 1;  ///< the block moves in the steps cadence, 2 cadence, … (counted from 1)
  double weight_decay =
      0;  ///< adds weight_decay theta to the gradient: the loss gains half of it times |theta|^2
};

using Rules = std::vector<BlockRule>;

/// The rule of each block, in the order of the blocks.
///
/// Throws std::invalid_argument where a block has none or two, a rule names a block that does not exist, a
/// constant is out of its range, or L-BFGS stands beside another rule.
template <class T>
Rules rules_of_blocks(const Rules& rules, const Parameters<T>& parameters);

/// The learning rate in the step made after `step` others; 1 for L-BFGS.
double rate_of(const Rule& rule, std::uint64_t step);

/// What a rule keeps of a block between two steps.
template <class T>
struct RuleState {
  std::uint64_t kind = 0;  ///< Rule::index() of the rule it belongs to
  std::uint64_t updates = 0;
  arma::Col<T> first{}, second{};  ///< memories, as long as the block where the rule has them

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, updates, first, second);
  }
};

/// One update of a block: theta by its rule from gradient_scale * gradient + weight_decay * theta, in one
/// pass at the speed of memory.
///
/// `step` is the number of steps the loop made before: the schedule's time. Returns whether every new
/// parameter is below 2^50 in magnitude. REQUIRES a rule other than L-BFGS and a gradient as long as theta.
/// Cost: for Adam 7 numbers a parameter, read or written.
template <class T>
bool update_block(const BlockRule& rule, std::uint64_t step, T gradient_scale, const arma::Col<T>& gradient,
                  arma::Col<T>& theta, RuleState<T>& state);

/// average <- decay average + (1 - decay) theta, for every parameter: the moving average (Polyak and Juditsky
/// 1992; exponential).
template <class T>
void move_average(const Parameters<T>& theta, double decay, Parameters<T>& average);

}  // namespace lenz::optim
