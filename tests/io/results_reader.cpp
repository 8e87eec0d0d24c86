#include "lenz/io/results_reader.hpp"

#include <fstream>

#include <catch2/catch.hpp>
#include <hdf5.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/results_hdf5.hpp"

#include "some_results.hpp"
#include "support/temporary_folder.hpp"

namespace results_reader_tests {

using namespace lenz;
using namespace lenz::io;

namespace {

Samples spins_and_labels() {
  return {.n_samples = 2,
          .n_sites = 3,
          .configurations = std::vector<std::int8_t>{1, -1, 1, -1, -1, 1},
          .energy = {-1, 1},
          .magnetization = {1, -1},
          .chain = {0, 1},
          .sweep = {10, 1234567890123}};
}

/// Three points with everything that stands in results.h5.
RunResult everything() {
  RunResult run = test::some_results();
  run.points.push_back(run.points.back());
  run.points[2].parameters[0].second = 3;
  auto other = std::make_shared<LatticeData>(*run.points[0].lattice);
  other->kind = "graph";
  other->couplings = {1, -1, 0.5};
  other->n_dimensions = 0;
  other->positions.clear();
  run.points[2].lattice = other;

  run.points[0].samples = spins_and_labels();
  run.points[1].samples = spins_and_labels();
  run.points[1].samples->configurations = PackedSpins{{0b101, 0b100}};
  run.points[2].samples = Samples{.n_samples = 2,
                                  .n_sites = 2,
                                  .configurations = std::vector<double>{0.1, 1e-300, -3, 7},
                                  .energy = {},
                                  .magnetization = {},
                                  .chain = {},
                                  .sweep = {}};
  run.points[1].traces.push_back(
      {.observable = "energy", .n_chains = 2, .n_samples = 3, .values = {1, 2, 3, 4, 5, 6}});
  run.points[1].traces.push_back({.observable = "magnetization",
                                  .n_chains = 2,
                                  .n_samples = 400,
                                  .values = std::vector<double>(800, 0.25)});
  for (PointResult& point : run.points) {
    point.overviews = {
        {.observable = "energy", .stride = 9, .n_chains = 2, .n_samples = 2, .values = {0.1, 2, 3, 4}},
        {.observable = "magnetization", .stride = 9, .n_chains = 1, .n_samples = 1, .values = {-1}}};
    point.autocorrelations = {
        {.observable = "energy", .lag = {0, 1, 2}, .rho = {1, 0.5, 0.3}, .error = {0, 0.01, 0.02}}};
  }
  return run;
}

/// The same points without what the file holds.
RunResult emptied(RunResult run) {
  for (PointResult& point : run.points) {
    point.samples.reset();
    point.traces.clear();
    point.overviews.clear();
    point.autocorrelations.clear();
    point.lattice.reset();
  }
  return run;
}

void check_equal(const Samples& a, const Samples& b) {
  CHECK(a.n_samples == b.n_samples);
  CHECK(a.n_sites == b.n_sites);
  REQUIRE(a.configurations.index() == b.configurations.index());
  if (const auto* packed = std::get_if<PackedSpins>(&a.configurations)) {
    CHECK(packed->bytes == std::get<PackedSpins>(b.configurations).bytes);
  }
  for (std::size_t i = 0; i < a.n_samples; ++i) {
    for (std::size_t site = 0; site < a.n_sites; ++site)
      CHECK(sample_value(a, i, site) == sample_value(b, i, site));
  }
  CHECK(a.energy == b.energy);
  CHECK(a.magnetization == b.magnetization);
  CHECK(a.chain == b.chain);
  CHECK(a.sweep == b.sweep);
}

void check_equal(const PointResult& a, const PointResult& b) {
  REQUIRE(a.samples.has_value() == b.samples.has_value());
  if (a.samples) check_equal(*a.samples, *b.samples);
  REQUIRE(a.traces.size() == b.traces.size());
  for (std::size_t i = 0; i < a.traces.size(); ++i) {
    CHECK(a.traces[i].observable == b.traces[i].observable);
    CHECK(a.traces[i].n_chains == b.traces[i].n_chains);
    CHECK(a.traces[i].n_samples == b.traces[i].n_samples);
    CHECK(a.traces[i].values == b.traces[i].values);
  }
  REQUIRE(a.overviews.size() == b.overviews.size());
  for (std::size_t i = 0; i < a.overviews.size(); ++i) {
    CHECK(a.overviews[i].observable == b.overviews[i].observable);
    CHECK(a.overviews[i].stride == b.overviews[i].stride);
    CHECK(a.overviews[i].n_chains == b.overviews[i].n_chains);
    CHECK(a.overviews[i].n_samples == b.overviews[i].n_samples);
    CHECK(a.overviews[i].values == b.overviews[i].values);
  }
  REQUIRE(a.autocorrelations.size() == b.autocorrelations.size());
  for (std::size_t i = 0; i < a.autocorrelations.size(); ++i) {
    CHECK(a.autocorrelations[i].observable == b.autocorrelations[i].observable);
    CHECK(a.autocorrelations[i].lag == b.autocorrelations[i].lag);
    CHECK(a.autocorrelations[i].rho == b.autocorrelations[i].rho);
    CHECK(a.autocorrelations[i].error == b.autocorrelations[i].error);
  }
  REQUIRE(a.lattice != nullptr);
  REQUIRE(b.lattice != nullptr);
  CHECK(a.lattice->kind == b.lattice->kind);
  CHECK(a.lattice->bonds == b.lattice->bonds);
  CHECK(a.lattice->couplings == b.lattice->couplings);
  CHECK(a.lattice->n_dimensions == b.lattice->n_dimensions);
  CHECK(a.lattice->positions == b.lattice->positions);
}

}  // namespace

TEST_CASE("What is written to results.h5 is read back equal and shared lattices are shared") {
  test::TemporaryFolder folder;
  const RunResult written = everything();
  write_results(folder.path / "results.h5", written);
  RunResult read = emptied(written);
  read_results(folder.path / "results.h5", read);
  REQUIRE(read.points.size() == written.points.size());
  for (std::size_t i = 0; i < read.points.size(); ++i) {
    CAPTURE(i);
    check_equal(written.points[i], read.points[i]);
  }
  CHECK(read.points[0].lattice == read.points[1].lattice);
  CHECK(read.points[0].lattice != read.points[2].lattice);
}

TEST_CASE("Results of nothing but means are read back as such") {
  test::TemporaryFolder folder;
  RunResult run = emptied(everything());
  write_results(folder.path / "results.h5", run);
  read_results(folder.path / "results.h5", run);
  for (const PointResult& point : run.points) {
    CHECK_FALSE(point.samples);
    CHECK(point.overviews.empty());
    CHECK(point.lattice == nullptr);
  }
}

TEST_CASE("Results that are absent or of another run are refused by name and leave the result alone") {
  test::TemporaryFolder folder;
  const auto path = folder.path / "results.h5";
  RunResult run = emptied(everything());
  CHECK_THROWS_WITH(read_results(path, run), Catch::Contains("results.h5: there is no such file"));
  write_results(path, everything());
  run.points.pop_back();
  CHECK_THROWS_WITH(read_results(path, run), Catch::Contains("holds 3 points, the summary 2"));
  run = emptied(everything());
  run.points[1].parameters[0].second = 7;
  CHECK_THROWS_WITH(read_results(path, run), Catch::Contains("/points/0001/parameters/temperature differs"));
  CHECK(run.points[0].overviews.empty());
  write_file(path, "no HDF5 at all");
  CHECK_THROWS_AS(read_results(path, run), FileError);
}

TEST_CASE("A damaged results.h5 is a file error and no flipped bit is read as another number") {
  test::TemporaryFolder folder;
  const auto path = folder.path / "results.h5";
  const RunResult written = everything();
  write_results(path, written);
  const std::string whole = read_file(path);
  const RunResult empty = emptied(written);
  std::size_t n_refused = 0, n_flipped = 0;
  for (std::size_t n = 0; n < whole.size(); n += 997) {
    write_file(path, whole.substr(0, n));
    RunResult run = empty;
    CHECK_THROWS_AS(read_results(path, run), FileError);
  }
  for (std::size_t at = 0; at < whole.size(); at += 41) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
    std::ofstream(path, std::ios::binary) << bytes;
    RunResult run = empty;
    ++n_flipped;
    CAPTURE(at);
    try {
      read_results(path, run);
      // A place that nothing depends on: free space, or the checksum of a group that is not read.
      for (std::size_t i = 0; i < run.points.size(); ++i) check_equal(written.points[i], run.points[i]);
    } catch (const FileError& error) {
      ++n_refused;
      CHECK_THAT(error.what(), Catch::Contains("results.h5: "));
    }
  }
  CHECK(n_refused > n_flipped / 4);
}

