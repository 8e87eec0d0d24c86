#include "lenz/optim/rule_set.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "lenz/core/checks.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/optim/magnitudes.hpp"
#include "lenz/optim/rules/sweep.hpp"

namespace lenz::optim {

template <class T>
double checked_squares(const char* what, const std::vector<arma::Col<T>>& columns,
                       const Parameters<T>& parameters, std::uint64_t step, std::vector<double>& squares) {
  check_size(what, columns.size(), parameters.size());
  squares.resize(columns.size());
  double total = 0;
  for (std::size_t b = 0; b < columns.size(); ++b) {
    const auto name = [&] { return std::string(what) + " of block \"" + parameters[b].name + "\""; };
    if (columns[b].n_elem != parameters[b].values.n_elem)
      check_size(name(), columns[b].n_elem, parameters[b].values.n_elem);
    squares[b] = sum_of_squares(columns[b]);
    if (!std::isfinite(squares[b]) && !all_finite(columns[b]))
      throw NumericalError(name() + " is " + what_is_wrong(columns[b]) + " in step " + std::to_string(step),
                           b);
    total += squares[b];
  }
  return total;
}

template <class T>
std::vector<RuleState<T>> RuleSet<T>::begin() const {
  std::vector<RuleState<T>> memories;
  for (const BlockRule& rule : rules_) memories.push_back({.kind = rule.rule.index()});
  return memories;
}

template <class T>
void RuleSet<T>::check_memories(const std::vector<RuleState<T>>& memories,
                                const Parameters<T>& parameters) const {
  for (std::size_t b = 0; b < rules_.size(); ++b) {
    if (memories.size() == rules_.size() && memories[b].kind == rules_[b].rule.index()) continue;
    throw std::runtime_error(
        "block \"" + parameters[b].name +
        "\" was moved by another rule before: resume it with that one, or begin anew with "
        "--overwrite");
  }
}

template <class T>
void RuleSet<T>::update(std::uint64_t steps, std::optional<double> longest,
                        const std::vector<arma::Col<T>>& direction, const std::vector<double>& squares,
                        Parameters<T>& parameters, std::vector<RuleState<T>>& memories) {
  double sum = 0, fastest = 0;
  for (std::size_t b = 0; b < rules_.size(); ++b) {
    if (!is_due(b, steps)) continue;
    sum += squares[b];
    fastest = std::max(fastest, rate_of(rules_[b].rule, steps));
  }
  const double norm = std::sqrt(sum);
  const double scale = longest && norm > *longest ? *longest / norm : 1;
  // Numbers of common size cannot overflow in one step; others are moved with a copy at hand.
  const bool careful = !(is_tame_ && norm * scale < tame && fastest <= 0x1p10);
  if (careful) {
    parameters_before_ = parameters;
    memories_before_ = memories;
  }
  is_tame_ = true;
  for (std::size_t b = 0; b < rules_.size(); ++b) {
    if (!is_due(b, steps)) continue;
    is_tame_ = update_block(rules_[b], steps, static_cast<T>(scale), direction[b], parameters[b].values,
                            memories[b]) &&
               is_tame_;
  }
  if (careful) check_update(steps, parameters, memories);
}

template <class T>
void RuleSet<T>::check_update(std::uint64_t steps, Parameters<T>& parameters,
                              std::vector<RuleState<T>>& memories) {
  for (std::size_t b = 0; b < parameters.size(); ++b) {
    for (const arma::Col<T>* numbers : {&parameters[b].values, &memories[b].first, &memories[b].second}) {
      if (!all_finite(*numbers)) {
        std::swap(parameters, parameters_before_);
        std::swap(memories, memories_before_);
        is_tame_ = false;
        throw NumericalError(
            "block \"" + parameters[b].name + "\" holds a number that is not finite after step " +
                std::to_string(steps + 1) + ": lower its learning rate, or clip the gradient",
            b);
      }
      // A block whose turn it was not has been looked at by nobody else.
      is_tame_ = is_tame_ && std::sqrt(sum_of_squares(*numbers)) < tame;
    }
  }
}

template class RuleSet<float>;
template class RuleSet<double>;
template double checked_squares(const char*, const std::vector<arma::Col<float>>&, const Parameters<float>&,
                                std::uint64_t, std::vector<double>&);
template double checked_squares(const char*, const std::vector<arma::Col<double>>&, const Parameters<double>&,
                                std::uint64_t, std::vector<double>&);

}  // namespace lenz::optim
