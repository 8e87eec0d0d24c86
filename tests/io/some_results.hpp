#pragma once

#include "lenz/io/results.hpp"

namespace lenz::test {

/// T_c against an exact value, nu against a published one, of three sizes.
inline io::FiniteSize some_finite_size() {
  io::ObservableResult t_c, nu;
  t_c.name = "critical_temperature";
  t_c.unit = "energy";
  t_c.mean = {2.26915};
  t_c.error = {2e-5};
  t_c.exact = {2.269185314213022};
  t_c.reference_source = "Onsager <1944>";
  t_c.z = {-1.77};
  nu.name = "nu";
  nu.mean = {0.6301};
  nu.error = {2e-4};
  nu.reference = {0.629971};
  nu.reference_error = {4e-6};
  nu.z = {0.64};
  return {.numbers = {{.value = t_c, .chi2 = 1.5, .dof = 2}, {.value = nu, .chi2 = 0.25, .dof = 1}},
          .crossings = {{.length = 8,
                         .larger = 16,
                         .temperature = 2.2701,
                         .temperature_error = 0.0003,
                         .binder = 0.61,
                         .binder_error = 0.002},
                        {.length = 16,
                         .larger = 32,
                         .temperature = 2.2695,
                         .temperature_error = 0.0001,
                         .binder = 0.611,
                         .binder_error = 0.001}},
          .sizes = {{.length = 8,
                     .binder = 0.612,
                     .binder_error = 0.001,
                     .binder_slope = -0.8,
                     .binder_slope_error = 0.01,
                     .abs_magnetization = 0.77,
                     .abs_magnetization_error = 0.004,
                     .susceptibility = 18.5,
                     .susceptibility_error = 0.2}},
          .missing = {"gamma_over_nu: the samples do not <reach>"},
          .blocks_short = false};
}

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
