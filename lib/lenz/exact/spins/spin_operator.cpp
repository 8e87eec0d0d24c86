#include "lenz/exact/spins/spin_operator.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "lenz/core/scheduler.hpp"
#include "lenz/exact/spins/chunk_sum.hpp"
#include "lenz/exact/spins/vector_algebra.hpp"
#include "lenz/exact/spins/words.hpp"

namespace lenz::exact::spins {

namespace {

constexpr std::size_t most_rows = std::size_t{1} << ChunkedBasis::most_low_bits;
constexpr std::size_t n_chunk_shards = 128;  // of the chunks, whatever the number of threads

/// So that it is there when the chunk is done.
void prefetch(const double* y, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 8) __builtin_prefetch(y + k, 1, 2);
}

}  // namespace

/// Memory of a thread.
struct SpinOperator::Scratch {
  alignas(64) double x[most_rows + lanes];  ///< the chunk's own part, then zeros
  alignas(64) double y[most_rows + lanes];
};

SpinOperator::SpinOperator(const Terms& terms, ChunkedBasis basis, std::size_t n_threads)
    : basis_(std::move(basis)), n_threads_(n_threads) {
  terms.check();
  if (terms.n_sites != basis_.n_sites())
    throw std::invalid_argument("spins: a Hamiltonian of " + std::to_string(terms.n_sites) +
                                " spins in a basis of " + std::to_string(basis_.n_sites()));
  if (basis_.n_up() && !terms.conserves_magnetization())
    throw std::invalid_argument(
        "spins: a field along x does not conserve the magnetization: take all states");
  make_tables(terms);
  take_fields(terms);
  take_bonds(terms);
}

void SpinOperator::make_tables(const Terms& terms) {
  const unsigned n_low = basis_.n_low();
  for (unsigned c = 0; c < basis_.n_classes(); ++c) {
    const auto states = basis_.low_states(c);
    std::vector<double> energy(states.size(), 0);
    for (std::size_t k = 0; k < states.size(); ++k) {
      for (const Bond& b : terms.bonds) {
        if (b.i < n_low && b.j < n_low) energy[k] += b.zz * sign_of(states[k], b.i) * sign_of(states[k], b.j);
      }
      for (unsigned i = 0; i < n_low && !terms.z.empty(); ++i)
        energy[k] += terms.z[i] * sign_of(states[k], i);
    }
    low_energy_.push_back(std::move(energy));
  }
  sign_.resize(n_low);
  halves_.resize(n_low);
  for (unsigned i = 0; i < n_low; ++i) {
    for (unsigned c = 0; c < basis_.n_classes(); ++c) {
      std::vector<double> sign;
      Halves halves;
      for (const std::uint32_t low : basis_.low_states(c)) {
        halves.rows[low >> i & 1].push_back(static_cast<std::uint16_t>(sign.size()));
        sign.push_back(sign_of(low, i));
      }
      sign_[i].push_back(std::move(sign));
      halves_[i].push_back(std::move(halves));
    }
  }
}

void SpinOperator::take_fields(const Terms& terms) {
  const auto part = [](const std::vector<double>& field, unsigned begin, unsigned end) {
    if (field.empty()) return std::vector<double>(end - begin, 0.0);
    return std::vector<double>(field.begin() + begin, field.begin() + end);
  };
  x_low_ = part(terms.x, 0, basis_.n_low());
  x_high_ = part(terms.x, basis_.n_low(), terms.n_sites);
  z_high_ = part(terms.z, basis_.n_low(), terms.n_sites);
}

void SpinOperator::take_bonds(const Terms& terms) {
  const unsigned n_low = basis_.n_low();
  std::map<Pair, Bond> merged;
  for (const Bond& b : terms.bonds) {
    const auto [low, high] = std::minmax(b.i, b.j);
    Bond& sum = merged.try_emplace({low, high}, Bond{.i = low, .j = high}).first->second;
    sum.zz += b.zz;
    sum.flip += b.flip;
  }
  std::map<double, std::vector<Bond>> low_by_strength;
  for (const auto& [pair, b] : merged) {
    if (b.j < n_low) {
      if (b.flip != 0) low_by_strength[b.flip].push_back(b);
    } else if (b.i < n_low) {
      cross_bonds_.push_back({.low = b.i, .high = b.j - n_low, .zz = b.zz, .flip = b.flip});
    } else {
      high_bonds_.push_back({.i = b.i - n_low, .j = b.j - n_low, .zz = b.zz, .flip = b.flip});
    }
  }
  std::stable_sort(high_bonds_.begin(), high_bonds_.end(),
                   [](const HighBond& a, const HighBond& b) { return a.flip < b.flip; });
  for (const auto& [strength, bonds] : low_by_strength) add_low_flips(bonds);
}

