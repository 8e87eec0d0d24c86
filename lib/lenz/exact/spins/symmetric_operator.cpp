#include "lenz/exact/spins/symmetric_operator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

#include "lenz/core/scheduler.hpp"

namespace lenz::exact::spins {

namespace {

constexpr std::size_t n_shards = 128;

/// The elements of a group acting on words, byte by byte from tables.
class Orbits {
 public:
  explicit Orbits(const SymmetryGroup& group)
      : n_bytes_((group.n_sites() + 7) / 8), all_up_((std::uint64_t{1} << group.n_sites()) - 1) {
    for (const SymmetryGroup::Element& e : group.elements()) {
      for (unsigned byte = 0; byte < n_bytes_; ++byte) {
        for (unsigned word = 0; word < 256; ++word) {
          std::uint64_t moved = 0;
          for (unsigned bit = 0; bit < 8; ++bit) {
            const unsigned site = 8 * byte + bit;
            if ((word >> bit & 1) != 0 && site < group.n_sites())
              moved |= std::uint64_t{1} << e.permutation[site];
          }
          tables_.push_back(moved);
        }
      }
      turned_.push_back(e.inverts ? all_up_ : 0);
      characters_.push_back(e.character);
    }
  }

  std::size_t n_elements() const { return characters_.size(); }
  std::uint64_t moved(std::size_t g, std::uint64_t s) const {
    const std::uint64_t* table = tables_.data() + g * n_bytes_ * 256;
    std::uint64_t result = turned_[g];
    for (unsigned byte = 0; byte < n_bytes_; ++byte, table += 256) result ^= table[s >> (8 * byte) & 255];
    return result;
  }
  /// w_s where s is the smallest of its orbit, else 0.
  double weight_if_smallest(std::uint64_t s) const {
    std::complex<double> sum = 0;
    for (std::size_t g = 0; g < n_elements(); ++g) {
      const std::uint64_t t = moved(g, s);
      if (t < s) return 0;
      if (t == s) sum += std::conj(characters_[g]);
    }
    const double w = sum.real() / static_cast<double>(n_elements());
    return w > 1e-9 ? w : 0;
  }
  /// s' and chi(g) of s = g s'.
  std::uint64_t smallest(std::uint64_t s, std::complex<double>& character) const {
    std::uint64_t least = s;
    std::size_t by = 0;
    for (std::size_t g = 1; g < n_elements(); ++g) {
      const std::uint64_t t = moved(g, s);
      if (t < least) {
        least = t;
        by = g;
      }
    }
    character = std::conj(characters_[by]);
    return least;
  }

 private:
  unsigned n_bytes_;
  std::uint64_t all_up_;
  std::vector<std::uint64_t> tables_, turned_;
  std::vector<std::complex<double>> characters_;
};

double sign_of(std::uint64_t word, std::uint64_t bit) { return (word >> bit & 1) != 0 ? 1 : -1; }

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
std::uint64_t begin_of(std::size_t shard, std::uint64_t n) { return n * shard / n_shards; }

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
  const ChunkedBasis all(group.n_sites(), n_up);
  const Orbits orbits(group);
  std::array<std::vector<std::uint64_t>, n_shards> states;
  std::array<std::vector<double>, n_shards> weights;
  for_each_shard(n_shards, n_threads_, [&](std::size_t shard) {
    for (std::uint64_t high = begin_of(shard, all.n_chunks()); high < begin_of(shard + 1, all.n_chunks());
         ++high) {
      if (all.chunk_size(high) == 0) continue;
      for (const std::uint32_t low : all.low_states(all.class_of(high))) {
        const std::uint64_t s = high << all.n_low() | low;
        const double w = orbits.weight_if_smallest(s);
        if (w == 0) continue;
        states[shard].push_back(s);
        weights[shard].push_back(w);
      }
    }
  });
  for (std::size_t shard = 0; shard < n_shards; ++shard) {
    states_.insert(states_.end(), states[shard].begin(), states[shard].end());
    weights_.insert(weights_.end(), weights[shard].begin(), weights[shard].end());
  }
}

template <class T>
void SymmetricOperator<T>::find_elements(const Terms& terms, const SymmetryGroup& group) {
  const Orbits orbits(group);
  const std::uint64_t n = states_.size();
  struct Part {
    std::vector<std::uint32_t> lengths, columns;
    std::vector<T> values;
  };
  std::array<Part, n_shards> parts;
  diagonal_.resize(n);
  for_each_shard(n_shards, n_threads_, [&](std::size_t shard) {
    Part& part = parts[shard];
    std::vector<std::pair<std::uint32_t, T>> row;
    for (std::uint64_t r = begin_of(shard, n); r < begin_of(shard + 1, n); ++r) {
      diagonal_[r] = diagonal_of(terms, states_[r]);
      row.clear();
      visit_neighbours(terms, states_[r], [&](std::uint64_t s, double h) {
        std::complex<double> character;
        const std::uint64_t least = orbits.smallest(s, character);
        const auto at = std::lower_bound(states_.begin(), states_.end(), least);
        if (at == states_.end() || *at != least) return;  // its orbit has no state in the sector
        const auto column = static_cast<std::uint32_t>(at - states_.begin());
        // <r'|H|r> is the conjugate of what row r needs.
        const T value = as<T>(std::conj(h * character) * std::sqrt(weights_[column] / weights_[r]));
        const auto same =
            std::find_if(row.begin(), row.end(), [&](const auto& e) { return e.first == column; });
        if (same == row.end()) {
          row.emplace_back(column, value);
        } else {
          same->second += value;
        }
      });
      part.lengths.push_back(static_cast<std::uint32_t>(row.size()));
      for (const auto& [column, value] : row) {
        part.columns.push_back(column);
        part.values.push_back(value);
      }
    }
  });
  begin_.reserve(n + 1);
  begin_.push_back(0);
  for (Part& part : parts) {
    for (const std::uint32_t length : part.lengths) begin_.push_back(begin_.back() + length);
  }
  columns_.reserve(begin_.back());
  values_.reserve(begin_.back());
  for (Part& part : parts) {
    columns_.insert(columns_.end(), part.columns.begin(), part.columns.end());
    values_.insert(values_.end(), part.values.begin(), part.values.end());
    part = {};
  }
}

template <class T>
void SymmetricOperator<T>::apply_add(const T* x, double factor, T* y) const {
  const std::uint64_t n = size();
  for_each_shard(n_shards, n_threads_, [&](std::size_t shard) {
    for (std::uint64_t r = begin_of(shard, n); r < begin_of(shard + 1, n); ++r) {
      T sum = diagonal_[r] * x[r];
      for (std::uint64_t k = begin_[r]; k < begin_[r + 1]; ++k) sum += values_[k] * x[columns_[k]];
      y[r] = factor == 0 ? sum : sum + factor * y[r];
    }
  });
}

template <class T>
std::vector<T> SymmetricOperator<T>::expand(const T* x, const SymmetryGroup& group,
                                            const ChunkedBasis& basis) const {
  const Orbits orbits(group);
  std::vector<T> v(basis.size(), T(0));
  for (std::uint64_t r = 0; r < size(); ++r) {
    const double scale = 1 / (static_cast<double>(orbits.n_elements()) * std::sqrt(weights_[r]));
    for (std::size_t g = 0; g < orbits.n_elements(); ++g)
      v[basis.index(orbits.moved(g, states_[r]))] +=
          as<T>(std::conj(group.elements()[g].character)) * (scale * x[r]);
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
