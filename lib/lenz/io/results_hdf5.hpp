#pragma once

#include <filesystem>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// Writes results.h5:
///
///     /                          attributes version, commit, task (strings), seed (uint64)
///     /points/0000/parameters/   one scalar double a parameter
///     /points/0000/series/NAME   double, chains x samples                   one for each trace
///     /points/0000/overview/NAME          double, chains x samples; attribute stride: sweeps between two
///     /points/0000/autocorrelation/NAME   double, lags x 3: lag in sweeps, rho, standard error of rho
///     /points/0000/samples/      configurations: samples x sites, int8 spins or double fields (deflated),
///                                or samples x ceil(sites / 8) uint8 with attribute packed = sites: site i
///                                is bit i % 8, least significant first, of byte i / 8, and 1 is spin up;
///                                energy, magnetization (double), chain (uint32), sweep (uint64): one each
///     /points/0000/lattice/      attribute kind ("square", …); bonds (uint32, bonds x 2), couplings
///                                (double), positions (double, sites x dimensions); points that share a
///                                lattice share the group (hard links)
///     /finite_size/NAME/         NAME = critical_temperature, nu, beta_over_nu, gamma_over_nu, where found:
///                                scalars mean, error, exact or reference and reference_error, z, chi2
///                                (double), dof (uint64)
///     /finite_size/crossings/    sizes (double, crossings x 2); temperature and binder_cumulant, each also
///                                with _error behind its name (double): one a crossing
///     /finite_size/sizes/        size; binder_cumulant, binder_slope, abs_magnetization, susceptibility at
///                                the critical temperature found, each also with _error (double): one a size
///     /model/NAME                each tensor of a learned model: double, columns x rows (a matrix column by
///                                column)
///     /training/NAME             double, one a step: loss, loss_error, gradient_norm
///
/// The whole is built in memory (Hdf5Image: as much more as the file is large), written to a new file which
/// then takes the old one's place; no dates are in it, so equal results are equal bytes. Throws FileError
/// (disk full, no permission); std::invalid_argument where sizes disagree.
void write_results(const std::filesystem::path& file, const RunResult& result);

}  // namespace lenz::io
