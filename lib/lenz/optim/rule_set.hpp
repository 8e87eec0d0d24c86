#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lenz/optim/rule.hpp"

namespace lenz::optim {

/// The sum of squares of each column, one a block, into `squares`; returns the sum of all.
///
/// Throws NumericalError naming `what`, block and step where a column is not finite, std::invalid_argument
/// where it is not as long as its block.
template <class T>
double checked_squares(const char* what, const std::vector<arma::Col<T>>& columns,
                       const Parameters<T>& parameters, std::uint64_t step, std::vector<double>& squares);

/// The rules of all blocks, which move them together in one step.
template <class T>
class RuleSet {
 public:
  RuleSet() = default;
  /// Throws as rules_of_blocks() does.
  RuleSet(const Rules& rules, const Parameters<T>& parameters) : rules_(rules_of_blocks(rules, parameters)) {}

  /// That of all blocks, where it is L-BFGS.
  const Lbfgs* lbfgs() const { return rules_.empty() ? nullptr : std::get_if<Lbfgs>(&rules_.front().rule); }

  /// What the rules keep before the first step.
  std::vector<RuleState<T>> begin() const;
  /// Throws std::runtime_error, saying what to do, where memories were made by other rules.
  void check_memories(const std::vector<RuleState<T>>& memories, const Parameters<T>& parameters) const;

  /// Moves the blocks whose turn it is in the step made after `steps` others, along a direction that is
  /// shortened to `longest` where it is longer. `squares` are those of the direction, one a block.
  ///
  /// Throws NumericalError, parameters and memories as before, where one of them would not be finite.
  void update(std::uint64_t steps, std::optional<double> longest, const std::vector<arma::Col<T>>& direction,
              const std::vector<double>& squares, Parameters<T>& parameters,
              std::vector<RuleState<T>>& memories);

 private:
  bool is_due(std::size_t block, std::uint64_t steps) const {
    return (steps + 1) % rules_[block].cadence == 0;
  }
  void check_update(std::uint64_t steps, Parameters<T>& parameters, std::vector<RuleState<T>>& memories);

  Rules rules_{};         ///< one a block
  bool is_tame_ = false;  ///< all parameters and memories are known to be of common size
  Parameters<T> parameters_before_{};
  std::vector<RuleState<T>> memories_before_{};
};

}  // namespace lenz::optim
