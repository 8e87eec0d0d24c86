#include "lenz/jobs/supervised_oracle.hpp"

#include <cmath>
#include <map>

#include "lenz/jobs/critical_point.hpp"

namespace lenz::jobs {
namespace {

/// The value of a parameter that all points share; nothing where they differ or have none.
std::optional<double> common(const data::Dataset& data, const std::string& name) {
  std::optional<double> value;
  for (const auto& point : data.parameters) {
    for (const auto& [key, number] : point) {
      if (key != name) continue;
      if (value && *value != number) return std::nullopt;
      value = number;
    }
  }
  return value;
}

}  // namespace

double critical_temperature_of(const TrainInput& input, const data::Dataset& data) {
  if (!input.model.critical_temperature.is_auto()) return *input.model.critical_temperature.value;
  lattice::Kind kind = lattice::Kind::square;
  for (const auto k :
       {lattice::Kind::chain, lattice::Kind::triangular, lattice::Kind::honeycomb, lattice::Kind::cubic}) {
    if (data.lattice == io::name_of(k)) kind = k;
  }
  return critical_temperature(kind).value * std::fabs(common(data, "coupling").value_or(1));
}

BestReader best_reader(const data::Dataset& data, double critical_temperature) {
  if (data.label_name != "temperature")
    return {.posterior = {}, .oracle = {}, .why_not = "the label is no temperature"};
  if (data.lattice != "square" || data.shape.size() != 2 || data.n_bonds != 2 * data.n_features())
    return {.posterior = {},
            .oracle = {},
            .why_not = "the data are not of a square lattice with periodic boundary"};
  const auto coupling = common(data, "coupling"), field = common(data, "field");
  if (!data.equal_couplings || !coupling || !field)
    return {.posterior = {}, .oracle = {}, .why_not = "the data are not of one coupling and one field"};
  const exact::density_of_states::Torus torus{
      .length = data.shape[0], .width = data.shape[1], .coupling = *coupling, .field = *field};
  if (const auto applies = exact::bayes_optimal::applies(torus); !applies)
    return {.posterior = {}, .oracle = {}, .why_not = applies.reason};
  std::map<double, double> rows;
  for (const double t : data.labels) rows[t] += 1;
  exact::bayes_optimal::Prior prior{.temperatures = {}, .weights = {}, .critical = critical_temperature};
  for (const auto& [t, n] : rows) {
    prior.temperatures.push_back(t);
    prior.weights.push_back(n);
  }
  return {.posterior = exact::bayes_optimal::EnergyPosterior::of_torus(torus, prior),
          .oracle = exact::bayes_optimal::oracle_of(torus),
          .why_not = {}};
}

}  // namespace lenz::jobs
