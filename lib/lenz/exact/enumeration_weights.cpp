#include <algorithm>
#include <cmath>

#include "lenz/exact/extended.hpp"
#include "lenz/exact/gray_walk.hpp"

namespace lenz::exact::enumeration {

namespace {

/// States are taken in blocks: each block's sums are begun afresh, and the energies rebuilt.
constexpr std::uint64_t states_per_block = 4096;

/// The columns of a block: energy above the ground state d, d^2, m, |m|, m^2, m^4, then |m_s|, S(k) and the
/// correlations.
enum Column { energy, energy_2, signed_m, absolute_m, m_2, m_4, first_probe };

/// Quantities of the states of one block, a column each, so that one temperature's weights meet them as a
/// product.
class Block {
 public:
  explicit Block(const ProbeWalk& probe)
      : n_columns_(first_probe + (probe.staggered_on() ? 1 : 0) + (probe.wave_on() ? 1 : 0) +
                   probe.correlation.size()),
        columns_(n_columns_ * states_per_block) {}

  std::size_t n_columns() const { return n_columns_; }
  const double* column(std::size_t c) const { return columns_.data() + c * states_per_block; }

  void put(std::size_t state, double d, double m, const ProbeWalk& probe) {
    std::size_t c = 0;
    const auto next = [&](double value) { columns_[c++ * states_per_block + state] = value; };
    next(d), next(d * d), next(m), next(std::fabs(m)), next(m * m), next(m * m * m * m);
    if (probe.staggered_on()) next(std::abs(probe.staggered));
    if (probe.wave_on()) next(probe.wave());
    for (const int sum : probe.correlation) next(sum);
  }

 private:
  std::size_t n_columns_;
  std::vector<double> columns_;
};

/// sum_i w_i q_i in eight interleaved partial sums, which the compiler keeps in vector registers.
double dot(const double* w, const double* q, std::size_t n) {
  double partial[8] = {};
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) partial[lane] += w[i + lane] * q[i + lane];
  }
  for (; i < n; ++i) partial[0] += w[i] * q[i];
  double sum = 0;
  for (const double p : partial) sum += p;
  return sum;
}

struct Walked {
  GrayWalk<double> walk;
  std::uint64_t n_states;
  double field;

  /// Visits all states; `rebuild` may run between two of them.
  template <bool with_probes, class Visit>
  void each(Visit visit) {
    for (std::uint64_t n = 0;; ++n) {
      if (n % states_per_block == 0) walk.reset();
      visit(n, -walk.bond_sum - field * walk.magnetization);
      if (n + 1 == n_states) break;
      walk.step<with_probes>(n);
    }
  }
};

using Sums = std::vector<long double>;  // column sums, then the sum of the weights

void add_block(const Block& block, std::size_t n, const std::vector<double>& ones,
               std::span<const double> temperatures, std::vector<Sums>& sums) {
  std::vector<double> weight(n);
  for (std::size_t t = 0; t < temperatures.size(); ++t) {
    for (std::size_t i = 0; i < n; ++i) weight[i] = std::exp(-block.column(energy)[i] / temperatures[t]);
    for (std::size_t c = 0; c < block.n_columns(); ++c) sums[t][c] += dot(weight.data(), block.column(c), n);
    sums[t].back() += dot(weight.data(), ones.data(), n);
  }
}

SpinAverages averages_of(const Sums& sums, double temperature, double ground, bool halved,
                         std::size_t n_sites, const SpinProbes& probes) {
  const Real z = sums.back(), n = static_cast<Real>(n_sites);
  const auto mean = [&](std::size_t column, Real scale) {
    return static_cast<double>(sums[column] / z / scale);
  };
  const Real d = sums[energy] / z;
  SpinAverages a;
  a.temperature = temperature;
  a.log_z = static_cast<double>(std::log(z) - ground / static_cast<Real>(temperature) +
                                (halved ? std::log(Real{2}) : 0));
  a.energy = static_cast<double>(ground + d);
  a.energy_variance = static_cast<double>(sums[energy_2] / z - d * d);
  a.magnetization = halved ? 0 : mean(signed_m, n);
  a.abs_magnetization = mean(absolute_m, n);
  a.magnetization_2 = mean(m_2, n * n);
  a.magnetization_4 = mean(m_4, n * n * n * n);
  std::size_t column = first_probe;
  if (!probes.sublattice.empty()) a.staggered = mean(column++, n);
  if (!probes.wave_phase.empty()) a.wave = mean(column++, n);
  for (const auto& pairs : probes.correlation)
    a.correlation.push_back(mean(column++, static_cast<Real>(pairs.size())));
  return a;
}

}  // namespace

std::vector<SpinAverages> by_weights(const SpinParameters& parameters, const SpinProbes& probes,
                                     std::span<const double> temperatures) {
  std::vector<Link<double>> bonds;
  for (const Bond& bond : merged_bonds(parameters)) bonds.push_back({bond.a, bond.b, bond.coupling});
  const bool halved = parameters.field == 0;
  const std::uint64_t n_states = std::uint64_t{1} << (parameters.n_sites - (halved ? 1 : 0));
  const GrayWalk<double> start(parameters.n_sites, bonds, probes);

  double ground = INFINITY;
  Walked{start, n_states, parameters.field}.each<false>(
      [&](std::uint64_t, double e) { ground = std::min(ground, e); });

  Block block(start.probe);
  const std::vector<double> ones(states_per_block, 1.0);
  std::vector<Sums> sums(temperatures.size(), Sums(block.n_columns() + 1));
  Walked states{start, n_states, parameters.field};
  states.each<true>([&](std::uint64_t n, double e) {
    const std::uint64_t within = n % states_per_block;
    block.put(within, e - ground, states.walk.magnetization, states.walk.probe);
    if (within + 1 == states_per_block || n + 1 == n_states)
      add_block(block, within + 1, ones, temperatures, sums);
  });
  std::vector<SpinAverages> all;
  for (std::size_t t = 0; t < temperatures.size(); ++t) {
    all.push_back(averages_of(sums[t], temperatures[t], ground, halved, parameters.n_sites, probes));
  }
  return all;
}

}  // namespace lenz::exact::enumeration
