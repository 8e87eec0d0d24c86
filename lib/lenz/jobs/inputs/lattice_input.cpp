#include "lenz/jobs/inputs/lattice_input.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace lenz::jobs {

std::size_t LatticeInput::n_sites() const {
  if (lattice == lattice::Kind::graph) return graph.n_sites;
  double sites = lattice == lattice::Kind::honeycomb ? 2 : 1;
  for (const std::uint64_t cells : size) sites *= static_cast<double>(cells);
  if (!sizes.empty()) {
    const double edge = static_cast<double>(*std::max_element(sizes.begin(), sizes.end()));
    sites *= std::pow(edge, static_cast<double>(lattice::n_axes(lattice)));
  }
  return static_cast<std::size_t>(std::fmin(sites, 0x1p62));  // no overflow: far beyond every limit
}

lattice::Lattice LatticeInput::make_lattice() const {
  if (lattice == lattice::Kind::graph) return lattice::Lattice::graph(graph.n_sites, graph.bonds);
  return {lattice, std::vector<std::size_t>(size.begin(), size.end()), boundary};
}

void erase_unused_lattice_keys(const LatticeInput& input, io::Table& root) {
  if (input.lattice == lattice::Kind::graph) root.find("system")->get<io::Table>()->erase("boundary");
}

std::string words_of_lattice(const LatticeInput& input) {
  if (input.lattice == lattice::Kind::graph) return fmt::format("on a graph of {} spins", input.n_sites());
  const std::string name(io::name_of(input.lattice)), boundary(io::name_of(input.boundary));
  std::string extent;
  for (const std::uint64_t length : input.sizes)
    extent += (extent.empty() ? "" : ", ") + std::to_string(length);
  if (!input.sizes.empty()) return fmt::format("on {} lattices of edge {} ({})", name, extent, boundary);
  for (const std::uint64_t length : input.size)
    extent += (extent.empty() ? "" : " × ") + std::to_string(length);
  return fmt::format("on a {} lattice of {} {} ({}, {} spins)", name, extent,
                     input.size.size() > 1 ? "cells" : "sites", boundary, input.n_sites());
}

std::string graph_in_words(const LatticeInput& input) {
  return input.file->filename().string() + ": " + input.graph.understood;
}

}  // namespace lenz::jobs
