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
  std::size_t n_sites = 0;
  std::vector<lattice::Bond> bonds;  ///< in the order of the file
  std::vector<double> strengths;     ///< J of each bond in units of `coupling`; 1 where the file gives none
  std::string understood;            ///< "800 vertices from 1, 19176 edges": for the user to see
};

/// Reads lines "i j" or "i j J", each bond once. Vertices count from 0 where there is a 0, else from 1. A
/// first line "vertices edges" (rudy, G-set), a line "p … vertices edges" with edges "e i j" (DIMACS) and the
/// size line of a MatrixMarket file are headers, after which vertices need no edge. '#', '%', '!' and "//"
/// begin comments, as does a first word "c". Complains with file, line and column about everything that is
/// not so, and about what could be read in two ways; `name` is what complaints call the file. Cost: one pass
/// and one sort.
EdgeList parse_edge_list(std::string_view text, const std::string& name, io::Complaints& complaints);

/// The bytes of a file of at most 256 MiB, or nothing and why not in `fault`.
std::optional<std::string> read_whole_file(const std::filesystem::path& file, std::string& fault);

}  // namespace lenz::jobs
