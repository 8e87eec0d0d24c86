#include "lenz/exact/spins/vector_algebra.hpp"

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"
#include "lenz/random/words.hpp"

namespace lenz::exact::spins {
namespace {

/// sum over i of term(i) in a fixed number of lanes, which the compiler keeps in registers.
template <class Term>
inline double sum_in_lanes(std::uint64_t first, std::uint64_t last, const Term& term) {
  constexpr std::size_t n_lanes = 16;
  double lanes[n_lanes] = {};
  std::uint64_t i = first;
  for (; i + n_lanes <= last; i += n_lanes) {
    for (std::size_t k = 0; k < n_lanes; ++k) lanes[k] += term(i + k);
  }
  for (std::size_t k = 0; i < last; ++i, ++k) lanes[k] += term(i);
  for (std::size_t half = n_lanes / 2; half > 0; half /= 2) {
    for (std::size_t k = 0; k < half; ++k) lanes[k] += lanes[k + half];
  }
  return lanes[0];
}

/// sum of part(first, last) over the blocks, in their order.
template <class Part>
double sum_blocks(std::uint64_t n, std::size_t n_threads, const Part& part) {
  std::vector<double> parts((n + block_length - 1) / block_length);
  for_each_block(n, n_threads, [&](std::uint64_t first, std::uint64_t last) {
    parts[first / block_length] = part(first, last);
  });
  double sum = 0;
  for (const double p : parts) sum += p;
  return sum;
}

double block_overlap(const double* v, const double* w, std::uint64_t first, std::uint64_t last) {
  return sum_in_lanes(first, last, [=](std::uint64_t i) { return v[i] * w[i]; });
}

std::complex<double> block_overlap(const std::complex<double>* v, const std::complex<double>* w,
                                   std::uint64_t first, std::uint64_t last) {
  const double* a = as_reals(v);
  const double* b = as_reals(w);
  const double re = sum_in_lanes(2 * first, 2 * last, [=](std::uint64_t i) { return a[i] * b[i]; });
  const double im = sum_in_lanes(
      first, last, [=](std::uint64_t i) { return a[2 * i] * b[2 * i + 1] - a[2 * i + 1] * b[2 * i]; });
  return {re, im};
}

void block_subtract(double c, const double* v, double* w, std::uint64_t first, std::uint64_t last) {
  for (std::uint64_t i = first; i < last; ++i) w[i] -= c * v[i];
}

void block_subtract(std::complex<double> c, const std::complex<double>* v, std::complex<double>* w,
                    std::uint64_t first, std::uint64_t last) {
  const double re = c.real(), im = c.imag();
  const double* a = as_reals(v);
  double* b = as_reals(w);
  for (std::uint64_t i = first; i < last; ++i) {
    b[2 * i] -= re * a[2 * i] - im * a[2 * i + 1];
    b[2 * i + 1] -= re * a[2 * i + 1] + im * a[2 * i];
  }
}

}  // namespace

double dot(const double* x, const double* y, std::uint64_t n, std::size_t n_threads) {
  return sum_blocks(n, n_threads, [=](std::uint64_t first, std::uint64_t last) {
    return block_overlap(x, y, first, last);
  });
}

double block_dot(const double* x, const double* y, std::uint64_t n) { return block_overlap(x, y, 0, n); }

double add_and_dot(const double* w, double factor, const double* x, double* y, std::uint64_t n,
                   std::size_t n_threads) {
  return sum_blocks(n, n_threads, [=](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) y[i] = w[i] + factor * y[i];
    return block_overlap(x, y, first, last);
  });
}

double subtract_and_norm(double a, const double* x, double factor, double* y, std::uint64_t n,
                         std::size_t n_threads) {
  return sum_blocks(n, n_threads, [=](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) y[i] = factor * (y[i] - a * x[i]);
    return block_overlap(y, y, first, last);
  });
}

void add_scaled(double a, const double* x, double* y, std::uint64_t n, std::size_t n_threads) {
  for_each_block(n, n_threads,
                 [=](std::uint64_t first, std::uint64_t last) { block_subtract(-a, x, y, first, last); });
}

void scale(double a, double* x, std::uint64_t n, std::size_t n_threads) {
  for_each_block(n, n_threads, [=](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) x[i] *= a;
  });
}

template <OperatorScalar S>
std::vector<S> orthogonalise(std::span<const S* const> basis, S* w, std::uint64_t n, std::size_t n_threads) {
  const std::size_t n_basis = basis.size(), n_blocks = (n + block_length - 1) / block_length;
  std::vector<S> parts(n_blocks * n_basis), overlaps(n_basis);
  for_each_block(n, n_threads, [&](std::uint64_t first, std::uint64_t last) {
    S* part = parts.data() + first / block_length * n_basis;
    for (std::size_t j = 0; j < n_basis; ++j) part[j] = block_overlap(basis[j], w, first, last);
  });
  for (std::size_t b = 0; b < n_blocks; ++b) {
    for (std::size_t j = 0; j < n_basis; ++j) overlaps[j] += parts[b * n_basis + j];
  }
  for_each_block(n, n_threads, [&](std::uint64_t first, std::uint64_t last) {
    for (std::size_t j = 0; j < n_basis; ++j) block_subtract(overlaps[j], basis[j], w, first, last);
  });
  return overlaps;
}

template <OperatorScalar S>
void rotate(std::span<S* const> basis, std::span<const double> rotation, std::uint64_t n,
            std::size_t n_threads) {
  constexpr std::uint64_t piece = 256;  // rows taken aside at a time: all vectors' fit in the cache
  const std::size_t n_in = basis.size(), n_out = rotation.size() / n_in;
  constexpr std::uint64_t width = sizeof(S) / sizeof(double);
  for_each_block(n, n_threads, [&](std::uint64_t first, std::uint64_t last) {
    std::vector<double> rows(n_out * piece * width);
    for (std::uint64_t begin = first; begin < last; begin += piece) {
      const std::uint64_t n_numbers = width * std::min(piece, last - begin);
      std::fill(rows.begin(), rows.end(), 0.0);
      for (std::size_t j = 0; j < n_out; ++j) {
        double* row = rows.data() + j * piece * width;
        for (std::size_t i = 0; i < n_in; ++i)
          block_subtract(-rotation[i + j * n_in], as_reals(basis[i] + begin), row, 0, n_numbers);
      }
      for (std::size_t j = 0; j < n_out; ++j)
        std::copy_n(rows.data() + j * piece * width, n_numbers, as_reals(basis[j] + begin));
    }
  });
}

void fill_uniform(const random::Address& address, double* x, std::uint64_t n) {
  random::Stream stream(address);
  random::Words words(stream.bulk());
  for (std::uint64_t i = 0; i < n; ++i) x[i] = 2 * random::uniform(words) - (1 - 0x1p-53);
}

void fill_normal(const random::Address& address, double* x, std::uint64_t n) {
  random::Stream stream(address);
  random::Words words(stream.bulk());
  for (std::uint64_t i = 0; i < n; ++i) x[i] = random::normal(words);
}

template std::vector<double> orthogonalise(std::span<const double* const>, double*, std::uint64_t,
                                           std::size_t);
template std::vector<std::complex<double>> orthogonalise(std::span<const std::complex<double>* const>,
                                                         std::complex<double>*, std::uint64_t, std::size_t);
template void rotate(std::span<double* const>, std::span<const double>, std::uint64_t, std::size_t);
template void rotate(std::span<std::complex<double>* const>, std::span<const double>, std::uint64_t,
                     std::size_t);

}  // namespace lenz::exact::spins
