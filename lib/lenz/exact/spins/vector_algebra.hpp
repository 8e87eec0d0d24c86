#pragma once

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/core/scheduler.hpp"
#include "lenz/exact/spins/linear_operator.hpp"
#include "lenz/random/address.hpp"

/// Long vectors in blocks of a fixed length: sums of blocks are added in their order, so that no bit depends
/// on the number of threads.
namespace lenz::exact::spins {

/// Elements of a block: 128 KiB of real numbers, which a second-level cache holds.
inline constexpr std::uint64_t block_length = 1 << 14;

/// work(first, last) for every block of 0 … n - 1. Blocks must not share what they write.
template <class Work>
void for_each_block(std::uint64_t n, std::size_t n_threads, const Work& work) {
  for_each_shard((n + block_length - 1) / block_length, n_threads, [&](std::size_t b) {
    const std::uint64_t first = b * block_length;
    work(first, std::min(n, first + block_length));
  });
}

/// Re (a* b).
inline double real_product(double a, double b) { return a * b; }
inline double real_product(std::complex<double> a, std::complex<double> b) {
  return a.real() * b.real() + a.imag() * b.imag();
}

/// Real vectors; complex ones are vectors of 2 n reals (as_reals), whose dot product is Re <x|y>.
double dot(const double* x, const double* y, std::uint64_t n, std::size_t n_threads);

/// The same of one block, or less.
double block_dot(const double* x, const double* y, std::uint64_t n);

/// y = w + factor y, and returns x . y.
double add_and_dot(const double* w, double factor, const double* x, double* y, std::uint64_t n,
                   std::size_t n_threads);

/// y = scale (y - a x), and returns |y|^2.
double subtract_and_norm(double a, const double* x, double scale, double* y, std::uint64_t n,
                         std::size_t n_threads);

/// y += a x.
void add_scaled(double a, const double* x, double* y, std::uint64_t n, std::size_t n_threads);

/// x *= a.
void scale(double a, double* x, std::uint64_t n, std::size_t n_threads);

/// The reals of which x is made, and how many they are.
inline const double* as_reals(const double* x) { return x; }
inline double* as_reals(double* x) { return x; }
inline const double* as_reals(const std::complex<double>* x) { return reinterpret_cast<const double*>(x); }
inline double* as_reals(std::complex<double>* x) { return reinterpret_cast<double*>(x); }
template <OperatorScalar S>
std::uint64_t n_reals(std::uint64_t n) {
  return n * sizeof(S) / sizeof(double);
}

/// One pass of classical Gram-Schmidt: w -= sum_j v_j <v_j|w>, and returns the <v_j|w>. The v_j are
/// orthonormal. Cost: each v_j is read twice.
template <OperatorScalar S>
std::vector<S> orthogonalise(std::span<const S* const> basis, S* w, std::uint64_t n, std::size_t n_threads);

/// The first rotation.size() / n_in vectors become sum_i v_i rotation[i + j n_in], in place. REQUIRES no more
/// new vectors than old ones.
template <OperatorScalar S>
void rotate(std::span<S* const> basis, std::span<const double> rotation, std::uint64_t n,
            std::size_t n_threads);

/// Independent numbers, uniform in (-1, 1) (real and imaginary parts alike), as a function of the address.
void fill_uniform(const random::Address& address, double* x, std::uint64_t n);

/// Independent standard normal numbers: a direction without any preference.
void fill_normal(const random::Address& address, double* x, std::uint64_t n);

}  // namespace lenz::exact::spins
