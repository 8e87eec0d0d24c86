#include "lenz/models/packed_ising_measurement.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

#include "lenz/core/for_each_cpu.hpp"

namespace lenz::models {

namespace {

using lattice::Packing;
using Word = std::array<std::uint64_t, Packing::words_of_64>;

/// So many distances may be compared at each site before rows are left out.
constexpr std::size_t n_distances_a_site = 8;

Word word_at(std::span<const std::uint64_t> words, std::size_t position) {
  Word word;
  std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(position * word.size()), word.size(), word.begin());
  return word;
}

/// sum += wave n of every lane.
LENZ_FOR_EACH_CPU
void add_waves(const double* wave, const std::uint32_t* n, double* sum) {
  for (std::size_t lane = 0; lane < Packing::n_lanes; ++lane) sum[lane] += wave[lane] * n[lane];
}

void append(std::vector<std::uint64_t>& row, const Word& word) {
  row.insert(row.end(), word.begin(), word.end());
}

Word rotated_right(const Word& v, std::size_t by) {
  Word out;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const std::uint64_t low = v[(i + by / 64) % 4], high = v[(i + by / 64 + 1) % 4];
    out[i] = by % 64 == 0 ? low : low >> (by % 64) | high << (64 - by % 64);
  }
  return out;
}

/// Each lane taken from the next block along the first axis.
Word from_next_block(const Word& v, const Packing& packing) {
  const Packing::Shift& shift = packing.shift(0, true);
  const Word near = rotated_right(v, shift.near), far = rotated_right(v, Packing::n_lanes - shift.far);
  Word out;
  for (std::size_t i = 0; i < v.size(); ++i) out[i] = (near[i] & ~shift.edge[i]) | (far[i] & shift.edge[i]);
  return out;
}

}  // namespace

PackedIsingMeasurement::PackedIsingMeasurement(const PackedIsing& target,
                                               const IsingMeasurementOptions& options)
    : options_(options), names_(IsingMeasurement(target.system(), options).names()) {
  if (options.staggered && target.bonds()->packing().classes().size() != 2)
    throw std::logic_error("packed Ising: a bipartite lattice was coloured with more than two colours");
  if (options.structure_factor) lay_columns(target);
  if (options.correlation) lay_rows(target);
}

void PackedIsingMeasurement::lay_columns(const PackedIsing& target) {
  const Packing& packing = target.bonds()->packing();
  const lattice::Lattice& lattice = target.system().lattice();
  const auto wave = lattice.wave();
  const std::size_t row = lattice.row_size();
  std::map<std::size_t, std::vector<std::uint32_t>> by_place;
  for (std::uint32_t p = 0; p < packing.n_positions(); ++p) by_place[packing.site(p, 0) % row].push_back(p);
  for (auto& [place, positions] : by_place) {
    Column& column = columns_.emplace_back();
    for (std::size_t lane = 0; lane < Packing::n_lanes; ++lane) {
      const auto& [c, s] = wave[packing.site(positions.front(), lane % packing.n_blocks()) % row];
      column.cosine[lane] = c;
      column.sine[lane] = s;
    }
    column.positions = std::move(positions);
  }
}

void PackedIsingMeasurement::lay_rows(const PackedIsing& target) {
  const Packing& packing = target.bonds()->packing();
  const lattice::Lattice& lattice = target.system().lattice();
  const std::size_t row = lattice.row_size(), m = lattice.sites_per_cell();
  n_distances_ = lattice.length(0) / 2 + 1;
  // By row and sublattice; within them by place.
  std::map<std::array<std::size_t, 2>, std::map<std::size_t, std::uint32_t>> all;
  for (std::uint32_t p = 0; p < packing.n_positions(); ++p) {
    const std::size_t site = packing.site(p, 0);
    all[{site / row, site % m}][site % row] = p;
  }
  const bool disordered = !target.system().is_uniform();
  const std::size_t n = disordered ? 1 : std::max<std::size_t>(1, n_distances_ / n_distances_a_site);
  for (const auto& [where, places] : all) {
    if (where[0] % n != 0) continue;
    rows_.emplace_back();
    for (const auto& [place, position] : places) rows_.back().push_back(position);
  }
}

