#include "lenz/exact/dense_spins.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>

#include "lenz/core/errors.hpp"

namespace lenz::exact::dense_spins {

namespace {

/// +1 for a spin up, -1 for one down; bit i of the row's number is spin i.
double sz(arma::uword row, std::uint32_t i) { return ((row >> i) & 1) != 0 ? 1.0 : -1.0; }

arma::mat matrix_of(const spins::Terms& terms) {
  const arma::uword n = arma::uword{1} << terms.n_sites;
  arma::mat h(n, n, arma::fill::zeros);
  for (arma::uword row = 0; row < n; ++row) {
    for (const spins::Bond& b : terms.bonds) {
      h(row, row) += b.zz * sz(row, b.i) * sz(row, b.j);
      // s+_i s-_j raises i and lowers j; its adjoint the other way round.
      if (sz(row, b.i) != sz(row, b.j))
        h(row, row ^ (arma::uword{1} << b.i) ^ (arma::uword{1} << b.j)) += b.flip;
    }
    for (std::uint32_t i = 0; i < terms.n_sites; ++i) {
      if (!terms.z.empty()) h(row, row) += terms.z[i] * sz(row, i);
      if (!terms.x.empty()) h(row, row ^ (arma::uword{1} << i)) += terms.x[i];
    }
  }
  return h;
}

}  // namespace

Applies applies(const spins::Terms& terms) {
  if (terms.n_sites >= 1 && terms.n_sites <= most_sites) return {};
  return {"it needs at most " + std::to_string(most_sites) + " spins, but there are " +
          std::to_string(terms.n_sites)};
}

std::vector<double> levels(const spins::Terms& terms) {
  terms.check();
  if (const Applies answer = applies(terms); !answer) throw std::invalid_argument("dense: " + answer.reason);
  arma::vec energies;
  if (!arma::eig_sym(energies, matrix_of(terms))) throw NumericalError("dense: the eigensolver failed");
  return {energies.begin(), energies.end()};
}

Values ground_values(std::span<const double> levels, std::size_t count) {
  const auto lowest = levels.first(std::min(count, levels.size()));
  Values values{{"energy", {levels[0]}}, {"levels", {lowest.begin(), lowest.end()}}};
  if (levels.size() > 1) values["gap"] = {levels[1] - levels[0]};
  return values;
}

std::vector<Values> values(std::span<const double> levels, std::size_t n_sites,
                           std::span<const double> temperatures) {
  check_temperatures(temperatures);
  const auto n = static_cast<double>(n_sites);
  std::vector<Values> all;
  for (const double t : temperatures) {
    double z = 0, first = 0;
    for (const double level : levels) {
      const double e = level - levels[0], weight = std::exp(-e / t);
      z += weight;
      first += weight * e;
    }
    const double mean = first / z;
    double variance = 0;
    for (const double level : levels) {
      const double e = level - levels[0] - mean;
      variance += std::exp(-(level - levels[0]) / t) * e * e / z;
    }
    all.push_back({{"energy", {levels[0] + mean}},
                   {"specific_heat", {variance / (t * t * n)}},
                   {"free_energy", {(levels[0] - t * std::log(z)) / n}},
                   {"entropy", {(std::log(z) + mean / t) / n}}});
  }
  return all;
}

double cost_seconds(const spins::Terms& terms) {
  return 1e-10 * std::exp2(3.0 * terms.n_sites) + 2e-6 * std::exp2(terms.n_sites);
}

}  // namespace lenz::exact::dense_spins
