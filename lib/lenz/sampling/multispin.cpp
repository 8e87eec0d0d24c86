#include "lenz/sampling/multispin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::sampling {

using namespace multispin;

namespace {

/// The first 64 binary digits of p: doubles have 53, and more zeros before them. p = 1 becomes 0.111…, as
/// near to 1 as a uniform number of 64 digits can tell.
std::array<bool, n_digits> digits_of(double p) {
  std::array<bool, n_digits> digits{};
  if (p >= 1) digits.fill(true);
  for (bool& digit : digits) {
    if (p >= 1) break;
    p *= 2;
    digit = p >= 1;
    if (digit) p -= 1;
  }
  return digits;
}

double flip_probability(Rule rule, double reduced_coupling, std::size_t degree, std::size_t unsatisfied) {
  const double n_kept = static_cast<double>(degree) - 2 * static_cast<double>(unsatisfied);
  const double x = 2 * reduced_coupling * n_kept;  // dE / T
  return rule == Rule::metropolis ? std::exp(-std::max(x, 0.0)) : 1 / (1 + std::exp(x));
}

/// Turns all spins of each replica over with probability 1/2.
void turn_replicas(std::span<std::uint64_t> words, std::size_t n_blocks, random::BulkGenerator& random) {
  using Word = std::array<std::uint64_t, lattice::lanes::words_of_64>;
  Word bits, mask{};
  random.fill(bits);
  const std::size_t step = std::min<std::size_t>(n_blocks, 64);  // lanes of one replica in one word
  const std::uint64_t lanes = ~std::uint64_t{0} >> (64 - step);
  for (std::size_t lane = 0; lane < lattice::lanes::n_lanes; lane += step) {
    const std::size_t replica = lane / n_blocks;
    const bool turned = (bits[replica / 64] >> (replica % 64) & 1) != 0;
    mask[lane / 64] |= (turned ? lanes : 0) << (lane % 64);
  }
  for (std::size_t i = 0; i < words.size(); ++i) words[i] ^= mask[i % mask.size()];
}

Plan plan_of(const lattice::PackedBonds& bonds, double reduced_coupling, Rule rule) {
  Plan plan{.rule = rule, .bonds = bonds.bonds()};
  const std::size_t z = plan.bonds.degree;
  for (std::size_t u = 0; u <= z / 2; ++u) {
    const auto digits = digits_of(flip_probability(rule, reduced_coupling, z, u));
    for (std::size_t j = 0; j < n_digits; ++j)
      plan.kinds[j] = static_cast<std::uint8_t>(plan.kinds[j] | (digits[j] ? 1U << u : 0U));
  }
  // Metropolis does not ask where half of the bonds are unsatisfied.
  const std::size_t n_kinds = rule == Rule::metropolis ? (z + 1) / 2 : z / 2 + 1;
  for (std::uint8_t& kinds : plan.kinds) kinds = static_cast<std::uint8_t>(kinds & ((1U << n_kinds) - 1));
  return plan;
}

}  // namespace

Multispin::Multispin(std::shared_ptr<const lattice::PackedBonds> bonds, double reduced_coupling, Rule rule)
    : bonds_(std::move(bonds)) {
  check_nonnegative("reduced_coupling", reduced_coupling);
  plan_ = plan_of(*bonds_, reduced_coupling, rule);
  const lattice::Packing& packing = bonds_->packing();
  if (rule == Rule::metropolis && (packing.n_sites() <= mixed_sites || packing.is_narrow()))
    mixed_in_ = plan_of(*bonds_, reduced_coupling, Rule::heat_bath);
}

MoveInfo Multispin::sweep(std::span<std::uint64_t> words, random::BulkGenerator& random) const {
  const bool mixes = mixed_in_ && random::uniform_index(random, mixed_every) == 0;
  auto& state = random.state_of_rows();
  static_assert(random::BulkGenerator::n_lanes == 8);
  const multispin::Code& code = multispin::code(bonds_->instructions());
  const std::uint64_t n_flipped =
      code.sweep(mixes ? *mixed_in_ : plan_, words.data(), reinterpret_cast<std::uint64_t(*)[8]>(&state));
  turn_replicas(words.first(bonds_->n_spin_words()), bonds_->packing().n_blocks(), random);
  return {.n_proposed = bonds_->n_spin_words() * 64, .n_accepted = n_flipped};
}

}  // namespace lenz::sampling
