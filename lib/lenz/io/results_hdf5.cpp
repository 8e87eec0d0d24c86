#include "lenz/io/results_hdf5.hpp"

#include <cstdio>
#include <map>

#include "lenz/io/hdf5_image.hpp"
#include "lenz/io/hdf5_objects.hpp"

namespace lenz::io {

namespace {

namespace fs = std::filesystem;
using namespace hdf5;

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

/// One scalar after the other: what summary.json says of the number, but for its words.
void write_finite_size_number(hid_t parent, const FiniteSizeNumber& number) {
  const ObservableResult& o = number.value;
  const Group group(parent, o.name);
  const auto scalar = [&](const char* name, const std::vector<double>& value) {
    if (!value.empty()) write_array(group, name, value, {});
  };
  scalar("mean", o.mean);
  scalar("error", o.error);
  scalar("exact", o.exact);
  scalar("reference", o.reference);
  scalar("reference_error", o.reference_error);
  if (!o.z.empty() && o.z.front()) scalar("z", {*o.z.front()});
  scalar("chi2", {number.chi2});
  write_array<std::uint64_t>(group, "dof", {number.dof}, {});
}

/// One column of a list of structs.
template <class Rows, class Row>
void write_column(hid_t parent, const char* name, const Rows& rows, double Row::*member) {
  std::vector<double> column;
  for (const Row& row : rows) column.push_back(row.*member);
  write_array(parent, name, column, {column.size()});
}

void write_crossings(hid_t parent, const std::vector<stats::BinderCrossing>& crossings) {
  using stats::BinderCrossing;
  const Group group(parent, "crossings");
  std::vector<double> sizes;
  for (const BinderCrossing& c : crossings) sizes.insert(sizes.end(), {c.length, c.larger});
  write_array(group, "sizes", sizes, {crossings.size(), 2});
  write_column(group, "temperature", crossings, &BinderCrossing::temperature);
  write_column(group, "temperature_error", crossings, &BinderCrossing::temperature_error);
  write_column(group, "binder_cumulant", crossings, &BinderCrossing::binder);
  write_column(group, "binder_cumulant_error", crossings, &BinderCrossing::binder_error);
}

void write_critical_moments(hid_t parent, const std::vector<stats::CriticalMoments>& sizes) {
  using stats::CriticalMoments;
  const Group group(parent, "sizes");
  write_column(group, "size", sizes, &CriticalMoments::length);
  write_column(group, "binder_cumulant", sizes, &CriticalMoments::binder);
  write_column(group, "binder_cumulant_error", sizes, &CriticalMoments::binder_error);
  write_column(group, "binder_slope", sizes, &CriticalMoments::binder_slope);
  write_column(group, "binder_slope_error", sizes, &CriticalMoments::binder_slope_error);
  write_column(group, "abs_magnetization", sizes, &CriticalMoments::abs_magnetization);
  write_column(group, "abs_magnetization_error", sizes, &CriticalMoments::abs_magnetization_error);
  write_column(group, "susceptibility", sizes, &CriticalMoments::susceptibility);
  write_column(group, "susceptibility_error", sizes, &CriticalMoments::susceptibility_error);
}

void write_finite_size(hid_t file, const FiniteSize& result) {
  const Group group(file, "finite_size");
  for (const FiniteSizeNumber& number : result.numbers) write_finite_size_number(group, number);
  write_crossings(group, result.crossings);
  write_critical_moments(group, result.sizes);
}

void write_learned(hid_t file, const RunResult& result) {
  if (!result.model.empty()) {
    const Group group(file, "model");
    // HDF5 counts the last axis fastest: a matrix column by column is its transpose row by row.
    for (const ModelTensor& t : result.model)
      write_array(group, t.name.c_str(), t.values, {t.n_cols, t.n_rows});
  }
  if (result.training.empty()) return;
  const Group group(file, "training");
  for (const TrainingSeries& t : result.training)
    write_array(group, t.name.c_str(), t.values, {t.values.size()});
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
  if (result.finite_size) write_finite_size(file, *result.finite_size);
  write_learned(file, result);
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
