#pragma once

#include "lenz/io/results.hpp"

namespace lenz::test {

/// Two points of a small Ising chain with everything a result can have.
inline io::RunResult some_results() {
  auto lattice = std::make_shared<io::LatticeData>();
  lattice->kind = "chain";
  lattice->bonds = {0, 1, 1, 2, 2, 0};
  lattice->n_dimensions = 1;
  lattice->positions = {0, 1, 2};
  io::RunResult run;
  run.version = "0.1.0";
  run.commit = "abc";
  run.task = "sample";
  run.title = "A \"chain\" of three";
  run.seed = 18446744073709551615u;
  for (const double temperature : {0.1, 2.269185314213022}) {
    io::PointResult point;
    point.parameters = {{"temperature", temperature}, {"field", 0}};
    point.observables.push_back({.name = "energy",
                                 .unit = "energy per site",
                                 .mean = {-1.0 / 3},
                                 .error = {2e-4},
                                 .tau = {3.1},
                                 .ess = {12000},
                                 .rhat = {1.0003},
                                 .exact = {-0.3334},
                                 .exact_error = {},
                                 .oracle = "enumeration",
                                 .z = {0.75},
                                 .limit = {-0.4},
                                 .limit_source = "onsager",
                                 .reference = {},
                                 .reference_error = {},
                                 .reference_source = {},
                                 .doubts = {}});
    io::ObservableResult correlation;
    correlation.name = "correlation";
    correlation.is_vector = true;
    correlation.mean = {1, 0.25};
    correlation.error = {0, 0.01};
    correlation.tau = {0.5, 2};
    correlation.rhat = {std::nullopt, 1.001};
    correlation.z = {std::nullopt, -1.5};
    correlation.exact = {1, 0.265};
    correlation.oracle = "closed-chain";
    correlation.doubts = {io::Doubt::short_run, io::Doubt::drifts};
    point.chains = {.burn_in = 128, .sweeps = 6000, .n_unsettled = 1, .tau = 3.1, .spacing = 7};
    point.observables.push_back(correlation);
    io::ObservableResult entropy;
    entropy.name = "entropy";
    entropy.exact = {0.5};
    entropy.oracle = "enumeration";
    point.observables.push_back(entropy);
    point.lattice = lattice;
    run.points.push_back(point);
  }
  run.warnings = {"N < 50 tau for energy"};
  run.timing = {.wall_seconds = 3.2, .threads = 2, .ranks = 1, .updates = 1e9, .updates_per_second = 3.1e8};
  return run;
}

}  // namespace lenz::test
