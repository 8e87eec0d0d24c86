#include "lenz/jobs/spin_point.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/errors.hpp"
#include "lenz/jobs/spin_beside.hpp"
#include "lenz/jobs/spin_space.hpp"

namespace lenz::jobs {

namespace {

bool is_no_turn(const models::Spins& signs) {
  return std::all_of(signs.begin(), signs.end(), [](std::int8_t s) { return s > 0; });
}

/// Where couplings of second neighbours frustrate the model, the rule of the first ones (Marshall 1955).
std::optional<models::Spins> rule_of_neighbours(const SpinCase& spins) {
  if (spins.input.model == SpinModel::transverse_ising || spins.parameters.coupling <= 0) return std::nullopt;
  return spins.lattice->bipartite_colouring();
}

[[noreturn]] void complain_of_no_rule() {
  const Diagnostic none{
      .source = "[model] marshall",
      .message =
          "is true, but the lattice has no two sublattices and the Hamiltonian no rule for the signs of "
          "its ground state: take \"auto\""};
  throw InputError({none});
}

SpinPoint point_of(const SpinStateInput& model, SpinCase spins) {
  models::SpinHamiltonian hamiltonian = hamiltonian_of(spins.terms);
  const std::optional<models::Spins> rule = hamiltonian.sign_rule();
  SpinPoint point{.spins = std::move(spins),
                  .parameters = {},
                  .signs = {},
                  .hamiltonian = hamiltonian,
                  .is_positive = rule && is_no_turn(*rule),
                  .n_up = {}};
  if (const auto& sector = point.spins.sectors.front(); sector.n_up) point.n_up = *sector.n_up;
  point.parameters = point.spins.named_parameters();
  const std::optional<models::Spins> turn = rule ? rule : rule_of_neighbours(point.spins);
  if (!model.marshall.value.value_or(turn.has_value()) || point.is_positive) return point;
  if (!turn) complain_of_no_rule();
  point.signs = *turn;
  point.hamiltonian = hamiltonian.turned(point.signs);
  point.is_positive = rule.has_value();
  return point;
}

/// The last point, once for each of its levels.
void add_levels(const SpinStateInput& model, std::vector<SpinPoint>& points) {
  SpinPoint point = std::move(points.back());
  points.pop_back();
  point.ladder = std::make_shared<SpinLadder>();
  point.parameters.emplace_back("level", 0);
  for (point.level = 0; point.level < model.levels; ++point.level) {
    point.parameters.back().second = static_cast<double>(point.level);
    if (point.level == 1 && has_known_levels(point)) point.space = space_of_state(model, point);
    points.push_back(point);
  }
}

}  // namespace

models::SpinHamiltonian hamiltonian_of(const exact::spins::Terms& terms) {
  std::vector<models::SpinBond> bonds;
  for (const auto& b : terms.bonds) bonds.push_back({.i = b.i, .j = b.j, .zz = b.zz, .exchange = b.flip});
  return models::SpinHamiltonian(terms.n_sites, std::move(bonds), terms.x, terms.z);
}

std::vector<SpinPoint> spin_points(const SpinGroundStateInput& input) {
  std::vector<SpinPoint> points;
  for (const SpinInput& of_size : by_size(input.system)) {
    SpinInput one = of_size;
    one.magnetization = of_size.kept_magnetization();
    for (SpinCase& spins : spin_cases(one)) {
      // All states at once, of both parities.
      if (!one.magnetization) spins.sectors = {{}};
      if (!input.system.sizes.empty()) spins.size = static_cast<double>(one.size.front());
      points.push_back(point_of(input.model, std::move(spins)));
      if (input.model.levels > 1) add_levels(input.model, points);
    }
  }
  return points;
}

double penalty_of(const SpinGroundStateInput& input, const SpinPoint& point) {
  if (input.model.penalty.value) return *input.model.penalty.value;
  const exact::spins::Terms& terms = point.spins.terms;
  std::vector<double> at(terms.n_sites);
  for (const auto& b : terms.bonds) {
    for (const std::uint32_t site : {b.i, b.j}) at[site] += std::fabs(b.zz) + std::fabs(b.flip);
  }
  for (std::size_t i = 0; i < terms.x.size(); ++i) at[i] += std::fabs(terms.x[i]);
  for (std::size_t i = 0; i < terms.z.size(); ++i) at[i] += std::fabs(terms.z[i]);
  const double least = *std::min_element(at.begin(), at.end());
  return least > 0 ? 3 * least : 1;
}

}  // namespace lenz::jobs
