#include "lenz/exact/oscillator/many_body_hamiltonian.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::exact::oscillator {

namespace {

using Places = ManyBodyBasis::Places;

/// The elements of one row after the other, from the pairs of its state.
class RowBuilder {
 public:
  RowBuilder(const ManyBodyBasis& basis, const PairElements& pairs, double omega)
      : basis_(basis), pairs_(pairs), omega_(omega), row_(basis.size(), 0), seen_(basis.size(), false) {}

  /// Columns up to the row itself, ascending.
  const std::vector<std::uint32_t>& build(std::size_t row) {
    for (const std::uint32_t c : columns_) row_[c] = 0, seen_[c] = false;
    columns_.clear();
    row_word_ = basis_.word(row);
    const Places state = basis_.state(row);
    const std::size_t n = basis_.particles().n_particles;
    std::size_t quanta = 0;
    for (std::size_t i = 0; i < n; ++i) quanta += basis_.orbital(state[i]).quanta();
    add(row, omega_ * static_cast<double>(quanta + n));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) replace(state, i, j, quanta);
    }
    std::sort(columns_.begin(), columns_.end());
    return columns_;
  }

  double value(std::uint32_t column) const { return row_[column]; }

 private:
  void add(std::size_t column, double value) {
    if (!seen_[column]) columns_.push_back(static_cast<std::uint32_t>(column));
    seen_[column] = true;
    row_[column] += value;
  }

  bool bosons() const { return basis_.particles().statistics == Statistics::bosons; }
  /// Whether two places hold particles of one kind.
  bool alike(std::size_t i, std::size_t j) const {
    const std::size_t n_first = basis_.particles().n_first();
    return (i < n_first) == (j < n_first);
  }

  /// sqrt(n_a (n_b - d_ab)) / (1 + d_ab) of a pair of bosons in a state.
  double occupation(const Places& state, std::size_t a, std::size_t b) const {
    const auto begin = state.begin(),
               end = begin + static_cast<std::ptrdiff_t>(basis_.particles().n_particles);
    const auto n_a = static_cast<double>(std::count(begin, end, a));
    if (a == b) return std::sqrt(n_a * (n_a - 1)) / 2;
    return std::sqrt(n_a * static_cast<double>(std::count(begin, end, b)));
  }

  /// Bosons in one orbital make the same pair several times: whether this is the first.
  static bool first_of_its_like(const Places& state, std::size_t i, std::size_t j) {
    if (i > 0 && state[i] == state[i - 1]) return false;
    return state[i] == state[j] ? j == i + 1 : state[j] != state[j - 1];
  }

  /// All states in which another pair stands for places i < j.
  void replace(const Places& state, std::size_t i, std::size_t j, std::size_t quanta) {
    const std::size_t a = state[i], b = state[j];
    if (bosons() && !first_of_its_like(state, i, j)) return;
    const Orbital &of_a = basis_.orbital(a), &of_b = basis_.orbital(b);
    const int m = of_a.momentum() + of_b.momentum();
    const std::size_t most = basis_.max_quanta() - (quanta - of_a.quanta() - of_b.quanta());
    const std::size_t from = pairs_.place(a, b);
    for (std::size_t to = 0; to < pairs_.pairs(m).size(); ++to) {
      const PairElements::Pair& pair = pairs_.pairs(m)[to];
      if (pair.quanta > most) break;
      if (alike(i, j) && (bosons() ? pair.second < pair.first : pair.second <= pair.first)) continue;
      put(state, i, j, pair, m, from, to);
    }
  }

  /// The state with orbitals of `pair` in place of i and j, each among its own kind; where they stand then.
  /// False where one is taken already.
  bool insert(const Places& state, std::size_t i, std::size_t j, const PairElements::Pair& pair, Places& out,
              std::size_t& parity) const {
    const std::size_t n = basis_.particles().n_particles, n_first = basis_.particles().n_first();
    std::size_t at = 0, next = 0, left = 0;
    const std::size_t taken[2] = {pair.first, pair.second}, kinds[2] = {i < n_first, j < n_first};
    for (; at < n; ++at) {
      while (left == i || left == j) ++left;
      const std::size_t kind = at < n_first;
      const bool can_take = next < 2 && kinds[next] == kind;
      const bool can_keep = left < n && (left < n_first) == (kind == 1);
      if (can_take && can_keep && !bosons() && state[left] == taken[next]) return false;
      if (can_take && (!can_keep || taken[next] < state[left])) {
        parity += at;
        out[at] = static_cast<std::uint16_t>(taken[next++]);
      } else {
        out[at] = state[left++];
      }
    }
    return true;
  }

  void put(const Places& state, std::size_t i, std::size_t j, const PairElements::Pair& pair, int m,
           std::size_t from, std::size_t to) {
    Places other{};
    std::size_t parity = i + j;
    if (!insert(state, i, j, pair, other, parity)) return;
    const std::uint64_t word = basis_.word(other);
    if (word > row_word_) return;
    const auto column = basis_.find(word);
    if (!column) return;
    double v = pairs_(m, from, to);
    if (alike(i, j)) {
      const double exchanged = pairs_(m, from, pairs_.place(pair.second, pair.first));
      v = bosons() ? (v + exchanged) * occupation(state, state[i], state[j]) *
                         occupation(other, pair.first, pair.second)
                   : v - exchanged;
    }
    if (v != 0) add(*column, parity % 2 == 0 || bosons() ? v : -v);
  }

  const ManyBodyBasis& basis_;
  const PairElements& pairs_;
  double omega_;
  std::vector<double> row_;
  std::vector<bool> seen_;
  std::vector<std::uint32_t> columns_;
  std::uint64_t row_word_ = 0;
};

}  // namespace

ManyBodyHamiltonian::ManyBodyHamiltonian(const ManyBodyBasis& basis, const PairElements& pairs, double omega,
                                         std::size_t max_elements) {
  check_positive("omega", omega);
  RowBuilder rows(basis, pairs, omega);
  first_.push_back(0);
  for (std::size_t row = 0; row < basis.size(); ++row) {
    for (const std::uint32_t column : rows.build(row)) {
      columns_.push_back(column);
      values_.push_back(rows.value(column));
    }
    first_.push_back(values_.size());
    if (values_.size() > max_elements)
      throw_invalid("elements of the Hamiltonian", values_.size(), "at most max_elements: a lower cutoff");
  }
}

void ManyBodyHamiltonian::apply(const double* x, double* y) const {
  for (std::size_t row = 0; row < size(); ++row) {
    double sum = 0;
    for (std::size_t k = first_[row]; k < first_[row + 1]; ++k) {
      const std::uint32_t column = columns_[k];
      sum += values_[k] * x[column];
      if (column < row) y[column] += values_[k] * x[row];
    }
    y[row] = sum;
  }
}

}  // namespace lenz::exact::oscillator
