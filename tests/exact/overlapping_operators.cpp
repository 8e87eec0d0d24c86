#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/exact/spins/ground_state.hpp"
#include "lenz/exact/spins/parity_operator.hpp"
#include "lenz/exact/spins/spin_operator.hpp"
#include "lenz/exact/spins/symmetric_operator.hpp"
#include "lenz/exact/spins/vector_algebra.hpp"

#include "exact/spin_helpers.hpp"

namespace overlapping_operators_tests {

using namespace lenz;
using namespace lenz::exact::spins;
using test::ring;

namespace {

template <class T>
std::vector<T> some_vector(std::uint64_t n, double step) {
  std::vector<T> x(n);
  double* numbers = as_reals(x.data());
  for (std::uint64_t k = 0; k < n_reals<T>(n); ++k) numbers[k] = std::sin(step * static_cast<double>(k + 1));
  return x;
}

/// x . y with the product is x . y without it; y and x . y have the same bits on any number of threads.
template <class Make>
void check_overlap(const Make& make) {
  const auto op = make(1);
  using T = typename decltype(op)::Scalar;
  static_assert(OverlappingOperator<decltype(op)>);
  const std::vector<T> x = some_vector<T>(op.size(), 0.7);
  for (const double factor : {0.0, -1.3}) {
    std::vector<T> alone = some_vector<T>(op.size(), 0.2), y = alone;
    const std::vector<T> before = alone;
    op.apply_add(x.data(), factor, alone.data());
    const double overlap = op.apply_add_and_dot(x.data(), factor, y.data());
    CHECK(y == alone);
    const std::uint64_t n = n_reals<T>(op.size());
    const double size = std::sqrt(dot(as_reals(x.data()), as_reals(x.data()), n, 1) *
                                  dot(as_reals(y.data()), as_reals(y.data()), n, 1));
    CHECK(std::fabs(overlap - dot(as_reals(x.data()), as_reals(y.data()), n, 1)) <= 1e-14 * size);
    for (const std::size_t n_threads : {2U, 3U}) {
      std::vector<T> again = before;
      CHECK(make(n_threads).apply_add_and_dot(x.data(), factor, again.data()) == overlap);
      CHECK(again == y);
    }
  }
}

}  // namespace

TEST_CASE("products of spins tell their overlap with the vector") {
  const Terms heisenberg = xxz(16, ring(16), 1, 0.8, 0.1), ising = transverse_ising(13, ring(13), 1, 0.9);
  check_overlap([&](std::size_t n) { return SpinOperator(heisenberg, ChunkedBasis(16, 7), n); });
  check_overlap([&](std::size_t n) { return SpinOperator(heisenberg, ChunkedBasis(16, 0), n); });
  check_overlap([&](std::size_t n) { return SpinOperator(ising, ChunkedBasis(13), n); });
}

TEST_CASE("products in a sector of parity tell their overlap with the vector") {
  const Terms terms = transverse_ising(16, ring(16), 1, 0.9);
  check_overlap([&](std::size_t n) { return ParityOperator(terms, -1, n); });
}

TEST_CASE("products in a sector of momentum tell their overlap with the vector") {
  const Terms terms = xxz(14, ring(14), 1, 0.8, 0);
  for (const std::uint32_t k : {0U, 3U}) {
    const SymmetryGroup group(14, std::vector<Generator>{{translation({14}, 0), momentum_character(k, 14)}});
    check_overlap([&](std::size_t n) { return SymmetricOperator<std::complex<double>>(terms, group, 7, n); });
    if (k == 0) check_overlap([&](std::size_t n) { return SymmetricOperator<double>(terms, group, 7, n); });
  }
}

TEST_CASE("ground states of spins in two vectors have residuals far below the bar and known energies") {
  const auto check = [](const auto& op, double energy) {
    const auto ground = ground_state(op, {.with_vector = true});
    CHECK(ground.converged);
    CHECK(*ground.residual < 3e-11);
    CHECK(ground.energy == Approx(energy).epsilon(0).margin(1e-9));
  };
  check(SpinOperator(xxz(20, ring(20), 1, 1, 0), ChunkedBasis(20, 10)), -8.904386530);
  check(SpinOperator(transverse_ising(10, ring(10), 1, 1), ChunkedBasis(10)), -12.784906443);
  check(ParityOperator(transverse_ising(20, ring(20), 1, 1), 1), -25.490989686);
  const SymmetryGroup group(20, std::vector<Generator>{{translation({20}, 0), 1}, {spin_inversion(20), 1}});
  check(SymmetricOperator<double>(xxz(20, ring(20), 1, 1, 0), group, 10), -8.904386530);
}

}  // namespace overlapping_operators_tests
