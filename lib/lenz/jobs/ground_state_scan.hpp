#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/ground_state_point.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {

/// The points of an input of task "ground-state", and what its run says of itself: all in which systems
/// differ. The loop over points and their chains is the task's.
class GroundStateScan {
 public:
  /// The numbers of a point, as summary.json has them: the same names in the same order at every point.
  using Parameters = std::vector<std::pair<std::string, double>>;

  virtual ~GroundStateScan() = default;
  virtual const GroundStateSettings& settings() const = 0;
  /// The text of input.toml.
  virtual std::string resolved() const = 0;

  virtual std::size_t n_points() const = 0;
  virtual const Parameters& parameters(std::size_t point) const = 0;
  /// The point at its start. The scan must outlive it.
  virtual std::unique_ptr<GroundStatePoint> make_point(std::size_t point) const = 0;
  /// Chains that measure at each point; 0 where nothing is drawn: `finish` is then given none.
  virtual std::size_t n_chains() const { return settings().run.chains; }
  /// "8 walkers": what a chain is made of.
  virtual std::string words_of_chain() const = 0;
  /// "importance": the sampler that runs, "auto" decided.
  virtual std::string sampler_name() const = 0;
  /// What was asked for by name and is doubtful, said before the run.
  virtual std::vector<std::string> warnings() const { return {}; }

  /// What the oracles of a point take.
  virtual double oracle_seconds(std::size_t point) const = 0;
  /// Numbers that a chain records of a sweep.
  virtual std::size_t n_quantities() const = 0;

  virtual Portrait portrait(const io::RunResult& result) const = 0;
  virtual std::vector<Finding> problems(const io::RunResult& result) const = 0;
  /// See Task.
  virtual std::string what_was_looked_at() const = 0;
};

}  // namespace lenz::jobs
