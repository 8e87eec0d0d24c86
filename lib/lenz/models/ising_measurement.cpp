#include "lenz/models/ising_measurement.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "lenz/models/spin_sums.hpp"

namespace lenz::models {

IsingMeasurement::IsingMeasurement(const IsingSystem& system, const IsingMeasurementOptions& options)
    : options_(options),
      names_{"energy",
             "energy^2",
             "magnetization",
             "abs_magnetization",
             "magnetization^2",
             "magnetization^4",
             "improved_magnetization^2",
             "improved_magnetization^4"} {
  const lattice::Lattice& lattice = system.lattice();
  row_ = lattice.row_size();
  sites_per_cell_ = lattice.sites_per_cell();
  periodic_ = lattice.boundary() == lattice::Boundary::periodic;
  if (options.staggered) {
    auto colouring = lattice.bipartite_colouring();
    if (!colouring) throw std::invalid_argument("staggered is true, but needs a bipartite lattice");
    colouring_ = std::move(*colouring);
    names_.emplace_back("staggered_magnetization");
  }
  if (options.structure_factor) {
    if (!lattice.has_waves()) {
      throw std::invalid_argument(
          "structure_factor is true, but needs a periodic lattice of length at least 3");
    }
    for (const auto& [c, s] : lattice.wave()) wave_.push_back({c, s});
    names_.emplace_back("structure_factor_0");
    names_.emplace_back("structure_factor_k");
  }
  if (options.correlation) {
    if (lattice.n_axes() == 0)
      throw std::invalid_argument("correlation is true, but needs a lattice with axes");
    n_distances_ = lattice.length(0) / 2 + 1;
    for (std::size_t r = 0; r < n_distances_; ++r) names_.push_back("correlation_" + std::to_string(r));
  }
  if (options.overlap) {
    for (const char* name : {"overlap", "abs_overlap", "overlap^2", "overlap^4"}) names_.emplace_back(name);
  }
}

void IsingMeasurement::fill(const Ising& target, const IsingWalker& walker, const IsingWalker* partner,
                            const Improved& improved, std::span<double> out) const {
  const std::size_t size = walker.spins.size();
  const double n = static_cast<double>(size);
  auto next = out.begin();
  const auto put = [&next](auto... values) { ((*next++ = values), ...); };

  const double e = (target.energy(walker) - options_.origin) / n, m = target.magnetization(walker) / n,
               m2 = m * m, m4 = m2 * m2;
  const bool moments = improved.m2 && improved.m4;
  put(e, e * e, m, std::fabs(m), m2, m4, moments ? *improved.m2 : m2, moments ? *improved.m4 : m4);
  if (options_.staggered) {
    put(std::fabs(static_cast<double>(dot(colouring_.data(), walker.spins.data(), size))) / n);
  }
  if (options_.structure_factor) {
    if (improved.m2 && improved.structure_factor) {
      put(n * *improved.m2, *improved.structure_factor);
    } else {
      put(n * m2, structure_factor(walker));
    }
  }
  if (options_.correlation) {
    const std::span<double> g(next, n_distances_);
    if (improved.correlation.size() == n_distances_) {
      std::copy(improved.correlation.begin(), improved.correlation.end(), g.begin());
    } else {
      correlation(walker, g);
    }
    next += static_cast<std::ptrdiff_t>(n_distances_);
  }
  if (options_.overlap) {
    const double q = static_cast<double>(dot(walker.spins.data(), partner->spins.data(), size)) / n;
    put(q, std::fabs(q), q * q, q * q * q * q);
  }
}

double IsingMeasurement::structure_factor(const IsingWalker& walker) const {
  // The phase is the same in every row: first the sums of columns, in integers.
  std::vector<std::int32_t> column(row_);
  for (std::size_t start = 0; start < walker.spins.size(); start += row_) {
    const std::int8_t* spins = walker.spins.data() + start;
    for (std::size_t x = 0; x < row_; ++x) column[x] += spins[x];
  }
  double re = 0, im = 0;
  for (std::size_t x = 0; x < row_; ++x) {
    re += column[x] * wave_[x][0];
    im += column[x] * wave_[x][1];
  }
  return (re * re + im * im) / static_cast<double>(walker.spins.size());
}

void IsingMeasurement::correlation(const IsingWalker& walker, std::span<double> out) const {
  // A row followed by itself: i + r is then never wrapped.
  std::vector<std::int8_t> twice(2 * row_);
  std::vector<std::int64_t> sums(n_distances_);
  for (std::size_t start = 0; start < walker.spins.size(); start += row_) {
    const auto first = walker.spins.begin() + static_cast<std::ptrdiff_t>(start);
    std::copy_n(first, row_, twice.begin());
    std::copy_n(first, row_, twice.begin() + static_cast<std::ptrdiff_t>(row_));
    for (std::size_t r = 0; r < n_distances_; ++r) {
      const std::size_t shift = r * sites_per_cell_;
      sums[r] += dot(twice.data(), twice.data() + shift, periodic_ ? row_ : row_ - shift);
    }
  }
  const std::size_t n_rows = walker.spins.size() / row_;
  for (std::size_t r = 0; r < n_distances_; ++r) {
    const std::size_t n_pairs = n_rows * (periodic_ ? row_ : row_ - r * sites_per_cell_);
    out[r] = static_cast<double>(sums[r]) / static_cast<double>(n_pairs);
  }
}

}  // namespace lenz::models
