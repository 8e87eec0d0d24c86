#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lenz::io {

using Colour = std::array<std::uint8_t, 3>;

/// A picture of width x height bytes, row by row from the top: indices of the palette, or, where that is
/// empty, shades of grey from 0 (black) to 255.
struct Image {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;
  std::vector<Colour> palette;  ///< at most 256
};

/// The bytes of a PNG file. Throws std::invalid_argument for an empty picture or sizes that disagree.
std::string encode_png(const Image& image);

}  // namespace lenz::io
