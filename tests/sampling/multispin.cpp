#include "lenz/sampling/multispin.hpp"

#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "lenz/stats/tests.hpp"

#include "support/memory_archive.hpp"

using namespace lenz;
using namespace lenz::sampling;
using lattice::Kind, lattice::Packing;
using multispin::InstructionSet, multispin::LaneCounts, multispin::Rule;

namespace {

std::vector<InstructionSet> present_sets() {
  std::vector<InstructionSet> sets;
  for (const auto set : {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512}) {
    if (multispin::present(set)) sets.push_back(set);
  }
  return sets;
}

std::shared_ptr<const Packing> packing(Kind kind, const std::vector<std::size_t>& lengths,
                                       std::size_t blocks = 256) {
  return std::make_shared<const Packing>(kind, lengths, blocks);
}

random::BulkRows rows(std::uint64_t seed) {
  return random::BulkRows({.seed = seed, .purpose = random::Purpose::test});
}

/// Exact probabilities of all states of a small torus with J = 1, and the number of unsatisfied bonds of
/// each.
struct Exact {
  std::vector<double> probability;
  double energy = 0;  ///< mean of E / N
};

Exact enumerate(const lattice::Lattice& lattice, double beta) {
  Exact exact;
  const std::size_t n = lattice.n_sites();
  double z = 0;
  for (std::size_t state = 0; state < std::size_t{1} << n; ++state) {
    int e = 0;
    for (const lattice::Bond& bond : lattice.bonds())
      e += (state >> bond.a & 1) == (state >> bond.b & 1) ? -1 : 1;
    exact.probability.push_back(std::exp(-beta * e));
    exact.energy += e * exact.probability.back() / static_cast<double>(n);
    z += exact.probability.back();
  }
  exact.energy /= z;
  for (double& p : exact.probability) p /= z;
  return exact;
}

/// The state of one replica as a number, site i in bit i.
std::size_t state_of(const Multispin& kernel, std::span<const std::uint64_t> words, std::size_t replica) {
  const Packing& p = kernel.packing();
  std::size_t state = 0;
  for (std::size_t position = 0; position < p.n_positions(); ++position) {
    for (std::size_t b = 0; b < p.n_blocks(); ++b) {
      const std::size_t up = kernel.spin(words, position, replica * p.n_blocks() + b) > 0;
      state |= up << p.site(position, b);
    }
  }
  return state;
}

}  // namespace

TEST_CASE("multi-spin updates give the same bits for every instruction set") {
  struct Case {
    Kind kind;
    std::vector<std::size_t> lengths;
  };
  for (const Case& c :
       {Case{Kind::chain, {64}}, Case{Kind::square, {16, 16}}, Case{Kind::square, {5, 3}},
        Case{Kind::honeycomb, {8, 4}}, Case{Kind::triangular, {6, 8}}, Case{Kind::cubic, {4, 4, 6}}}) {
    for (const Rule rule : {Rule::metropolis, Rule::heat_bath}) {
      for (const bool disorder : {false, true}) {
        std::vector<std::vector<std::uint64_t>> results;
        std::vector<std::uint64_t> totals;
        for (const InstructionSet set : present_sets()) {
          const auto geometry = packing(c.kind, c.lengths);
          random::BulkRows random = rows(1);
          std::vector<std::uint64_t> negative;
          if (disorder) {
            negative.resize(geometry->n_positions() * geometry->degree() * 4);
            random.generator().fill(negative);
          }
          const Multispin kernel(geometry, {.rule = rule, .beta = 0.4, .instructions = set}, negative);
          auto words = kernel.random(random);
          LaneCounts flips, up, unsatisfied;
          for (int n = 0; n < 30; ++n) kernel.sweep(words, random, flips);
          kernel.count(words, up, unsatisfied);
          words.resize(geometry->n_positions() * 4);
          results.push_back(words);
          totals.push_back(replica_total(flips, 0, 256) ^ replica_total(up, 0, 256) << 20 ^
                           replica_total(unsatisfied, 0, 256) << 40);
        }
        for (std::size_t i = 1; i < results.size(); ++i) {
          CHECK(results[i] == results[0]);
          CHECK(totals[i] == totals[0]);
        }
      }
    }
  }
}

TEST_CASE("lanes count what their sites say") {
  for (const std::size_t blocks : {1, 4, 64, 256}) {
    const std::vector<std::size_t> lengths{32, 32};
    const lattice::Lattice square(Kind::square, lengths);
    const Multispin kernel(packing(Kind::square, lengths, blocks), {.beta = 0.44});
    random::BulkRows random = rows(2);
    auto words = kernel.random(random);
    const auto before = words;
    LaneCounts flips, up, unsatisfied;
    kernel.sweep(words, random, flips);
    kernel.count(words, up, unsatisfied);
    const Packing& p = kernel.packing();
    for (std::size_t replica = 0; replica<p.n_replicas(); replica += p.n_replicas()> 8 ? 37 : 1) {
      std::vector<int> spins(square.n_sites());
      std::uint64_t ups = 0, flipped = 0, broken = 0;
      for (std::size_t position = 0; position < p.n_positions(); ++position) {
        for (std::size_t b = 0; b < p.n_blocks(); ++b) {
          const std::size_t lane = replica * p.n_blocks() + b;
          const int s = kernel.spin(words, position, lane);
          spins[p.site(position, b)] = s;
          ups += s > 0;
          flipped += s != kernel.spin(before, position, lane);
        }
      }
      for (const lattice::Bond& bond : square.bonds()) broken += spins[bond.a] != spins[bond.b];
      CHECK(replica_total(up, replica, p.n_blocks()) == ups);
      CHECK(replica_total(flips, replica, p.n_blocks()) == flipped);
      CHECK(replica_total(unsatisfied, replica, p.n_blocks()) == 2 * broken);
    }
  }
}

