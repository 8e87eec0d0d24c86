#include "lenz/jobs/spin_limits.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "lenz/jobs/spin_symmetries.hpp"

namespace lenz::jobs {

namespace {

constexpr const char* limit_source = "infinite chain (Pfeuty 1970)";

bool has_limit(const SpinInput& input, double coupling) {
  return input.model == SpinModel::transverse_ising && input.lattice == lattice::Kind::chain &&
         input.boundary == lattice::Boundary::periodic && coupling > 0;
}

std::optional<double> limit_of(const std::string& observable, double coupling, double field) {
  const double h = std::fabs(field);
  if (observable == "gap") return std::fmax(0, 2 * (h - coupling));
  if (observable == "abs_magnetization")
    return h < coupling ? std::pow(1 - (h / coupling) * (h / coupling), 0.125) : 0.0;
  return std::nullopt;
}

}  // namespace

void join_spin_limits(std::vector<io::ObservableResult>& observables, const SpinCase& spins) {
  if (!has_limit(spins.input, spins.parameters.coupling) || !spins.has_all_sectors()) return;
  for (io::ObservableResult& o : observables) {
    const auto limit = limit_of(o.name, spins.parameters.coupling, spins.parameters.field);
    if (!limit) continue;
    o.limit = {*limit};
    o.limit_source = limit_source;
  }
}

std::vector<io::Curve> spin_limit_curves(const DiagonalizeInput& input) {
  const SpinInput& system = input.system;
  const double coupling = system.coupling[0];
  const bool alone = system.coupling.size() == 1 && system.field->size() > 1;
  const bool whole = system.spin_inversion == SymmetrySector::any && !asks_for_lattice_symmetries(system);
  if (!alone || !whole || system.temperature || !has_limit(system, coupling)) return {};
  const auto [low, high] = std::minmax_element(system.field->begin(), system.field->end());
  constexpr std::size_t n_grid = 400;
  std::vector<io::Curve> curves;
  for (const char* name : {"gap", "abs_magnetization"}) {
    io::Curve curve{
        .observable = name, .kind = io::Curve::Kind::limit, .name = limit_source, .x = {}, .y = {}};
    for (std::size_t k = 0; k <= n_grid; ++k) {
      const double h = *low + (*high - *low) * static_cast<double>(k) / n_grid;
      curve.x.push_back(h);
      curve.y.push_back(*limit_of(name, coupling, h));
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace lenz::jobs
