#include "lenz/io/png.hpp"

#include <stdexcept>

#include <png.h>

#include "lenz/core/checks.hpp"

namespace lenz::io {

std::string encode_png(const Image& image) {
  check_positive("image width", image.width);
  check_positive("image height", image.height);
  check_size("image", image.pixels.size(), image.width * image.height);
  check_range("palette size", image.palette.size(), std::size_t{0}, std::size_t{256});
  std::vector<std::uint8_t> colours;
  for (const Colour& colour : image.palette) colours.insert(colours.end(), colour.begin(), colour.end());

  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(image.width);
  header.height = static_cast<png_uint_32>(image.height);
  header.format = colours.empty() ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB_COLORMAP;
  header.colormap_entries = static_cast<png_uint_32>(image.palette.size());
  const void* map = colours.empty() ? nullptr : colours.data();
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(header), '\0');
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&header, bytes.data(), &size, 0, image.pixels.data(), 0, map) == 0) {
    throw std::runtime_error(std::string("png: ") + header.message);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace lenz::io
