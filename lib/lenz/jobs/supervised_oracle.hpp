#pragma once

#include <optional>
#include <string>

#include "lenz/data/dataset.hpp"
#include "lenz/exact/bayes_optimal.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

namespace lenz::jobs {

/// The best possible reader of a data set's temperatures, or why it is not known.
struct BestReader {
  std::optional<exact::bayes_optimal::EnergyPosterior> posterior;
  std::string oracle;  ///< "density-of-states" or "kaufman"
  std::string why_not;
};

/// Known exactly for data of a square torus with one coupling and field (exact::bayes_optimal::applies) whose
/// label is the temperature; each temperature weighs as many rows as it has.
BestReader best_reader(const data::Dataset& data, double critical_temperature);

/// The temperature between the phases: the input's, else that of the infinite lattice of the data times
/// their coupling's modulus (of the square one, where the data do not tell; 0 for a chain, which has no
/// transition).
double critical_temperature_of(const TrainInput& input, const data::Dataset& data);

}  // namespace lenz::jobs