void SpinOperator::add_low_flips(const std::vector<Bond>& bonds) {
  Stencil stencil{.weight = bonds.front().flip, .classes = {}};
  for (unsigned c = 0; c < basis_.n_classes(); ++c) {
    const auto states = basis_.low_states(c);
    const auto none = static_cast<std::uint16_t>(states.size());
    Stencil::OfClass of;
    std::vector<std::vector<std::uint16_t>> rows(lanes);
    for (std::size_t first = 0; first < states.size(); first += lanes) {
      of.begin.push_back(static_cast<std::uint32_t>(of.rows.size()));
      std::size_t longest = 0;
      for (std::size_t l = 0; l < lanes; ++l) {
        rows[l].clear();
        for (const Bond& b : bonds) {
          if (first + l >= states.size()) break;
          const std::uint32_t low = states[first + l], mask = 1U << b.i | 1U << b.j;
          if ((low & mask) != 0 && (low & mask) != mask)
            rows[l].push_back(static_cast<std::uint16_t>(basis_.rank(low ^ mask)));
        }
        longest = std::max(longest, rows[l].size());
      }
      for (std::size_t column = 0; column < longest; ++column) {
        for (std::size_t l = 0; l < lanes; ++l)
          of.rows.push_back(column < rows[l].size() ? rows[l][column] : none);
      }
    }
    of.begin.push_back(static_cast<std::uint32_t>(of.rows.size()));
    stencil.classes.push_back(std::move(of));
  }
  stencils_.push_back(std::move(stencil));
}

void SpinOperator::run(const double* x, double factor, double* y, double* overlaps) const {
  const std::uint64_t n = basis_.n_chunks(), a_shard = (n + n_chunk_shards - 1) / n_chunk_shards;
  for_each_shard(n_chunk_shards, n_threads_, [&](std::size_t shard) {
    static thread_local Scratch scratch;
    for (std::uint64_t high = shard * a_shard; high < std::min(n, (shard + 1) * a_shard); ++high) {
      const std::size_t n_rows = basis_.chunk_size(high);
      if (n_rows == 0) continue;
      if (factor != 0) prefetch(y + basis_.begin(high), n_rows);
      apply_chunk(high, x, scratch);
      double* __restrict to = y + basis_.begin(high);
      for (std::size_t k = 0; k < n_rows; ++k)
        to[k] = factor == 0 ? scratch.y[k] : scratch.y[k] + factor * to[k];
      if (overlaps != nullptr) overlaps[shard] += block_dot(scratch.x, to, n_rows);
    }
  });
}

double SpinOperator::apply_add_and_dot(const double* x, double factor, double* y) const {
  std::array<double, n_chunk_shards> overlaps{};
  run(x, factor, y, overlaps.data());
  return std::accumulate(overlaps.begin(), overlaps.end(), 0.0);
}

void SpinOperator::apply_chunk(std::uint64_t high, const double* x, Scratch& scratch) const {
  const std::size_t n = basis_.chunk_size(high);
  const unsigned c = basis_.class_of(high);
  std::memcpy(scratch.x, x + basis_.begin(high), n * sizeof(double));
  std::fill_n(scratch.x + n, lanes, 0.0);
  begin_with_diagonal(high, c, n, scratch);
  add_stencils(c, n, scratch);
  add_low_fields(n, scratch);
  add_high(high, x, n, scratch);
  add_cross(high, c, x, scratch);
}

double SpinOperator::high_energy(std::uint64_t high) const {
  double energy = 0;
  for (const HighBond& b : high_bonds_) energy += b.zz * sign_of(high, b.i) * sign_of(high, b.j);
  for (std::size_t j = 0; j < z_high_.size(); ++j) energy += z_high_[j] * sign_of(high, j);
  return energy;
}

