#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/io/diagnostics.hpp"
#include "lenz/lattice/lattice.hpp"

namespace lenz::jobs {

/// A graph with a strength on each bond.
struct EdgeList {
  std::size_t n_sites = 0;           ///< the largest index and one
  std::vector<lattice::Bond> bonds;  ///< in the order of the file
  std::vector<double> strengths;     ///< J of each bond in units of `coupling`; 1 where the file gives none
};

/// Reads lines "i j" or "i j J": sites count from 0, '#' begins a comment, each bond stands once. Complains
/// with file, line and column about everything that is not so; `name` is what complaints call the file. Cost:
/// one pass and one sort.
EdgeList parse_edge_list(std::string_view text, const std::string& name, io::Complaints& complaints);

/// The bytes of a file of at most 256 MiB, or nothing and why not in `fault`.
std::optional<std::string> read_whole_file(const std::filesystem::path& file, std::string& fault);

}  // namespace lenz::jobs
