#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lenz/exact/spin_oracle.hpp"
#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/lattice/lattice.hpp"
#include "lenz/models/ising_system.hpp"

namespace lenz::jobs {

/// One system of a scan with all its temperatures: what its oracles are asked.
struct IsingCase {
  std::shared_ptr<const models::IsingSystem> system;
  std::vector<double> temperatures;
  bool uniform = true;      ///< one J on every bond of a regular lattice
  double coupling = 1;      ///< that J
  bool disordered = false;  ///< overlaps are asked for
};

/// Which oracle answers for a case, decided once for the whole run.
struct OracleChoice {
  std::vector<std::string> names;    ///< strongest first: the first that knows an observable gives it
  std::vector<std::string> remarks;  ///< which ones were passed over for their cost
};

/// The strongest oracles that apply and whose cost together stays under a tenth of the run (`run_seconds`),
/// or the one named.
OracleChoice choose_oracles(Exact exact, const std::vector<IsingCase>& cases, double run_seconds);

/// Asks the oracles chosen; one entry a temperature.
std::vector<KnownValues> ask_oracles(const OracleChoice& choice, const IsingCase& question);

/// Those of the oracles chosen that take no longer than so many seconds each.
OracleChoice affordable(const OracleChoice& choice, const IsingCase& question, double seconds);

/// |k^| = 2 sin(k_min a / 2) / a of the smallest wave along the first axis, a the spacing of its lattice
/// planes; 0 where waves do not fit. It turns structure factors into the second-moment correlation length.
double lattice_wavenumber(const lattice::Lattice& lattice);

}  // namespace lenz::jobs
