#include "lenz/jobs/spin_observables.hpp"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>

#include "lenz/exact/spins/observables.hpp"
#include "lenz/lattice/unit_cell.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

/// <m^2> and <m^4>, until all copies of the ground state are averaged over.
constexpr const char* moments_for_binder = "moments";

/// <|x|^p> of x = spin (2 k - n) / n, k being distributed so.
double moment(const arma::vec& distribution, double spin, double power) {
  const double n = static_cast<double>(distribution.n_elem) - 1;
  double sum = 0;
  for (arma::uword k = 0; k < distribution.n_elem; ++k)
    sum += distribution(k) * std::pow(std::fabs(spin * (2 * static_cast<double>(k) - n) / n), power);
  return sum;
}

std::vector<double> correlation(const lattice::Lattice& lattice, const arma::mat& sz_sz, double spin) {
  std::vector<double> all;
  for (std::size_t r = 0; r <= lattice.length(0) / 2; ++r) {
    double sum = 0, n_pairs = 0;
    for (lattice::Site i = 0; i < lattice.n_sites(); ++i) {
      const auto j = lattice.translate(i, 0, static_cast<std::ptrdiff_t>(r));
      if (!j) continue;
      sum += sz_sz(i, *j);
      ++n_pairs;
    }
    if (n_pairs > 0) all.push_back(spin * spin * sum / n_pairs);
  }
  return all;
}

/// Columns b_a / L_a: b_a . a_c = 2 pi delta_ac.
arma::mat smallest_wave_vectors(const lattice::Lattice& lattice) {
  const std::size_t n_axes = lattice.n_axes();
  const lattice::UnitCell cell = lattice::unit_cell(lattice.kind());
  arma::mat vectors(n_axes, n_axes);
  for (std::size_t a = 0; a < n_axes; ++a) {
    for (std::size_t i = 0; i < n_axes; ++i) vectors(a, i) = cell.vectors[a][i];
  }
  arma::mat waves = 2 * std::numbers::pi * arma::inv(vectors);
  for (std::size_t a = 0; a < n_axes; ++a) waves.col(a) /= static_cast<double>(lattice.length(a));
  return waves;
}

std::vector<double> structure_factors(const lattice::Lattice& lattice, const arma::mat& sz_sz, double spin) {
  const std::size_t n_axes = lattice.n_axes();
  arma::mat positions(n_axes, lattice.n_sites());
  for (std::size_t i = 0; i < lattice.n_sites(); ++i) {
    for (std::size_t a = 0; a < n_axes; ++a) positions(a, i) = lattice.positions()[i][a];
  }
  const arma::mat waves = smallest_wave_vectors(lattice);
  std::vector<double> all;
  for (std::size_t cell = 0; cell < lattice.n_sites() / lattice.sites_per_cell(); ++cell) {
    arma::vec k(n_axes);
    std::size_t rest = cell;
    for (std::size_t a = 0; a < n_axes; ++a) {
      k(a) = static_cast<double>(rest % lattice.length(a));
      rest /= lattice.length(a);
    }
    all.push_back(4 * spin * spin * structure_factor(sz_sz, positions, waves * k));
  }
  return all;
}

/// <sum_i sz_i> / N, without rounding where the sector fixes it.
double magnetization_of(const Sector& sector, const arma::vec& sz) {
  if (sector.n_up)
    return (2.0 * *sector.n_up - static_cast<double>(sz.n_elem)) / static_cast<double>(sz.n_elem);
  const bool turns = sector.parity != 0 || (sector.group && sector.group->inverts());
  return turns ? 0 : arma::mean(sz);
}

std::optional<std::uint64_t> sublattice_of(const lattice::Lattice& lattice) {
  const auto colours = lattice.bipartite_colouring();
  if (!colours || lattice.bonds().empty()) return std::nullopt;
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < colours->size(); ++i) {
    if ((*colours)[i] < 0) mask |= std::uint64_t{1} << i;
  }
  return mask;
}

}  // namespace

template <OperatorScalar S>
NamedValues observables_in(const SpinCase& spins, const Sector& sector, const ChunkedBasis& basis, const S* v,
                           std::size_t n_threads) {
  const lattice::Lattice& lattice = *spins.lattice;
  const double spin = spins.spin();
  const unsigned n = basis.n_sites();
  const bool has_sx = spins.input.model == SpinModel::transverse_ising;
  NamedValues all;
  const auto add = [&](const char* name, double value) { all.push_back({name, {value}}); };

  const DiagonalMoments moments = diagonal_moments(basis, v, n_threads);
  const arma::vec up = count_distribution(basis, v, 0, n_threads);
  add("magnetization", spin * magnetization_of(sector, moments.sz));
  add("abs_magnetization", moment(up, spin, 1));
  if (const auto mask = sublattice_of(lattice))
    add("staggered_magnetization", moment(count_distribution(basis, v, *mask, n_threads), spin, 1));
  if (has_sx) {
    double sum = 0;
    for (unsigned i = 0; i < n; ++i) sum += transverse(basis, v, i, n_threads);
    add("transverse_magnetization", sum / n);
    all.push_back({moments_for_binder, {moment(up, spin, 2), moment(up, spin, 4)}});
  }
  if (lattice.n_axes() > 0) all.emplace_back("correlation", correlation(lattice, moments.sz_sz, spin));
  if (lattice.n_axes() > 0 && lattice.boundary() == lattice::Boundary::periodic)
    all.emplace_back("structure_factor", structure_factors(lattice, moments.sz_sz, spin));
  if (static_cast<double>(basis.size()) <= most_states_entangled)
    add("entanglement_entropy", entanglement_entropy(basis, v, n / 2));
  return all;
}

template NamedValues observables_in(const SpinCase&, const Sector&, const ChunkedBasis&, const double*,
                                    std::size_t);
template NamedValues observables_in(const SpinCase&, const Sector&, const ChunkedBasis&,
                                    const std::complex<double>*, std::size_t);

void finish_observables(NamedValues& averages) {
  const auto at = std::find_if(averages.begin(), averages.end(),
                               [](const auto& named) { return named.first == moments_for_binder; });
  if (at == averages.end()) return;
  const double square = at->second[0], fourth = at->second[1];
  if (square > 0) {
    *at = {"binder_cumulant", {1 - fourth / (3 * square * square)}};
  } else {
    averages.erase(at);
  }
}

std::string unit_of_spin_observable(const std::string& name) {
  static const std::map<std::string, std::string> units = {
      {"energy", "energy, total"},
      {"energy_variance", "energy squared, total"},
      {"energy_lanczos", "energy, total"},
      {"v_score", "1"},
      {"gap", "energy"},
      {"levels", "energy, total"},
      {"residuals", "energy"},
      {"degeneracy", "states"},
      {"magnetization", "magnetization per site"},
      {"abs_magnetization", "magnetization per site"},
      {"staggered_magnetization", "magnetization per site"},
      {"transverse_magnetization", "magnetization per site"},
      {"binder_cumulant", "1"},
      {"correlation", "1"},
      {"structure_factor", "1"},
      {"entanglement_entropy", "nats"},
      {"specific_heat", "k_B per site"},
      {"susceptibility", "per site"},
      {"response", "per site"},
      {"free_energy", "energy per site"},
      {"entropy", "k_B per site"}};
  const auto at = units.find(name);
  return at == units.end() ? "" : at->second;
}

}  // namespace lenz::jobs
