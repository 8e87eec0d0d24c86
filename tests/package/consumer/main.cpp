// A user's program on the installed library: 16 spins on a ring by the heat bath, beside the closed form.
#include <cmath>
#include <cstdio>

#include "lenz/models/ising.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/stats/estimate.hpp"

int main() {
  using namespace lenz;
  const double temperature = 2;
  const auto system =
      models::make_ising_system(lattice::Lattice(lattice::Kind::chain, {16}), {.coupling = 1});
  const models::Ising ising(system, temperature);
  random::Stream stream({.seed = 1});
  auto walker = ising.random_walker(stream);

  stats::Recorder recorder(1);
  for (int sweep = 0; sweep < 20000; ++sweep) {
    sampling::Gibbs{}.sweep(ising, walker, stream);
    const double energy = ising.energy(walker) / 16;
    if (sweep >= 1000) recorder.add({&energy, 1});
  }
  const stats::Recorder* chains[] = {&recorder};
  const stats::Estimate energy = stats::estimate(chains, 0);
  const double t = std::tanh(1 / temperature);
  const double exact = -(t + std::pow(t, 15)) / (1 + std::pow(t, 16));
  std::printf("energy %.5f +- %.5f, exact %.5f\n", energy.mean, energy.error, exact);
  return std::abs(energy.mean - exact) < 4 * energy.error ? 0 : 1;
}
