#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/spins/chunked_basis.hpp"
#include "lenz/exact/spins/terms.hpp"

namespace lenz::exact::spins {

/// The product y = H x in a ChunkedBasis, without a matrix.
///
/// One pass over the chunks; each gathers what belongs to it, so threads never write to the same place and
/// their number changes no bit. Of a chunk with high part a:
///
///     diagonal                 table of the low part's energy + energy of a + sum_i f_i(a) sz_i, f the field
///                              of the bonds across the cut
///     bonds of low spins       a stencil, the same for all chunks of a class
///     bonds of high spins      whole chunks a' are added
///     bonds across the cut     half a chunk a' is added, by index lists
///     fields along x           butterflies within the chunk (low spins), whole chunks (high spins)
///
/// Cost: about one addition for each element that is not zero; memory: tables of 2^n_low rows.
class SpinOperator {
 public:
  using Scalar = double;

  /// Throws std::invalid_argument where terms and basis have different numbers of spins, or fields along x
  /// leave a basis of fixed magnetization.
  SpinOperator(const Terms& terms, ChunkedBasis basis, std::size_t n_threads = 1);

  const ChunkedBasis& basis() const { return basis_; }
  std::uint64_t size() const { return basis_.size(); }
  /// y = H x; both of size() numbers, which do not overlap.
  void apply(const double* x, double* y) const { run(x, 0, y); }
  /// y = H x + factor y, in the same pass.
  void apply_add(const double* x, double factor, double* y) const { run(x, factor, y); }
  /// The same, and returns x . y.
  double apply_add_and_dot(const double* x, double factor, double* y) const;
  /// What the tables take.
  std::uint64_t bytes() const;

 private:
  static constexpr std::size_t lanes = 8;
  using Fields = std::array<double, ChunkedBasis::most_low_bits>;

  /// Which rows of a class a set of bonds of one strength leads to, for `lanes` rows at a time: column by
  /// column, filled up with the row after the last, which is 0.
  struct Stencil {
    double weight = 0;
    struct OfClass {
      std::vector<std::uint32_t> begin;  ///< of each block of rows, in `rows`
      std::vector<std::uint16_t> rows;
    };
    std::vector<OfClass> classes;
  };
  struct HighBond {
    std::uint64_t i, j;  ///< bits of the high part
    double zz, flip;
  };
  struct CrossBond {
    unsigned low;
    std::uint64_t high;
    double zz, flip;
  };
  /// Rows of a class in which a low spin is down (0) and up (1); both lists are as long in classes that the
  /// flip joins, and in the same order.
  struct Halves {
    std::array<std::vector<std::uint16_t>, 2> rows;
  };
  struct Scratch;

  void take_bonds(const Terms& terms);
  void take_fields(const Terms& terms);
  void add_low_flips(const std::vector<Bond>& bonds);
  void make_tables(const Terms& terms);

  /// Sums up the chunks' x . y in `overlaps` where there are any: one a shard, whatever the threads.
  void run(const double* x, double factor, double* y, double* overlaps = nullptr) const;
  void apply_chunk(std::uint64_t high, const double* x, Scratch& scratch) const;
  void begin_with_diagonal(std::uint64_t high, unsigned c, std::size_t n, Scratch& scratch) const;
  double high_energy(std::uint64_t high) const;
  void add_stencils(unsigned c, std::size_t n, Scratch& scratch) const;
  void add_high(std::uint64_t high, const double* x, std::size_t n, Scratch& scratch) const;
  void add_cross(std::uint64_t high, unsigned c, const double* x, Scratch& scratch) const;
  void add_low_fields(std::size_t n, Scratch& scratch) const;

  ChunkedBasis basis_;
  std::size_t n_threads_;
  std::vector<std::vector<double>> low_energy_;         ///< one a class
  std::vector<std::vector<std::vector<double>>> sign_;  ///< sz of a low spin in each row of a class
  std::vector<std::vector<Halves>> halves_;             ///< of a low spin and a class
  std::vector<Stencil> stencils_;
  std::vector<HighBond> high_bonds_;
  std::vector<CrossBond> cross_bonds_;
  std::vector<double> x_low_, x_high_, z_high_;
};

}  // namespace lenz::exact::spins
