#include "lenz/jobs/ising_observables.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace lenz::jobs {
namespace {

/// Where the recorded quantities stand.
class Quantities {
 public:
  explicit Quantities(const std::vector<std::string>& names) : names_(names) {}
  std::optional<std::size_t> find(const std::string& name) const {
    const auto at = std::find(names_.begin(), names_.end(), name);
    if (at == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - names_.begin());
  }
  std::size_t operator[](const std::string& name) const { return find(name).value(); }
  /// name_0, name_1, … as long as they exist.
  std::vector<Component> family(const std::string& name) const {
    std::vector<Component> all;
    for (auto at = find(name + "_0"); at; at = find(name + "_" + std::to_string(all.size())))
      all.emplace_back(*at);
    return all;
  }

 private:
  const std::vector<std::string>& names_;
};

/// 1 - <x^4> / (3 <x^2>^2).
Component binder(std::size_t x2, std::size_t x4) {
  return [=](std::span<const double> mean) { return 1 - mean[x4] / (3 * mean[x2] * mean[x2]); };
}

/// scale (<x^2> - <x>^2).
Component fluctuation(double scale, std::size_t x2, std::size_t x) {
  return [=](std::span<const double> mean) { return scale * (mean[x2] - mean[x] * mean[x]); };
}

/// scale <x^2>, where <x> = 0 by symmetry.
Component moment(double scale, std::size_t x2) {
  return [=](std::span<const double> mean) { return scale * mean[x2]; };
}

/// The second moment, sqrt(S(0) / S(k) - 1) / |k^|, |k^| = 2 sin(k/2) on a chain or square lattice.
Component second_moment_length(double wavenumber, std::size_t s_0, std::size_t s_k) {
  return [=](std::span<const double> mean) { return std::sqrt(mean[s_0] / mean[s_k] - 1) / wavenumber; };
}

/// What no configuration changes: the energy of free spins without a field, everything of a single spin but
/// its direction.
void fix(std::vector<Evaluable>& all, const IsingPoint& point) {
  for (Evaluable& e : all) {
    const bool of_energy = e.name == "energy" || e.name == "specific_heat",
               of_direction = e.name == "magnetization";
    const bool is_fixed =
        of_energy ? point.is_free && !point.has_field
                  : point.n_sites == 1 && !of_direction &&
                        !(point.has_field && (e.name == "susceptibility" || e.name == "response"));
    if (is_fixed) e.n_fixed = e.components.size();
  }
}

}  // namespace

std::vector<Evaluable> ising_evaluables(const std::vector<std::string>& quantities, const IsingPoint& point) {
  const Quantities q(quantities);
  const double n = point.n_sites, t = point.temperature;
  std::vector<Evaluable> all = {
      {.name = "energy", .unit = "energy per site", .components = {q["energy"]}, .origin = point.origin},
      {.name = "specific_heat",
       .unit = "per site",
       .components = {fluctuation(n / (t * t), q["energy^2"], q["energy"])},
       .least = 0},
      {"magnetization", "per site", {q["magnetization"]}},
      {"abs_magnetization", "per site", {q["abs_magnetization"]}},
  };
  if (q.find("staggered_magnetization")) {
    all.push_back({"staggered_magnetization", "per site, absolute value", {q["staggered_magnetization"]}});
  }
  const std::size_t m = point.has_field ? q["magnetization"] : q["abs_magnetization"];
  all.push_back({.name = "susceptibility",
                 .unit = "per site",
                 .components = {fluctuation(n / t, q["magnetization^2"], m)},
                 .least = 0});
  all.push_back({.name = "response",
                 .unit = "per site",
                 .components = {point.has_field ? fluctuation(n / t, q["magnetization^2"], m)
                                                : moment(n / t, q["magnetization^2"])},
                 .least = 0});
  all.push_back({.name = "binder_cumulant",
                 .unit = "1",
                 .components = {binder(q["improved_magnetization^2"], q["improved_magnetization^4"])},
                 .may_be_undefined = true});  // a cold antiferromagnet may never leave m = 0
  if (q.find("structure_factor_k") && point.wavenumber > 0) {
    all.push_back({.name = "correlation_length",
                   .unit = "lattice spacings",
                   .components = {second_moment_length(point.wavenumber, q["structure_factor_0"],
                                                       q["structure_factor_k"])},
                   .may_be_undefined = true});
  }
  if (auto correlation = q.family("correlation"); !correlation.empty()) {
    all.push_back({.name = "correlation",
                   .unit = "1",
                   .components = std::move(correlation),
                   .is_vector = true,
                   .n_fixed = 1});  // <s_0 s_0>
  }
  if (q.find("overlap^2")) {
    // An overlap belongs to two chains and stands in the rows of both: every other chain counts.
    all.push_back({.name = "overlap",
                   .unit = "per site, absolute value",
                   .components = {q["abs_overlap"]},
                   .chain_stride = 2});
    all.push_back({.name = "overlap_binder",
                   .unit = "1",
                   .components = {binder(q["overlap^2"], q["overlap^4"])},
                   .chain_stride = 2,
                   .may_be_undefined = true});
  }
  fix(all, point);
  if (q.find("acceptance")) all.push_back(acceptance_evaluable(q["acceptance"]));
  return all;
}

}  // namespace lenz::jobs
