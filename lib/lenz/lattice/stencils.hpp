#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lenz/lattice/lattice.hpp"

namespace lenz::lattice {

/// The neighbours of a site as offsets from it: site + offset[n], n < degree.
struct Stencil {
  static constexpr std::uint32_t max_degree = 7;
  std::uint32_t degree = 0;
  std::array<std::int32_t, max_degree> offset{};
  friend bool operator==(const Stencil&, const Stencil&) = default;
};

/// The neighbours of all sites as a few stencils: one byte a site instead of a table of neighbours, so that a
/// lattice of 2^20 sites stays in cache. A square torus has 9: the bulk, four edges, four corners.
class Stencils {
 public:
  /// Sites first … last - 1, all with one stencil and in one stretch of memory.
  struct Run {
    Site first = 0, last = 0;
    std::uint8_t stencil = 0;
  };

  /// None where more than 255 stencils, or more than 7 neighbours of a site, would be needed.
  static std::optional<Stencils> of(const Lattice& lattice);

  const Stencil& operator[](Site site) const {
    // Known without a load from the large table, so that the neighbours' own loads need not wait for it.
    if (is_common_[site / 64] >> (site % 64) & 1) return common_;
    return stencils_[stencil_of_[site]];
  }
  const Stencil& stencil(const Run& run) const { return stencils_[run.stencil]; }
  std::span<const Run> runs() const { return runs_; }
  std::size_t n_stencils() const { return stencils_.size(); }
  /// The number of neighbours where all sites have as many, else 0.
  std::uint32_t common_degree() const { return common_degree_; }

 private:
  void mark_common();

  std::vector<Stencil> stencils_;
  std::vector<std::uint8_t> stencil_of_;
  Stencil common_;                        ///< the stencil of most sites, where most have one
  std::vector<std::uint64_t> is_common_;  ///< one bit a site
  std::vector<Run> runs_;
  std::uint32_t common_degree_ = 0;
};

}  // namespace lenz::lattice
