#include "lenz/io/results_hdf5.hpp"

#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include <catch2/catch.hpp>
#include <hdf5.h>
#include <sys/resource.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/summary_json.hpp"

#include "some_results.hpp"
#include "support/temporary_folder.hpp"

namespace results_hdf5_tests {

using namespace lenz;
using namespace lenz::io;

namespace {

/// What a file holds, read through HDF5's own interface.
class File {
 public:
  explicit File(const std::filesystem::path& path) : id_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {
    REQUIRE(id_ >= 0);
  }
  ~File() { H5Fclose(id_); }

  std::vector<hsize_t> shape(const char* name) const {
    const hid_t data = H5Dopen2(id_, name, H5P_DEFAULT);
    REQUIRE(data >= 0);
    const hid_t space = H5Dget_space(data);
    std::vector<hsize_t> n(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, n.data(), nullptr);
    H5Sclose(space);
    H5Dclose(data);
    return n;
  }
  std::vector<double> values(const char* name) const {
    hsize_t size = 1;
    for (const hsize_t n : shape(name)) size *= n;
    std::vector<double> values(size);
    const hid_t data = H5Dopen2(id_, name, H5P_DEFAULT);
    REQUIRE(H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    H5Dclose(data);
    return values;
  }
  /// The size of a stored element and whether it is signed, as "i1", "u8" or "f8".
  std::string type(const char* name) const {
    const hid_t data = H5Dopen2(id_, name, H5P_DEFAULT);
    const hid_t stored = H5Dget_type(data);
    const bool real = H5Tget_class(stored) == H5T_FLOAT;
    const bool has_sign = !real && H5Tget_sign(stored) != H5T_SGN_NONE;
    const std::string text = (real ? "f" : has_sign ? "i" : "u") + std::to_string(H5Tget_size(stored));
    H5Tclose(stored);
    H5Dclose(data);
    return text;
  }
  std::uint64_t number(const char* object, const char* attribute) const {
    std::uint64_t value = 0;
    const hid_t id = H5Aopen_by_name(id_, object, attribute, H5P_DEFAULT, H5P_DEFAULT);
    REQUIRE(id >= 0);
    H5Aread(id, H5T_NATIVE_UINT64, &value);
    H5Aclose(id);
    return value;
  }
  std::string text(const char* attribute) const {
    const hid_t id = H5Aopen(id_, attribute, H5P_DEFAULT);
    REQUIRE(id >= 0);
    const hid_t type = H5Aget_type(id);
    char* pointer = nullptr;
    H5Aread(id, type, &pointer);
    std::string text = pointer;
    H5free_memory(pointer);
    H5Tclose(type);
    H5Aclose(id);
    return text;
  }
  bool has(const char* name) const { return H5Lexists(id_, name, H5P_DEFAULT) > 0; }

 private:
  hid_t id_;
};

RunResult with_samples() {
  RunResult run = test::some_results();
  const std::vector<std::int8_t> spins = {1, -1, 1, -1, -1, 1};
  Samples plain{.n_samples = 2,
                .n_sites = 3,
                .configurations = spins,
                .energy = {-1, 1},
                .magnetization = {1, -1},
                .chain = {0, 1},
                .sweep = {10, 10}};
  Samples packed = plain;
  PackedSpins bits;
  for (const std::size_t row : {0, 3}) {
    for (const std::uint8_t byte : pack_spins(spins.data() + row, 3)) bits.bytes.push_back(byte);
  }
  packed.configurations = bits;
  run.points[0].samples = plain;
  run.points[1].samples = packed;
  run.points[1].traces.push_back(
      {.observable = "energy", .n_chains = 2, .n_samples = 3, .values = {1, 2, 3, 4, 5, 6}});
  return run;
}

}  // namespace

TEST_CASE("The layout of results.h5 is what the contract says") {
  test::TemporaryFolder folder;
  const auto path = folder.path / "results.h5";
  write_results(path, with_samples());
  const File file(path);
  CHECK(file.text("version") == "0.1.0");
  CHECK(file.text("commit") == "abc");
  CHECK(file.text("task") == "sample");
  CHECK(file.number("/", "seed") == 18446744073709551615u);
  CHECK(file.values("/points/0001/parameters/temperature") == std::vector{2.269185314213022});
  CHECK(file.shape("/points/0001/parameters/temperature").empty());

  CHECK(file.shape("/points/0000/samples/configurations") == std::vector<hsize_t>{2, 3});
  CHECK(file.type("/points/0000/samples/configurations") == "i1");
  CHECK(file.values("/points/0000/samples/configurations") == std::vector<double>{1, -1, 1, -1, -1, 1});
  CHECK(file.values("/points/0000/samples/energy") == std::vector<double>{-1, 1});
  CHECK(file.values("/points/0000/samples/magnetization") == std::vector<double>{1, -1});
  CHECK(file.values("/points/0000/samples/chain") == std::vector<double>{0, 1});
  CHECK(file.values("/points/0000/samples/sweep") == std::vector<double>{10, 10});

  CHECK(file.shape("/points/0001/samples/configurations") == std::vector<hsize_t>{2, 1});
  CHECK(file.type("/points/0001/samples/configurations") == "u1");
  CHECK(file.number("/points/0001/samples/configurations", "packed") == 3);
  CHECK(file.values("/points/0001/samples/configurations") == std::vector<double>{0b101, 0b100});

  CHECK_FALSE(file.has("/points/0000/series"));
  CHECK(file.shape("/points/0001/series/energy") == std::vector<hsize_t>{2, 3});
  CHECK(file.values("/points/0001/series/energy") == std::vector<double>{1, 2, 3, 4, 5, 6});
  for (const char* point : {"/points/0000", "/points/0001"}) {
    const std::string lattice = std::string(point) + "/lattice/";
    CHECK(file.values((lattice + "bonds").c_str()) == std::vector<double>{0, 1, 1, 2, 2, 0});
    CHECK(file.shape((lattice + "bonds").c_str()) == std::vector<hsize_t>{3, 2});
    CHECK(file.shape((lattice + "positions").c_str()) == std::vector<hsize_t>{3, 1});
  }
}

TEST_CASE("Finite-size scaling in results.h5 is that of the summary") {
  test::TemporaryFolder folder;
  RunResult run = test::some_results();
  run.finite_size = test::some_finite_size();
  write_results(folder.path / "results.h5", run);
  const File file(folder.path / "results.h5");
  const FiniteSize summary = from_json(to_json(run)).finite_size.value();

  REQUIRE(summary.numbers.size() == 2);
  for (const FiniteSizeNumber& n : summary.numbers) {
    const std::string group = "/finite_size/" + n.value.name + "/";
    const auto at = [&](const char* name) { return file.values((group + name).c_str()); };
    CHECK(at("mean") == n.value.mean);
    CHECK(at("error") == n.value.error);
    CHECK(at("z") == std::vector{n.value.z.front().value()});
    CHECK(at("chi2") == std::vector{n.chi2});
    CHECK(at("dof") == std::vector{static_cast<double>(n.dof)});
    CHECK(file.shape((group + "mean").c_str()).empty());
  }
  CHECK(file.values("/finite_size/critical_temperature/exact") == summary.numbers[0].value.exact);
  CHECK_FALSE(file.has("/finite_size/critical_temperature/reference"));
  CHECK(file.values("/finite_size/nu/reference") == summary.numbers[1].value.reference);
  CHECK(file.values("/finite_size/nu/reference_error") == summary.numbers[1].value.reference_error);

  CHECK(file.shape("/finite_size/crossings/sizes") == std::vector<hsize_t>{2, 2});
  CHECK(file.values("/finite_size/crossings/sizes") == std::vector<double>{8, 16, 16, 32});
  CHECK(file.values("/finite_size/crossings/temperature") == std::vector{2.2701, 2.2695});
  CHECK(file.values("/finite_size/crossings/temperature_error") == std::vector{0.0003, 0.0001});
  CHECK(file.values("/finite_size/crossings/binder_cumulant") == std::vector{0.61, 0.611});
  CHECK(file.values("/finite_size/crossings/binder_cumulant_error") == std::vector{0.002, 0.001});

  const stats::CriticalMoments& size = summary.sizes.at(0);
  const std::pair<const char*, double> columns[] = {{"size", size.length},
                                                    {"binder_cumulant", size.binder},
                                                    {"binder_cumulant_error", size.binder_error},
                                                    {"binder_slope", size.binder_slope},
                                                    {"binder_slope_error", size.binder_slope_error},
                                                    {"abs_magnetization", size.abs_magnetization},
                                                    {"abs_magnetization_error", size.abs_magnetization_error},
                                                    {"susceptibility", size.susceptibility},
                                                    {"susceptibility_error", size.susceptibility_error}};
  for (const auto& [name, value] : columns) {
    CAPTURE(name);
    CHECK(file.values((std::string("/finite_size/sizes/") + name).c_str()) == std::vector{value});
  }
}

TEST_CASE("A run without finite-size scaling has no group of it") {
  test::TemporaryFolder folder;
  RunResult run = test::some_results();
  write_results(folder.path / "results.h5", run);
  CHECK_FALSE(File(folder.path / "results.h5").has("/finite_size"));
  run.finite_size = FiniteSize{};
  write_results(folder.path / "results.h5", run);
  CHECK(File(folder.path / "results.h5").shape("/finite_size/crossings/sizes") == std::vector<hsize_t>{0, 2});
}

TEST_CASE("Continuous samples are stored as doubles and read back") {
  test::TemporaryFolder folder;
  RunResult run = test::some_results();
  run.points[0].samples = Samples{.n_samples = 2,
                                  .n_sites = 2,
                                  .configurations = std::vector<double>{0.1, 1e-300, -3, 7},
                                  .energy = {},
                                  .magnetization = {},
                                  .chain = {},
                                  .sweep = {}};
  write_results(folder.path / "results.h5", run);
  const File file(folder.path / "results.h5");
  CHECK(file.values("/points/0000/samples/configurations") == std::vector<double>{0.1, 1e-300, -3, 7});
  CHECK_FALSE(file.has("/points/0000/samples/energy"));
  CHECK(sample_value(*run.points[0].samples, 1, 0) == -3);
}

TEST_CASE("Packed and plain spins are the same configuration") {
  const RunResult run = with_samples();
  for (std::size_t sample = 0; sample < 2; ++sample) {
    for (std::size_t site = 0; site < 3; ++site) {
      CHECK(sample_value(*run.points[0].samples, sample, site) ==
            sample_value(*run.points[1].samples, sample, site));
    }
  }
}

TEST_CASE("Equal results are equal bytes of results.h5") {
  test::TemporaryFolder folder;
  write_results(folder.path / "a.h5", with_samples());
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5's dates count seconds
  write_results(folder.path / "b.h5", with_samples());
  CHECK(read_file(folder.path / "a.h5") == read_file(folder.path / "b.h5"));
}

TEST_CASE("Results without samples or points can be written") {
  test::TemporaryFolder folder;
  RunResult run = test::some_results();
  run.points[0].samples = Samples{};
  write_results(folder.path / "results.h5", run);
  CHECK(File(folder.path / "results.h5").shape("/points/0000/samples/configurations") ==
        std::vector<hsize_t>{0, 0});
  run.points.clear();
  write_results(folder.path / "results.h5", run);
  CHECK(File(folder.path / "results.h5").has("/points"));
}

TEST_CASE("Samples whose sizes disagree are refused") {
  test::TemporaryFolder folder;
  RunResult run = with_samples();
  run.points[0].samples->energy.pop_back();
  CHECK_THROWS_AS(write_results(folder.path / "results.h5", run), std::invalid_argument);
  CHECK(std::filesystem::is_empty(folder.path));
}

TEST_CASE("A full disk is a file error and the old results stay") {
  test::TemporaryFolder folder;
  const auto path = folder.path / "results.h5";
  write_results(path, with_samples());
  const std::string before = read_file(path);
  RunResult large = with_samples();
  large.points[1].traces[0] = {
      .observable = "energy", .n_chains = 1, .n_samples = 100000, .values = std::vector<double>(100000)};

  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const rlim_t unlimited = limit.rlim_cur;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  limit.rlim_cur = 100000;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::string message;
  try {
    write_results(path, large);
  } catch (const FileError& error) {
    message = error.what();
  }
  limit.rlim_cur = unlimited;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);

  CHECK_THAT(message, Catch::Contains("results.h5: cannot write") && Catch::Contains(std::strerror(EFBIG)));
  CHECK(read_file(path) == before);
  CHECK_FALSE(std::filesystem::exists(folder.path / "results.h5.partial"));
  write_results(path, large);
  CHECK(File(path).shape("/points/0001/series/energy") == std::vector<hsize_t>{1, 100000});
}

TEST_CASE("A folder that is not there is a file error that says so") {
  CHECK_THROWS_WITH(write_results("/nowhere/results.h5", RunResult{}),
                    Catch::Contains("No such file or directory"));
}

}  // namespace results_hdf5_tests
