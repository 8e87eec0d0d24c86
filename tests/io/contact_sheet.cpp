#include "lenz/io/contact_sheet.hpp"

#include <catch2/catch.hpp>
#include <png.h>

#include "lenz/io/tile_map.hpp"

namespace contact_sheet_tests {

using namespace lenz::io;

namespace {

/// Red, green, blue of every pixel, read by libpng.
std::vector<std::uint8_t> decode(const std::string& bytes, std::size_t& width, std::size_t& height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
  image.format = PNG_FORMAT_RGB;
  width = image.width;
  height = image.height;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
  return pixels;
}

std::shared_ptr<LatticeData> square(std::size_t n) {
  auto lattice = std::make_shared<LatticeData>();
  lattice->n_dimensions = 2;
  for (std::size_t y = 0; y < n; ++y) {
    for (std::size_t x = 0; x < n; ++x) {
      lattice->positions.push_back(static_cast<double>(x));
      lattice->positions.push_back(static_cast<double>(y));
    }
  }
  return lattice;
}

}  // namespace

TEST_CASE("A picture in grey and one with a palette come back from their PNG") {
  std::size_t width = 0, height = 0;
  const Image grey{.width = 2, .height = 1, .pixels = {0, 200}, .palette = {}};
  CHECK(decode(encode_png(grey), width, height) == std::vector<std::uint8_t>{0, 0, 0, 200, 200, 200});
  const Image colours{.width = 1, .height = 2, .pixels = {1, 0}, .palette = {{10, 20, 30}, {40, 50, 60}}};
  CHECK(decode(encode_png(colours), width, height) == std::vector<std::uint8_t>{40, 50, 60, 10, 20, 30});
  CHECK(width == 1);
  CHECK(height == 2);
  CHECK_THROWS_AS(encode_png({}), std::invalid_argument);
  CHECK_THROWS_AS(encode_png({.width = 2, .height = 2, .pixels = {1}, .palette = {}}), std::invalid_argument);
}

TEST_CASE("Each pixel of a square lattice shows its own site") {
  const TileMap map = map_tile(*square(3), 7);
  REQUIRE(map.width == 6);
  REQUIRE(map.height == 6);
  for (std::size_t j = 0; j < 6; ++j) {
    for (std::size_t i = 0; i < 6; ++i) CHECK(map.site[j * 6 + i] == i / 2 + 3 * (2 - j / 2));
  }
}

TEST_CASE("A lattice larger than its picture is thinned and a layer stands for a solid") {
  CHECK(map_tile(*square(100), 50).width == 50);
  LatticeData cubic;
  cubic.n_dimensions = 3;
  for (const double z : {1.0, 0.0}) {
    for (const double x : {0.0, 1.0}) cubic.positions.insert(cubic.positions.end(), {x, 0, z});
  }
  CHECK(map_tile(cubic, 2).site == std::vector<std::size_t>{2, 3});
}

TEST_CASE("A contact sheet shows each sample of each point") {
  RunResult run;
  for (const double temperature : {1.0, 2.0}) {
    PointResult point;
    point.parameters = {{"temperature", temperature}};
    point.lattice = square(2);
    point.samples = Samples{.n_samples = 2,
                            .n_sites = 4,
                            .configurations = PackedSpins{{0b1111, 0b0000}},
                            .energy = {},
                            .magnetization = {},
                            .chain = {},
                            .sweep = {}};
    run.points.push_back(point);
  }
  const auto image = contact_sheet(run, {.columns = 8, .tile_pixels = 20});
  REQUIRE(image);
  CHECK(std::count(image->pixels.begin(), image->pixels.end(), 255) == 2 * 20 * 20);
  CHECK(std::count(image->pixels.begin(), image->pixels.end(), 2) == 2 * 20 * 20);
  CHECK(std::count(image->pixels.begin(), image->pixels.end(), 1) > 20);
}

TEST_CASE("Without samples or without a plane there is no contact sheet") {
  RunResult run;
  CHECK_FALSE(contact_sheet(run));
  run.points.resize(1);
  CHECK_FALSE(contact_sheet(run));
  run.points[0].samples = Samples{.n_samples = 1,
                                  .n_sites = 1,
                                  .configurations = PackedSpins{{1}},
                                  .energy = {},
                                  .magnetization = {},
                                  .chain = {},
                                  .sweep = {}};
  CHECK_FALSE(contact_sheet(run));
  auto graph = std::make_shared<LatticeData>();
  run.points[0].lattice = graph;
  CHECK_FALSE(contact_sheet(run));
}

}  // namespace contact_sheet_tests