void PackedIsingMeasurement::fill(const PackedIsing& target, std::span<const PackedWalker> walkers,
                                  std::size_t slot, std::size_t n_replicas, std::span<double> out) const {
  const lattice::PackedBonds& bonds = *target.bonds();
  std::vector<std::uint64_t> words = walkers[slot].words;  // whose ghosts are made anew
  lattice::lanes::SpinCounts counts;
  bonds.count(words, counts);
  const auto first = bonds.replica_totals(counts.up_first), others = bonds.replica_totals(counts.up_others);
  const auto unsatisfied_twice = bonds.replica_totals(counts.unsatisfied_twice);
  const double n = static_cast<double>(target.n_sites());
  std::fill(out.begin(), out.end(), 0.0);
  auto next = out.begin();
  const double share = 1 / static_cast<double>(n_replicas);
  const auto mean = [&](auto&& of_replica) {
    for (std::size_t r = 0; r < n_replicas; ++r) *next += share * of_replica(r);
    ++next;
  };
  const auto up = [&](std::size_t r) { return static_cast<double>(first[r] + others[r]); };
  const auto e = [&](std::size_t r) { return target.energy_of(unsatisfied_twice[r]) / n; };
  const auto m = [&](std::size_t r) { return 2 * up(r) / n - 1; };
  const auto m2 = [&](std::size_t r) { return m(r) * m(r); };
  const auto m4 = [&](std::size_t r) { return m2(r) * m2(r); };
  mean(e);
  mean([&](std::size_t r) { return e(r) * e(r); });
  mean(m);
  mean([&](std::size_t r) { return std::fabs(m(r)); });
  for (int source = 0; source < 2; ++source) {  // no estimator here is an improved one
    mean(m2);
    mean(m4);
  }
  if (options_.staggered) {
    // Both sublattices have n / 2 sites.
    mean([&](std::size_t r) {
      return 2 * std::fabs(static_cast<double>(first[r]) - static_cast<double>(others[r])) / n;
    });
  }
  if (options_.structure_factor) {
    const std::vector<double> at_k = structure_factors(target, words);
    mean([&](std::size_t r) { return n * m2(r); });
    mean([&](std::size_t r) { return at_k[r]; });
  }
  if (options_.correlation) {
    correlation(target, words, std::span(next, n_distances_));
    next += static_cast<std::ptrdiff_t>(n_distances_);
  }
  if (options_.overlap) {
    const std::size_t half = walkers.size() / 2;
    lattice::lanes::LaneCounts differing;
    bonds.count_different(words, walkers[slot < half ? slot + half : slot - half].words, differing);
    const auto different = bonds.replica_totals(differing);
    const auto q = [&](std::size_t r) { return 1 - 2 * static_cast<double>(different[r]) / n; };
    mean(q);
    mean([&](std::size_t r) { return std::fabs(q(r)); });
    mean([&](std::size_t r) { return q(r) * q(r); });
    mean([&](std::size_t r) { return std::pow(q(r), 4); });
  }
}

/// |sum_i s_i exp(i k.x_i)|^2 / N = 4 |sum over spins up|^2 / N, as the wave sums to 0 over all sites.
std::vector<double> PackedIsingMeasurement::structure_factors(const PackedIsing& target,
                                                              std::span<const std::uint64_t> words) const {
  const Packing& packing = target.bonds()->packing();
  std::array<double, Packing::n_lanes> re{}, im{};
  for (const Column& column : columns_) {
    lattice::lanes::LaneCounts counts;
    target.bonds()->count_listed(words, column.positions, counts);
    const auto up = target.bonds()->lane_totals(counts);
    add_waves(column.cosine.data(), up.data(), re.data());
    add_waves(column.sine.data(), up.data(), im.data());
  }
  std::vector<double> at_k;
  for (std::size_t lane = 0; lane < re.size(); lane += packing.n_blocks()) {
    const auto sum_of_replica = [&](const auto& parts) {
      const auto first = parts.begin() + static_cast<std::ptrdiff_t>(lane);
      return std::accumulate(first, first + static_cast<std::ptrdiff_t>(packing.n_blocks()), 0.0);
    };
    const double a = sum_of_replica(re), b = sum_of_replica(im);
    at_k.push_back(4 * (a * a + b * b) / static_cast<double>(target.n_sites()));
  }
  return at_k;
}

void PackedIsingMeasurement::correlation(const PackedIsing& target, std::span<const std::uint64_t> words,
                                         std::span<double> out) const {
  const Packing& packing = target.bonds()->packing();
  std::vector<std::uint64_t> different(n_distances_), of_row(n_distances_), row;
  for (const auto& positions : rows_) {
    row.clear();
    for (const std::uint32_t p : positions) append(row, word_at(words, p));
    const std::size_t length = positions.size();
    for (std::size_t x = length; x + 1 < length + n_distances_; ++x)
      append(row, from_next_block(word_at(row, x - length), packing));
    target.bonds()->correlate(row, length, of_row);
    for (std::size_t r = 0; r < n_distances_; ++r) different[r] += of_row[r];
  }
  const double n_pairs = static_cast<double>(rows_.size() * rows_.front().size() * Packing::n_lanes);
  for (std::size_t r = 0; r < n_distances_; ++r) out[r] = 1 - 2 * static_cast<double>(different[r]) / n_pairs;
}

}  // namespace lenz::models
