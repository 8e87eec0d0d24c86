#include "lenz/optim/sum_shards.hpp"

#include "lenz/core/checks.hpp"

namespace lenz::optim {

namespace {

/// Adds elements first … last - 1 of one block of all shards but the first to `sum`, in their order.
template <class T>
void add_range(const std::vector<Evaluation<T>>& parts, std::size_t block, std::size_t first,
               std::size_t last, arma::Col<T>& sum) {
  T* to = sum.memptr();
  for (std::size_t shard = 1; shard < parts.size(); ++shard) {
    const T* from = parts[shard].gradient[block].memptr();
    for (std::size_t i = first; i < last; ++i) to[i] += from[i];
  }
}

template <class T>
void add_gradients(std::vector<Evaluation<T>>& parts, std::size_t n_threads, Evaluation<T>& out) {
  constexpr std::size_t piece = 1 << 15;  // of 32768 numbers: worth handing to a thread
  // The first shard's memory becomes the sum's, and the sum's of the step before the shard's: nothing is
  // copied.
  std::swap(out.gradient, parts.front().gradient);
  for (std::size_t b = 0; b < out.gradient.size(); ++b) {
    const std::size_t n = out.gradient[b].n_elem;
    for (std::size_t shard = 1; shard < parts.size(); ++shard)
      check_size("a shard's gradient", parts[shard].gradient.at(b).n_elem, n);
    if (parts.size() == 1) continue;
    const auto add_piece = [&](std::size_t p) {
      add_range(parts, b, p * piece, std::min(n, (p + 1) * piece), out.gradient[b]);
    };
    for_each_shard((n + piece - 1) / piece, n_threads, add_piece);
  }
}

template <class T>
void join_samples(const std::vector<Evaluation<T>>& parts, Evaluation<T>& out) {
  std::size_t n_samples = 0, n_local = 0;
  for (const Evaluation<T>& part : parts) {
    n_samples += part.log_derivatives.n_cols;
    n_local += part.local.n_elem;
  }
  out.log_derivatives.set_size(parts.front().log_derivatives.n_rows, n_samples);
  out.local.set_size(n_local);
  std::size_t column = 0, place = 0;
  for (const Evaluation<T>& part : parts) {
    check_size("a shard's log-derivatives", part.log_derivatives.n_rows, out.log_derivatives.n_rows);
    std::copy(part.log_derivatives.begin(), part.log_derivatives.end(), out.log_derivatives.begin() + column);
    std::copy(part.local.begin(), part.local.end(), out.local.begin() + place);
    column += part.log_derivatives.n_elem;
    place += part.local.n_elem;
  }
}

template <class T>
void add_numbers(const std::vector<Evaluation<T>>& parts, Evaluation<T>& out) {
  double squares = 0;
  out.value = 0;
  out.figures.assign(parts.front().figures.size(), 0);
  for (const Evaluation<T>& part : parts) {
    out.value += part.value;
    squares += part.error * part.error;
    check_size("a shard's figures", part.figures.size(), out.figures.size());
    for (std::size_t f = 0; f < out.figures.size(); ++f) out.figures[f] += part.figures[f];
  }
  out.error = std::sqrt(squares);
}

}  // namespace

template <class T>
void sum_shards(std::size_t n_shards, std::size_t n_threads,
                const std::function<void(std::size_t shard, Evaluation<T>& part)>& work,
                std::vector<Evaluation<T>>& parts, Evaluation<T>& out) {
  check_positive("the number of shards", n_shards);
  parts.resize(n_shards);
  for_each_shard(n_shards, n_threads, [&](std::size_t shard) { work(shard, parts[shard]); });
  add_numbers(parts, out);
  add_gradients(parts, n_threads, out);
  join_samples(parts, out);
}

template void sum_shards(std::size_t, std::size_t,
                         const std::function<void(std::size_t, Evaluation<float>&)>&,
                         std::vector<Evaluation<float>>&, Evaluation<float>&);
template void sum_shards(std::size_t, std::size_t,
                         const std::function<void(std::size_t, Evaluation<double>&)>&,
                         std::vector<Evaluation<double>>&, Evaluation<double>&);

}  // namespace lenz::optim
