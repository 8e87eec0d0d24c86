#include <cstdint>
#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/dataset_reader.hpp"
#include "lenz/io/results_hdf5.hpp"

#include "support/dataset_files.hpp"
#include "support/temporary_folder.hpp"

namespace dataset_damage_tests {

using namespace lenz;
using namespace lenz::io;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string run_file(const std::filesystem::path& folder) {
  RunResult run;
  run.version = "0.1.0";
  run.task = "sample";
  for (const double temperature : {1.5, 3.0}) {
    PointResult point;
    point.parameters = {{"temperature", temperature}};
    auto lattice = std::make_shared<LatticeData>();
    lattice->kind = "chain";
    lattice->bonds = {0, 1, 1, 2, 2, 0};
    lattice->n_dimensions = 1;
    lattice->positions = {0, 1, 2};
    point.lattice = lattice;
    point.samples = Samples{.n_samples = 2,
                            .n_sites = 3,
                            .configurations = std::vector<std::int8_t>{1, -1, 1, -1, -1, -1},
                            .energy = {-0.5, 1},
                            .magnetization = {0.25, 1},
                            .chain = {0, 1},
                            .sweep = {10, 20}};
    if (temperature == 3) point.samples->configurations = PackedSpins{{0b101, 0b011}};
    run.points.push_back(point);
  }
  const auto path = folder / "sound.h5";
  write_results(path, run);
  return bytes_of(path);
}

/// xorshift64: where a file is damaged; no matter of physics.
class Places {
 public:
  std::size_t below(std::size_t n) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return state_ % n;
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15U;
};

/// Up to four bits flipped; in every third file the end is missing, in every seventh a run of bytes is
/// written over by its neighbour.
std::string damaged(std::string bytes, Places& places, std::size_t i) {
  for (std::size_t k = places.below(4) + 1; k > 0; --k) {
    char& byte = bytes[places.below(bytes.size())];
    byte = static_cast<char>(byte ^ (1 << places.below(8)));
  }
  if (i % 7 == 0) bytes.insert(places.below(bytes.size()), bytes.substr(places.below(bytes.size()), 9));
  if (i % 3 == 0) bytes.resize(places.below(bytes.size()) + 1);
  return bytes;
}

}  // namespace

TEST_CASE("Two thousand damaged data sets are input errors or read as something and never a crash") {
  const test::TemporaryFolder folder;
  const auto path = folder.path / "data";
  const std::vector<std::string> sound = {
      run_file(folder.path),
      test::npy_file(1, test::npy_literal("<f8", true, "(3, 2, 2)"),
                     test::raw_bytes(std::vector<double>(12, 1.5))),
      test::npy_file(2, test::npy_literal("|i1", false, "(5, 4)"), std::string(20, '\1')),
      test::idx_file(8, {3, 2, 2}, std::string(12, '\7')),
      test::idx_file(0x0D, {3, 4}, test::raw_bytes(std::vector<float>(12, 2.5F), true)),
      "a,temperature,c\n1,2.5,3\n-4,5e0,6\n7,8,9\n",
  };
  Places places;
  std::size_t n_refused = 0, n_read = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    std::ofstream(path, std::ios::binary) << damaged(sound[i % sound.size()], places, i / sound.size());
    try {
      const data::Dataset d = read_dataset(path, {.max_bytes = 1 << 24});
      CHECK(d.n_rows() > 0);
      CHECK(d.values.is_finite());
      CHECK((d.labels.empty() || d.labels.n_elem == d.n_rows()));
      ++n_read;
    } catch (const InputError&) {
      ++n_refused;
    }
  }
  CHECK(n_refused > 500);
  CHECK(n_read > 100);
}

}  // namespace dataset_damage_tests
