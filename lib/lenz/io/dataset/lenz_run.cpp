#include "lenz/io/dataset/lenz_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <new>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/dataset/data_file.hpp"
#include "lenz/io/dataset/sampled_rows.hpp"
#include "lenz/io/diagnostics.hpp"
#include "lenz/io/edit_distance.hpp"
#include "lenz/io/hdf5_reading.hpp"

namespace lenz::io::dataset {

namespace {

using namespace hdf5;
using Parameters = std::vector<std::pair<std::string, double>>;

std::string point_name(std::size_t i) { return fmt::format("{:04}", i); }

const double* find(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return &value;
  }
  return nullptr;
}

Parameters read_parameters(const Object& group) {
  Parameters parameters;
  for (const std::string& name : group.children()) {
    const Object data(group, name);
    const double value = values_of<double>(data, shape_of(data, 0)).front();
    if (!std::isfinite(value)) damaged(data.path());
    parameters.emplace_back(name, value);
  }
  return parameters;
}

/// Sites of a configuration, and how many there are, without reading them.
struct Extent {
  std::size_t n_samples = 0, n_sites = 0;
};
Extent extent_of(const Object& samples) {
  const Object data(samples, "configurations");
  const Shape shape = shape_of(data, 2);
  Extent extent{.n_samples = shape.n[0], .n_sites = shape.n[1]};
  if (H5Aexists(data.id(), "packed") > 0) {
    const std::uint64_t n_sites = number_attribute(data, "packed");
    if (n_sites / 8 > shape.n[1]) damaged(data.path());
    extent.n_sites = n_sites;
  }
  return extent;
}

class RunReader {
 public:
  RunReader(const std::filesystem::path& path, std::string key, std::uint64_t max_bytes)
      : path_(path), key_(std::move(key)), max_bytes_(max_bytes) {}

  data::Dataset read() {
    const Object root = open_file(path_);
    if (!root.has("points")) fail(path_, "is HDF5, but no results.h5 of a Lenz run: it has no group /points");
    const Object points(root, "points");
    survey(points);
    choose_label();
    out_.values.set_size(n_sites_, n_rows_);
    if (labelled_) out_.labels.set_size(n_rows_);
    out_.points.reserve(n_rows_);
    for (std::size_t i = 0; i < n_points_; ++i) fill(Object(points, point_name(i)), i);
    return std::move(out_);
  }

 private:
  /// Sizes and parameters of all points, before anything large is read.
  void survey(const Object& points) {
    n_points_ = points.children().size();
    for (std::size_t i = 0; i < n_points_; ++i) {
      const Object point(points, point_name(i));
      out_.parameters.push_back(read_parameters(Object(point, "parameters")));
      if (!point.has("samples")) continue;
      const Extent extent = extent_of(Object(point, "samples"));
      if (extent.n_samples == 0 || extent.n_sites == 0) continue;
      if (n_rows_ == 0) {
        n_sites_ = extent.n_sites;
        describe_rows(point.has("lattice") ? read_lattice(Object(point, "lattice")).get() : nullptr, n_sites_,
                      out_);
      }
      if (extent.n_sites != n_sites_) {
        fail(path_,
             fmt::format("has points of {} and of {} sites, but all must have one size: run each size by "
                         "itself",
                         n_sites_, extent.n_sites));
      }
      n_rows_ += extent.n_samples;
      const double bytes = static_cast<double>(n_rows_) * static_cast<double>(n_sites_) * sizeof(float);
      if (bytes > static_cast<double>(max_bytes_) || n_rows_ > std::numeric_limits<std::uint32_t>::max()) {
        fail(path_, fmt::format("needs {:.3g} GiB of memory, but {:.3g} GiB may be used: take fewer "
                                "configurations",
                                bytes / 0x1p30, static_cast<double>(max_bytes_) / 0x1p30));
      }
    }
    if (n_rows_ == 0) {
      fail(path_, "holds no configurations: run with [output] configurations = N to keep N at each point");
    }
  }

