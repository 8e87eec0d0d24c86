#include "lenz/io/contact_sheet.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "lenz/io/tile_map.hpp"

namespace lenz::io {

namespace {

constexpr std::uint8_t background = 0, ink = 1, first_shade = 2;
constexpr int last_shade = 255 - first_shade;
constexpr std::size_t margin = 12, gap = 6, dot = 2, label_height = 7 * dot, glyph_advance = 6 * dot;

/// Five columns of seven bits, lowest bit on top.
struct Glyph {
  char letter;
  std::uint8_t columns[5];
};
constexpr Glyph font[] = {{'0', {0x3E, 0x51, 0x49, 0x45, 0x3E}}, {'1', {0x00, 0x42, 0x7F, 0x40, 0x00}},
                          {'2', {0x42, 0x61, 0x51, 0x49, 0x46}}, {'3', {0x21, 0x41, 0x45, 0x4B, 0x31}},
                          {'4', {0x18, 0x14, 0x12, 0x7F, 0x10}}, {'5', {0x27, 0x45, 0x45, 0x45, 0x39}},
                          {'6', {0x3C, 0x4A, 0x49, 0x49, 0x30}}, {'7', {0x01, 0x71, 0x09, 0x05, 0x03}},
                          {'8', {0x36, 0x49, 0x49, 0x49, 0x36}}, {'9', {0x06, 0x49, 0x49, 0x29, 0x1E}},
                          {'.', {0x00, 0x60, 0x60, 0x00, 0x00}}, {'-', {0x08, 0x08, 0x08, 0x08, 0x08}},
                          {'+', {0x08, 0x08, 0x3E, 0x08, 0x08}}, {'=', {0x14, 0x14, 0x14, 0x14, 0x14}},
                          {'e', {0x38, 0x54, 0x54, 0x54, 0x18}}, {'T', {0x01, 0x01, 0x7F, 0x01, 0x01}},
                          {'J', {0x20, 0x40, 0x41, 0x3F, 0x01}}, {'h', {0x7F, 0x08, 0x04, 0x04, 0x78}}};

/// Light sand to deep blue, by way of a soft blue: up and down differ in lightness, so that any eye and a
/// copy in grey tell them.
std::vector<Colour> palette() {
  constexpr double stops[3][3] = {{244, 233, 210}, {123, 158, 178}, {24, 54, 86}};
  std::vector<Colour> colours = {{255, 255, 255}, {60, 60, 66}};
  for (int i = 0; i <= last_shade; ++i) {
    const double t = 2.0 * i / last_shade;
    const int k = t < 1 ? 0 : 1;
    Colour colour{};
    for (int c = 0; c < 3; ++c) {
      colour[c] =
          static_cast<std::uint8_t>(std::lround(stops[k][c] + (t - k) * (stops[k + 1][c] - stops[k][c])));
    }
    colours.push_back(colour);
  }
  return colours;
}

void draw_text(Image& image, std::size_t x, std::size_t y, std::string_view text) {
  for (const char letter : text) {
    const auto* glyph =
        std::find_if(std::begin(font), std::end(font), [&](const Glyph& g) { return g.letter == letter; });
    for (std::size_t i = 0; glyph != std::end(font) && i < 5 * dot; ++i) {
      for (std::size_t j = 0; j < label_height; ++j) {
        if ((glyph->columns[i / dot] >> (j / dot)) & 1) image.pixels[(y + j) * image.width + x + i] = ink;
      }
    }
    x += glyph_advance;
  }
}

/// "T=2.269 h=0.1": the parameters that differ between points.
std::vector<std::string> row_labels(const RunResult& result) {
  std::vector<std::string> labels(result.points.size());
  for (std::size_t p = 0; !result.points.empty() && p < result.points.front().parameters.size(); ++p) {
    std::set<double> values;
    for (const PointResult& point : result.points) values.insert(point.parameters[p].second);
    if (values.size() < 2 && p > 0) continue;
    const std::string& name = result.points.front().parameters[p].first;
    const char* symbol = name == "temperature" ? "T="
                         : name == "coupling"  ? "J="
                         : name == "field"     ? "h="
                                               : "";
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::string space = labels[i].empty() ? "" : " ";
      labels[i] += space + symbol + fmt::format("{:.4g}", result.points[i].parameters[p].second);
    }
  }
  return labels;
}

void draw_tile(Image& image, std::size_t x, std::size_t y, const TileMap& map, const Samples& samples,
               std::size_t sample, double scale) {
  for (std::size_t j = 0; j < map.height; ++j) {
    for (std::size_t i = 0; i < map.width; ++i) {
      const std::size_t site = map.site[j * map.width + i];
      if (site == TileMap::nothing) continue;
      const double value = 0.5 + 0.5 * sample_value(samples, sample, site) / scale;
      image.pixels[(y + j) * image.width + x + i] =
          static_cast<std::uint8_t>(first_shade + std::lround(value * last_shade));
    }
  }
}

double largest_value(const Samples& samples) {
  const auto* values = std::get_if<std::vector<double>>(&samples.configurations);
  if (values == nullptr) return 1;
  double largest = 0;
  for (const double value : *values) largest = std::max(largest, std::fabs(value));
  return largest > 0 ? largest : 1;
}

}  // namespace

