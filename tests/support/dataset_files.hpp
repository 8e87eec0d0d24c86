#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

/// The bytes of small data sets as other programs write them.
namespace lenz::test {

/// Numbers one after the other, the lowest byte first or last.
template <class T>
std::string raw_bytes(const std::vector<T>& values, bool big_endian = false) {
  std::string bytes(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  for (std::size_t i = 0; big_endian && i < bytes.size(); i += sizeof(T)) {
    std::reverse(bytes.data() + i, bytes.data() + i + sizeof(T));
  }
  return bytes;
}

/// .npy of a version with a header as given and these bytes behind it.
inline std::string npy_file(int version, const std::string& literal, const std::string& bytes) {
  const std::size_t before = version == 1 ? 10 : 12;
  std::string header = literal;
  while ((before + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) file += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return file + header + bytes;
}

inline std::string npy_literal(const std::string& descr, bool fortran_order, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran_order ? "True" : "False") +
         ", 'shape': " + shape + ", }";
}

/// IDX with the code of its type, axes and bytes.
inline std::string idx_file(unsigned char code, const std::vector<std::uint32_t>& axes,
                            const std::string& bytes) {
  std::string file(2, '\0');
  file += static_cast<char>(code);
  file += static_cast<char>(axes.size());
  return file + raw_bytes(axes, true) + bytes;
}

}  // namespace lenz::test
