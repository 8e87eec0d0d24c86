#include "lenz/jobs/ising_limits.hpp"

#include <algorithm>

#include "lenz/exact/onsager.hpp"

namespace lenz::jobs {
namespace {

/// Onsager's lattice: square, one coupling, no field.
bool has_onsager_limit(const IsingCase& c) {
  return c.uniform && c.system->lattice().kind() == lattice::Kind::square && c.coupling != 0 &&
         c.system->field() == 0;
}

constexpr const char* limit_source = "infinite square lattice (Onsager 1944, Yang 1952)";

/// Four hundred temperatures over the range of the case.
std::vector<double> dense_grid(const IsingCase& question) {
  constexpr std::size_t n_points = 400;
  const auto [low, high] = std::minmax_element(question.temperatures.begin(), question.temperatures.end());
  std::vector<double> grid;
  for (std::size_t i = 0; i <= n_points; ++i) {
    grid.push_back(*low + (*high - *low) * static_cast<double>(i) / static_cast<double>(n_points));
  }
  return grid;
}

/// Puts (x, y) on the curve of an observable, which begins with its first point.
void add_point(std::vector<io::Curve>& curves, io::Curve::Kind kind, const std::string& observable, double x,
               double y) {
  auto at = std::find_if(curves.begin(), curves.end(),
                         [&](const io::Curve& c) { return c.observable == observable && c.kind == kind; });
  if (at == curves.end()) {
    const char* name = kind == io::Curve::Kind::exact ? "exact" : "infinite lattice";
    at = curves.insert(at, {.observable = observable, .kind = kind, .name = name, .x = {}, .y = {}});
  }
  at->x.push_back(x);
  at->y.push_back(y);
}

}  // namespace

void join_limits(std::vector<io::ObservableResult>& observables, const IsingCase& question,
                 double temperature) {
  if (!has_onsager_limit(question)) return;
  const exact::Values limits = exact::onsager::values(question.coupling, {&temperature, 1}).front();
  for (io::ObservableResult& observable : observables) {
    const auto at = limits.find(observable.name);
    if (at == limits.end()) continue;
    observable.limit = at->second;
    observable.limit_source = limit_source;
  }
}

std::vector<io::Curve> known_curves(const OracleChoice& choice, const IsingCase& question) {
  constexpr double patience_seconds = 0.3;
  if (question.temperatures.size() < 2) return {};
  IsingCase dense = question;
  dense.temperatures = dense_grid(question);
  std::vector<io::Curve> curves;
  const std::vector<KnownValues> known = ask_oracles(affordable(choice, dense, patience_seconds), dense);
  for (std::size_t i = 0; i < known.size(); ++i) {
    for (const auto& [observable, value] : known[i]) {
      if (value.value.size() != 1) continue;
      add_point(curves, io::Curve::Kind::exact, observable, dense.temperatures[i], value.value.front());
    }
  }
  if (!has_onsager_limit(question)) return curves;
  const auto limits = exact::onsager::values(question.coupling, dense.temperatures);
  for (std::size_t i = 0; i < limits.size(); ++i) {
    for (const auto& [observable, value] : limits[i]) {
      add_point(curves, io::Curve::Kind::limit, observable, dense.temperatures[i], value.front());
    }
  }
  return curves;
}

}  // namespace lenz::jobs
