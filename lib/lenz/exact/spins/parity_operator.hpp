#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/spins/spin_operator.hpp"

namespace lenz::exact::spins {

/// A Hamiltonian in the sector of parity p = +-1 of the spin inversion P = prod_i sx_i, in half of all
/// states.
///
/// The basis is |s> = (|s> + p |~s>) / sqrt 2 with the last spin down, in the order of the words s of n - 1
/// spins. Terms that leave the last spin down are those of n - 1 spins (a bond with it is a field along z);
/// one that turns it up leads to ~s: to the vector read backwards.
///
///     sx of the last spin:          y(s) += p h x(2^(n-1) - 1 - s)
///     flip of spin i and the last:  y(s) += p flip x(2^(n-1) - 1 - s + 2^i)  where spin i is up
///
/// Cost: that of a SpinOperator of n - 1 spins, and one more pass over the vector.
class ParityOperator {
 public:
  using Scalar = double;

  /// Throws std::invalid_argument where P does not commute with H (a field along z), parity is neither 1 nor
  /// -1, or there are fewer than 2 spins.
  ParityOperator(const Terms& terms, int parity, std::size_t n_threads = 1);

  std::uint64_t size() const { return lower_.size(); }
  void apply(const double* x, double* y) const { apply_add(x, 0, y); }
  /// y = H x + factor y.
  void apply_add(const double* x, double factor, double* y) const;
  /// The same, and returns x . y.
  double apply_add_and_dot(const double* x, double factor, double* y) const;
  std::uint64_t bytes() const { return lower_.bytes(); }
  /// v(s) = x(s) / sqrt 2, v(~s) = p x(s) / sqrt 2: the vector in the basis of all 2 size() states.
  void expand(const double* x, double* v) const;

 private:
  /// What turns the last spin up, in one block.
  void add_last(const double* x, double* y, std::uint64_t first, std::uint64_t after) const;

  struct LastFlip {
    std::uint64_t bit;
    double weight;
  };
  std::size_t n_threads_;
  int parity_;
  SpinOperator lower_;
  double last_field_ = 0;
  std::vector<LastFlip> last_flips_;
};

}  // namespace lenz::exact::spins
