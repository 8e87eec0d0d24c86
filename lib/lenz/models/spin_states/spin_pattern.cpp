#include "lenz/models/spin_states/spin_pattern.hpp"

#include <armadillo>
#include <cmath>
#include <numbers>

#include "lenz/lattice/unit_cell.hpp"

namespace lenz::models {

namespace {

/// Positions in units of the lattice's vectors, one column a site.
arma::mat in_cells(const lattice::Lattice& lattice) {
  const std::size_t n_axes = lattice.n_axes();
  const lattice::UnitCell cell = lattice::unit_cell(lattice.kind());
  arma::mat vectors(n_axes, n_axes), positions(n_axes, lattice.n_sites());
  for (std::size_t a = 0; a < n_axes; ++a) {
    for (std::size_t i = 0; i < n_axes; ++i) vectors(i, a) = cell.vectors[a][i];
    for (std::size_t i = 0; i < lattice.n_sites(); ++i) positions(a, i) = lattice.positions()[i][a];
  }
  return arma::inv(vectors) * positions;
}

/// Wave numbers k_a of a cell; its mirror is at -k.
std::vector<std::size_t> wave_numbers(const lattice::Lattice& lattice, std::size_t cell) {
  std::vector<std::size_t> k;
  for (std::size_t a = 0; a < lattice.n_axes(); ++a) {
    k.push_back(cell % lattice.length(a));
    cell /= lattice.length(a);
  }
  return k;
}

std::size_t mirror_of(const lattice::Lattice& lattice, const std::vector<std::size_t>& k) {
  std::size_t cell = 0, stride = 1;
  for (std::size_t a = 0; a < k.size(); ++a) {
    cell += (lattice.length(a) - k[a]) % lattice.length(a) * stride;
    stride *= lattice.length(a);
  }
  return cell;
}

}  // namespace

SpinPattern::SpinPattern(const lattice::Lattice& lattice, double spin)
    : n_sites_(lattice.n_sites()), spin_(spin) {
  if (const auto colours = lattice.bipartite_colouring(); colours && !lattice.bonds().empty())
    colouring_ = *colours;
  if (lattice.n_axes() == 0) return;
  lay_pairs(lattice);
  if (lattice.boundary() == lattice::Boundary::periodic) lay_waves(lattice);
}

void SpinPattern::lay_pairs(const lattice::Lattice& lattice) {
  for (std::size_t r = 0; r <= lattice.length(0) / 2; ++r) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (lattice::Site i = 0; i < n_sites_; ++i) {
      if (const auto j = lattice.translate(i, 0, static_cast<std::ptrdiff_t>(r))) pairs.emplace_back(i, *j);
    }
    if (!pairs.empty()) pairs_.push_back(std::move(pairs));
  }
}

void SpinPattern::lay_waves(const lattice::Lattice& lattice) {
  const std::size_t n_waves = n_sites_ / lattice.sites_per_cell();
  std::vector<std::vector<std::size_t>> kept;
  for (std::size_t cell = 0; cell < n_waves; ++cell) {
    const auto k = wave_numbers(lattice, cell);
    const std::size_t mirror = mirror_of(lattice, k);
    partner_.push_back(mirror < cell ? partner_[mirror] : kept.size());
    if (mirror >= cell) kept.push_back(k);
  }
  n_kept_ = kept.size();
  const arma::mat places = in_cells(lattice);
  for (std::size_t i = 0; i < n_sites_; ++i) {
    for (const auto& k : kept) {
      double turns = 0;
      for (std::size_t a = 0; a < k.size(); ++a)
        turns += static_cast<double>(k[a]) * places(a, i) / static_cast<double>(lattice.length(a));
      cosine_.push_back(std::cos(2 * std::numbers::pi * turns));
      sine_.push_back(std::sin(2 * std::numbers::pi * turns));
    }
  }
}

double SpinPattern::magnetization(const Spins& s) const {
  int sum = 0;
  for (const std::int8_t one : s) sum += one;
  return spin_ * sum / static_cast<double>(n_sites_);
}

double SpinPattern::staggered(const Spins& s) const {
  int sum = 0;
  for (std::size_t i = 0; i < n_sites_; ++i) sum += colouring_[i] * s[i];
  return spin_ * std::abs(sum) / static_cast<double>(n_sites_);
}

void SpinPattern::correlation(const Spins& s, std::span<double> out) const {
  for (std::size_t r = 0; r < pairs_.size(); ++r) {
    int sum = 0;
    for (const auto& [i, j] : pairs_[r]) sum += s[i] * s[j];
    out[r] = spin_ * spin_ * sum / static_cast<double>(pairs_[r].size());
  }
}

void SpinPattern::structure_factor(const Spins& s, std::span<double> out) const {
  thread_local std::vector<double> real, imaginary;
  real.assign(n_kept_, 0);
  imaginary.assign(n_kept_, 0);
  for (std::size_t i = 0; i < n_sites_; ++i) {
    const double *c = cosine_.data() + i * n_kept_, *w = sine_.data() + i * n_kept_;
    const double sz = s[i];
    for (std::size_t q = 0; q < n_kept_; ++q) {
      real[q] += sz * c[q];
      imaginary[q] += sz * w[q];
    }
  }
  const double scale = spin_ * spin_ / static_cast<double>(n_sites_);
  for (std::size_t q = 0; q < partner_.size(); ++q) {
    const double re = real[partner_[q]], im = imaginary[partner_[q]];
    out[q] = scale * (re * re + im * im);
  }
}

}  // namespace lenz::models
