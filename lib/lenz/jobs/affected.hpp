#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::jobs {

/// The points and observables of a run that share a problem.
class Affected {
 public:
  /// Points in their order; an empty name is the point itself.
  void add(std::size_t point, const std::string& observable);
  bool empty() const { return points_.empty(); }
  const std::vector<std::size_t>& points() const { return points_; }
  /// "energy, magnetization at temperature = 1.6, 1.7": short, however many they are; only observables where
  /// the run has one point, nothing where it has one and none is named.
  std::string text(const io::RunResult& result) const;

 private:
  std::vector<std::size_t> points_;
  std::vector<std::string> observables_;
};

}  // namespace lenz::jobs
