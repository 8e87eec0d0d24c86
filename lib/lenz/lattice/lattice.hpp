#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Geometry only: sites, bonds, positions, translations. No energies.
namespace lenz::lattice {

using Site = std::uint32_t;

/// chain, square and cubic have one site a cell and spacing 1; triangular too, with a_2 at 60 degrees to a_1.
/// A honeycomb cell has two sites, nearest neighbours at distance 1, |a_1| = sqrt(3). A graph has bonds and
/// no geometry.
enum class Kind { chain, square, triangular, honeycomb, cubic, graph };

enum class Boundary { periodic, open };

struct Bond {
  Site a = 0, b = 0;
  friend bool operator==(const Bond&, const Bond&) = default;
};

struct Neighbour {
  Site site = 0;
  std::uint32_t bond = 0;  ///< index into bonds()
};

/// The number of axes of a kind: 1, 2 or 3; 0 for a graph.
std::size_t n_axes(Kind kind);

/// Sites joined by bonds, on a regular lattice or any graph.
///
/// Sites of a regular lattice are numbered (cell)(sublattice), cells with the first axis fastest:
/// site = (x + L_1 (y + L_2 z)) m + sublattice, m = sites_per_cell(). A *row* is the run of L_1 m sites along
/// the first axis. A periodic axis of length 2 has two bonds between the same sites; across an axis of length
/// 1 there is none (the diagonal of a triangular lattice crosses both axes). Parallel bonds are kept as
/// separate bonds, a site is never its own neighbour.
class Lattice {
 public:
  /// A regular lattice of `lengths` cells along each axis.
  /// Throws std::invalid_argument on a wrong number of axes, a length of 0, more than 2^28 sites, or
  /// Kind::graph.
  Lattice(Kind kind, std::vector<std::size_t> lengths, Boundary boundary = Boundary::periodic);

  /// Any graph. Throws std::invalid_argument where a bond names a site >= n_sites or joins a site to itself.
  static Lattice graph(std::size_t n_sites, std::vector<Bond> bonds);

  Kind kind() const { return kind_; }
  Boundary boundary() const { return boundary_; }
  std::size_t n_sites() const { return n_sites_; }
  std::size_t n_axes() const { return lengths_.size(); }
  std::size_t length(std::size_t axis) const { return lengths_.at(axis); }
  std::size_t sites_per_cell() const { return sites_per_cell_; }
  std::size_t row_size() const { return lengths_.empty() ? 0 : lengths_[0] * sites_per_cell_; }

  std::span<const Bond> bonds() const { return bonds_; }
  /// Both ends of every bond: neighbours(bond.a) holds bond.b and the other way round.
  std::span<const Neighbour> neighbours(Site site) const {
    return {neighbours_.data() + first_[site], neighbours_.data() + first_[site + 1]};
  }
  /// Where neighbours(site) begins when all of them stand in one row: for values held neighbour by neighbour.
  std::size_t first_neighbour(Site site) const { return first_[site]; }
  std::size_t max_degree() const;

  /// Positions in units of the distance of nearest neighbours, unused coordinates 0; empty for a graph.
  std::span<const std::array<double, 3>> positions() const { return positions_; }

  /// The site r cells further along an axis: wrapped where periodic, none off an open edge or on a graph.
  std::optional<Site> translate(Site site, std::size_t axis, std::ptrdiff_t r) const;

  /// Whether waves along the first axis fit: periodic, and at least 3 cells long.
  bool has_waves() const;
  /// |k_min| = |b_1| / L_1, b_1 the reciprocal vector of the first axis (b_1.a_1 = 2 pi, b_1.a_j = 0): the
  /// smallest wave number, 2 pi / L on a square lattice. REQUIRES has_waves().
  double smallest_wavenumber() const;
  /// cos and sin of k_min.x for each site of a row, the same in every row; empty unless has_waves().
  std::span<const std::array<double, 2>> wave() const { return wave_; }

  /// +1 or -1 for each site so that every bond joins unlike ones; none where an odd cycle forbids it.
  std::optional<std::vector<std::int8_t>> bipartite_colouring() const;

 private:
  Lattice() = default;
  void index_neighbours();
  void lay_wave();

  Kind kind_ = Kind::graph;
  Boundary boundary_ = Boundary::open;
  std::size_t n_sites_ = 0;
  std::size_t sites_per_cell_ = 1;
  std::vector<std::size_t> lengths_;
  std::vector<Bond> bonds_;
  std::vector<std::size_t> first_;
  std::vector<Neighbour> neighbours_;
  std::vector<std::array<double, 3>> positions_;
  std::vector<std::array<double, 2>> wave_;
};

}  // namespace lenz::lattice
