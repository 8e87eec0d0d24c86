#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/inputs/edge_list.hpp"

namespace lenz::jobs {

/// [system] kind = "ising": E = -sum_<ij> J_ij s_i s_j - h sum_i s_i, each bond once, k_B = 1.
struct IsingInput {
  lattice::Kind lattice = lattice::Kind::square;
  std::vector<std::uint64_t> size;   ///< cells along each axis; empty for a graph
  std::vector<std::uint64_t> sizes;  ///< edges of several systems, equal along every axis, in place of size
  lattice::Boundary boundary = lattice::Boundary::periodic;
  io::Scan coupling{1.0};
  io::Scan field{0.0};
  io::Scan temperature{2.269185314213022};  ///< 2 / log(1 + sqrt 2), critical on the infinite square lattice
  models::Disorder disorder = models::Disorder::none;
  io::IntegerScan disorder_seed{std::int64_t{1}};
  std::optional<std::filesystem::path> file;  ///< edge list of a graph
  std::optional<std::string> file_hash;       ///< what the file's checksum must be
  EdgeList graph;                             ///< what the file holds; no key of its own

  /// The inputs of one size each: this one, or one for each of `sizes`.
  std::vector<IsingInput> by_size() const;
  /// Sites of the lattice or graph, of the largest size. Cost O(1).
  std::size_t n_sites() const;
  /// Points of the run: the product of the scans' lengths.
  std::size_t n_points() const {
    return coupling.size() * field.size() * temperature.size() * disorder_seed.size() *
           std::max<std::size_t>(1, sizes.size());
  }
};

const io::Schema<IsingInput>& ising_schema();

}  // namespace lenz::jobs
