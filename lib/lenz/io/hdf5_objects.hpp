#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <hdf5.h>

#include "lenz/core/checks.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/io/checksum.hpp"

/// Groups, arrays and attributes as results.h5 has them: no dates, every failure a FileError. For the .cpp
/// files that write it alone.
namespace lenz::io::hdf5 {

/// errno as HDF5's last system call left it is the only cause worth telling ("No space left on device").
[[noreturn]] inline void fail() {
  throw FileError(errno != 0 ? std::generic_category().message(errno) : "HDF5 reports an error");
}

/// An HDF5 identifier, closed at the end of its scope.
class Id {
 public:
  using Close = herr_t (*)(hid_t);
  Id(hid_t id, Close closer) : id_(id), close_(closer) {
    if (id_ < 0) fail();
  }
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  operator hid_t() const { return id_; }
  /// What close has to say matters where it writes.
  void close() {
    if (close_(std::exchange(id_, -1)) < 0) fail();
  }

 private:
  hid_t id_;
  Close close_;
};

inline void check(herr_t status) {
  if (status < 0) fail();
}

template <class T>
hid_t type_of();
template <>
inline hid_t type_of<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t type_of<std::int8_t>() {
  return H5T_NATIVE_INT8;
}
template <>
inline hid_t type_of<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}
template <>
inline hid_t type_of<std::uint32_t>() {
  return H5T_NATIVE_UINT32;
}
template <>
inline hid_t type_of<std::uint64_t>() {
  return H5T_NATIVE_UINT64;
}

class Group {
 public:
  Group(hid_t parent, const std::string& name)
      : plist_(H5Pcreate(H5P_GROUP_CREATE), H5Pclose),
        id_((check(H5Pset_obj_track_times(plist_, false)),
             H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, plist_, H5P_DEFAULT)),
            H5Gclose) {}
  operator hid_t() const { return id_; }

 private:
  Id plist_;
  Id id_;
};

struct Storage {
  bool deflate = false;
};

inline Id dataspace(const std::vector<hsize_t>& shape) {
  return {shape.empty() ? H5Screate(H5S_SCALAR)
                        : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
          H5Sclose};
}

/// Values of up to so many bytes go into the object's header, which has a checksum.
constexpr std::size_t most_in_header = 4096;

/// Chunks of whole rows, about 1 MiB each, with checksums.
inline void set_chunks(hid_t plist, const std::vector<hsize_t>& shape, std::size_t element_size,
                       bool deflate) {
  hsize_t row = element_size;
  for (std::size_t axis = 1; axis < shape.size(); ++axis) row *= shape[axis];
  std::vector<hsize_t> chunk = shape;
  chunk[0] = std::clamp<hsize_t>((hsize_t{1} << 20) / std::max<hsize_t>(row, 1), 1, shape[0]);
  check(H5Pset_chunk(plist, static_cast<int>(chunk.size()), chunk.data()));
  if (deflate) check(H5Pset_deflate(plist, 1));
  check(H5Pset_fletcher32(plist));
}

inline void write_attribute(hid_t object, const char* name, std::uint64_t value) {
  const Id scalar = dataspace({});
  const Id attribute(H5Acreate2(object, name, H5T_NATIVE_UINT64, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(H5Awrite(attribute, H5T_NATIVE_UINT64, &value));
}

/// Writes values of the given shape (none: a scalar) and, where asked, the attribute `packed`. They stand
/// under checksums, so that a flipped bit is an error and no other number: a few in the object's header, more
/// in chunks, with `xxh64` of all their bytes beside, as the list of chunks has none (a damaged one makes
/// zeros of values).
template <class T>
void write_array(hid_t parent, const std::string& name, const std::vector<T>& values,
                 const std::vector<hsize_t>& shape, Storage storage = {}, std::uint64_t packed = 0) {
  hsize_t size = 1;
  for (const hsize_t n : shape) size *= n;
  check_size(name, values.size(), size);
  const Id space = dataspace(shape);
  const Id plist(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  check(H5Pset_obj_track_times(plist, false));
  const std::size_t bytes = size * sizeof(T);
  if (bytes > most_in_header) set_chunks(plist, shape, sizeof(T), storage.deflate);
  if (bytes > 0 && bytes <= most_in_header) check(H5Pset_layout(plist, H5D_COMPACT));
  Id data(H5Dcreate2(parent, name.c_str(), type_of<T>(), space, H5P_DEFAULT, plist, H5P_DEFAULT), H5Dclose);
  if (size > 0) check(H5Dwrite(data, type_of<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  if (packed > 0) write_attribute(data, "packed", packed);
  if (bytes > most_in_header)
    write_attribute(data, "xxh64", checksum({reinterpret_cast<const char*>(values.data()), bytes}));
  data.close();
}

/// A variable-length UTF-8 string: h5py reads it as str.
inline void write_attribute(hid_t object, const char* name, const std::string& text) {
  const Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  check(H5Tset_size(type, H5T_VARIABLE));
  check(H5Tset_cset(type, H5T_CSET_UTF8));
  const Id scalar = dataspace({});
  const Id attribute(H5Acreate2(object, name, type, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* pointer = text.c_str();
  check(H5Awrite(attribute, type, &pointer));
}

/// Of fixed length: what is read back must not lie in HDF5's global heap, where a damaged file makes its
/// reader crash.
inline void write_word(hid_t object, const char* name, const std::string& word) {
  const Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  check(H5Tset_size(type, word.size() + 1));
  const Id scalar = dataspace({});
  const Id attribute(H5Acreate2(object, name, type, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(H5Awrite(attribute, type, word.c_str()));
}

}  // namespace lenz::io::hdf5
