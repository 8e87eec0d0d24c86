#include <optional>

#include <fmt/format.h>

#include "lenz/io/dataset/data_file.hpp"

/// IDX, as MNIST has it: two zero bytes, the type, the number of axes, their lengths (four bytes each,
/// highest first), the values, highest byte first.
namespace lenz::io::dataset {

namespace {

std::optional<Element> element_of(unsigned char code) {
  switch (code) {
    case 0x08:
      return Element::uint8;
    case 0x09:
      return Element::int8;
    case 0x0B:
      return Element::int16;
    case 0x0C:
      return Element::int32;
    case 0x0D:
      return Element::float32;
    case 0x0E:
      return Element::float64;
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_idx(const std::string& head) {
  return head.size() >= 4 && head[0] == 0 && head[1] == 0 && element_of(static_cast<unsigned char>(head[2]));
}

template <class T>
DataArray<T> read_idx(DataFile& file) {
  unsigned char start[4];
  file.read(reinterpret_cast<char*>(start), sizeof start);
  const int n_axes = start[3];
  if (n_axes < 1 || n_axes > 4)
    file.fail(fmt::format("is IDX of {} axes, but must have 1 to 4: rows first", n_axes));
  std::vector<std::uint64_t> axes;
  for (int axis = 0; axis < n_axes; ++axis) {
    unsigned char length[4];
    file.read(reinterpret_cast<char*>(length), sizeof length);
    axes.push_back((std::uint64_t{length[0]} << 24) + (std::uint64_t{length[1]} << 16) +
                   (std::uint64_t{length[2]} << 8) + length[3]);
  }
  return read_array<T>(file, axes,
                       {.element = *element_of(start[2]), .big_endian = true, .fortran_order = false});
}

template DataArray<float> read_idx(DataFile&);
template DataArray<double> read_idx(DataFile&);

}  // namespace lenz::io::dataset
