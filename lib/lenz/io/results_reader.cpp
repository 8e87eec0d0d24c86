#include "lenz/io/results_reader.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <system_error>
#include <utility>

#include <hdf5.h>

#include "lenz/core/errors.hpp"

namespace lenz::io {

namespace {

[[noreturn]] void damaged(const std::string& what) {
  throw FileError(what + " cannot be read: the file is damaged, or no results.h5 of Lenz");
}

/// An open object of the file and its path in it, for messages.
class Object {
 public:
  Object(hid_t id, std::string path) : id_(id), path_(std::move(path)) {
    if (id_ < 0) damaged(path_);
  }
  Object(const Object& parent, const std::string& name)
      : Object(H5Oopen(parent.id_, name.c_str(), H5P_DEFAULT), parent.path_ + "/" + name) {}
  ~Object() { H5Oclose(id_); }
  Object(Object&& other) noexcept : id_(std::exchange(other.id_, -1)), path_(std::move(other.path_)) {}
  Object& operator=(Object&&) = delete;

  hid_t id() const { return id_; }
  const std::string& path() const { return path_; }
  bool has(const char* name) const { return H5Lexists(id_, name, H5P_DEFAULT) > 0; }

  std::vector<std::string> children() const {
    H5G_info_t info{};
    if (H5Iget_type(id_) != H5I_GROUP || H5Gget_info(id_, &info) < 0) damaged(path_);
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      char name[256] = {};
      if (H5Lget_name_by_idx(id_, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) < 0)
        damaged(path_);
      names.emplace_back(name);
    }
    return names;
  }
  /// The same for every link to one object.
  haddr_t address() const {
    H5O_info_t info{};
    if (H5Oget_info(id_, &info) < 0) damaged(path_);
    return info.addr;
  }

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

/// The extents of a data set, of which there must be `rank`.
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
  const double stored = static_cast<double>(H5Dget_storage_size(data.id()));
  // HDF5 1.10 reads past the end of what it holds where it is not in chunks and less than the shape says.
  const bool whole = stored == product * static_cast<double>(H5Tget_size(type.id));
  if (H5Pget_layout(plist.id) != H5D_CHUNKED && product > 0 && !whole) damaged(data.path());
  if (product > 1e3 * (1e3 + stored)) damaged(data.path());
  return shape;
}

template <class T>
std::vector<T> values_of(const Object& data, const Shape& shape) {
  std::vector<T> values(shape.size());
  if (!values.empty() &&
      H5Dread(data.id(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    damaged(data.path());
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

/// A word of fixed length.
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

void check_parameters(const Object& group, const PointResult& point) {
  for (const auto& [name, value] : point.parameters) {
    const Object data(group, name);
    if (values_of<double>(data, shape_of(data, 0)).front() != value)
      throw FileError(data.path() + " differs from the summary: results.h5 is of another run");
  }
}

std::vector<Trace> read_traces(const Object& group) {
  std::vector<Trace> traces;
  for (const std::string& name : group.children()) {
    const Object data(group, name);
    const Shape shape = shape_of(data, 2);
    traces.push_back({.observable = name,
                      .n_chains = shape.n[0],
                      .n_samples = shape.n[1],
                      .values = values_of<double>(data, shape)});
  }
  return traces;
}

std::vector<Overview> read_overviews(const Object& group) {
  std::vector<Overview> overviews;
  for (const std::string& name : group.children()) {
    const Object data(group, name);
    const Shape shape = shape_of(data, 2);
    overviews.push_back({.observable = name,
                         .stride = number_attribute(data, "stride"),
                         .n_chains = shape.n[0],
                         .n_samples = shape.n[1],
                         .values = values_of<double>(data, shape)});
  }
  return overviews;
}

std::vector<Autocorrelation> read_autocorrelations(const Object& group) {
  std::vector<Autocorrelation> functions;
  for (const std::string& name : group.children()) {
    const Object data(group, name);
    const Shape shape = shape_of(data, 2);
    if (shape.n[1] != 3) damaged(data.path());
    const std::vector<double> rows = values_of<double>(data, shape);
    Autocorrelation f{.observable = name, .lag = {}, .rho = {}, .error = {}};
    for (std::size_t i = 0; i + 2 < rows.size(); i += 3) {
      f.lag.push_back(rows[i]);
      f.rho.push_back(rows[i + 1]);
      f.error.push_back(rows[i + 2]);
    }
    functions.push_back(std::move(f));
  }
  return functions;
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

/// The order of summary.json stands for nothing in groups, which HDF5 sorts by name: pictures look up by
/// name.
class PointReader {
 public:
  void read(const Object& group, PointResult& point) {
    check_parameters(Object(group, "parameters"), point);
    if (group.has("series")) point.traces = read_traces(Object(group, "series"));
    if (group.has("overview")) point.overviews = read_overviews(Object(group, "overview"));
    if (group.has("autocorrelation"))
      point.autocorrelations = read_autocorrelations(Object(group, "autocorrelation"));
    if (group.has("samples")) point.samples = read_samples(Object(group, "samples"));
    if (!group.has("lattice")) return;
    const Object lattice(group, "lattice");
    auto& known = lattices_[lattice.address()];
    if (known == nullptr) known = read_lattice(lattice);
    point.lattice = known;
  }

 private:
  std::map<haddr_t, std::shared_ptr<const LatticeData>> lattices_;
};

void read_points(const std::filesystem::path& file, RunResult& result) {
  const Closed opened(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "the file");
  const Object points(H5Oopen(opened.id, "points", H5P_DEFAULT), "/points");
  const std::size_t n = points.children().size();
  if (n != result.points.size()) {
    throw FileError("holds " + std::to_string(n) + " points, the summary " +
                    std::to_string(result.points.size()) + ": results.h5 is of another run");
  }
  PointReader reader;
  for (std::size_t i = 0; i < n; ++i) {
    char name[24];
    std::snprintf(name, sizeof name, "%04zu", i);
    reader.read(Object(points, name), result.points[i]);
  }
}

}  // namespace

void read_results(const std::filesystem::path& file, RunResult& result) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  std::error_code error;
  if (!std::filesystem::exists(file, error)) throw FileError(file.string() + ": there is no such file");
  RunResult filled = result;
  try {
    read_points(file, filled);
  } catch (const FileError& cause) {
    throw FileError(file.string() + ": " + cause.what());
  } catch (const std::bad_alloc&) {
    throw FileError(file.string() + ": asks for more memory than there is: the file is damaged");
  }
  result = std::move(filled);
}

}  // namespace lenz::io
