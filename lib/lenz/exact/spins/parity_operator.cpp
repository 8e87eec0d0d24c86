#include "lenz/exact/spins/parity_operator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/exact/spins/vector_algebra.hpp"

namespace lenz::exact::spins {

namespace {

/// The terms that leave the last spin down.
Terms lower_terms(const Terms& terms) {
  const std::uint32_t last = terms.n_sites - 1;
  Terms lower{.n_sites = last, .bonds = {}, .x = {}, .z = std::vector<double>(last, 0)};
  if (!terms.x.empty()) lower.x.assign(terms.x.begin(), terms.x.end() - 1);
  for (const Bond& b : terms.bonds) {
    if (b.i != last && b.j != last)
      lower.bonds.push_back(b);
    else
      lower.z[std::min(b.i, b.j)] -= b.zz;
  }
  return lower;
}

const Terms& checked(const Terms& terms, int parity) {
  terms.check();
  if (terms.n_sites < 2) throw std::invalid_argument("spins: a sector of parity needs 2 spins or more");
  if (parity != 1 && parity != -1)
    throw std::invalid_argument("spins: a parity is 1 or -1, not " + std::to_string(parity));
  check_commutes(terms, spin_inversion(terms.n_sites));
  return terms;
}

}  // namespace

ParityOperator::ParityOperator(const Terms& terms, int parity, std::size_t n_threads)
    : n_threads_(n_threads),
      parity_(parity),
      lower_(lower_terms(checked(terms, parity)), ChunkedBasis(terms.n_sites - 1), n_threads) {
  const std::uint32_t last = terms.n_sites - 1;
  if (!terms.x.empty()) last_field_ = parity * terms.x.back();
  for (const Bond& b : terms.bonds) {
    if ((b.i == last || b.j == last) && b.flip != 0)
      last_flips_.push_back({.bit = std::uint64_t{1} << std::min(b.i, b.j), .weight = parity * b.flip});
  }
}

void ParityOperator::add_last(const double* x, double* y, std::uint64_t first, std::uint64_t after) const {
  const double* end = x + size() - 1;
  if (last_field_ != 0) {
    for (std::uint64_t s = first; s < after; ++s) y[s] += last_field_ * *(end - s);
  }
  for (const LastFlip& f : last_flips_) {
    for (std::uint64_t s = first; s < after; ++s) {
      if ((s & f.bit) != 0) y[s] += f.weight * *(end - s + f.bit);
    }
  }
}

void ParityOperator::apply_add(const double* x, double factor, double* y) const {
  lower_.apply_add(x, factor, y);
  for_each_block(size(), n_threads_,
                 [&](std::uint64_t first, std::uint64_t after) { add_last(x, y, first, after); });
}

double ParityOperator::apply_add_and_dot(const double* x, double factor, double* y) const {
  lower_.apply_add(x, factor, y);
  std::vector<double> overlaps((size() + block_length - 1) / block_length);
  for_each_block(size(), n_threads_, [&](std::uint64_t first, std::uint64_t after) {
    add_last(x, y, first, after);
    overlaps[first / block_length] = block_dot(x + first, y + first, after - first);
  });
  return std::accumulate(overlaps.begin(), overlaps.end(), 0.0);
}

void ParityOperator::expand(const double* x, double* v) const {
  const double half = std::sqrt(0.5);
  for (std::uint64_t s = 0; s < size(); ++s) {
    v[s] = half * x[s];
    v[2 * size() - 1 - s] = parity_ * half * x[s];
  }
}

}  // namespace lenz::exact::spins
