#pragma once

#include <cstddef>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// For every pixel of a picture of a lattice the site it shows.
struct TileMap {
  static constexpr std::size_t nothing = static_cast<std::size_t>(-1);
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::size_t>
      site;  ///< height x width, from the top; `nothing` where no site is within one spacing
};

/// Maps pixels to their nearest sites; the longer side has about `pixels`, a whole number a spacing where
/// there is room. Of three dimensions the layer of smallest z is taken. Empty (width 0) for graphs and
/// chains. Cost: O(pixels).
TileMap map_tile(const LatticeData& lattice, std::size_t pixels);

}  // namespace lenz::io
