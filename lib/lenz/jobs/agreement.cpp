#include "lenz/jobs/agreement.hpp"

#include <cmath>

#include <fmt/format.h>

#include "lenz/stats/tests.hpp"

namespace lenz::jobs {

std::string parameters_text(const io::PointResult& point) {
  std::string text;
  for (const auto& [name, value] : point.parameters) {
    text += fmt::format("{}{} = {:.6g}", text.empty() ? "" : ", ", name, value);
  }
  return text;
}

Agreement agreement(const std::vector<io::PointResult>& points) {
  Agreement all;
  for (const io::PointResult& point : points) {
    for (const io::ObservableResult& o : point.observables) {
      if (o.best != io::Best::none) continue;
      for (const auto& z : o.z) {
        if (!z) continue;
        ++all.n_compared;
        if (std::fabs(*z) <= all.largest) continue;
        all.largest = std::fabs(*z);
        all.where = o.name;
        if (!point.parameters.empty()) all.where += " at " + parameters_text(point);
      }
    }
  }
  if (all.n_compared > 0) all.bound = stats::family_threshold(all.n_compared);
  return all;
}

namespace {

double rounding_of(const io::ObservableResult& o) { return 1e-9 * (1 + std::fabs(o.exact[0])); }
double gain_of(const io::ObservableResult& o) {
  return (o.best == io::Best::largest ? 1 : -1) * (o.mean[0] - o.exact[0]);
}

}  // namespace

bool is_better_than_best(const io::ObservableResult& o) {
  const double exact_error = o.exact_error.empty() ? 0 : o.exact_error[0];
  return gain_of(o) > 4 * std::hypot(o.error[0], exact_error) + rounding_of(o);
}

bool is_good_beside_best(const io::ObservableResult& o) {
  return !is_better_than_best(o) && -gain_of(o) <= o.tolerance * std::fabs(o.exact[0]) + rounding_of(o);
}

}  // namespace lenz::jobs
