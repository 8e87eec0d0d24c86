#pragma once

#include <cstddef>
#include <optional>

#include "lenz/io/png.hpp"
#include "lenz/io/results.hpp"

namespace lenz::io {

struct ContactSheetOptions {
  std::size_t columns = 8;        ///< samples of each point, evenly spaced over those there are
  std::size_t tile_pixels = 128;  ///< of the longer side of a configuration, about
};

/// Configurations side by side: a row for each point that has samples, its scanned parameters in front of it.
///
/// Every pixel takes the colour of the nearest site, so that any lattice with positions in the plane can be
/// drawn; of a three-dimensional one the first layer. Spins are dark (up) and light (down); continuous
/// values, scaled by the largest absolute value of the row, lie between. Nothing where no point has samples
/// on such a lattice.
std::optional<Image> contact_sheet(const RunResult& result, const ContactSheetOptions& options = {});

/// One configuration alone, in the same colours, the longer side of about `pixels`. Nothing where the point
/// has no such sample or its lattice has no picture (graphs, chains).
std::optional<Image> configuration_image(const PointResult& point, std::size_t sample, std::size_t pixels);

}  // namespace lenz::io
