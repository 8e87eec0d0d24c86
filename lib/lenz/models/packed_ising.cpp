#include "lenz/models/packed_ising.hpp"

#include <cmath>
#include <numeric>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::models {

namespace {

using lattice::Packing;
using lattice::Site;

bool is_negative(const IsingSystem& system, Site here, Site there, bool leaves) {
  for (const lattice::Neighbour& next : system.lattice().neighbours(here)) {
    if (next.site != there) continue;
    if ((system.lattice().bonds()[next.bond].a == here) == leaves) return system.couplings()[next.bond] < 0;
  }
  throw std::logic_error("packed Ising: the packing has a bond that the lattice has not");
}

/// Lane by lane, which bonds are negative; the same in every replica.
std::vector<std::uint64_t> negative_lanes(const IsingSystem& system, const Packing& packing) {
  const std::size_t z = packing.degree(), n_blocks = packing.n_blocks();
  std::vector<std::uint64_t> negative(packing.n_positions() * z * Packing::words_of_64);
  for (std::size_t p = 0; p < packing.n_positions(); ++p) {
    for (std::size_t k = 0; k < z; ++k) {
      std::uint64_t* word = negative.data() + (p * z + k) * Packing::words_of_64;
      for (std::size_t b = 0; b < n_blocks; ++b) {
        if (!is_negative(system, packing.site(p, b), packing.neighbour_site(p, k, b), packing.leaves(p, k)))
          continue;
        for (std::size_t lane = b; lane < Packing::n_lanes; lane += n_blocks)
          word[lane / 64] |= std::uint64_t{1} << (lane % 64);
      }
    }
  }
  return negative;
}

std::vector<std::size_t> lengths_of(const lattice::Lattice& lattice) {
  std::vector<std::size_t> lengths;
  for (std::size_t a = 0; a < lattice.n_axes(); ++a) lengths.push_back(lattice.length(a));
  return lengths;
}

}  // namespace

bool PackedIsing::fits(const IsingSystem& system) {
  const lattice::Lattice& lattice = system.lattice();
  if (lattice.kind() == lattice::Kind::graph || lattice.boundary() != lattice::Boundary::periodic)
    return false;
  if (system.field() != 0 || !system.has_integer_sums() || system.strength() == 0) return false;
  const std::size_t z = lattice.max_degree();
  return z == 2 || z == 3 || z == 4 || z == 6;
}

std::shared_ptr<const lattice::PackedBonds> PackedIsing::pack(const IsingSystem& system,
                                                              std::size_t max_blocks) {
  if (!fits(system)) {
    throw std::invalid_argument(
        "multi-spin coding needs a periodic lattice of 2, 3, 4 or 6 bonds a site, couplings of one "
        "magnitude, "
        "and no field");
  }
  const auto packing =
      std::make_shared<const Packing>(system.lattice().kind(), lengths_of(system.lattice()), max_blocks);
  std::vector<std::uint64_t> negative;
  if (!system.is_uniform()) {
    negative = negative_lanes(system, *packing);
  } else if (system.strength() < 0) {
    negative.assign(packing->n_positions() * packing->degree() * Packing::words_of_64, ~std::uint64_t{0});
  }
  return std::make_shared<const lattice::PackedBonds>(packing, std::move(negative));
}

PackedIsing::PackedIsing(std::shared_ptr<const IsingSystem> system,
                         std::shared_ptr<const lattice::PackedBonds> bonds, double temperature)
    : system_(std::move(system)),
      bonds_(std::move(bonds)),
      temperature_(temperature),
      strength_(std::fabs(system_->strength())),
      n_bonds_(system_->lattice().bonds().size()) {
  check_positive("temperature", temperature);
}

std::vector<std::int8_t> PackedIsing::spins(const Walker& walker, std::size_t replica) const {
  const Packing& packing = bonds_->packing();
  std::vector<std::int8_t> spins(n_sites());
  for (std::size_t p = 0; p < packing.n_positions(); ++p) {
    for (std::size_t b = 0; b < packing.n_blocks(); ++b) {
      const std::size_t lane = replica * packing.n_blocks() + b;
      spins[packing.site(p, b)] = static_cast<std::int8_t>(lattice::PackedBonds::spin(walker.words, p, lane));
    }
  }
  return spins;
}

std::vector<double> PackedIsing::energies(const Walker& walker) const {
  std::vector<std::uint64_t> words = walker.words;  // whose ghosts are made anew
  lattice::lanes::SpinCounts counts;
  bonds_->count(words, counts);
  std::vector<double> energies;
  for (const std::uint64_t twice : bonds_->replica_totals(counts.unsatisfied_twice))
    energies.push_back(energy_of(twice));
  return energies;
}

double PackedIsing::log_density(const Walker& walker) const {
  const std::vector<double> all = energies(walker);
  return -std::accumulate(all.begin(), all.end(), 0.0) / temperature_;
}

std::size_t PackedIsing::swap_replicas(Walker& a, Walker& b, const std::vector<bool>& exchanged) const {
  const std::size_t n_blocks = bonds_->packing().n_blocks();
  std::uint64_t mask[Packing::words_of_64] = {};
  std::size_t n_exchanged = 0;
  for (std::size_t r = 0; r < exchanged.size(); ++r) {
    if (!exchanged[r]) continue;
    ++n_exchanged;
    for (std::size_t lane = r * n_blocks; lane < (r + 1) * n_blocks; ++lane)
      mask[lane / 64] |= std::uint64_t{1} << (lane % 64);
  }
  for (std::size_t i = 0; i < bonds_->n_spin_words(); ++i) {
    const std::uint64_t swapped = (a.words[i] ^ b.words[i]) & mask[i % Packing::words_of_64];
    a.words[i] ^= swapped;
    b.words[i] ^= swapped;
  }
  return n_exchanged;
}

}  // namespace lenz::models
