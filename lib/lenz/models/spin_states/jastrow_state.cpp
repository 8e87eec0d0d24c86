#include "lenz/models/spin_states/jastrow_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models {

namespace {

/// The orbit of each pair of unlike sites (i, j), the same for (j, i), from 0 on; returns how many there are.
std::uint32_t find_pair_orbits(const SiteGroup& group, std::size_t n, std::vector<std::uint32_t>& orbit) {
  constexpr auto none = UINT32_MAX;
  orbit.assign(n * n, none);
  std::uint32_t n_orbits = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      if (orbit[i * n + j] != none) continue;
      for (const auto& g : group) orbit[g[i] * n + g[j]] = orbit[g[j] * n + g[i]] = n_orbits;
      ++n_orbits;
    }
  }
  return n_orbits;
}

}  // namespace

JastrowState::JastrowState(JastrowShape shape) : shape_(std::move(shape)) {
  check_positive("the number of spins", shape_.n_sites);
  if (shape_.group.empty()) shape_.group = no_symmetry(shape_.n_sites);
  check_group(shape_.group, shape_.n_sites);
  orbit_ = orbits_of(shape_.group);
  n_fields_ = shape_.fields ? 1 + *std::max_element(orbit_.begin(), orbit_.end()) : 0;
  const std::size_t n_pairs = shape_.pairs ? find_pair_orbits(shape_.group, n_sites(), pair_orbit_) : 0;
  theta_.assign(n_fields_ + n_pairs, 0);
  coupling_.assign(n_sites() * n_sites(), 0);
}

void JastrowState::parameters(std::span<double> out) const {
  check_size("the parameters of a Jastrow state", out.size(), n_parameters());
  std::copy(theta_.begin(), theta_.end(), out.begin());
}

void JastrowState::set_parameters(std::span<const double> in) {
  check_size("the parameters of a Jastrow state", in.size(), n_parameters());
  std::copy(in.begin(), in.end(), theta_.begin());
  const std::size_t n = n_sites();
  for (std::size_t i = 0; shape_.pairs && i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      if (i != j) coupling_[i * n + j] = theta_[n_fields_ + pair_orbit_[i * n + j]];
  }
}

void JastrowState::draw_parameters(random::Stream& rng, double width) {
  std::vector<double> all(n_parameters());
  for (double& v : all) v = width / std::sqrt(static_cast<double>(n_sites())) * random::normal(rng);
  set_parameters(all);
}

void JastrowState::rebuild(const Spins& s, Cache& cache) const {
  const std::size_t n = n_sites();
  cache.field.assign(n, 0);
  for (std::size_t j = 0; shape_.pairs && j < n; ++j) {
    const double* v = row(j);
    for (std::size_t i = 0; i < n; ++i) cache.field[i] += v[i] * s[j];
  }
}

double JastrowState::log_psi(const Spins& s, const Cache& cache) const {
  double sum = 0;
  for (std::size_t i = 0; i < n_sites(); ++i) sum += s[i] * (field_at(i) + 0.5 * cache.field[i]);
  return sum;
}

double JastrowState::ratio(const Spins& s, const Cache& cache, Flips flips) const {
  const auto change = [&](std::size_t i) { return -2 * s[i] * (field_at(i) + cache.field[i]); };
  double sum = change(flips.i);
  if (flips.is_pair()) sum += change(flips.j) + 4 * s[flips.i] * s[flips.j] * row(flips.i)[flips.j];
  return std::exp(sum);
}

void JastrowState::ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips,
                          std::span<double> out) const {
  for (std::size_t k = 0; k < flips.size(); ++k) out[k] = ratio(s, cache, flips[k]);
}

void JastrowState::accept(const Spins& s, Cache& cache, Flips flips) const {
  if (!shape_.pairs) return;
  const auto turn = [&](std::size_t j) {
    const double* v = row(j);
    for (std::size_t i = 0; i < n_sites(); ++i) cache.field[i] -= 2 * s[j] * v[i];
  };
  turn(flips.i);
  if (flips.is_pair()) turn(flips.j);
}

void JastrowState::derivatives(const Spins& s, const Cache&, std::span<double> out) const {
  const std::size_t n = n_sites();
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t i = 0; shape_.fields && i < n; ++i) out[orbit_[i]] += s[i];
  for (std::size_t i = 0; shape_.pairs && i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) out[n_fields_ + pair_orbit_[i * n + j]] += s[i] * s[j];
  }
}

}  // namespace lenz::models
