#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <hdf5.h>

#include "lenz/io/results.hpp"

/// Groups, arrays and attributes of results.h5 as they are read: whatever a damaged file holds, a FileError
/// that names the object. For the .cpp files that read it alone.
namespace lenz::io::hdf5 {

/// "WHAT cannot be read: the file is damaged, or no results.h5 of Lenz".
[[noreturn]] void damaged(const std::string& what);

/// An open object of the file and its path in it, for messages.
class Object {
 public:
  Object(hid_t id, std::string path) : id_(id), path_(std::move(path)) {
    if (id_ < 0) damaged(path_);
  }
  /// What the file itself holds: a link that leads out of it, or to another name, is damage.
  Object(const Object& parent, const std::string& name);
  ~Object() { H5Oclose(id_); }
  Object(Object&& other) noexcept : id_(std::exchange(other.id_, -1)), path_(std::move(other.path_)) {}
  Object& operator=(Object&&) = delete;

  hid_t id() const { return id_; }
  const std::string& path() const { return path_; }
  bool has(const char* name) const { return H5Lexists(id_, name, H5P_DEFAULT) > 0; }

  std::vector<std::string> children() const;
  /// The same for every link to one object.
  haddr_t address() const;

 private:
  hid_t id_;
  std::string path_;
};

/// Closes what HDF5 opened at the end of a scope.
struct Closed {
  hid_t id;
  herr_t (*close)(hid_t);
  Closed(hid_t opened, herr_t (*closer)(hid_t), const std::string& what) : id(opened), close(closer) {
    if (id < 0) damaged(what);
  }
  ~Closed() { close(id); }
  Closed(const Closed&) = delete;
  Closed& operator=(const Closed&) = delete;
};

template <class T>
hid_t memory_type() {
  if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
  if constexpr (std::is_same_v<T, std::int8_t>) return H5T_NATIVE_INT8;
  if constexpr (std::is_same_v<T, std::uint8_t>) return H5T_NATIVE_UINT8;
  if constexpr (std::is_same_v<T, std::uint32_t>) return H5T_NATIVE_UINT32;
  if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_NATIVE_UINT64;
}

struct Shape {
  std::vector<hsize_t> n;
  std::size_t size() const {
    std::size_t product = 1;
    for (const hsize_t each : n) product *= each;
    return product;
  }
};

/// A file, read alone; its root. Nothing but a regular file is opened. Throws FileError.
Object open_file(const std::filesystem::path& file);

/// The extents of a data set, of which there must be `rank`.
Shape shape_of(const Object& data, std::size_t rank);

/// Holds values that were read against the checksum that stands beside them, where one does.
void check_sum(const Object& data, hid_t memory_type, const void* values, std::size_t n);

template <class T>
std::vector<T> values_of(const Object& data, const Shape& shape) {
  std::vector<T> values(shape.size());
  if (!values.empty() &&
      H5Dread(data.id(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    damaged(data.path());
  check_sum(data, memory_type<T>(), values.data(), values.size());
  return values;
}

/// A data set of one axis, `size` long.
template <class T>
std::vector<T> column(const Object& parent, const char* name, std::size_t size) {
  const Object data(parent, name);
  const Shape shape = shape_of(data, 1);
  if (shape.size() != size) damaged(data.path());
  return values_of<T>(data, shape);
}

/// A whole number. Throws FileError.
std::uint64_t number_attribute(const Object& object, const char* name);

/// A word of fixed length.
std::string word_attribute(const Object& object, const char* name);

/// The groups `samples` and `lattice` of a point.
Samples read_samples(const Object& group);
std::shared_ptr<const LatticeData> read_lattice(const Object& group);

}  // namespace lenz::io::hdf5
