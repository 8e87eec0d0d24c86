#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// What the oracles of classical Ising systems have in common: the parameters they see, the averages they
/// give.
///
/// E = -sum_b J_b s_a s_b - h sum_i s_i, s = +-1, k_B = 1. Energies, fields and temperatures share one unit.
/// An oracle sees these numbers only: no lattice, no density, nothing of the samplers it judges.
namespace lenz::exact {

/// One bond J s_a s_b. Two bonds of one pair add up; a bond from a site to itself is refused.
struct Bond {
  std::uint32_t a, b;
  double coupling;
};

struct SpinParameters {
  std::size_t n_sites = 0;
  std::vector<Bond> bonds;
  double field = 0;
};

/// What to average besides energy and magnetization. Each is left out where its member is empty.
struct SpinProbes {
  /// For each r the pairs whose s_a s_b are averaged; a pair may stand twice, and a = b gives 1.
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> correlation;
  std::vector<std::int8_t> sublattice;  ///< +-1 of each site: m_s = sum_i sublattice_i s_i / N
  std::vector<double> wave_phase;       ///< k.x_i of each site: S(k) = |sum_i s_i exp(i k.x_i)|^2 / N
  double wave_k_hat = 0;  ///< |k| on the lattice, 2 sin(k/2) on a cubic one: turns S(k) into a length
};

/// Exact values by the observable names of the contract with users; a scalar has size 1.
using Values = std::map<std::string, std::vector<double>>;

/// Whether an oracle can answer, and if not, why not, in words for the user.
struct Applies {
  std::string reason;  ///< empty if it applies
  explicit operator bool() const { return reason.empty(); }
};

/// Thermal averages of one system at one temperature, from which every observable follows.
struct SpinAverages {
  double temperature = 0;
  double log_z = 0;
  double energy = 0;           ///< <E>, total
  double energy_variance = 0;  ///< <E^2> - <E>^2, total
  std::optional<double> magnetization, abs_magnetization, magnetization_2,
      magnetization_4;              ///< of m per site
  std::optional<double> staggered;  ///< <|m_s|>
  std::optional<double> wave;       ///< <S(k)>
  std::vector<double> correlation;
};

/// The observables that `averages` determine, of `n_sites` spins in the field h:
/// energy u = <E>/N, specific_heat Var E / (N T^2), free_energy f = -T log Z / N, entropy (u - f)/T, and of m
/// susceptibility N (<m^2> - <|m|>^2)/T for h = 0, N (<m^2> - <m>^2)/T else, response the latter with
/// <m> = 0 for h = 0, binder_cumulant 1 - <m^4>/(3
/// <m^2>^2), correlation_length sqrt(S(0)/S(k) - 1)/k_hat where S(0) > S(k) beyond rounding.
Values observables(const SpinAverages& averages, std::size_t n_sites, double field, double wave_k_hat = 0);

/// Requires finite numbers, sites in range, no bond from a site to itself. Throws std::invalid_argument.
void check_parameters(const SpinParameters& parameters);
/// Requires probes that fit the sites. Throws std::invalid_argument.
void check_probes(const SpinProbes& probes, std::size_t n_sites);
/// Requires positive finite temperatures. Throws std::invalid_argument.
void check_temperatures(std::span<const double> temperatures);

/// The bonds with a < b, in order, one for each pair: couplings of the same pair added, zeros left out.
std::vector<Bond> merged_bonds(const SpinParameters& parameters);

}  // namespace lenz::exact
