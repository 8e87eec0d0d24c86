#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/models/packed_ising_measurement.hpp"
#include "lenz/random/bulk.hpp"
#include "lenz/sampling/info.hpp"

namespace packed_ising_tests {

using namespace lenz;
using lattice::Kind;
using models::Disorder;

namespace {

struct Case {
  Kind kind;
  std::vector<std::size_t> lengths;
  std::size_t blocks;
};

const Case cases[] = {
    {Kind::chain, {12}, 256},     {Kind::chain, {2}, 256},         {Kind::square, {16, 8}, 256},
    {Kind::square, {16, 8}, 2},   {Kind::square, {5, 3}, 256},     {Kind::square, {2, 4}, 256},
    {Kind::square, {64, 32}, 64}, {Kind::triangular, {8, 6}, 256}, {Kind::honeycomb, {8, 4}, 256},
    {Kind::cubic, {4, 8, 2}, 64}, {Kind::square, {48, 48}, 256},
};

struct Packed {
  std::shared_ptr<const models::IsingSystem> system;
  models::PackedIsing target;
};

Packed make(const Case& c, double coupling, Disorder disorder, double temperature) {
  const auto system = models::make_ising_system(
      lattice::Lattice(c.kind, c.lengths), {.coupling = coupling, .disorder = disorder, .disorder_seed = 5});
  return {system, models::PackedIsing(system, models::PackedIsing::pack(*system, c.blocks), temperature)};
}

random::BulkGenerator generator(std::uint64_t seed) {
  return random::BulkGenerator({.seed = seed, .purpose = random::Purpose::test});
}

}  // namespace

TEST_CASE("packed spins have the energies that their bonds say") {
  for (const Case& c : cases) {
    for (const auto& [coupling, disorder] :
         {std::pair(1.5, Disorder::none), {-0.7, Disorder::none}, {1.0, Disorder::bimodal}}) {
      const auto [system, target] = make(c, coupling, disorder, 2.0);
      auto random = generator(1);
      const models::PackedWalker walker = target.random_walker(random);
      const std::vector<double> energies = target.energies(walker);
      CAPTURE(static_cast<int>(c.kind), c.lengths, c.blocks, coupling, static_cast<int>(disorder));
      double sum = 0;
      for (std::size_t r = 0; r < target.n_replicas(); ++r) {
        CHECK(energies[r] == Approx(system->energy(target.spins(walker, r))).margin(1e-9));
        sum += energies[r];
      }
      CHECK(target.log_density(walker) == Approx(-sum / 2.0).margin(1e-9));
    }
  }
}

TEST_CASE("what is counted on packed spins is the mean over their replicas of what one lattice has") {
  for (const Case& c : cases) {
    for (const Disorder disorder : {Disorder::none, Disorder::bimodal}) {
      const auto [system, target] = make(c, 1.0, disorder, 2.0);
      const lattice::Lattice& lattice = system->lattice();
      const models::IsingMeasurementOptions options{.staggered = lattice.bipartite_colouring().has_value(),
                                                    .structure_factor = lattice.has_waves(),
                                                    // of every row where there are few distances
                                                    .correlation = lattice.length(0) < 30,
                                                    .overlap = true};
      const models::IsingMeasurement one(*system, options);
      const models::PackedIsingMeasurement packed(target, options);
      REQUIRE(packed.names() == one.names());
      auto random = generator(2);
      const std::vector<models::PackedWalker> walkers = {target.random_walker(random),
                                                         target.random_walker(random)};
      const std::size_t n = one.names().size();
      std::vector<double> mean(n), row(n), of_first(n), measured(n);
      const models::Ising ising(system, 2.0);
      for (std::size_t r = 0; r < target.n_replicas(); ++r) {
        const std::vector<models::IsingWalker> pair = {{target.spins(walkers[0], r)},
                                                       {target.spins(walkers[1], r)}};
        one.measure(ising, pair, 1, sampling::MoveInfo{}, row);
        if (r == 0) of_first = row;
        for (std::size_t q = 0; q < n; ++q) mean[q] += row[q] / static_cast<double>(target.n_replicas());
      }
      packed.measure(target, walkers, 1, sampling::MoveInfo{}, measured);
      CAPTURE(static_cast<int>(c.kind), c.lengths, c.blocks, static_cast<int>(disorder));
      for (std::size_t q = 0; q < n; ++q) {
        CAPTURE(one.names()[q]);
        CHECK(measured[q] == Approx(mean[q]).epsilon(1e-9).margin(1e-12));
      }
      packed.measure_kept(target, walkers, 1, sampling::MoveInfo{}, measured);
      for (std::size_t q = 0; q < n; ++q) {
        if (one.names()[q].starts_with("correlation")) continue;
        CAPTURE(one.names()[q]);
        CHECK(measured[q] == Approx(of_first[q]).epsilon(1e-9).margin(1e-12));
      }
    }
  }
}

TEST_CASE("packed replicas are exchanged one by one and keep their spins") {
  const Case c{Kind::square, {8, 8}, 4};
  const auto [system, cold] = make(c, 1.0, Disorder::none, 2.0);
  const models::PackedIsing hot(system, cold.bonds(), 2.2);
  auto random = generator(3);
  auto a = cold.random_walker(random), b = hot.random_walker(random);
  const auto before_a = cold.energies(a), before_b = hot.energies(b);
  const std::size_t n = cold.exchange(hot, a, b, random);
  const auto after_a = cold.energies(a), after_b = hot.energies(b);
  std::size_t n_exchanged = 0, n_equal = 0;
  for (std::size_t r = 0; r < before_a.size(); ++r) {
    const bool exchanged = after_a[r] == before_b[r] && after_b[r] == before_a[r];
    CHECK((exchanged || (after_a[r] == before_a[r] && after_b[r] == before_b[r])));
    n_equal += before_a[r] == before_b[r];
    n_exchanged += exchanged;
    // The colder one gets the lower energy for certain.
    if (before_b[r] < before_a[r]) CHECK(exchanged);
  }
  CHECK(n_exchanged >= n);
  CHECK(n_exchanged <= n + n_equal);
  CHECK(n > 0);
  CHECK(n < before_a.size());
}

TEST_CASE("systems that words of bits cannot hold are refused") {
  const auto fits = [](const lattice::Lattice& lattice, const models::IsingCouplings& law) {
    return models::PackedIsing::fits(*models::make_ising_system(lattice, law));
  };
  const lattice::Lattice square(Kind::square, {4, 4});
  CHECK(fits(square, {}));
  CHECK(fits(square, {.disorder = Disorder::bimodal}));
  CHECK_FALSE(fits(square, {.field = 0.1}));
  CHECK_FALSE(fits(square, {.coupling = 0}));
  CHECK_FALSE(fits(square, {.disorder = Disorder::gaussian}));
  CHECK_FALSE(fits(lattice::Lattice(Kind::square, {4, 4}, lattice::Boundary::open), {}));
  CHECK_FALSE(fits(lattice::Lattice::graph(2, {{0, 1}}), {}));
  CHECK_FALSE(fits(lattice::Lattice(Kind::square, {1, 1}), {}));
}

}  // namespace packed_ising_tests
