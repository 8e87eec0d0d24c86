#pragma once

#include <cstddef>
#include <cstdint>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/inputs/lattice_input.hpp"

namespace lenz::jobs {

/// [system] kind = "ising": E = -sum_<ij> J_ij s_i s_j - h sum_i s_i, each bond once, k_B = 1.
struct IsingInput : LatticeInput {
  io::Scan coupling{1.0};
  io::Scan field{0.0};
  io::Scan temperature{2.269185314213022};  ///< 2 / log(1 + sqrt 2), critical on the infinite square lattice
  models::Disorder disorder = models::Disorder::none;
  io::IntegerScan disorder_seed{std::int64_t{1}};

  /// Points of the run: the product of the scans' lengths.
  std::size_t n_points() const {
    return coupling.size() * field.size() * temperature.size() * disorder_seed.size() * n_sizes();
  }
};

const io::Schema<IsingInput>& ising_schema();

}  // namespace lenz::jobs
