#pragma once

#include <armadillo>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/spins/chunked_basis.hpp"
#include "lenz/exact/spins/linear_operator.hpp"

/// Expectation values of a normalised state v in a ChunkedBasis (S is double or std::complex<double>). Pauli
/// matrices, s+- = (sx +- i sy) / 2. Sums go by blocks of a fixed length: the same bits for any number of
/// threads.
namespace lenz::exact::spins {

/// <sz_i sz_j> of all pairs, and <sz_i> beside them. Cost: n^2 / 2 operations a state.
struct DiagonalMoments {
  arma::mat sz_sz;  ///< n_sites x n_sites, 1 on the diagonal
  arma::vec sz;
};
template <OperatorScalar S>
DiagonalMoments diagonal_moments(const ChunkedBasis& basis, const S* v, std::size_t n_threads = 1);

/// Probabilities that the state xor `mask` has k = 0 … n bits set: of k spins up for mask 0; with the sites
/// of one sublattice as mask, of the staggered magnetization n - 2 k, up to its sign. Cost: a count a state.
template <OperatorScalar S>
arma::vec count_distribution(const ChunkedBasis& basis, const S* v, std::uint64_t mask = 0,
                             std::size_t n_threads = 1);

/// <s+_i s-_j + s-_i s+_j> = <sx_i sx_j + sy_i sy_j> / 2 for i != j, so that <S_i.S_j> = <sz_i sz_j> / 4 +
/// this / 2. Cost: a look-up a state. Throws std::invalid_argument for sites that are equal or not there.
template <OperatorScalar S>
double exchange(const ChunkedBasis& basis, const S* v, unsigned i, unsigned j, std::size_t n_threads = 1);

/// <sx_i>; 0 in a basis of fixed magnetization.
template <OperatorScalar S>
double transverse(const ChunkedBasis& basis, const S* v, unsigned i, std::size_t n_threads = 1);

/// Entropy of von Neumann (natural logarithm) of the sites 0 … length - 1:
/// -sum_k p_k log p_k, p_k the squared singular values of v as a matrix of the block's states and the
/// others'; with fixed magnetization that matrix has a block for each number of spins up. Cost: singular
/// values of a 2^length x 2^(n - length) matrix. Throws std::invalid_argument for a block longer than the
/// system, or one whose matrix would have more than 2^28 elements.
template <OperatorScalar S>
double entanglement_entropy(const ChunkedBasis& basis, const S* v, unsigned length);

/// The static structure factor at wave vector q: 1/n sum_ij exp(i q.(r_i - r_j)) <sz_i sz_j> / 4, positions
/// one column a site. Its mean over all wave vectors of a Bravais lattice is 1/4.
double structure_factor(const arma::mat& sz_sz, const arma::mat& positions, const arma::vec& q);

}  // namespace lenz::exact::spins
