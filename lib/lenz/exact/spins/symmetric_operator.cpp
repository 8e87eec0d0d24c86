#include "lenz/exact/spins/symmetric_operator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>

#include "lenz/core/scheduler.hpp"
#include "lenz/exact/spins/orbits.hpp"
#include "lenz/exact/spins/vector_algebra.hpp"
#include "lenz/exact/spins/words.hpp"

namespace lenz::exact::spins {

namespace {

constexpr std::size_t n_row_shards = 128;

double diagonal_of(const Terms& terms, std::uint64_t s) {
  double energy = 0;
  for (const Bond& b : terms.bonds) energy += b.zz * sign_of(s, b.i) * sign_of(s, b.j);
  for (std::size_t i = 0; i < terms.z.size(); ++i) energy += terms.z[i] * sign_of(s, i);
  return energy;
}

/// Calls visit(state, strength) for each state that H takes s to.
template <class Visit>
void visit_neighbours(const Terms& terms, std::uint64_t s, const Visit& visit) {
  for (const Bond& b : terms.bonds) {
    const std::uint64_t mask = std::uint64_t{1} << b.i | std::uint64_t{1} << b.j, both = s & mask;
    if (b.flip != 0 && both != 0 && both != mask) visit(s ^ mask, b.flip);
  }
  for (std::size_t i = 0; i < terms.x.size(); ++i) {
    if (terms.x[i] != 0) visit(s ^ std::uint64_t{1} << i, terms.x[i]);
  }
}

template <class T>
T as(std::complex<double> z) {
  if constexpr (std::is_same_v<T, double>)
    return z.real();
  else
    return z;
}

/// First index of a shard of n.
std::uint64_t begin_of(std::size_t shard, std::uint64_t n) { return n * shard / n_row_shards; }

constexpr std::uint32_t none = UINT32_MAX;
constexpr std::uint64_t rows_together = 128;

/// Places of states in their increasing list, by a table of their high bits.
class StateIndex {
 public:
  explicit StateIndex(const std::vector<std::uint64_t>& states) : states_(states) {
    if (states.empty()) return;
    while ((states.back() >> shift_) > states.size()) ++shift_;
    begin_.resize((states.back() >> shift_) + 2);
    for (const std::uint64_t s : states) ++begin_[(s >> shift_) + 1];
    for (std::size_t k = 1; k < begin_.size(); ++k) begin_[k] += begin_[k - 1];
  }

  /// Or `none`.
  std::uint32_t find(std::uint64_t s) const {
    const std::uint64_t k = s >> shift_;
    if (k + 1 >= begin_.size()) return none;
    const std::uint64_t* first = states_.data() + begin_[k];
    for (std::uint32_t n = begin_[k + 1] - begin_[k]; n > 1; n -= n / 2)
      first += first[n / 2 - 1] < s ? n / 2 : 0;
    const auto place = static_cast<std::uint32_t>(first - states_.data());
    return begin_[k] < begin_[k + 1] && *first == s ? place : none;
  }
  void prefetch(std::uint64_t s) const {
    if ((s >> shift_) < begin_.size()) __builtin_prefetch(begin_.data() + (s >> shift_));
  }

 private:
  const std::vector<std::uint64_t>& states_;
  unsigned shift_ = 0;
  std::vector<std::uint32_t> begin_;
};

/// What H takes some states to, in the order of visit_neighbours.
struct Neighbours {
  std::vector<std::uint64_t> words;
  std::vector<double> strengths;
  std::vector<std::complex<double>> characters;  ///< of the element that takes its smallest state there
  std::vector<std::uint32_t> columns;            ///< of its orbit; none where that has no state in the sector
  std::vector<std::size_t> ends;                 ///< of each state's

