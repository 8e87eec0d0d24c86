#include "lenz/io/dataset_reader.hpp"

#include <fstream>
#include <numeric>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/results_hdf5.hpp"
#include "lenz/lattice/lattice.hpp"

#include "support/dataset_files.hpp"
#include "support/temporary_folder.hpp"

namespace dataset_reader_tests {

using namespace lenz;
using namespace lenz::io;
using data::Dataset;
using test::idx_file;
using test::npy_file;
using test::npy_literal;
using test::raw_bytes;

namespace {

/// A folder with one file in it.
struct File {
  test::TemporaryFolder folder;
  std::filesystem::path path;
  explicit File(const std::string& bytes, const std::string& name = "data") : path(folder.path / name) {
    write_file(path, bytes);
  }
};

Dataset read(const std::string& bytes, const DatasetOptions& options = {}) {
  const File file(bytes);
  return read_dataset(file.path, options);
}

std::string complaint(const std::string& bytes, const DatasetOptions& options = {}) {
  const File file(bytes);
  try {
    read_dataset(file.path, options);
  } catch (const InputError& error) {
    const std::string text = error.what(), name = file.path.string();
    REQUIRE(text.starts_with(name));
    return text.substr(name.size());
  }
  return "";
}

std::shared_ptr<const LatticeData> lattice_data(const std::string& name, lattice::Kind kind,
                                                std::vector<std::size_t> lengths) {
  const lattice::Lattice built(kind, std::move(lengths));
  auto out = std::make_shared<LatticeData>();
  out->kind = name;
  for (const auto& bond : built.bonds()) out->bonds.insert(out->bonds.end(), {bond.a, bond.b});
  out->n_dimensions = kind == lattice::Kind::chain ? 1 : kind == lattice::Kind::cubic ? 3 : 2;
  for (const auto& x : built.positions()) {
    out->positions.insert(out->positions.end(), x.begin(),
                          x.begin() + static_cast<std::ptrdiff_t>(out->n_dimensions));
  }
  return out;
}

/// A scan over two temperatures of 3 x 2 spins, the second point packed.
RunResult some_run() {
  RunResult run;
  run.version = "0.1.0";
  run.task = "sample";
  const auto square = lattice_data("square", lattice::Kind::square, {3, 2});
  for (const double temperature : {1.5, 3.0}) {
    PointResult point;
    point.parameters = {{"temperature", temperature}, {"coupling", 1}};
    point.lattice = square;
    run.points.push_back(point);
  }
  run.points[0].samples =
      Samples{.n_samples = 2,
              .n_sites = 6,
              .configurations = std::vector<std::int8_t>{1, -1, 1, -1, -1, -1, 1, 1, 1, 1, 1, -1},
              .energy = {-0.5, 1},
              .magnetization = {0.25, 1},
              .chain = {0, 1},
              .sweep = {10, 20}};
  run.points[1].samples = run.points[0].samples;
  run.points[1].samples->configurations = PackedSpins{{0b000101, 0b011111}};
  run.points[1].samples->energy = {7, 8};
  return run;
}

std::string bytes_of(const RunResult& run) {
  const test::TemporaryFolder folder;
  write_results(folder.path / "results.h5", run);
  return read_file(folder.path / "results.h5");
}

arma::fmat six_numbers() { return {{1, 4}, {2, 5}, {3, 6}}; }

bool equal(const arma::fmat& a, const arma::fmat& b) {
  return arma::size(a) == arma::size(b) && std::equal(a.begin(), a.end(), b.begin());
}

template <class T>
std::string npy_of(const std::string& descr) {
  return npy_file(1, npy_literal(descr, false, "(2, 3)"), raw_bytes(std::vector<T>{1, 2, 3, 4, 5, 6}));
}

}  // namespace

TEST_CASE("A run's configurations are rows with the parameters of their points") {
  const std::string bytes = bytes_of(some_run());
  const Dataset d = read(bytes);
  const arma::fmat rows = {{1, 1}, {-1, 1}, {1, 1}, {-1, 1}, {-1, 1}, {-1, -1}};
  REQUIRE(equal(d.values, arma::join_rows(rows, rows)));
  CHECK(d.shape == std::vector<std::size_t>{3, 2});
  CHECK(d.label_name == "temperature");
  CHECK(std::vector<double>(d.labels.begin(), d.labels.end()) == std::vector<double>{1.5, 1.5, 3, 3});
  CHECK(d.points == std::vector<std::uint32_t>{0, 0, 1, 1});
  REQUIRE(d.parameters.size() == 2);
  CHECK(d.parameters[1] == std::vector<std::pair<std::string, double>>{{"coupling", 1}, {"temperature", 3}});
  CHECK(d.lattice == "square");
  CHECK(d.n_bonds == 12);
  CHECK(d.equal_couplings);
  CHECK(std::vector<double>(d.energies.begin(), d.energies.end()) == std::vector<double>{-0.5, 1, 7, 8});

  const Dataset energies = read(bytes, {.key = "samples/energy"});
  CHECK(std::vector<double>(energies.labels.begin(), energies.labels.end()) ==
        std::vector<double>{-0.5, 1, 7, 8});
  CHECK(energies.checksum != d.checksum);
  CHECK(read(bytes).checksum == d.checksum);
  CHECK_THAT(complaint(bytes, {.key = "temprature"}), Catch::Contains("has no label \"temprature\"") &&
                                                          Catch::Contains("did you mean \"temperature\""));
}

TEST_CASE("The shape of every regular lattice is found from what a run stores") {
  using lattice::Kind;
  for (const auto& [name, kind, lengths] :
       {std::tuple("chain", Kind::chain, std::vector<std::size_t>{5}),
        std::tuple("square", Kind::square, std::vector<std::size_t>{4, 3}),
        std::tuple("square", Kind::square, std::vector<std::size_t>{1, 3}),
        std::tuple("triangular", Kind::triangular, std::vector<std::size_t>{3, 4}),
        std::tuple("cubic", Kind::cubic, std::vector<std::size_t>{2, 3, 4}),
        std::tuple("honeycomb", Kind::honeycomb, std::vector<std::size_t>{2, 2})}) {
    RunResult run = some_run();
    run.points.pop_back();
    run.points[0].lattice = lattice_data(name, kind, lengths);
    const std::size_t n = lattice::Lattice(kind, lengths).n_sites();
    run.points[0].samples = Samples{.n_samples = 1,
                                    .n_sites = n,
                                    .configurations = std::vector<double>(n, 0.5),
                                    .energy = {},
                                    .magnetization = {},
                                    .chain = {},
                                    .sweep = {}};
    INFO(name);
    CHECK(read(bytes_of(run)).shape == (kind == Kind::honeycomb ? std::vector<std::size_t>{n} : lengths));
  }
}

TEST_CASE("Runs without configurations or of several sizes are refused with what to do") {
  RunResult run = some_run();
  run.points[1].samples->n_sites = 5;
  run.points[1].samples->configurations = PackedSpins{{0b00101, 0b11111}};
  CHECK_THAT(complaint(bytes_of(run)), Catch::Contains("points of 6 and of 5 sites"));
  run.points[0].samples.reset();
  CHECK(read(bytes_of(run)).points == std::vector<std::uint32_t>{1, 1});
  run.points[1].samples.reset();
  CHECK_THAT(complaint(bytes_of(run)), Catch::Contains("[output] configurations = N"));
  run = some_run();
  run.points[1].samples->energy.clear();
  CHECK(read(bytes_of(run)).energies.empty());
  CHECK_THAT(complaint(bytes_of(run), {.key = "samples/energy"}),
             Catch::Contains("point 0001 keeps no samples/energy"));
  CHECK_THAT(complaint(bytes_of(some_run()), {.max_bytes = 90}), Catch::Contains("of memory"));
  CHECK(read(bytes_of(some_run()), {.max_bytes = 96}).n_rows() == 4);
}

TEST_CASE("npy files of every type of number and version are read") {
  for (const std::string& bytes :
       {npy_of<float>("<f4"), npy_of<double>("<f8"), npy_of<std::int8_t>("|i1"), npy_of<std::uint8_t>("|u1"),
        npy_of<std::int16_t>("<i2"), npy_of<std::int32_t>("<i4"), npy_of<std::int64_t>("=i8"),
        npy_of<std::uint8_t>("|b1")}) {
    const Dataset d = read(bytes);
    CHECK(equal(d.values, six_numbers()));
    CHECK(d.shape == std::vector<std::size_t>{3});
    CHECK_FALSE(d.is_labelled());
  }
  const std::vector<double> numbers{1, 2, 3, 4, 5, 6};
  for (const int version : {1, 2, 3}) {
    CHECK(equal(read(npy_file(version, npy_literal(">f8", false, "(2, 3)"), raw_bytes(numbers, true))).values,
                six_numbers()));
  }
  CHECK(equal(read(npy_file(1, npy_literal("<f8", false, "(6,)"), raw_bytes(numbers))).values,
              arma::fmat{{1, 2, 3, 4, 5, 6}}));
  // Keys in any order, other quotes, no comma at the end.
  CHECK(equal(
      read(npy_file(1, "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"<f8\"}", raw_bytes(numbers)))
          .values,
      six_numbers()));
}

TEST_CASE("npy files in Fortran order hold the same rows") {
  const std::vector<std::uint64_t> axes{2, 3, 4, 5};
  for (std::size_t n_axes = 1; n_axes <= 4; ++n_axes) {
    std::string shape = "(";
    std::size_t count = 1;
    for (std::size_t i = 0; i < n_axes; ++i) shape += std::to_string(axes[i]) + ",", count *= axes[i];
    shape += ")";
    std::vector<float> c(count), fortran(count);
    std::iota(c.begin(), c.end(), 0.0F);
    for (std::size_t at = 0; at < count; ++at) {  // the multi-index of element `at` of C order
      std::size_t rest = at, place = 0, stride = count;
      for (std::size_t axis = n_axes; axis-- > 0;) {
        stride /= axes[axis];
        place += rest % axes[axis] * stride;
        rest /= axes[axis];
      }
      fortran[place] = c[at];
    }
    const Dataset a = read(npy_file(1, npy_literal("<f4", false, shape), raw_bytes(c)));
    const Dataset b = read(npy_file(1, npy_literal("<f4", true, shape), raw_bytes(fortran)));
    CHECK(equal(a.values, b.values));
    CHECK(a.values.n_cols == 2);
    CHECK(a.shape == b.shape);
    if (n_axes == 4) CHECK(a.shape == std::vector<std::size_t>{5, 4, 3});
  }
}

TEST_CASE("npy files that cannot be data are refused with what is wrong") {
  const std::string six = raw_bytes(std::vector<double>{1, 2, 3, 4, 5, 6});
  const auto with = [&](const std::string& descr, const std::string& shape, const std::string& bytes) {
    return complaint(npy_file(1, npy_literal(descr, false, shape), bytes));
  };
  using Catch::Contains;
  CHECK_THAT(with("<c16", "(2, 3)", six), Contains("dtype \"<c16\"") && Contains("f4, f8, i1"));
  CHECK_THAT(with("<f8", "(2, 4)", six), Contains("ends too early") && Contains("2 x 4"));
  CHECK_THAT(with("<f8", "(2, 2)", six), Contains("longer than its header says"));
  CHECK_THAT(with("<f8", "(0, 3)", ""), Contains("length 0"));
  CHECK_THAT(with("<f8", "()", six.substr(0, 8)), Contains("0 axes"));
  CHECK_THAT(with("<f8", "(1, 1, 1, 2, 3)", six), Contains("5 axes"));
  CHECK_THAT(with("<f8", "(4294967296, 4294967296)", six), Contains("ends too early"));
  CHECK_THAT(with("<f8", "(18446744073709551615, 3)", six), Contains("ends too early"));
  CHECK_THAT(with("<f8", "(99999999999999999999, 3)", six), Contains("header is damaged"));
  CHECK_THAT(with("<f8", "(2, 3)", raw_bytes(std::vector<double>{1, 2, 3, 4, std::nan(""), 6})),
             Contains("row 2, value 2 is not finite"));
  CHECK_THAT(with("<f8", "(2, 3)", raw_bytes(std::vector<double>{1, 2, 1e300, 4, 5, 6})),
             Contains("row 1, value 3") && Contains("single precision"));
  CHECK_THAT(complaint(npy_file(1, "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (6,)}", six)),
             Contains("structured"));
  CHECK_THAT(complaint(npy_file(4, npy_literal("<f8", false, "(6,)"), six)), Contains("version 4.0"));
  CHECK_THAT(complaint(npy_file(1, "{'descr': '<f8'}", six)), Contains("header is damaged"));
  CHECK_THAT(complaint(npy_file(1, npy_literal("<f8", false, "(6,)"), six), {.key = "temperature"}),
             Contains("give labels"));
  const File file(npy_file(1, npy_literal("<f8", false, "(6,)"), six));
  CHECK_THROWS_WITH(read_dataset(file.path, {.max_bytes = 20}), Contains("of memory"));
}

TEST_CASE("IDX images are grey levels from 0 to 1 with the labels beside them") {
  const test::TemporaryFolder folder;
  const auto images = folder.path / "train-images-idx3-ubyte",
             labels = folder.path / "train-labels-idx1-ubyte";
  const std::string pixels =
      raw_bytes(std::vector<std::uint8_t>{0, 51, 102, 153, 204, 255, 255, 0, 0, 0, 0, 0});
  write_file(images, idx_file(8, {2, 3, 2}, pixels));
  CHECK_FALSE(read_dataset(images).is_labelled());
  write_file(labels, idx_file(8, {2}, "\x05\x09"));
  const Dataset d = read_dataset(images);
  CHECK(d.shape == std::vector<std::size_t>{2, 3});
  CHECK(d.n_rows() == 2);
  CHECK(d.values(1, 0) == 0.2F);
  CHECK(d.values(5, 0) == 1.0F);
  CHECK(d.label_name == "label");
  CHECK(d.labels[0] == 5);
  CHECK(d.labels[1] == 9);

  write_file(labels, idx_file(8, {3}, "\x05\x09\x01"));
  CHECK_THROWS_WITH(read_dataset(images),
                    Catch::Contains("holds 3 labels") && Catch::Contains("holds 2 rows"));
  write_file(labels,
             npy_file(1, npy_literal("<i8", false, "(2, 1)"), raw_bytes(std::vector<std::int64_t>{7, 8})));
  CHECK(read_dataset(images).labels[1] == 8);
  write_file(labels, "3\n4\n");
  CHECK(read_dataset(images, {.labels = labels}).labels[1] == 4);
  CHECK(read_dataset(images, {.labels = labels}).label_name == "label");
  CHECK(read_dataset(images, {.key = "temperature", .labels = labels}).label_name == "temperature");
  write_file(labels, "temperature\n0.1\n2.269185314213022\n");
  CHECK(read_dataset(images, {.labels = labels}).label_name == "temperature");
  CHECK(read_dataset(images, {.labels = labels}).labels[1] == 2.269185314213022);
  write_file(labels, "3 1\n4 1\n");
  CHECK_THROWS_WITH(read_dataset(images), Catch::Contains("one column"));

  const Dataset doubles =
      read(idx_file(0x0E, {2, 3}, raw_bytes(std::vector<double>{1, 2, 3, 4, 5, 6}, true)));
  CHECK(equal(doubles.values, six_numbers()));
  const Dataset shorts =
      read(idx_file(0x0B, {2, 3}, raw_bytes(std::vector<std::int16_t>{1, 2, 3, 4, 5, 6}, true)));
  CHECK(equal(shorts.values, six_numbers()));
}

TEST_CASE("IDX files that promise more than they hold are refused") {
  using Catch::Contains;
  CHECK_THAT(complaint(idx_file(8, {4, 4, 4}, "abc")), Contains("ends too early") && Contains("4 x 4 x 4"));
  CHECK_THAT(complaint(idx_file(8, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "abc")),
             Contains("ends too early"));
  CHECK_THAT(complaint(idx_file(8, {2}, "abc")), Contains("longer than"));
  CHECK_THAT(complaint(idx_file(8, {1, 1, 1, 1, 1}, "a")), Contains("5 axes"));
  CHECK_THAT(complaint(idx_file(8, {}, "a")), Contains("0 axes"));
  CHECK_THAT(complaint(idx_file(8, {2, 3}, "").substr(0, 7)), Contains("ends too early"));
  CHECK_THAT(complaint(idx_file(7, {2}, "ab")), Contains("no format that is known"));
}

TEST_CASE("CSV is read with and without a header and whatever stands between the numbers") {
  for (const char* text : {"1,2,3\n4,5,6\n", "1, 2, 3\r\n4, 5 ,6", "a;b;c\n1;2;3\n4;5;6\n",
                           "# made by hand\n1\t2\t3\n\n4\t5\t+6e0\n", "  1 2  3\n4 5 6 \n",
                           "\xEF\xBB\xBF\"a\",\"b\",\"c\"\n1,2,3\n4,5,6"}) {
    INFO(text);
    const Dataset d = read(text);
    CHECK(equal(d.values, six_numbers()));
    CHECK_FALSE(d.is_labelled());
  }
  const std::string named = "x,temperature,y\n1,2,3\n4,5.5,6\n";
  for (const char* key : {"", "temperature"}) {
    const Dataset d = read(named, {.key = key});
    CHECK(equal(d.values, {{1, 4}, {3, 6}}));
    CHECK(d.label_name == "temperature");
    CHECK(d.labels[1] == 5.5);
  }
  CHECK(read(named, {.key = "y"}).labels[0] == 3);
  const Dataset numbered = read("1,2,3\n4,5,6\n", {.key = "3"});
  CHECK(numbered.labels[1] == 6);
  CHECK(numbered.n_features() == 2);
}

TEST_CASE("A comma separates or is a decimal point by what stands around it") {
  for (const char* text : {"1.5,2\n3,4\n", "1.5,\t2\n3,\t4\n", "1.5, 2\n3, 4\n", "1,5\t2\n3\t4\n",
                           "1,5;2\n3;4\n", "1.5\t2\n3\t4\n"}) {
    INFO(text);
    CHECK(equal(read(text, {}).values, {{1.5, 3}, {2, 4}}));
  }
}

TEST_CASE("CSV that is off is refused with line and column and all at once") {
  using Catch::Contains;
  const std::string several = complaint("a,b,c\n1,2,3\n4,x,6\n7,8\n9,nan,10\n1,,2\n1,1e39,1\n");
  CHECK_THAT(several, Contains(":3:3: error: \"x\" stands where a number is due"));
  CHECK_THAT(several, Contains(":4:1: error: the line has 2 values, but must have 3"));
  CHECK_THAT(several, Contains(":5:3: error: \"nan\" stands where a finite number"));
  CHECK_THAT(several, Contains(":6:3: error: \"\" stands where a number is due"));
  CHECK_THAT(several, Contains(":7:3: error: \"1e39\""));
  CHECK_THAT(complaint("a,temprature\n1,2\n", {.key = "temperature"}),
             Contains(":1:1: error: there is no column \"temperature\"; the columns are \"a\", "
                      "\"temprature\"; did you mean \"temprature\"?"));
  CHECK_THAT(complaint("1,2\n3,4\n", {.key = "temperature"}), Contains("the number of a column, 1 to 2"));
  CHECK_THAT(complaint("1,2\n3,4\n", {.key = "3"}), Contains("1 to 2"));
  CHECK_THAT(complaint("a,b\n"), Contains("no row of numbers"));
  CHECK_THAT(complaint("\n\n"), Contains("no row of numbers"));
  CHECK_THAT(complaint("label\n1\n"), Contains("nothing but the label"));
  std::string many = "1,2\n";
  for (int i = 0; i < 1000; ++i) many += "1,x\n";
  CHECK_THAT(complaint(many), Contains(":101:3"));
}

TEST_CASE("What is no data set is refused by name") {
  using Catch::Contains;
  CHECK_THAT(complaint(std::string("\x00\x01\x02\x03\x04", 5)),
             Contains("no format that is known") && Contains(".npy"));
  CHECK_THAT(complaint("\x1f\x8b rest"), Contains("unpack it first"));
  CHECK_THAT(complaint("PK\x03\x04 rest"), Contains(".npz"));
  CHECK_THAT(complaint("\x89HDF\r\n\x1a\n and nothing else"), Contains("damaged"));
  CHECK_THAT(complaint(""), Contains("is empty"));
  const test::TemporaryFolder folder;
  CHECK_THROWS_WITH(read_dataset(folder.path), Contains("is a folder"));
  CHECK_THROWS_WITH(read_dataset(folder.path / "none.csv"),
                    Contains("none.csv: error: cannot be read: No such file"));
  CHECK_THROWS_WITH(read_dataset("/dev/zero"), Contains("is no regular file"));
}

}  // namespace dataset_reader_tests