void SpinOperator::begin_with_diagonal(std::uint64_t high, unsigned c, std::size_t n,
                                       Scratch& scratch) const {
  const double energy = high_energy(high);
  const double* low = low_energy_[c].data();
  double* __restrict y = scratch.y;
  for (std::size_t k = 0; k < n; ++k) y[k] = energy + low[k];
  Fields field{};
  for (const CrossBond& b : cross_bonds_) field[b.low] += b.zz * sign_of(high, b.high);
  for (std::size_t i = 0; i < basis_.n_low(); ++i) {
    if (field[i] == 0) continue;
    const double f = field[i], *sign = sign_[i][c].data();
    for (std::size_t k = 0; k < n; ++k) y[k] += f * sign[k];
  }
  for (std::size_t k = 0; k < n; ++k) y[k] *= scratch.x[k];
}

void SpinOperator::add_stencils(unsigned c, std::size_t n, Scratch& scratch) const {
  for (const Stencil& stencil : stencils_) {
    const Stencil::OfClass& of = stencil.classes[c];
    for (std::size_t block = 0; block * lanes < n; ++block) {
      alignas(64) double sum[lanes] = {};
      const std::uint16_t* end = of.rows.data() + of.begin[block + 1];
      for (const std::uint16_t* row = of.rows.data() + of.begin[block]; row != end; row += lanes) {
        for (std::size_t l = 0; l < lanes; ++l) sum[l] += scratch.x[row[l]];
      }
      double* __restrict y = scratch.y + block * lanes;
      for (std::size_t l = 0; l < lanes; ++l) y[l] += stencil.weight * sum[l];
    }
  }
}

void SpinOperator::add_high(std::uint64_t high, const double* x, std::size_t n, Scratch& scratch) const {
  ChunkSum sum(n, scratch.y);
  for (const HighBond& b : high_bonds_) {
    const std::uint64_t mask = std::uint64_t{1} << b.i | std::uint64_t{1} << b.j, both = high & mask;
    if (b.flip != 0 && both != 0 && both != mask) sum.add(x + basis_.begin(high ^ mask), b.flip);
  }
  for (std::size_t j = 0; j < x_high_.size(); ++j) {
    if (x_high_[j] != 0) sum.add(x + basis_.begin(high ^ std::uint64_t{1} << j), x_high_[j]);
  }
  sum.flush();
}

void SpinOperator::add_cross(std::uint64_t high, unsigned c, const double* x, Scratch& scratch) const {
  for (const CrossBond& b : cross_bonds_) {
    if (b.flip == 0) continue;
    const std::uint64_t other = high ^ std::uint64_t{1} << b.high;
    if (basis_.chunk_size(other) == 0) continue;
    const unsigned up = static_cast<unsigned>(high >> b.high & 1);
    // Here the low spin is the other way round than the high one, there it is as that was.
    const auto& here = halves_[b.low][c].rows[1 - up];
    const auto& there = halves_[b.low][basis_.class_of(other)].rows[up];
    const double *from = x + basis_.begin(other), w = b.flip;
    const std::size_t n = here.size();
    if (n > 0 && here[n - 1] - here[0] + 1U == n && there[n - 1] - there[0] + 1U == n) {
      double* __restrict y = scratch.y + here[0];
      from += there[0];
      for (std::size_t k = 0; k < n; ++k) y[k] += w * from[k];
      continue;
    }
    for (std::size_t k = 0; k < n; ++k) scratch.y[here[k]] += w * from[there[k]];
  }
}

void SpinOperator::add_low_fields(std::size_t n, Scratch& scratch) const {
  for (std::size_t i = 0; i < x_low_.size(); ++i) {
    const double h = x_low_[i];
    if (h == 0) continue;
    const std::size_t bit = std::size_t{1} << i;
    const double* x = scratch.x;
    double* __restrict y = scratch.y;
    for (std::size_t first = 0; first < n; first += 2 * bit) {
      for (std::size_t k = first; k < first + bit; ++k) {
        y[k] += h * x[k + bit];
        y[k + bit] += h * x[k];
      }
    }
  }
}

std::uint64_t SpinOperator::bytes() const {
  std::uint64_t n = 0;
  for (const auto& table : low_energy_) n += table.size() * sizeof(double);
  for (const auto& of_bit : sign_) {
    for (const auto& table : of_bit) n += table.size() * (sizeof(double) + sizeof(std::uint16_t));
  }
  for (const Stencil& s : stencils_) {
    for (const auto& of : s.classes) n += of.rows.size() * sizeof(std::uint16_t) + of.begin.size() * 4;
  }
  return n + basis_.n_chunks() * sizeof(std::uint64_t);
}

}  // namespace lenz::exact::spins
