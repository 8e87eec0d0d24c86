#include "lenz/exact/spins/observables.hpp"

#include <bit>
#include <cmath>
#include <stdexcept>
#include <string>

#include "lenz/exact/spins/vector_algebra.hpp"
#include "lenz/exact/spins/words.hpp"

namespace lenz::exact::spins {

namespace {

/// The state after this one in the basis. REQUIRES one.
class Walk {
 public:
  Walk(const ChunkedBasis& basis, std::uint64_t index)
      : basis_(basis), high_(basis.state(index) >> basis.n_low()), rank_(index - basis.begin(high_)) {}
  std::uint64_t state() const {
    return high_ << basis_.n_low() | basis_.low_states(basis_.class_of(high_))[rank_];
  }
  void step() {
    if (++rank_ < basis_.chunk_size(high_)) return;
    rank_ = 0;
    do ++high_;
    while (high_ < basis_.n_chunks() && basis_.chunk_size(high_) == 0);
  }

 private:
  const ChunkedBasis& basis_;
  std::uint64_t high_, rank_;
};

/// sum_s term(s, index), block by block in their order.
template <class Term>
double sum_over(const ChunkedBasis& basis, std::size_t n_threads, const Term& term) {
  std::vector<double> sums((basis.size() + block_length - 1) / block_length);
  for_each_block(basis.size(), n_threads, [&](std::uint64_t first, std::uint64_t last) {
    Walk walk(basis, first);
    double sum = 0;
    for (std::uint64_t k = first; k < last; ++k) {
      sum += term(walk.state(), k);
      if (k + 1 < last) walk.step();
    }
    sums[first / block_length] = sum;
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

void check_site(const ChunkedBasis& basis, unsigned i) {
  if (i >= basis.n_sites())
    throw std::invalid_argument("spins: no site " + std::to_string(i) + " of " +
                                std::to_string(basis.n_sites()));
}

}  // namespace

template <OperatorScalar S>
DiagonalMoments diagonal_moments(const ChunkedBasis& basis, const S* v, std::size_t n_threads) {
  const unsigned n = basis.n_sites();
  const std::uint64_t n_blocks = (basis.size() + block_length - 1) / block_length;
  std::vector<DiagonalMoments> parts(n_blocks);
  for_each_block(basis.size(), n_threads, [&](std::uint64_t first, std::uint64_t last) {
    DiagonalMoments& part = parts[first / block_length];
    part = {.sz_sz = arma::mat(n, n, arma::fill::zeros), .sz = arma::vec(n, arma::fill::zeros)};
    Walk walk(basis, first);
    arma::vec sign(n);
    for (std::uint64_t k = first; k < last; ++k) {
      const double p = std::norm(v[k]);
      const std::uint64_t state = walk.state();
      for (unsigned i = 0; i < n; ++i) sign(i) = sign_of(state, i);
      for (unsigned j = 0; j < n; ++j) {
        const double weight = p * sign(j);
        part.sz(j) += weight;
        double* column = part.sz_sz.colptr(j);
        for (unsigned i = 0; i < j; ++i) column[i] += weight * sign(i);
      }
      if (k + 1 < last) walk.step();
    }
  });
  DiagonalMoments all{.sz_sz = arma::mat(n, n, arma::fill::zeros), .sz = arma::vec(n, arma::fill::zeros)};
  for (const DiagonalMoments& part : parts) {
    all.sz_sz += part.sz_sz;
    all.sz += part.sz;
  }
  all.sz_sz += arma::mat(all.sz_sz.t());
  all.sz_sz.diag().ones();
  return all;
}

template <OperatorScalar S>
arma::vec count_distribution(const ChunkedBasis& basis, const S* v, std::uint64_t mask,
                             std::size_t n_threads) {
  const unsigned n = basis.n_sites();
  std::vector<arma::vec> parts((basis.size() + block_length - 1) / block_length);
  for_each_block(basis.size(), n_threads, [&](std::uint64_t first, std::uint64_t last) {
    arma::vec& part = parts[first / block_length];
    part.zeros(n + 1);
    Walk walk(basis, first);
    for (std::uint64_t k = first; k < last; ++k) {
      part(static_cast<arma::uword>(std::popcount(walk.state() ^ mask))) += std::norm(v[k]);
      if (k + 1 < last) walk.step();
    }
  });
  arma::vec all(n + 1, arma::fill::zeros);
  for (const arma::vec& part : parts) all += part;
  return all;
}

template <OperatorScalar S>
double exchange(const ChunkedBasis& basis, const S* v, unsigned i, unsigned j, std::size_t n_threads) {
  check_site(basis, i);
  check_site(basis, j);
  if (i == j) throw std::invalid_argument("spins: the exchange of a spin with itself");
  const std::uint64_t mask = std::uint64_t{1} << i | std::uint64_t{1} << j;
  return sum_over(basis, n_threads, [&](std::uint64_t s, std::uint64_t k) {
    const bool antiparallel = (s & mask) != 0 && (s & mask) != mask;
    return antiparallel ? real_product(v[basis.index(s ^ mask)], v[k]) : 0.0;
  });
}

template <OperatorScalar S>
double transverse(const ChunkedBasis& basis, const S* v, unsigned i, std::size_t n_threads) {
  check_site(basis, i);
  if (basis.n_up()) return 0;
  const std::uint64_t bit = std::uint64_t{1} << i;
  return sum_over(basis, n_threads, [&](std::uint64_t s, std::uint64_t k) {
    return real_product(v[basis.index(s ^ bit)], v[k]);
  });
}

namespace {

/// All words of `n` bits, or those with `n_up` set.
std::vector<std::uint64_t> words(unsigned n, std::optional<unsigned> n_up) {
  std::vector<std::uint64_t> all;
  for (std::uint64_t word = 0; word < std::uint64_t{1} << n; ++word) {
    if (!n_up || static_cast<unsigned>(std::popcount(word)) == *n_up) all.push_back(word);
  }
  return all;
}

arma::vec singular_values(const arma::mat& m) { return arma::svd(m); }
/// Every second one of the real [[Re, -Im], [Im, Re]], which has each twice: OpenBLAS 0.3.21 is not to be
/// trusted with complex ones (see spectrum_of).
arma::vec singular_values(const arma::cx_mat& m) {
  const arma::mat re = arma::real(m), im = arma::imag(m);
  const arma::vec twice =
      arma::svd(arma::join_cols(arma::join_rows(re, arma::mat(-im)), arma::join_rows(im, re)));
  arma::vec once(twice.n_elem / 2);
  for (arma::uword k = 0; k < once.n_elem; ++k) once(k) = twice(2 * k);
  return once;
}

/// -sum p log p of the squared singular values of v between the words of the block and of the rest.
template <OperatorScalar S>
double entropy_between(const ChunkedBasis& basis, const S* v, unsigned length,
                       std::optional<unsigned> up_inside) {
  const auto inside = words(length, up_inside);
  const auto outside =
      words(basis.n_sites() - length, up_inside ? std::optional(*basis.n_up() - *up_inside) : std::nullopt);
  if (inside.empty() || outside.empty()) return 0;
  arma::Mat<S> m(inside.size(), outside.size());
  for (std::size_t b = 0; b < outside.size(); ++b) {
    for (std::size_t a = 0; a < inside.size(); ++a)
      m(a, b) = v[basis.index(outside[b] << length | inside[a])];
  }
  double entropy = 0;
  for (const double s : singular_values(m)) {
    const double p = s * s;
    if (p > 0) entropy -= p * std::log(p);
  }
  return entropy;
}

}  // namespace

template <OperatorScalar S>
double entanglement_entropy(const ChunkedBasis& basis, const S* v, unsigned length) {
  const unsigned n = basis.n_sites();
  if (length > n)
    throw std::invalid_argument("spins: a block of " + std::to_string(length) + " of " + std::to_string(n) +
                                " sites");
  if (basis.size() > std::uint64_t{1} << 28)
    throw std::invalid_argument("spins: the entanglement of " + std::to_string(basis.size()) +
                                " states is too large a matrix");
  if (!basis.n_up()) return entropy_between(basis, v, length, std::nullopt);
  double entropy = 0;
  for (unsigned up = 0; up <= std::min(length, *basis.n_up()); ++up) {
    if (*basis.n_up() - up <= n - length) entropy += entropy_between(basis, v, length, std::optional(up));
  }
  return entropy;
}

double structure_factor(const arma::mat& sz_sz, const arma::mat& positions, const arma::vec& q) {
  const arma::vec phase = positions.t() * q;
  const arma::vec c = arma::cos(phase), s = arma::sin(phase);
  return (arma::dot(c, sz_sz * c) + arma::dot(s, sz_sz * s)) / (4 * static_cast<double>(sz_sz.n_rows));
}

#define LENZ_INSTANTIATE(S)                                                                         \
  template DiagonalMoments diagonal_moments(const ChunkedBasis&, const S*, std::size_t);            \
  template arma::vec count_distribution(const ChunkedBasis&, const S*, std::uint64_t, std::size_t); \
  template double exchange(const ChunkedBasis&, const S*, unsigned, unsigned, std::size_t);         \
  template double transverse(const ChunkedBasis&, const S*, unsigned, std::size_t);                 \
  template double entanglement_entropy(const ChunkedBasis&, const S*, unsigned);
LENZ_INSTANTIATE(double)
LENZ_INSTANTIATE(std::complex<double>)
#undef LENZ_INSTANTIATE

}  // namespace lenz::exact::spins
