#include "lenz/io/results_hdf5.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>
#include <system_error>
#include <utility>

#include <hdf5.h>

#include "lenz/core/checks.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/io/hdf5_image.hpp"

namespace lenz::io {

namespace {

namespace fs = std::filesystem;

/// errno as HDF5's last system call left it is the only cause worth telling ("No space left on device").
[[noreturn]] void fail() {
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

void check(herr_t status) {
  if (status < 0) fail();
}

template <class T>
hid_t type_of();
template <>
hid_t type_of<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
hid_t type_of<std::int8_t>() {
  return H5T_NATIVE_INT8;
}
template <>
hid_t type_of<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}
template <>
hid_t type_of<std::uint32_t>() {
  return H5T_NATIVE_UINT32;
}
template <>
hid_t type_of<std::uint64_t>() {
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

Id dataspace(const std::vector<hsize_t>& shape) {
  return {shape.empty() ? H5Screate(H5S_SCALAR)
                        : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
          H5Sclose};
}

/// Chunks of whole rows, about 1 MiB each.
void set_chunks(hid_t plist, const std::vector<hsize_t>& shape, std::size_t element_size) {
  hsize_t row = element_size;
  for (std::size_t axis = 1; axis < shape.size(); ++axis) row *= shape[axis];
  std::vector<hsize_t> chunk = shape;
  chunk[0] = std::clamp<hsize_t>((hsize_t{1} << 20) / std::max<hsize_t>(row, 1), 1, shape[0]);
  check(H5Pset_chunk(plist, static_cast<int>(chunk.size()), chunk.data()));
  check(H5Pset_deflate(plist, 1));
}

/// Writes values of the given shape (none: a scalar) and, where asked, the attribute `packed`.
template <class T>
void write_array(hid_t parent, const std::string& name, const std::vector<T>& values,
                 const std::vector<hsize_t>& shape, Storage storage = {}, std::uint64_t packed = 0) {
  hsize_t size = 1;
  for (const hsize_t n : shape) size *= n;
  check_size(name, values.size(), size);
  const Id space = dataspace(shape);
  const Id plist(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  check(H5Pset_obj_track_times(plist, false));
  if (storage.deflate && size > 0) set_chunks(plist, shape, sizeof(T));
  Id data(H5Dcreate2(parent, name.c_str(), type_of<T>(), space, H5P_DEFAULT, plist, H5P_DEFAULT), H5Dclose);
  if (size > 0) check(H5Dwrite(data, type_of<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  if (packed > 0) {
    const Id scalar = dataspace({});
    const Id attribute(H5Acreate2(data, "packed", H5T_NATIVE_UINT64, scalar, H5P_DEFAULT, H5P_DEFAULT),
                       H5Aclose);
    check(H5Awrite(attribute, H5T_NATIVE_UINT64, &packed));
  }
  data.close();
}

/// A variable-length UTF-8 string: h5py reads it as str.
void write_attribute(hid_t object, const char* name, const std::string& text) {
  const Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  check(H5Tset_size(type, H5T_VARIABLE));
  check(H5Tset_cset(type, H5T_CSET_UTF8));
  const Id scalar = dataspace({});
  const Id attribute(H5Acreate2(object, name, type, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* pointer = text.c_str();
  check(H5Awrite(attribute, type, &pointer));
}

void write_attribute(hid_t object, const char* name, std::uint64_t value) {
  const Id scalar = dataspace({});
  const Id attribute(H5Acreate2(object, name, H5T_NATIVE_UINT64, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(H5Awrite(attribute, H5T_NATIVE_UINT64, &value));
}

/// Of fixed length: what is read back must not lie in HDF5's global heap, where a damaged file makes its
/// reader crash.
void write_word(hid_t object, const char* name, const std::string& word) {
  const Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  check(H5Tset_size(type, word.size() + 1));
  const Id scalar = dataspace({});
  const Id attribute(H5Acreate2(object, name, type, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(H5Awrite(attribute, type, word.c_str()));
}

void write_samples(hid_t point, const Samples& s) {
  const Group group(point, "samples");
  if (const auto* packed = std::get_if<PackedSpins>(&s.configurations)) {
    write_array(group, "configurations", packed->bytes, {s.n_samples, (s.n_sites + 7) / 8}, {}, s.n_sites);
  } else if (const auto* spins = std::get_if<std::vector<std::int8_t>>(&s.configurations)) {
    write_array(group, "configurations", *spins, {s.n_samples, s.n_sites}, {.deflate = true});
  } else {
    write_array(group, "configurations", std::get<std::vector<double>>(s.configurations),
                {s.n_samples, s.n_sites}, {.deflate = true});
  }
  const auto label = [&](const char* name, const auto& values) {
    if (!values.empty()) write_array(group, name, values, {s.n_samples});
  };
  label("energy", s.energy);
  label("magnetization", s.magnetization);
  label("chain", s.chain);
  label("sweep", s.sweep);
}

void write_overviews(hid_t point, const std::vector<Overview>& overviews) {
  if (overviews.empty()) return;
  const Group group(point, "overview");
  for (const Overview& o : overviews) {
    write_array(group, o.observable, o.values, {o.n_chains, o.n_samples}, {.deflate = true});
    const Id data(H5Dopen2(group, o.observable.c_str(), H5P_DEFAULT), H5Dclose);
    write_attribute(data, "stride", o.stride);
  }
}

void write_autocorrelations(hid_t point, const std::vector<Autocorrelation>& functions) {
  if (functions.empty()) return;
  const Group group(point, "autocorrelation");
  for (const Autocorrelation& f : functions) {
    check_size("autocorrelation rho", f.rho.size(), f.lag.size());
    check_size("autocorrelation error", f.error.size(), f.lag.size());
    std::vector<double> rows;
    for (std::size_t i = 0; i < f.lag.size(); ++i) rows.insert(rows.end(), {f.lag[i], f.rho[i], f.error[i]});
    write_array(group, f.observable, rows, {f.lag.size(), 3});
  }
}

void write_lattice(hid_t point, const LatticeData& lattice) {
  const Group group(point, "lattice");
  write_word(group, "kind", lattice.kind);
  write_array(group, "bonds", lattice.bonds, {lattice.bonds.size() / 2, 2});
  if (!lattice.couplings.empty())
    write_array(group, "couplings", lattice.couplings, {lattice.bonds.size() / 2});
  if (lattice.n_dimensions == 0) return;
  write_array(group, "positions", lattice.positions,
              {lattice.positions.size() / lattice.n_dimensions, lattice.n_dimensions});
}

void write_point(hid_t points, const std::string& name, const PointResult& point) {
  const Group group(points, name);
  const Group parameters(group, "parameters");
  for (const auto& [key, value] : point.parameters) write_array<double>(parameters, key, {value}, {});
  if (!point.traces.empty()) {
    const Group series(group, "series");
    for (const Trace& t : point.traces)
      write_array(series, t.observable, t.values, {t.n_chains, t.n_samples});
  }
  write_overviews(group, point.overviews);
  write_autocorrelations(group, point.autocorrelations);
  if (point.samples) write_samples(group, *point.samples);
}

/// A point's lattice, or a link to that of the first point that has the same.
void write_lattices(hid_t points, const RunResult& result, const std::vector<std::string>& names) {
  std::map<const LatticeData*, std::string> written;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const LatticeData* lattice = result.points[i].lattice.get();
    if (lattice == nullptr) continue;
    const auto [first, fresh] = written.emplace(lattice, names[i] + "/lattice");
    const Id point(H5Gopen2(points, names[i].c_str(), H5P_DEFAULT), H5Gclose);
    if (fresh) {
      write_lattice(point, *lattice);
    } else {
      check(H5Lcreate_hard(points, first->second.c_str(), point, "lattice", H5P_DEFAULT, H5P_DEFAULT));
    }
  }
}

void write_all(hid_t file, const RunResult& result) {
  write_attribute(file, "version", result.version);
  write_attribute(file, "commit", result.commit);
  write_attribute(file, "task", result.task);
  write_attribute(file, "seed", result.seed);
  {
    const Group points(file, "points");
    std::vector<std::string> names;
    for (const PointResult& point : result.points) {
      char name[24];
      std::snprintf(name, sizeof name, "%04zu", names.size());
      names.emplace_back(name);
      write_point(points, name, point);
    }
    write_lattices(points, result, names);
  }
}

}  // namespace

void write_results(const fs::path& file, const RunResult& result) {
  Hdf5Image image;
  try {
    write_all(image.file(), result);
  } catch (const FileError& cause) {
    throw FileError(file.string() + ": cannot build the results: " + cause.what());
  }
  image.save(file);
}

}  // namespace lenz::io
