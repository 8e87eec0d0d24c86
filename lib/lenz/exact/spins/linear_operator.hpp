#pragma once

#include <complex>
#include <concepts>
#include <cstdint>

/// What an eigenvalue solver asks of a Hamiltonian: its products with vectors, never its elements.
namespace lenz::exact::spins {

template <class T>
concept OperatorScalar = std::same_as<T, double> || std::same_as<T, std::complex<double>>;

/// A Hermitian n x n matrix H, n = size() (0 is an empty sector). apply: y = H x, over whatever y held; x and
/// y do not overlap. The same bits whatever its threads, if results are to be the same.
template <class Op>
concept LinearOperator = OperatorScalar<typename Op::Scalar> &&
    requires(const Op& op, const typename Op::Scalar* x, typename Op::Scalar* y) {
  { op.size() } -> std::convertible_to<std::uint64_t>;
  op.apply(x, y);
};

/// One that also forms y = H x + factor y in one pass: two vectors then suffice where three are needed
/// otherwise.
template <class Op>
concept AccumulatingOperator = LinearOperator<Op> &&
    requires(const Op& op, const typename Op::Scalar* x, double factor, typename Op::Scalar* y) {
  op.apply_add(x, factor, y);
};

/// One that knows Re <x|y> of that y when the pass has ended, which saves a pass over both vectors.
template <class Op>
concept OverlappingOperator = AccumulatingOperator<Op> &&
    requires(const Op& op, const typename Op::Scalar* x, double factor, typename Op::Scalar* y) {
  { op.apply_add_and_dot(x, factor, y) } -> std::same_as<double>;
};

}  // namespace lenz::exact::spins