  void find(const Terms& terms, std::span<const std::uint64_t> states, const Orbits& orbits,
            const StateIndex& index) {
    words.clear();
    strengths.clear();
    ends.clear();
    for (const std::uint64_t state : states) {
      visit_neighbours(terms, state, [&](std::uint64_t s, double h) {
        words.push_back(s);
        strengths.push_back(h);
      });
      ends.push_back(words.size());
    }
    characters.resize(words.size());
    columns.resize(words.size());
    orbits.find_smallest(words, characters);
    for (const std::uint64_t s : words) index.prefetch(s);
    for (std::size_t k = 0; k < words.size(); ++k) columns[k] = index.find(words[k]);
  }
};

std::size_t n_neighbours(const Terms& terms, std::uint64_t state) {
  std::size_t n = 0;
  visit_neighbours(terms, state, [&](std::uint64_t, double) { ++n; });
  return n;
}

/// Writes the rows of the matrix from `first` on, and their lengths; returns their sum.
template <class T>
std::uint64_t write_rows(const Neighbours& neighbours, const std::vector<double>& weights,
                         std::uint64_t first, std::uint32_t* columns, T* values, std::uint64_t* lengths) {
  std::uint32_t* end = columns;
  std::size_t k = 0;
  for (std::size_t i = 0; i < neighbours.ends.size(); ++i) {
    std::uint32_t* begin = end;
    for (; k < neighbours.ends[i]; ++k) {
      const std::uint32_t column = neighbours.columns[k];
      if (column == none) continue;
      // <r'|H|r> is the conjugate of what row r needs.
      const T value = as<T>(std::conj(neighbours.strengths[k] * neighbours.characters[k]) *
                            std::sqrt(weights[column] / weights[first + i]));
      std::uint32_t* place = std::find(begin, end, column);
      if (place == end) {
        *end++ = column;
        values[place - columns] = value;
      } else {
        values[place - columns] += value;
      }
    }
    lengths[i] = static_cast<std::uint64_t>(end - begin);
  }
  return static_cast<std::uint64_t>(end - columns);
}

/// Of what stands from places[shard] on, lengths[shard] numbers each.
template <class Places, class Lengths, class Number>
void close_gaps(const Places& places, const Lengths& lengths, std::vector<Number>& numbers) {
  auto end = numbers.begin();
  for (std::size_t shard = 0; shard < n_row_shards; ++shard) {
    const auto from = numbers.begin() + static_cast<std::ptrdiff_t>(places[shard]);
    end = std::copy_n(from, lengths[shard], end);
  }
  numbers.erase(end, numbers.end());
}

void check(const Terms& terms, const SymmetryGroup& group, std::optional<unsigned> n_up, bool needs_real) {
  terms.check();
  if (terms.n_sites != group.n_sites())
    throw std::invalid_argument("spins: a Hamiltonian of " + std::to_string(terms.n_sites) +
                                " spins and symmetries of " + std::to_string(group.n_sites()));
  if (needs_real && !group.is_real())
    throw std::invalid_argument("spins: the sector has complex characters: take complex numbers");
  if (n_up && group.inverts() && 2 * *n_up != terms.n_sites)
    throw std::invalid_argument(
        "spins: turning all spins over changes the magnetization: leave one of both out");
  if (n_up && !terms.conserves_magnetization())
    throw std::invalid_argument(
        "spins: a field along x does not conserve the magnetization: take all states");
  for (const Symmetry& s : group.generators()) check_commutes(terms, s);
}

}  // namespace

template <class T>
SymmetricOperator<T>::SymmetricOperator(const Terms& terms, const SymmetryGroup& group,
                                        std::optional<unsigned> n_up, std::size_t n_threads)
    : n_threads_(n_threads) {
  check(terms, group, n_up, std::is_same_v<T, double>);
  find_states(group, n_up);
  if (states_.size() > UINT32_MAX) throw std::invalid_argument("spins: a sector of more than 2^32 states");
  find_elements(terms, group);
}

template <class T>
void SymmetricOperator<T>::find_states(const SymmetryGroup& group, std::optional<unsigned> n_up) {
  constexpr std::size_t a_batch = 4096;
  const ChunkedBasis all(group.n_sites(), n_up);
  const Orbits orbits(group);
  std::array<std::vector<std::uint64_t>, n_row_shards> states;
  std::array<std::vector<double>, n_row_shards> weights;
  for_each_shard(n_row_shards, n_threads_, [&](std::size_t shard) {
    std::vector<std::uint64_t> batch;
    std::vector<double> of_batch;
    const auto keep = [&] {
      orbits.keep_smallest(batch, of_batch);
      states[shard].insert(states[shard].end(), batch.begin(), batch.end());
      weights[shard].insert(weights[shard].end(), of_batch.begin(), of_batch.end());
      batch.clear();
    };
    const std::uint64_t end = begin_of(shard + 1, all.n_chunks());
    for (std::uint64_t high = begin_of(shard, all.n_chunks()); high < end; ++high) {
      const std::uint64_t first = high << all.n_low();
      if (all.chunk_size(high) == 0 || orbits.none_smallest(first, all.low_mask())) continue;
      for (const std::uint32_t low : all.low_states(all.class_of(high))) batch.push_back(first | low);
      if (batch.size() >= a_batch) keep();
    }
    keep();
  });
  for (std::size_t shard = 0; shard < n_row_shards; ++shard) {
    states_.insert(states_.end(), states[shard].begin(), states[shard].end());
    weights_.insert(weights_.end(), weights[shard].begin(), weights[shard].end());
  }
}

template <class T>
void SymmetricOperator<T>::find_elements(const Terms& terms, const SymmetryGroup& group) {
  const Orbits orbits(group);
  const StateIndex index(states_);
  const std::uint64_t n = states_.size();
  // Room for as many elements as there can be, since the matrix in parts and as a whole would be twice as
  // much memory.
  std::array<std::uint64_t, n_row_shards + 1> room{};
  for_each_shard(n_row_shards, n_threads_, [&](std::size_t shard) {
    for (std::uint64_t r = begin_of(shard, n); r < begin_of(shard + 1, n); ++r)
      room[shard + 1] += n_neighbours(terms, states_[r]);
  });
  std::partial_sum(room.begin(), room.end(), room.begin());
  columns_.resize(room.back());
  values_.resize(room.back());
  diagonal_.resize(n);
  begin_.resize(n + 1);
  std::array<std::uint64_t, n_row_shards> n_elements{};
  for_each_shard(n_row_shards, n_threads_, [&](std::size_t shard) {
    Neighbours neighbours;
    const std::uint64_t end = begin_of(shard + 1, n);
    for (std::uint64_t first = begin_of(shard, n); first < end; first += rows_together) {
      const std::uint64_t last = std::min(end, first + rows_together);
      for (std::uint64_t r = first; r < last; ++r) diagonal_[r] = diagonal_of(terms, states_[r]);
      neighbours.find(terms, {states_.data() + first, last - first}, orbits, index);
      const std::uint64_t at = room[shard] + n_elements[shard];
      n_elements[shard] += write_rows(neighbours, weights_, first, columns_.data() + at, values_.data() + at,
                                      begin_.data() + first + 1);
    }
  });
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  close_gaps(room, n_elements, columns_);
  close_gaps(room, n_elements, values_);
}

template <class T>
double SymmetricOperator<T>::apply_add_and_dot(const T* x, double factor, T* y) const {
  const std::uint64_t n = size();
  std::array<double, n_row_shards> overlaps{};
  for_each_shard(n_row_shards, n_threads_, [&](std::size_t shard) {
    double overlap = 0;
    for (std::uint64_t r = begin_of(shard, n); r < begin_of(shard + 1, n); ++r) {
      T sum = diagonal_[r] * x[r];
      for (std::uint64_t k = begin_[r]; k < begin_[r + 1]; ++k) sum += values_[k] * x[columns_[k]];
      y[r] = factor == 0 ? sum : sum + factor * y[r];
      overlap += real_product(x[r], y[r]);
    }
    overlaps[shard] = overlap;
  });
  return std::accumulate(overlaps.begin(), overlaps.end(), 0.0);
}

template <class T>
std::vector<T> SymmetricOperator<T>::expand(const T* x, const SymmetryGroup& group,
                                            const ChunkedBasis& basis) const {
  const Orbits orbits(group);
  std::vector<T> v(basis.size(), T(0));
  std::vector<std::uint64_t> images(orbits.n_elements());
  for (std::uint64_t r = 0; r < size(); ++r) {
    const double scale = 1 / (static_cast<double>(orbits.n_elements()) * std::sqrt(weights_[r]));
    orbits.images(states_[r], images);
    for (std::size_t g = 0; g < orbits.n_elements(); ++g)
      v[basis.index(images[g])] += as<T>(std::conj(group.elements()[g].character)) * (scale * x[r]);
  }
  return v;
}

template <class T>
std::uint64_t SymmetricOperator<T>::bytes() const {
  return size() * (sizeof(std::uint64_t) * 2 + 2 * sizeof(double)) +
         columns_.size() * (sizeof(std::uint32_t) + sizeof(T));
}

template class SymmetricOperator<double>;
template class SymmetricOperator<std::complex<double>>;

}  // namespace lenz::exact::spins
