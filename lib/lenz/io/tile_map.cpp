#include "lenz/io/tile_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lenz::io {

namespace {

struct Site {
  double x = 0, y = 0;
  std::size_t index = 0;
};

std::vector<Site> sites_of_plane(const LatticeData& lattice) {
  const std::size_t d = lattice.n_dimensions;
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 2; d == 3 && i < lattice.positions.size(); i += d)
    lowest = std::min(lowest, lattice.positions[i]);
  std::vector<Site> sites;
  for (std::size_t i = 0; i * d < lattice.positions.size(); ++i) {
    const double* r = &lattice.positions[i * d];
    if (d == 2 || r[2] < lowest + 0.5) sites.push_back({r[0], r[1], i});
  }
  return sites;
}

/// Sites in cells one spacing wide: the nearest within one spacing is in a cell or beside it.
class Buckets {
 public:
  explicit Buckets(const std::vector<Site>& sites) {
    left_ = bottom_ = std::numeric_limits<double>::infinity();
    double right = -left_, top = -bottom_;
    for (const Site& s : sites) {
      left_ = std::min(left_, s.x), right = std::max(right, s.x);
      bottom_ = std::min(bottom_, s.y), top = std::max(top, s.y);
    }
    width_ = right - left_ + 1;
    height_ = top - bottom_ + 1;
    columns_ = static_cast<std::size_t>(width_) + 1;
    rows_ = static_cast<std::size_t>(height_) + 1;
    cells_.resize(columns_ * rows_);
    for (const Site& s : sites) cells_[cell(s.x - left_) + columns_ * cell(s.y - bottom_)].push_back(s);
  }
  double width() const { return width_; }
  double height() const { return height_; }

  /// (x, y) from the lower left corner, which lies half a spacing outside the lowest sites.
  std::size_t nearest(double x, double y) const {
    x += left_ - 0.5;
    y += bottom_ - 0.5;
    double best = 1;
    std::size_t index = TileMap::nothing;
    const std::size_t column = cell(x - left_), row = cell(y - bottom_);
    for (std::size_t j = row - std::min<std::size_t>(row, 1); j <= std::min(row + 1, rows_ - 1); ++j) {
      for (std::size_t i = column - std::min<std::size_t>(column, 1); i <= std::min(column + 1, columns_ - 1);
           ++i) {
        for (const Site& s : cells_[i + columns_ * j]) {
          const double distance = (s.x - x) * (s.x - x) + (s.y - y) * (s.y - y);
          if (distance < best) best = distance, index = s.index;
        }
      }
    }
    return index;
  }

 private:
  static std::size_t cell(double x) { return static_cast<std::size_t>(std::max(0.0, x)); }

  double left_, bottom_, width_, height_;
  std::size_t columns_, rows_;
  std::vector<std::vector<Site>> cells_;
};

}  // namespace

TileMap map_tile(const LatticeData& lattice, std::size_t pixels) {
  TileMap map;
  if (lattice.n_dimensions < 2 || lattice.n_dimensions > 3 || lattice.positions.empty()) return map;
  const Buckets buckets(sites_of_plane(lattice));
  const double fitting = static_cast<double>(pixels) / std::max(buckets.width(), buckets.height());
  const double scale = fitting >= 1 ? std::floor(fitting) : fitting;
  map.width = static_cast<std::size_t>(std::ceil(buckets.width() * scale));
  map.height = static_cast<std::size_t>(std::ceil(buckets.height() * scale));
  map.site.reserve(map.width * map.height);
  for (std::size_t j = map.height; j-- > 0;) {
    for (std::size_t i = 0; i < map.width; ++i) {
      map.site.push_back(
          buckets.nearest((static_cast<double>(i) + 0.5) / scale, (static_cast<double>(j) + 0.5) / scale));
    }
  }
  return map;
}

}  // namespace lenz::io