std::optional<Image> contact_sheet(const RunResult& result, const ContactSheetOptions& options) {
  std::vector<std::size_t> rows;
  std::vector<TileMap> maps;
  std::size_t columns = 0, tile_width = 0, label_width = 0, height = margin;
  const std::vector<std::string> labels = row_labels(result);
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const PointResult& point = result.points[i];
    if (!point.samples || point.samples->n_samples == 0 || !point.lattice) continue;
    const bool same = !rows.empty() && point.lattice == result.points[rows.back()].lattice;
    TileMap map = same ? maps.back() : map_tile(*point.lattice, options.tile_pixels);
    if (map.width == 0) continue;
    columns = std::max(columns, std::min(options.columns, point.samples->n_samples));
    tile_width = std::max(tile_width, map.width);
    label_width = std::max(label_width, glyph_advance * labels[i].size());
    height += std::max(map.height, label_height) + gap;
    rows.push_back(i);
    maps.push_back(std::move(map));
  }
  if (rows.empty()) return std::nullopt;

  Image image{.width = 2 * margin + label_width + columns * (tile_width + gap),
              .height = height - gap + margin,
              .pixels = {},
              .palette = palette()};
  image.pixels.assign(image.width * image.height, background);
  std::size_t y = margin;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Samples& samples = *result.points[rows[r]].samples;
    const std::size_t row_height = std::max(maps[r].height, label_height);
    draw_text(image, margin, y + (row_height - label_height) / 2, labels[rows[r]]);
    const double scale = largest_value(samples);
    const std::size_t shown = std::min(columns, samples.n_samples);
    for (std::size_t k = 0; k < shown; ++k) {
      const std::size_t sample = (2 * k + 1) * samples.n_samples / (2 * shown);
      draw_tile(image, margin + label_width + gap + k * (tile_width + gap), y, maps[r], samples, sample,
                scale);
    }
    y += row_height + gap;
  }
  return image;
}

std::optional<Image> configuration_image(const PointResult& point, std::size_t sample, std::size_t pixels) {
  if (!point.samples || sample >= point.samples->n_samples || !point.lattice) return std::nullopt;
  const TileMap map = map_tile(*point.lattice, pixels);
  if (map.width == 0) return std::nullopt;
  Image image{.width = map.width, .height = map.height, .pixels = {}, .palette = palette()};
  image.pixels.assign(image.width * image.height, background);
  draw_tile(image, 0, 0, map, *point.samples, sample, largest_value(*point.samples));
  return image;
}

}  // namespace lenz::io
