#include "lenz/sampling/multispin.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <catch2/catch.hpp>

#include "lenz/stats/tests.hpp"

#include "support/multispin_reach.hpp"

namespace multispin_tests {

using namespace lenz;
using namespace lenz::sampling;
using lattice::Kind, lattice::PackedBonds, lattice::Packing;
using lattice::lanes::InstructionSet, lattice::lanes::SpinCounts;
using multispin::Rule;

namespace {

struct Torus {
  Kind kind;
  std::vector<std::size_t> lengths;
  std::size_t max_blocks = 256;
};

std::vector<InstructionSet> present_sets() {
  std::vector<InstructionSet> sets;
  for (const auto set : {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512}) {
    if (lattice::lanes::present(set)) sets.push_back(set);
  }
  return sets;
}

std::shared_ptr<const PackedBonds> packed(const Torus& t) {
  return std::make_shared<const PackedBonds>(
      std::make_shared<const Packing>(t.kind, t.lengths, t.max_blocks));
}

random::BulkGenerator generator(std::uint64_t seed) {
  return random::BulkGenerator({.seed = seed, .purpose = random::Purpose::test});
}

std::vector<std::uint64_t> random_words(const PackedBonds& bonds, random::BulkGenerator& random) {
  std::vector<std::uint64_t> words(bonds.size());
  random.fill(words);
  return words;
}

/// Exact probabilities of all states of a small torus with J = 1.
std::vector<double> boltzmann(const lattice::Lattice& lattice, double beta) {
  std::vector<double> probability;
  for (std::size_t state = 0; state < std::size_t{1} << lattice.n_sites(); ++state) {
    int e = 0;
    for (const lattice::Bond& bond : lattice.bonds())
      e += (state >> bond.a & 1) == (state >> bond.b & 1) ? -1 : 1;
    probability.push_back(std::exp(-beta * e));
  }
  const double z = std::accumulate(probability.begin(), probability.end(), 0.0);
  for (double& p : probability) p /= z;
  return probability;
}

/// The spins of one replica, +1 or -1, site by site.
std::vector<int> spins_of(const PackedBonds& bonds, std::span<const std::uint64_t> words,
                          std::size_t replica) {
  const Packing& p = bonds.packing();
  std::vector<int> spins(p.n_positions() * p.n_blocks());
  for (std::size_t position = 0; position < p.n_positions(); ++position) {
    for (std::size_t b = 0; b < p.n_blocks(); ++b)
      spins[p.site(position, b)] = PackedBonds::spin(words, position, replica * p.n_blocks() + b);
  }
  return spins;
}

/// As a number, site i in bit i.
std::size_t state_of(const std::vector<int>& spins) {
  std::size_t state = 0;
  for (std::size_t i = 0; i < spins.size(); ++i) state |= std::size_t{spins[i] > 0} << i;
  return state;
}

/// Everything that 30 sweeps give: words, what is counted on them, and where the random numbers stand.
std::vector<std::uint64_t> after_sweeps(const Torus& t, Rule rule, bool disorder, InstructionSet set) {
  const auto geometry = std::make_shared<const Packing>(t.kind, t.lengths);
  random::BulkGenerator random = generator(1);
  std::vector<std::uint64_t> negative;
  if (disorder) {
    negative.resize(geometry->n_positions() * geometry->degree() * 4);
    random.fill(negative);
  }
  const auto bonds = std::make_shared<const PackedBonds>(geometry, negative, set);
  const Multispin kernel(bonds, 0.4, rule);
  std::vector<std::uint64_t> words = random_words(*bonds, random);
  std::uint64_t n_flipped = 0;
  for (int n = 0; n < 30; ++n) n_flipped += kernel.sweep(words, random).n_accepted;
  SpinCounts counts;
  bonds->count(words, counts);
  bonds->count_different(words, random_words(*bonds, random), counts.up_first);
  std::vector<std::uint64_t> result = words;
  for (const auto& part : {counts.up_first, counts.up_others, counts.unsatisfied_twice}) {
    for (const std::uint64_t total : bonds->replica_totals(part)) result.push_back(total);
  }
  result.push_back(n_flipped);
  result.push_back(random());
  return result;
}

}  // namespace

TEST_CASE("multi-spin updates give the same bits for every instruction set") {
  for (const Torus& t :
       {Torus{Kind::chain, {64}}, Torus{Kind::square, {16, 16}}, Torus{Kind::square, {5, 3}},
        Torus{Kind::honeycomb, {8, 4}}, Torus{Kind::triangular, {6, 8}}, Torus{Kind::cubic, {4, 4, 6}}}) {
    for (const Rule rule : {Rule::metropolis, Rule::heat_bath}) {
      for (const bool disorder : {false, true}) {
        const auto portable = after_sweeps(t, rule, disorder, InstructionSet::portable);
        for (const InstructionSet set : present_sets())
          CHECK((after_sweeps(t, rule, disorder, set) == portable));
      }
    }
  }
}

TEST_CASE("lanes count what their sites say") {
  for (const std::size_t blocks : {1, 4, 64, 256}) {
    const std::vector<std::size_t> lengths{32, 32};
    const lattice::Lattice square(Kind::square, lengths);
    const auto bonds = packed({Kind::square, lengths, blocks});
    const Multispin kernel(bonds, 0.6, Rule::heat_bath);
    random::BulkGenerator random = generator(2);
    auto words = random_words(*bonds, random);
    for (int n = 0; n < 50; ++n) kernel.sweep(words, random);
    const auto before = words;
    const std::uint64_t n_flipped = kernel.sweep(words, random).n_accepted;
    SpinCounts counts;
    bonds->count(words, counts);
    lattice::lanes::LaneCounts differing;
    bonds->count_different(before, words, differing);
    const Packing& p = bonds->packing();
    const auto up_first = bonds->replica_totals(counts.up_first);
    const auto up_others = bonds->replica_totals(counts.up_others);
    const auto unsatisfied_twice = bonds->replica_totals(counts.unsatisfied_twice);
    const auto flipped = bonds->replica_totals(differing);
    std::uint64_t all_flipped = 0;
    for (std::size_t replica = 0; replica < p.n_replicas(); ++replica) {
      const auto spins = spins_of(*bonds, words, replica), old = spins_of(*bonds, before, replica);
      std::uint64_t ups[2] = {}, flips = 0, broken = 0;
      for (std::size_t position = 0; position < p.n_positions(); ++position) {
        for (std::size_t b = 0; b < p.n_blocks(); ++b)
          ups[position >= p.classes()[0].last] += spins[p.site(position, b)] > 0;
      }
      for (std::size_t i = 0; i < spins.size(); ++i) flips += spins[i] != old[i];
      for (const lattice::Bond& bond : square.bonds()) broken += spins[bond.a] != spins[bond.b];
      CHECK(up_first[replica] == ups[0]);
      CHECK(up_others[replica] == ups[1]);
      CHECK(flipped[replica] == flips);
      CHECK(unsatisfied_twice[replica] == 2 * broken);
      all_flipped += std::min(flips, square.n_sites() - flips);  // the replica may have been turned over
    }
    CHECK(n_flipped == all_flipped);
  }
}

TEST_CASE("multi-spin heat bath visits the states of small tori as often as Boltzmann says") {
  const std::vector<Torus> tori = {{Kind::square, {3, 3}},     {Kind::square, {4, 2}},
                                   {Kind::square, {4, 2}, 1},  {Kind::cubic, {2, 2, 2}},
                                   {Kind::triangular, {3, 3}}, {Kind::honeycomb, {2, 2}},
                                   {Kind::chain, {8}}};
  for (const Torus& t : tori) {
    const double beta = 0.3;
    const std::vector<double> exact = boltzmann(lattice::Lattice(t.kind, t.lengths), beta);
    const auto bonds = packed(t);
    const Multispin kernel(bonds, beta, Rule::heat_bath);
    random::BulkGenerator random = generator(3);
    auto words = random_words(*bonds, random);
    std::vector<std::uint64_t> counts(exact.size());
    for (int round = 0; round < 400; ++round) {
      // At beta = 0.3 tau is about a sweep: after 20 the replicas are independent of what they were.
      for (int n = 0; n < 20; ++n) kernel.sweep(words, random);
      for (std::size_t r = 0; r < bonds->packing().n_replicas(); ++r)
        ++counts[state_of(spins_of(*bonds, words, r))];
    }
    const stats::ChiSquared chi2 = stats::chi_squared_test(counts, exact);
    CAPTURE(static_cast<int>(t.kind), t.lengths, t.max_blocks, chi2.value, chi2.dof);
    const double level = 1e-3 / (2 * static_cast<double>(tori.size()));
    CHECK(chi2.p > level);
    CHECK(1 - chi2.p > level);  // nor too well
  }
}

TEST_CASE("probabilities of multi-spin updates are exact to the tail") {
  // A chain of two sites has two bonds between them: u is 0 or 2. From both up, Metropolis flips the first
  // site with probability exp(-4 beta); small ones are decided by late digits alone.
  for (const double beta : {0.05, 0.7, 1.5, 2.5}) {
    const auto bonds = packed({Kind::chain, {2}});
    const Multispin kernel(bonds, beta, Rule::metropolis);
    random::BulkGenerator random = generator(4);
    const double p = std::exp(-4 * beta);
    double flipped = 0;
    constexpr int n_trials = 200000;
    for (int n = 0; n < n_trials; ++n) {
      std::vector<std::uint64_t> words(bonds->size(), ~std::uint64_t{0});
      // Both flip where the first did: then the second is unsatisfied and flips for certain.
      flipped += static_cast<double>(kernel.sweep(words, random).n_accepted);
    }
    // The first flips with p; if it did the second surely follows, else it flips with p. One sweep of
    // mixed_every is by the heat bath, of all lanes at once: q, then 1 - q or q.
    const double q = p / (1 + p), by_bath = 1.0 / Multispin::mixed_every;
    const double metropolis = 2 * p + (1 - p) * p, bath = q + 2 * q * (1 - q);
    const double mean = (1 - by_bath) * metropolis + by_bath * bath;
    const double squares_apart = by_bath * (1 - by_bath) * (metropolis - bath) * (metropolis - bath);
    const double metropolis_squares = 4 * p + (1 - p) * p, bath_squares = 4 * q * (1 - q) + q;
    const double within = (1 - by_bath) * (metropolis_squares - metropolis * metropolis) +
                          by_bath * (bath_squares - bath * bath);
    const double z =
        (flipped / (256.0 * n_trials) - mean) / std::sqrt((within / 256 + squares_apart) / n_trials);
    CAPTURE(beta, p, flipped / (256.0 * n_trials), mean);
    CHECK(std::fabs(z) < 4);
  }
}

TEST_CASE("impossible multi-spin kernels are refused") {
  CHECK_THROWS_AS(Multispin(packed({Kind::square, {4, 4}}), -1, Rule::heat_bath), std::invalid_argument);
  CHECK_THROWS_AS(packed({Kind::square, {1, 1}}), std::invalid_argument);
  const auto packing = std::make_shared<const Packing>(Kind::square, std::vector<std::size_t>{4, 4});
  CHECK_THROWS_AS(PackedBonds(packing, std::vector<std::uint64_t>(3)), std::invalid_argument);
}

TEST_CASE("Metropolis in a fixed order misses 36 states of the 4x4 torus") {
  const std::pair<Torus, std::size_t> all[] = {
      {{Kind::square, {4, 4}}, 36},   {{Kind::square, {2, 2}}, 4},      {{Kind::square, {3, 3}}, 0},
      {{Kind::square, {4, 2}}, 4},    {{Kind::square, {6, 2}}, 4},      {{Kind::square, {8, 2}}, 4},
      {{Kind::square, {4, 3}}, 4},    {{Kind::square, {5, 3}}, 0},      {{Kind::chain, {4}}, 4},
      {{Kind::chain, {6}}, 24},       {{Kind::chain, {8}}, 116},        {{Kind::chain, {12}}, 2248},
      {{Kind::chain, {16}}, 39796},   {{Kind::triangular, {3, 3}}, 56}, {{Kind::triangular, {4, 4}}, 0},
      {{Kind::honeycomb, {2, 2}}, 0}, {{Kind::honeycomb, {4, 2}}, 0},   {{Kind::cubic, {2, 2, 2}}, 0},
      {{Kind::cubic, {4, 2, 2}}, 16}};
  for (const auto& [t, n_missed] : all) {
    CAPTURE(static_cast<int>(t.kind), t.lengths);
    CHECK(test::states_out_of_reach(Packing(t.kind, t.lengths, 1)).size() == n_missed);
  }
}

// Alone it does not enter them (the case above). At this temperature it is in them once in 2000 sweeps.
TEST_CASE("the Metropolis kernel is in the states that Metropolis alone misses as often as Boltzmann says") {
  const auto bonds = packed({Kind::square, {4, 4}, 1});
  const auto missed = test::states_out_of_reach(bonds->packing());
  const double beta = 0.1;
  const Multispin kernel(bonds, beta, Rule::metropolis);
  const auto boltzmann_of = boltzmann(lattice::Lattice(Kind::square, {4, 4}), beta);
  double exact = 0;
  for (const std::uint32_t state : missed) {
    std::size_t by_site = 0;
    for (std::size_t p = 0; p < 16; ++p)
      by_site |= std::size_t{state >> p & 1} << bonds->packing().site(p, 0);
    exact += boltzmann_of[by_site];
  }
  random::BulkGenerator random = generator(6);
  std::vector<std::uint64_t> words(bonds->size(), ~std::uint64_t{0});
  std::vector<double> share(256);
  constexpr int n_sweeps = 20000;
  for (int n = -200; n < n_sweeps; ++n) {
    kernel.sweep(words, random);
    for (std::size_t lane = 0; n >= 0 && lane < 256; ++lane) {
      std::uint32_t state = 0;
      for (std::size_t p = 0; p < 16; ++p)
        state |= static_cast<std::uint32_t>(PackedBonds::spin(words, p, lane) > 0) << p;
      if (std::find(missed.begin(), missed.end(), state) != missed.end()) share[lane] += 1.0 / n_sweeps;
    }
  }
  // Lanes are independent, and so is what they show.
  const double mean = std::accumulate(share.begin(), share.end(), 0.0) / 256;
  double squares = 0;
  for (const double each : share) squares += (each - mean) * (each - mean);
  const double error = std::sqrt(squares / (255 * 256));
  CAPTURE(mean, error, exact);
  CHECK(missed.size() == 36);
  CHECK(error < exact / 5);
  CHECK(std::fabs(mean - exact) < 3.3 * error);
}

}  // namespace multispin_tests
