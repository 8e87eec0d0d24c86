#include "lenz/io/hdf5_reading.hpp"

#include <array>

#include "lenz/core/errors.hpp"
#include "lenz/io/checksum.hpp"
#include "lenz/io/plain_text.hpp"

namespace lenz::io::hdf5 {

void damaged(const std::string& what) {
  throw FileError(what + " cannot be read: the file is damaged, or no results.h5 of Lenz");
}

namespace {

hid_t open_hard_link(hid_t parent, const std::string& name, const std::string& path) {
  H5L_info_t link{};
  if (H5Lget_info(parent, name.c_str(), &link, H5P_DEFAULT) < 0) damaged(path);
  if (link.type != H5L_TYPE_HARD)
    throw FileError(path +
                    " is a link to another place, which no results.h5 of Lenz has and which is not followed");
  return H5Oopen(parent, name.c_str(), H5P_DEFAULT);
}

}  // namespace

Object::Object(const Object& parent, const std::string& name)
    : Object(open_hard_link(parent.id_, name, parent.path_ + "/" + name), parent.path_ + "/" + name) {}

Object open_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) throw FileError("this is no regular file");
  const Closed opened(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "the file");
  return {H5Oopen(opened.id, "/", H5P_DEFAULT), ""};  // which keeps the file open
}

std::vector<std::string> Object::children() const {
  H5G_info_t info{};
  if (H5Iget_type(id_) != H5I_GROUP || H5Gget_info(id_, &info) < 0) damaged(path_);
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    char name[256] = {};
    if (H5Lget_name_by_idx(id_, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) < 0)
      damaged(path_);
    if (!is_name(name)) damaged(path_ + "/" + plain_text(name));
    names.emplace_back(name);
  }
  return names;
}

haddr_t Object::address() const {
  H5O_info_t info{};
  if (H5Oget_info(id_, &info) < 0) damaged(path_);
  return info.addr;
}

Shape shape_of(const Object& data, std::size_t rank) {
  if (H5Iget_type(data.id()) != H5I_DATASET) damaged(data.path());
  const Closed space(H5Dget_space(data.id()), H5Sclose, data.path());
  const int n_axes = H5Sget_simple_extent_ndims(space.id);
  const Closed type(H5Dget_type(data.id()), H5Tclose, data.path());
  const H5T_class_t kind = H5Tget_class(type.id);
  if (n_axes != static_cast<int>(rank) || (kind != H5T_FLOAT && kind != H5T_INTEGER)) damaged(data.path());
  Shape shape{.n = std::vector<hsize_t>(rank)};
  if (rank > 0 && H5Sget_simple_extent_dims(space.id, shape.n.data(), nullptr) < 0) damaged(data.path());
  // A flipped bit must not ask for all the memory there is: deflate does not shrink by more than about 1000.
  double product = 1;
  for (const hsize_t n : shape.n) product *= static_cast<double>(n);
  const Closed plist(H5Dget_create_plist(data.id()), H5Pclose, data.path());
  const H5D_layout_t layout = H5Pget_layout(plist.id);
  if (layout == H5D_VIRTUAL || H5Pget_external_count(plist.id) != 0)
    throw FileError(data.path() + " has its values in another file, which is not read");
  const double stored = static_cast<double>(H5Dget_storage_size(data.id()));
  // HDF5 1.10 reads past the end of what it holds where it is not in chunks and less than the shape says.
  const bool whole = stored == product * static_cast<double>(H5Tget_size(type.id));
  if (layout != H5D_CHUNKED && product > 0 && !whole) damaged(data.path());
  if (product > 1e3 * (1e3 + stored)) damaged(data.path());
  return shape;
}

