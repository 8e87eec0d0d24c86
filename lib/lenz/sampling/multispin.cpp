#include "lenz/sampling/multispin.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "lenz/core/checks.hpp"

namespace lenz::sampling {

using namespace multispin;

namespace {

/// The first 64 binary digits of p, each as a mask of 64 equal bits: doubles have 53, and more zeros before
/// them. p = 1 becomes 0.111…, as near to 1 as a uniform number of 64 digits can tell.
std::array<std::uint64_t, n_digits> digits_of(double p) {
  std::array<std::uint64_t, n_digits> digits{};
  if (p >= 1) digits.fill(~std::uint64_t{0});
  for (std::uint64_t& digit : digits) {
    if (p >= 1) break;
    p *= 2;
    if (p >= 1) {
      digit = ~std::uint64_t{0};
      p -= 1;
    }
  }
  return digits;
}

double flip_probability(Rule rule, double beta, std::size_t degree, std::size_t unsatisfied) {
  const double x = 2 * beta * (static_cast<double>(degree) - 2 * static_cast<double>(unsatisfied));  // dE / T
  return rule == Rule::metropolis ? std::exp(-std::max(x, 0.0)) : 1 / (1 + std::exp(x));
}

Move move_of(const lattice::Packing& packing, const lattice::Packing::Ghost& ghost) {
  const lattice::Packing::Shift& shift = packing.shift(ghost.axis, ghost.next);
  constexpr auto all = static_cast<std::uint32_t>(lattice::Packing::n_lanes);
  const auto near = static_cast<std::uint32_t>(shift.near), far = static_cast<std::uint32_t>(shift.far);
  Move move{
      .source = ghost.source, .right = ghost.next ? near : all - near, .left = ghost.next ? far : all - far};
  std::copy(shift.edge.begin(), shift.edge.end(), move.edge);
  return move;
}

void refill(RandomRows& random) {
  auto& rows = *static_cast<random::BulkRows*>(random.source);
  rows.use_up_to(random.next);
  rows.refill();
  random.next = rows.next();
  random.end = rows.end();
}

}  // namespace

Multispin::Multispin(std::shared_ptr<const lattice::Packing> packing, const Options& options,
                     std::vector<std::uint64_t> negative)
    : packing_(std::move(packing)), options_(options), negative_(std::move(negative)) {
  const std::size_t z = packing_->degree();
  if (z != 2 && z != 3 && z != 4 && z != 6) throw_invalid("the number of bonds of a site", z, "2, 3, 4 or 6");
  check_nonnegative("beta", options.beta);
  if (!negative_.empty()) check_size("negative", negative_.size(), packing_->n_positions() * z * words_of_64);
  if (!present(options.instructions))
    throw_invalid("the instruction set", "absent", "one that this machine has");
  for (const auto& c : packing_->classes())
    classes_.push_back({c.first, c.last, c.first_ghost, c.last_ghost});
  for (const auto& ghost : packing_->ghosts()) moves_.push_back(move_of(*packing_, ghost));
  for (std::size_t u = 0; u <= z / 2; ++u)
    digits_[u] = digits_of(flip_probability(options.rule, options.beta, z, u));
}

std::size_t Multispin::size() const {
  return (packing_->n_positions() + packing_->ghosts().size()) * words_of_64;
}

std::vector<std::uint64_t> Multispin::random(random::BulkRows& rows) const {
  std::vector<std::uint64_t> words(size());
  rows.generator().fill(std::span(words).first(packing_->n_positions() * words_of_64));
  return words;
}

Plan Multispin::plan() const {
  Plan plan;
  plan.rule = options_.rule;
  plan.degree = static_cast<std::uint32_t>(packing_->degree());
  plan.n_positions = static_cast<std::uint32_t>(packing_->n_positions());
  plan.n_classes = static_cast<std::uint32_t>(classes_.size());
  plan.classes = classes_.data();
  plan.ghosts = moves_.data();
  plan.neighbours = packing_->neighbours(0).data();
  plan.negative = negative_.empty() ? nullptr : negative_.data();
  plan.digits = reinterpret_cast<const std::uint64_t(*)[n_digits]>(digits_.data());
  return plan;
}

void Multispin::sweep(std::span<std::uint64_t> words, random::BulkRows& rows, LaneCounts& flips) const {
  RandomRows random{.next = rows.next(), .end = rows.end(), .source = &rows, .refill = refill};
  code(options_.instructions).sweep(plan(), words.data(), random, flips);
  rows.use_up_to(random.next);
}

void Multispin::count(std::span<std::uint64_t> words, LaneCounts& up, LaneCounts& unsatisfied_twice) const {
  code(options_.instructions).count(plan(), words.data(), up, unsatisfied_twice);
}

std::uint64_t replica_total(const LaneCounts& counts, std::size_t replica, std::size_t n_blocks) {
  std::uint64_t total = 0;
  for (std::size_t k = 0; k < n_planes; ++k) {
    std::uint64_t set = 0;
    const std::size_t first = replica * n_blocks;
    for (std::size_t lane = first; lane < first + n_blocks; lane += std::min<std::size_t>(n_blocks, 64)) {
      std::uint64_t bits = counts.planes[k][lane / 64] >> (lane % 64);
      if (n_blocks < 64) bits &= (std::uint64_t{1} << n_blocks) - 1;
      set += static_cast<std::uint64_t>(std::popcount(bits));
    }
    total += set << k;
  }
  return total;
}

}  // namespace lenz::sampling
