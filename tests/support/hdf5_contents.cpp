#include "support/hdf5_contents.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <hdf5.h>

namespace lenz::test {

namespace {

using Contents = std::map<std::string, std::string>;

/// An identifier, closed at the end of its scope.
struct Id {
  Id(hid_t opened, herr_t (*closer)(hid_t), const std::string& what) : id(opened), close(closer) {
    if (id < 0) throw std::runtime_error("HDF5 cannot open " + what);
  }
  ~Id() { close(id); }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  operator hid_t() const { return id; }
  hid_t id;
  herr_t (*close)(hid_t);
};

std::string encoded(hid_t type) {
  std::size_t size = 0;
  H5Tencode(type, nullptr, &size);
  std::string bytes(size, '\0');
  H5Tencode(type, bytes.data(), &size);
  return bytes;
}

std::string shape_of(hid_t space) {
  std::vector<hsize_t> shape(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
  H5Sget_simple_extent_dims(space, shape.data(), nullptr);
  std::string text = "[";
  for (const hsize_t n : shape) text += std::to_string(n) + " ";
  return text + "]";
}

/// read(memory) fills as many elements of the type as the space has.
template <class Read>
std::string values(hid_t type, hid_t space, const std::string& what, Read read) {
  const auto n = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
  const std::string head = encoded(type) + shape_of(space);
  if (n == 0) return head;
  std::string bytes(n * H5Tget_size(type), '\0');
  if (read(bytes.data()) < 0) throw std::runtime_error("HDF5 cannot read " + what);
  if (H5Tis_variable_str(type) <= 0) return head + bytes;
  std::string texts;
  for (std::size_t i = 0; i < n; ++i) texts += std::string(reinterpret_cast<char**>(bytes.data())[i]) + '\0';
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, bytes.data());
  return head + texts;
}

void add_attributes(hid_t object, const std::string& path, Contents& contents) {
  H5O_info_t info;
  if (H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS) < 0)
    throw std::runtime_error("no attributes of " + path);
  for (hsize_t i = 0; i < info.num_attrs; ++i) {
    const Id attribute(H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
                       H5Aclose, path);
    std::string name(static_cast<std::size_t>(H5Aget_name(attribute, 0, nullptr)) + 1, '\0');
    H5Aget_name(attribute, name.size(), name.data());
    const std::string key = path + "@" + name.c_str();
    const Id type(H5Aget_type(attribute), H5Tclose, key), space(H5Aget_space(attribute), H5Sclose, key);
    contents[key] = values(type, space, key, [&](void* memory) { return H5Aread(attribute, type, memory); });
  }
}

void add_object(hid_t file, const std::string& path, Contents& contents) {
  const Id object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose, path);
  add_attributes(object, path, contents);
  if (H5Iget_type(object) != H5I_DATASET) {
    contents[path] = "group";
    return;
  }
  const Id type(H5Dget_type(object), H5Tclose, path), space(H5Dget_space(object), H5Sclose, path);
  contents[path] = "data" + values(type, space, path, [&](void* memory) {
                     return H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, memory);
                   });
}

/// Goes into every link, also of groups that several share. REQUIRES no cycles.
void add_members(hid_t file, const std::string& path, Contents& contents) {
  add_object(file, path, contents);
  const Id object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose, path);
  if (H5Iget_type(object) != H5I_GROUP) return;
  H5G_info_t info;
  if (H5Gget_info(object, &info) < 0) throw std::runtime_error("no members of " + path);
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    char name[256];
    H5Lget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
    add_members(file, (path == "/" ? path : path + "/") + name, contents);
  }
}

}  // namespace

std::map<std::string, std::string> hdf5_contents(const std::filesystem::path& file) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Id id(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, file.string());
  Contents contents;
  add_members(id, "/", contents);
  return contents;
}

std::string hdf5_difference(const std::filesystem::path& a, const std::filesystem::path& b) {
  const Contents left = hdf5_contents(a), right = hdf5_contents(b);
  for (const auto& [path, value] : left) {
    const auto there = right.find(path);
    if (there == right.end()) return path + " is only in " + a.string();
    if (there->second != value) return path + " differs";
  }
  for (const auto& [path, value] : right) {
    if (left.count(path) == 0) return path + " is only in " + b.string();
  }
  return {};
}

}  // namespace lenz::test