void check_sum(const Object& data, hid_t memory_type, const void* values, std::size_t n) {
  if (H5Aexists(data.id(), "xxh64") <= 0) return;
  const Closed type(H5Dget_type(data.id()), H5Tclose, data.path());
  if (H5Tequal(type.id, memory_type) <= 0) return;  // read as another type than was written
  const std::string_view bytes{static_cast<const char*>(values), n * H5Tget_size(memory_type)};
  if (checksum(bytes) != number_attribute(data, "xxh64"))
    throw FileError(data.path() + " does not agree with its checksum: the file is damaged");
}

std::uint64_t number_attribute(const Object& object, const char* name) {
  const std::string what = object.path() + ": attribute " + name;
  const Closed attribute(H5Aopen(object.id(), name, H5P_DEFAULT), H5Aclose, what);
  std::uint64_t value = 0;
  const Closed type(H5Aget_type(attribute.id), H5Tclose, what);
  const bool one =
      H5Tget_class(type.id) == H5T_INTEGER && H5Aget_storage_size(attribute.id) == H5Tget_size(type.id);
  if (!one || H5Aread(attribute.id, H5T_NATIVE_UINT64, &value) < 0) damaged(what);
  return value;
}

std::string word_attribute(const Object& object, const char* name) {
  const std::string what = object.path() + ": attribute " + name;
  const Closed attribute(H5Aopen(object.id(), name, H5P_DEFAULT), H5Aclose, what);
  const Closed type(H5Aget_type(attribute.id), H5Tclose, what);
  constexpr std::size_t longest = 64;
  const std::size_t size = H5Tget_size(type.id);
  const bool fixed = H5Tget_class(type.id) == H5T_STRING && H5Tis_variable_str(type.id) == 0;
  if (!fixed || size == 0 || size > longest || H5Aget_storage_size(attribute.id) != size) damaged(what);
  std::array<char, longest + 1> word{};
  if (H5Aread(attribute.id, type.id, word.data()) < 0) damaged(what);
  return word.data();
}

Samples read_samples(const Object& group) {
  const Object data(group, "configurations");
  const Shape shape = shape_of(data, 2);
  Samples s{.n_samples = shape.n[0],
            .n_sites = shape.n[1],
            .configurations = {},
            .energy = {},
            .magnetization = {},
            .chain = {},
            .sweep = {}};
  const Closed type(H5Dget_type(data.id()), H5Tclose, data.path());
  if (H5Aexists(data.id(), "packed") > 0) {
    s.n_sites = number_attribute(data, "packed");
    if ((s.n_sites + 7) / 8 != shape.n[1]) damaged(data.path());
    s.configurations = PackedSpins{values_of<std::uint8_t>(data, shape)};
  } else if (H5Tget_class(type.id) == H5T_INTEGER) {
    s.configurations = values_of<std::int8_t>(data, shape);
  } else {
    s.configurations = values_of<double>(data, shape);
  }
  if (group.has("energy")) s.energy = column<double>(group, "energy", s.n_samples);
  if (group.has("magnetization")) s.magnetization = column<double>(group, "magnetization", s.n_samples);
  if (group.has("chain")) s.chain = column<std::uint32_t>(group, "chain", s.n_samples);
  if (group.has("sweep")) s.sweep = column<std::uint64_t>(group, "sweep", s.n_samples);
  return s;
}

std::shared_ptr<const LatticeData> read_lattice(const Object& group) {
  auto lattice = std::make_shared<LatticeData>();
  lattice->kind = word_attribute(group, "kind");
  const Object bonds(group, "bonds");
  const Shape shape = shape_of(bonds, 2);
  if (shape.n[1] != 2) damaged(bonds.path());
  lattice->bonds = values_of<std::uint32_t>(bonds, shape);
  if (group.has("couplings")) lattice->couplings = column<double>(group, "couplings", shape.n[0]);
  if (group.has("positions")) {
    const Object positions(group, "positions");
    const Shape extents = shape_of(positions, 2);
    lattice->n_dimensions = extents.n[1];
    lattice->positions = values_of<double>(positions, extents);
  }
  return lattice;
}

}  // namespace lenz::io::hdf5