TEST_CASE("What leads out of results.h5 is not followed") {
  test::TemporaryFolder folder;
  const auto path = folder.path / "results.h5", secret = folder.path / "secret.h5";
  const std::string name = "/points/0000/samples/energy";
  write_results(secret, everything());
  const auto replaced = [&](const auto& link) {
    write_results(path, everything());
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    REQUIRE(H5Ldelete(file, name.c_str(), H5P_DEFAULT) >= 0);
    REQUIRE(link(file) >= 0);
    H5Fclose(file);
    RunResult run = emptied(everything());
    CHECK_THROWS_WITH(read_results(path, run), Catch::Contains(name) && Catch::Contains("not followed"));
  };
  replaced([&](hid_t file) {
    return H5Lcreate_external(secret.c_str(), name.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  });
  replaced([&](hid_t file) {
    return H5Lcreate_soft("/points/0001/samples/energy", file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  });
  // Values that lie in a file beside it.
  write_results(path, everything());
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(H5Ldelete(file, name.c_str(), H5P_DEFAULT) >= 0);
  const hsize_t size = 2;
  const hid_t space = H5Screate_simple(1, &size, nullptr), plist = H5Pcreate(H5P_DATASET_CREATE);
  REQUIRE(H5Pset_external(plist, secret.c_str(), 0, 16) >= 0);
  H5Dclose(H5Dcreate2(file, name.c_str(), H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, plist, H5P_DEFAULT));
  H5Pclose(plist);
  H5Sclose(space);
  H5Fclose(file);
  RunResult run = emptied(everything());
  CHECK_THROWS_WITH(read_results(path, run), Catch::Contains("in another file, which is not read"));
}

}  // namespace results_reader_tests
