#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "lenz/models/ordered/site_updates.hpp"
#include "lenz/random/words.hpp"

/// Visits to the sites of a regular lattice whose couplings are real numbers: local fields in vectors of
/// eight.
namespace lenz::models::ordered {

/// Sites of the pieces that are visited in turns.
constexpr Site sites_at_once = 2 * chunk;

using Doubles = double __attribute__((vector_size(32)));

// By reference: a vector as an argument would depend on the instruction set.
inline void load(const double* from, Doubles& x) { std::memcpy(&x, from, sizeof x); }
/// Four numbers times every other of eight spins, from the one at `parity`: the sign of byte 2 n + parity
/// moves to the sign of number n.
template <Site parity>
void multiply(Doubles& x, const std::int8_t* spins) {
  using Words = std::uint64_t __attribute__((vector_size(32)));
  constexpr std::uint64_t p = 8 * parity;
  constexpr Words shifts = {56 - p, 40 - p, 24 - p, 8 - p};
  std::uint64_t bytes;
  std::memcpy(&bytes, spins, sizeof bytes);
  const Words signs = ((Words{} + bytes) << shifts) & (std::uint64_t{1} << 63);
  x = reinterpret_cast<Doubles>(reinterpret_cast<Words>(x) ^ signs);
}

/// Log ratios of sites first + parity, first + parity + 2, …, eight at a time (the last eight may overlap
/// those before). REQUIRES n even and at least 16.
template <std::size_t degree, Site parity, class Updates>
void sum_log_ratios(const Updates& all, const lattice::Stencil& stencil, Site first, Site n,
                    double* log_ratio) {
  const std::int8_t* spins = all.spins + first;
  const double h = all.system.field(), scale = -2 * all.beta;
  std::array<const double*, degree> coupling;
  std::array<std::ptrdiff_t, degree> offset;
  for (std::size_t b = 0; b < degree; ++b) {
    coupling[b] = all.system.couplings_from(b, first + parity);
    offset[b] = stencil.offset[b];
  }
  for (Site next = 0; next < n; next += 16) {
    const Site k = std::min(next, n - 16);
    for (const Site at : {k, k + 8}) {
      Doubles field = Doubles{} + h;
      for (std::size_t b = 0; b < degree; ++b) {
        Doubles term;
        load(coupling[b] + at / 2, term);
        multiply<parity>(term, spins + at + offset[b]);
        field += term;
      }
      Doubles ratio = scale * field;
      multiply<parity>(ratio, spins + at);
      std::memcpy(log_ratio + at / 2, &ratio, sizeof ratio);
    }
    // Of the next pieces: memory works while these are decided.
    for (std::size_t b = 0; b < degree; ++b) __builtin_prefetch(coupling[b] + k / 2 + sites_at_once / 2);
  }
}

/// Sites first … first + n - 1 of a run, the first n_in_vectors of them decided together, every other at
/// once.
struct Piece {
  const lattice::Stencil* stencil = nullptr;
  Site first = 0, n = 0, n_in_vectors = 0;
};

template <std::size_t degree, Site parity, class Updates>
void visit_half_by_fields(Updates& all, const Piece& piece) {
  const Site n = piece.n_in_vectors / 2;
  std::array<double, chunk / 2 + 8> log_ratio;
  std::array<std::int32_t, chunk / 2 + 8> bin;
  std::fill_n(log_ratio.begin() + n, 8, 0.0);  // find_bins() reads eight at a time
  sum_log_ratios<degree, parity>(all, *piece.stencil, piece.first, piece.n_in_vectors, log_ratio.data());
  all.rule.find_bins(log_ratio.data(), n, bin.data());
  std::int8_t* spins = all.spins + piece.first + parity;
  auto&& source = random::take(all.rng, n);
  std::size_t n_flips = 0;
  for (Site k = 0; k < n; ++k, spins += 2)
    n_flips += flip(*spins, all.rule.flips(log_ratio[k], bin[k], source));
  all.n_flips += n_flips;
}

template <Site parity, class Updates>
void visit_half_by_fields(Updates& all, const Piece& piece) {
  switch (piece.stencil->degree) {
    case 2:
      return visit_half_by_fields<2, parity>(all, piece);
    case 3:
      return visit_half_by_fields<3, parity>(all, piece);
    case 4:
      return visit_half_by_fields<4, parity>(all, piece);
    default:
      return visit_half_by_fields<6, parity>(all, piece);
  }
}

/// Whether sites of a piece can be decided together: of n in a row no two an even number apart are
/// neighbours.
inline bool fits_vectors(Site n, const lattice::Stencil& stencil) {
  if (n < 16 || stencil.degree < 2 || stencil.degree == 5 || stencil.degree > 6) return false;
  return std::none_of(stencil.offset.begin(), stencil.offset.begin() + stencil.degree, [n](std::int32_t o) {
    const auto length = static_cast<std::int32_t>(n);
    return o % 2 == 0 && -length < o && o < length;
  });
}

/// Every other site of each second piece, of the pieces between, then the sites left out: no spin is read in
/// a word with its neighbours just after it was written alone, which would wait for its way to memory.
template <class Updates>
void visit_pieces(Updates& all, const std::vector<Piece>& pieces) {
  for (const Site parity : {0U, 1U}) {
    for (const std::size_t turn : {0U, 1U}) {
      std::size_t count = 0;
      for (const Piece& piece : pieces) {
        if (piece.n_in_vectors == 0 || count++ % 2 != turn) continue;
        parity == 0 ? visit_half_by_fields<0>(all, piece) : visit_half_by_fields<1>(all, piece);
      }
    }
  }
  for (const Piece& piece : pieces) {
    for (Site i = piece.first + piece.n_in_vectors; i < piece.first + piece.n; ++i) all.visit(i);
  }
}

template <class Updates>
void visit_runs_by_fields(Updates& all) {
  std::vector<Piece> pieces;
  Site n_sites = 0;
  for (const lattice::Stencils::Run& run : all.system.stencils()->runs()) {
    const lattice::Stencil& stencil = all.system.stencils()->stencil(run);
    for (Site first = run.first; first < run.last; first += chunk) {
      const Site n = std::min(chunk, run.last - first);
      pieces.push_back({&stencil, first, n, fits_vectors(n, stencil) ? n - n % 2 : 0});
      n_sites += n;
      if (n_sites < sites_at_once) continue;
      visit_pieces(all, pieces);
      pieces.clear();
      n_sites = 0;
    }
  }
  visit_pieces(all, pieces);
}

}  // namespace lenz::models::ordered