  bool varies(const std::string& name) const {
    for (const Parameters& point : out_.parameters) {
      const double* value = find(point, name);
      if (value == nullptr || *value != *find(out_.parameters.front(), name)) return true;
    }
    return false;
  }

  void choose_label() {
    static constexpr std::string_view of_samples[] = {"samples/energy", "samples/magnetization"};
    std::vector<std::string_view> names(std::begin(of_samples), std::end(of_samples));
    std::vector<std::string> varying;
    for (const auto& [name, value] : out_.parameters.front()) {
      names.push_back(name);
      if (varies(name)) varying.push_back(name);
    }
    if (key_.empty()) {
      if (find(out_.parameters.front(), "temperature") != nullptr) key_ = "temperature";
      if (key_.empty() && varying.size() == 1) key_ = varying.front();
      if (key_.empty()) return;
    } else if (std::find(names.begin(), names.end(), key_) == names.end()) {
      std::string all;
      for (const std::string_view name : names) all += fmt::format("{}\"{}\"", all.empty() ? "" : ", ", name);
      fail(path_, fmt::format("has no label \"{}\"; the labels are {}{}", shown_key(key_), all,
                              did_you_mean(key_, names)));
    }
    labelled_ = true;
    out_.label_name = key_;
  }

  double parameter(std::size_t i) const {
    const double* value = find(out_.parameters[i], key_);
    if (value == nullptr)
      fail(path_, fmt::format("point {} has no parameter \"{}\"", point_name(i), shown_key(key_)));
    return *value;
  }

  /// All or none.
  void take_energies(const Samples& samples, std::size_t begin) {
    if (begin == 0 && !samples.energy.empty()) out_.energies.set_size(n_rows_);
    if (samples.energy.empty()) out_.energies.reset();
    if (out_.energies.empty()) return;
    std::copy(samples.energy.begin(), samples.energy.end(),
              out_.energies.begin() + static_cast<std::ptrdiff_t>(begin));
  }

  void fill(const Object& point, std::size_t i) {
    if (!point.has("samples")) return;
    const Samples samples = read_samples(Object(point, "samples"));
    if (samples.n_samples == 0 || samples.n_sites == 0) return;
    const std::size_t begin = out_.points.size();
    copy_rows(samples, begin, out_.values);
    out_.points.insert(out_.points.end(), samples.n_samples, static_cast<std::uint32_t>(i));
    take_energies(samples, begin);
    if (!labelled_) return;
    if (!key_.starts_with("samples/")) {
      std::fill_n(out_.labels.begin() + static_cast<std::ptrdiff_t>(begin), samples.n_samples, parameter(i));
      return;
    }
    const std::vector<double>& column = key_ == "samples/energy" ? samples.energy : samples.magnetization;
    if (column.empty()) fail(path_, fmt::format("point {} keeps no {}", point_name(i), key_));
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (!std::isfinite(column[row])) damaged(key_);
      out_.labels[begin + row] = column[row];
    }
  }

  std::filesystem::path path_;
  std::string key_;
  std::uint64_t max_bytes_;
  data::Dataset out_;
  std::size_t n_points_ = 0, n_rows_ = 0, n_sites_ = 0;
  bool labelled_ = false;
};

}  // namespace

bool is_hdf5(const std::string& head) { return head.starts_with("\x89HDF\r\n\x1a\n"); }

data::Dataset read_lenz_run(const std::filesystem::path& file, const std::string& key,
                            std::uint64_t max_bytes) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  try {
    return RunReader(file, key, max_bytes).read();
  } catch (const FileError& cause) {
    fail(file, cause.what());
  } catch (const std::bad_alloc&) {
    fail(file, "asks for more memory than there is: the file is damaged");
  }
}

}  // namespace lenz::io::dataset