TEST_CASE("multi-spin heat bath visits the states of small tori as often as Boltzmann says") {
  struct Case {
    Kind kind;
    std::vector<std::size_t> lengths;
    std::size_t blocks;
  };
  for (const Case& c :
       {Case{Kind::square, {3, 3}, 256}, Case{Kind::square, {4, 2}, 256}, Case{Kind::square, {4, 2}, 1},
        Case{Kind::cubic, {2, 2, 2}, 256}, Case{Kind::triangular, {3, 3}, 256},
        Case{Kind::honeycomb, {2, 2}, 256}, Case{Kind::chain, {8}, 256}}) {
    const lattice::Lattice torus(c.kind, c.lengths);
    const double beta = 0.3;
    const Exact exact = enumerate(torus, beta);
    const Multispin kernel(packing(c.kind, c.lengths, c.blocks), {.rule = Rule::heat_bath, .beta = beta});
    random::BulkRows random = rows(3);
    auto words = kernel.random(random);
    LaneCounts flips;
    std::vector<double> counts(exact.probability.size()), expected(exact.probability.size());
    constexpr int n_rounds = 400;
    for (int round = 0; round < n_rounds; ++round) {
      // At beta = 0.3 tau is about a sweep: after 20 the replicas are independent of what they were.
      for (int n = 0; n < 20; ++n) kernel.sweep(words, random, flips);
      for (std::size_t r = 0; r < kernel.packing().n_replicas(); ++r) ++counts[state_of(kernel, words, r)];
    }
    const double n = n_rounds * static_cast<double>(kernel.packing().n_replicas());
    for (std::size_t s = 0; s < counts.size(); ++s) expected[s] = n * exact.probability[s];
    double chi2 = 0;
    for (std::size_t s = 0; s < counts.size(); ++s)
      chi2 += (counts[s] - expected[s]) * (counts[s] - expected[s]) / expected[s];
    const double freedom = static_cast<double>(counts.size() - 1);
    CAPTURE(static_cast<int>(c.kind), c.lengths, c.blocks, chi2, freedom);
    CHECK(std::fabs(chi2 - freedom) < 4.5 * std::sqrt(2 * freedom));
  }
}

TEST_CASE("probabilities of multi-spin updates are exact to the tail") {
  // A chain of two sites has two bonds between them: u is 0 or 2. From both up, Metropolis flips the first
  // site with probability exp(-4 beta); small ones are decided by late digits alone.
  for (const double beta : {0.05, 0.7, 1.5, 2.5}) {
    const Multispin kernel(packing(Kind::chain, {2}), {.rule = Rule::metropolis, .beta = beta});
    random::BulkRows random = rows(4);
    const double p = std::exp(-4 * beta);
    double flipped = 0;
    constexpr int n_trials = 200000;
    for (int n = 0; n < n_trials; ++n) {
      auto words = kernel.ordered();
      LaneCounts flips;
      kernel.sweep(words, random, flips);
      // Both flip where the first did: then the second is unsatisfied and flips for certain.
      flipped += static_cast<double>(replica_total(flips, 0, 256));
    }
    // The first flips with p; if it did the second surely follows, else it flips with p.
    const double mean = p + p * 1 + (1 - p) * p, n = 256.0 * n_trials;
    const double second = p * 4 + (1 - p) * p;
    const double z = (flipped / n - mean) / std::sqrt((second - mean * mean) / n);
    CAPTURE(beta, p, flipped / n, mean);
    CHECK(std::fabs(z) < 4);
  }
}

TEST_CASE("rows of random words archived anywhere go on with the same words") {
  random::BulkRows random = rows(5);
  for (const std::size_t n : {0, 3, 200, 256, 5}) {
    for (std::size_t i = 0; i < n; ++i) {
      if (random.next() == random.end()) random.refill();
      random.use_up_to(random.next() + random::BulkRows::words_a_row);
    }
    random::BulkRows copy = test::through_archive(random);
    REQUIRE(copy.end() - copy.next() == random.end() - random.next());
    CHECK(std::equal(copy.next(), copy.end(), random.next()));
    random.refill();
    copy.refill();
    CHECK(std::equal(copy.next(), copy.end(), random.next()));
  }
}

TEST_CASE("impossible multi-spin kernels are refused") {
  CHECK_THROWS_AS(Multispin(packing(Kind::square, {4, 4}), {.beta = -1}), std::invalid_argument);
  CHECK_THROWS_AS(Multispin(packing(Kind::square, {1, 1}), {}), std::invalid_argument);
  CHECK_THROWS_AS(Multispin(packing(Kind::square, {4, 4}), {}, std::vector<std::uint64_t>(3)),
                  std::invalid_argument);
}
