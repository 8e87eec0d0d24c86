#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/jobs/inputs/choices.hpp"
#include "lenz/jobs/inputs/edge_list.hpp"

namespace lenz::jobs {

/// What the kinds of [system] that live on a lattice or a graph have in common.
struct LatticeInput {
  lattice::Kind lattice = lattice::Kind::square;
  std::vector<std::uint64_t> size;   ///< cells along each axis; empty for a graph
  std::vector<std::uint64_t> sizes;  ///< edges of several systems, equal along every axis, in place of size
  lattice::Boundary boundary = lattice::Boundary::periodic;
  std::optional<std::filesystem::path> file;  ///< edge list of a graph
  std::optional<std::string> file_hash;       ///< what the file's checksum must be
  EdgeList graph;                             ///< what the file holds; no key of its own

  /// Sites of the lattice or graph, of the largest size. Cost O(1).
  std::size_t n_sites() const;
  /// Systems of different size.
  std::size_t n_sizes() const { return sizes.empty() ? 1 : sizes.size(); }
  /// REQUIRES that the input was checked and holds one size.
  lattice::Lattice make_lattice() const;
};

/// "g.txt: 800 vertices from 1, 19176 edges": how the file of a graph was understood.
std::string graph_in_words(const LatticeInput& input);

/// One input for each of `sizes`, or this one.
template <class Input>
std::vector<Input> by_size(const Input& input) {
  if (input.sizes.empty()) return {input};
  std::vector<Input> all;
  for (const std::uint64_t edge : input.sizes) {
    Input& one = all.emplace_back(input);
    one.sizes.clear();
    one.size.assign(lattice::n_axes(input.lattice), edge);
  }
  return all;
}

/// Keys of LatticeInput up to the boundary, with the most sites there may be.
template <class Input>
void add_lattice_keys(io::Schema<Input>& schema, double max_sites) {
  const auto key = [&]<class T>(const char* name, T LatticeInput::*member, io::KeyInfo info) {
    schema.key(name, static_cast<T Input::*>(member), info);
  };
  key("lattice", &LatticeInput::lattice, {.meaning = "geometry; graph reads its bonds from `file`"});
  key("size", &LatticeInput::size,
      {.meaning = "cells along each axis: one number for chain, two for square, triangular and honeycomb "
                  "(two sites a cell), "
                  "three for cubic; needed by all but graph",
       .unit = "cells",
       .min = 1,
       .max = max_sites,
       .default_text = "none"});
  key("sizes", &LatticeInput::sizes,
      {.meaning = "edges of several lattices, in place of `size`: one point each, of as many cells along "
                  "every axis",
       .unit = "cells",
       .min = 1,
       .max = max_sites,
       .default_text = "none"});
  key("boundary", &LatticeInput::boundary, {.meaning = "whether opposite edges are joined"});
}

/// The keys of a graph's file.
template <class Input>
void add_graph_keys(io::Schema<Input>& schema) {
  schema.key("file", static_cast<std::optional<std::filesystem::path> Input::*>(&LatticeInput::file),
             {.meaning = "edge list of a graph: lines \"i j\" or \"i j J\", vertices from 0 or 1; headers of "
                         "rudy (G-set), DIMACS and MatrixMarket are understood"});
  schema.key("file_hash", static_cast<std::optional<std::string> Input::*>(&LatticeInput::file_hash),
             {.meaning = "checksum of `file`, written into the resolved input; a file that has changed since "
                         "is refused"});
}

/// Erases from [system] what a graph does not have.
void erase_unused_lattice_keys(const LatticeInput& input, io::Table& root);

/// The same in words: "on a square lattice of 4 × 4 cells (periodic, 16 spins)".
std::string words_of_lattice(const LatticeInput& input);

}  // namespace lenz::jobs
