#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/stats/estimate.hpp"

namespace lenz::jobs {

/// One component of an observable: the mean of a recorded quantity, or a function of the means of all of
/// them.
using Component = std::variant<std::size_t, stats::FunctionOfMeans>;

/// How an observable follows from what was recorded; a vector observable has several components.
struct Evaluable {
  std::string name;
  std::string unit;
  std::vector<Component> components{};
  bool is_vector = false;
  std::size_t chain_stride =
      1;                   ///< every so many chains counts: 2 where two chains hold one and the same series
  bool of_kernel = false;  ///< of the kernel, not of the target: chains tune their own steps and may differ
  bool may_be_undefined =
      false;  ///< left out, not an error, where its function has no value (a square root below 0)
  double least = -std::numeric_limits<double>::infinity();  ///< a correction of the bias below it is left out
  double origin = 0;        ///< added to the mean: what was taken off before recording
  std::size_t n_fixed = 0;  ///< components, the first ones, that no configuration changes: <s_0 s_0> = 1
};

/// The share of proposals accepted, recorded as this quantity.
inline Evaluable acceptance_evaluable(std::size_t quantity) {
  return {
      .name = "acceptance", .unit = "accepted over proposed", .components = {quantity}, .of_kernel = true};
}

/// p of more than 3 standard deviations, by which two errors of a number disagree; a vector is judged as a
/// whole.
inline constexpr double three_deviations = 2.7e-3;

struct EvaluateOptions {
  std::uint64_t thin = 1;  ///< sweeps a recorded sample
  std::size_t n_numbers =
      1;  ///< of the whole run: the more, the stricter what counts as a doubt found by chance
  bool may_stand_still = false;  ///< a series that never changes is then as it should be
};

/// Merges the chains of a point into one result, with what its estimates say against themselves; tau in
/// sweeps. Nothing where the observable may be undefined and is. Throws NumericalError where it may not.
std::optional<io::ObservableResult> evaluate(const Evaluable& evaluable, stats::Recorders chains,
                                             const EvaluateOptions& options);

/// What an oracle knows of an observable.
struct KnownValue {
  std::vector<double> value;
  std::vector<double> error;  ///< its own uncertainty; empty for none
  std::string oracle;
  double scale = 1;  ///< beside which a value counts as 0; 0 where values may be of any size
};

/// Sets exact, oracle and z = (mean - exact) / sqrt(error^2 + exact_error^2), where the denominator is not 0.
/// An error that was not known because nothing changed is 0 after all where the value is the exact one, to
/// rounding.
void join_exact(io::ObservableResult& result, const KnownValue& known);

}  // namespace lenz::jobs
