#include "lenz/io/results_reader.hpp"

#include <cstdio>
#include <map>
#include <new>
#include <system_error>

#include <hdf5.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/hdf5_reading.hpp"

namespace lenz::io {

namespace {

using namespace hdf5;

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
  const Object points(open_file(file), "points");
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

void read_training(const std::filesystem::path& file, RunResult& result) {
  const Object root = open_file(file);
  if (!root.has("training")) return;
  const Object group(root, "training");
  for (const std::string& name : group.children()) {
    const Object data(group, name);
    result.training.push_back({.name = name, .values = values_of<double>(data, shape_of(data, 1))});
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
    read_training(file, filled);
  } catch (const FileError& cause) {
    throw FileError(file.string() + ": " + cause.what());
  } catch (const std::bad_alloc&) {
    throw FileError(file.string() + ": asks for more memory than there is: the file is damaged");
  }
  result = std::move(filled);
}

}  // namespace lenz::io
