#include "lenz/models/spin_states/spin_measurement.hpp"

#include <cmath>
#include <cstdint>

#include "lenz/core/checks.hpp"

namespace lenz::models {

double lanczos_gain(double e, double e_2, double e_3) {
  const double mu_2 = e_2 - e * e, mu_3 = e_3 - 3 * e * e_2 + 2 * e * e * e;
  const double scale = mu_3 + std::sqrt(mu_3 * mu_3 + 4 * mu_2 * mu_2 * mu_2);
  return mu_2 > 0 && scale > 0 ? 2 * mu_2 * mu_2 / scale : 0;
}

SpinMeasurement::SpinMeasurement(SpinHamiltonian hamiltonian, SpinPattern pattern, Options options)
    : hamiltonian_(std::move(hamiltonian)), pattern_(std::move(pattern)), o_(std::move(options)) {
  check_size("the sites of the Hamiltonian", hamiltonian_.n_sites(), pattern_.n_sites());
  if (!o_.signs.empty()) check_size("the signs of a turn", o_.signs.size(), pattern_.n_sites());
}

std::vector<std::string> SpinMeasurement::names() const {
  std::vector<std::string> all{"energy", "energy_2", "magnetization", "abs_magnetization"};
  if (pattern_.is_bipartite()) all.emplace_back("staggered_magnetization");
  if (o_.transverse) all.emplace_back("transverse_magnetization");
  for (std::size_t r = 0; r < pattern_.n_distances(); ++r) all.push_back("correlation " + std::to_string(r));
  for (std::size_t q = 0; q < pattern_.n_waves(); ++q) all.push_back("structure factor " + std::to_string(q));
  if (o_.third) all.emplace_back("energy_3");
  for (std::size_t j = 0; j < o_.others.size(); ++j) {
    for (const char* part : {" real", " imaginary", " square"})
      all.push_back("overlap " + std::to_string(j) + part);
  }
  return all;
}

std::size_t SpinMeasurement::add_turns(std::vector<Flips>& flips) const {
  if (!o_.transverse) return 0;
  const std::size_t n = pattern_.n_sites();
  if (flips.size() >= n && std::none_of(flips.begin(), flips.begin() + static_cast<std::ptrdiff_t>(n),
                                        [](Flips f) { return f.is_pair(); }))
    return 0;  // single flips come first, and in the order of sites
  const std::size_t first = flips.size();
  for (std::uint32_t i = 0; i < n; ++i) flips.emplace_back(i);
  return first;
}

void SpinMeasurement::record_pattern(const Spins& s, std::span<double> out) const {
  const double m = pattern_.magnetization(s);
  out[magnetization] = m;
  out[abs_magnetization] = std::fabs(m);
  if (pattern_.is_bipartite()) out[staggered()] = pattern_.staggered(s);
  pattern_.correlation(s, out.subspan(correlation(), pattern_.n_distances()));
  pattern_.structure_factor(s, out.subspan(structure_factor(), pattern_.n_waves()));
}

}  // namespace lenz::models
