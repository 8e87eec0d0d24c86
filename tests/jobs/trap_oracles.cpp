#include "lenz/jobs/trap_oracles.hpp"

#include <catch2/catch.hpp>

#include "lenz/jobs/trap_interacting.hpp"

namespace trap_oracles_tests {

using namespace lenz;
using jobs::Exact, jobs::ParticleStatistics, jobs::TrapInput;
using models::Interaction;

namespace {

TrapInput electrons(std::uint64_t particles, double omega, std::uint64_t dimensions = 2) {
  TrapInput input;
  input.particles = particles;
  input.dimensions = dimensions;
  input.omega = io::Scan(omega);
  input.statistics = ParticleStatistics::fermion;
  input.interaction = Interaction::coulomb;
  return input;
}

jobs::KnownValues known(const TrapInput& input, Exact exact = Exact::automatic) {
  return jobs::known_trap_ground_state(input, jobs::trap_points(input).front(), exact);
}

double energy(const TrapInput& input, const std::string& oracle, Exact exact = Exact::automatic) {
  const jobs::KnownValues values = known(input, exact);
  REQUIRE(values.count("energy") == 1);
  CHECK(values.at("energy").oracle == oracle);
  return values.at("energy").value.at(0);
}

std::string against(Exact oracle, const TrapInput& input) {
  return jobs::against_trap_oracle(oracle, input, jobs::trap_points(input).front());
}

}  // namespace

TEST_CASE("Points of a trap carry the numbers that its interaction uses") {
  TrapInput input;
  input.omega = io::Scan(std::vector<double>{1, 2});
  input.strength = io::Scan(std::vector<double>{3, 4});
  using Parameters = std::vector<std::pair<std::string, double>>;
  CHECK(jobs::trap_points(input).size() == 2);
  CHECK(jobs::trap_points(input)[1].parameters == Parameters{{"omega", 2}});
  input.interaction = Interaction::coulomb;
  CHECK(jobs::trap_points(input).size() == 4);
  input.range = io::Scan(std::vector<double>{1, 2});  // of no interaction yet
  CHECK(jobs::trap_points(input).size() == 4);
  CHECK(jobs::trap_points(input)[1].parameters == Parameters{{"omega", 2}, {"strength", 3}});
  input.interaction = Interaction::gaussian;
  CHECK(jobs::trap_points(input).size() == 8);
  CHECK(jobs::trap_points(input)[4].parameters == Parameters{{"omega", 1}, {"strength", 3}, {"range", 2}});
  CHECK(jobs::trap_points(input)[2].parameters == Parameters{{"omega", 1}, {"strength", 4}, {"range", 1}});
  input.interaction = Interaction::hard_sphere;
  input.range = io::Scan(1.0);
  input.frequencies = {1, 3};
  input.omega.reset();
  const auto points = jobs::trap_points(input);
  REQUIRE(points.size() == 1);
  CHECK(points[0].parameters == Parameters{{"range", 1}});
  CHECK(points[0].frequencies == std::vector<double>{1, 3});
  const double x[] = {0, 0, 2, 2};
  CHECK(jobs::trap_of(input, points[0]).potential_energy(x) == Approx(0.5 * (4 + 9 * 4)));
}

TEST_CASE("Shells of free fermions stand beside traps without interaction") {
  for (const auto& [n, e] : {std::pair{2, 2.0}, {6, 10.0}, {12, 28.0}}) {
    TrapInput input = electrons(static_cast<std::uint64_t>(n), 0.5);
    input.interaction = Interaction::none;
    CHECK(energy(input, "free-particles") == Approx(0.5 * e).epsilon(1e-14));
    CHECK(known(input).at("interaction").value[0] == 0);
  }
  TrapInput bosons;
  bosons.particles = 10;
  bosons.dimensions = 3;
  bosons.frequencies = {1, 1, 2};
  CHECK(energy(bosons, "free-particles") == Approx(20));
  TrapInput alone = electrons(1, 1);
  CHECK(energy(alone, "free-particles") == Approx(1));
  alone.interaction = Interaction::none;
  alone.statistics = ParticleStatistics::distinguishable;
  alone.particles = 3;
  CHECK(energy(alone, "free-particles") == Approx(3));
}

TEST_CASE("Two particles in a trap are known by what is strongest") {
  CHECK(energy(electrons(2, 1), "taut") == Approx(3).epsilon(1e-14));
  CHECK(energy(electrons(2, 1.0 / 6), "taut") == Approx(2.0 / 3).epsilon(1e-14));
  CHECK(energy(electrons(2, 0.5, 3), "taut") == Approx(2).epsilon(1e-14));
  CHECK(energy(electrons(2, 1), "radial", Exact::radial) == Approx(3).epsilon(1e-11));
  CHECK(energy(electrons(2, 0.28), "radial") == Approx(1.021644).margin(6e-7));
  CHECK(energy(electrons(2, 1, 3), "radial") == Approx(3.730121).margin(6e-7));
  TrapInput pair = electrons(2, 1);
  pair.statistics = ParticleStatistics::boson;
  pair.interaction = Interaction::gaussian;
  pair.strength = io::Scan(3.0);
  pair.range = io::Scan(0.5);
  CHECK(energy(pair, "radial") == Approx(2.311983).margin(6e-7));
  pair.statistics = ParticleStatistics::distinguishable;
  CHECK(energy(pair, "radial") == Approx(2.311983).margin(6e-7));
  CHECK(known(pair, Exact::none).empty());
}

TEST_CASE("Expectation values of a radial oracle carry its own error and obey the virial theorem") {
  const jobs::KnownValues values = known(electrons(2, 0.28));
  const auto of = [&](const char* name) { return values.at(name).value.at(0); };
  for (const char* name : {"energy", "kinetic", "potential", "interaction", "radius"}) {
    INFO(name);
    CHECK(values.at(name).error.at(0) > 0);
    CHECK(values.at(name).error.at(0) < 1e-10);
  }
  CHECK(of("kinetic") + of("potential") + of("interaction") == Approx(of("energy")).epsilon(1e-10));
  CHECK(2 * of("kinetic") == Approx(2 * of("potential") - of("interaction")).epsilon(1e-9));
  // Both are of one expectation value, <sum_i r_i^2>.
  CHECK(values.at("radius").error[0] / of("radius") ==
        Approx(values.at("potential").error[0] / (2 * of("potential"))).epsilon(1e-9));
  CHECK(of("radius") == Approx(std::sqrt(of("potential")) / 0.28).epsilon(1e-12));
}

TEST_CASE("Two electrons of one spin are a triplet for every oracle") {
  TrapInput triplet = electrons(2, 1);
  triplet.spin_up = 2;
  const double radial = energy(triplet, "radial");
  CHECK(radial > 3.5);  // one quantum above the singlet without interaction
  triplet.spin_up = 0;
  CHECK(energy(triplet, "radial") == radial);
  const jobs::KnownValues values = known(triplet, Exact::configuration_interaction);
  CHECK(values.at("energy").value[0] == Approx(radial).margin(values.at("energy").error[0]));
}

TEST_CASE("Configuration interaction finds the angular momentum of the ground state") {
  const auto momenta = [](std::uint64_t n, std::uint64_t up) {
    TrapInput input = electrons(n, 1);
    input.spin_up = up;
    return jobs::momenta_of(input);
  };
  CHECK(momenta(2, 1) == std::vector<int>{0});
  CHECK(momenta(2, 2) == std::vector<int>{0, 1});
  CHECK(momenta(3, 2) == std::vector<int>{0, 1});
  CHECK(momenta(3, 3) == std::vector<int>{0});
  CHECK(momenta(4, 2) == std::vector<int>{0, 1, 2});
  CHECK(momenta(4, 4) == std::vector<int>{0, 1, 2});
  CHECK(momenta(5, 3) == std::vector<int>{0, 1});
  CHECK(momenta(6, 3) == std::vector<int>{0});
  CHECK(momenta(6, 1) == std::vector<int>{0, 1, 2});

  TrapInput three = electrons(3, 1);
  const auto found = jobs::interacting_energy(three, jobs::trap_points(three).front(), jobs::Effort::cheap);
  CHECK(found.momentum == 1);
  CHECK(found.error < 2e-5);
  CHECK(found.energy == Approx(6.35570).margin(3e-5));
}

TEST_CASE("Why an oracle does not know a trap is said in words") {
  TrapInput flat = electrons(2, 1);
  CHECK(against(Exact::free_particles, flat) == "it needs interaction = \"none\"");
  CHECK(against(Exact::taut, flat).empty());
  CHECK(against(Exact::taut, electrons(2, 0.28)).find("omega") != std::string::npos);
  CHECK(against(Exact::radial, electrons(3, 1)) == "it needs two particles");
  CHECK(against(Exact::configuration_interaction, electrons(2, 1, 3)) == "it needs two dimensions");
  CHECK_FALSE(against(Exact::configuration_interaction, electrons(12, 1)).empty());
  CHECK(known(electrons(12, 1)).empty());
  flat.softening = 0.1;
  CHECK(against(Exact::taut, flat) == "it needs interaction = \"coulomb\" without softening");
  CHECK(against(Exact::radial, flat).empty());
  CHECK_FALSE(against(Exact::configuration_interaction, flat).empty());
  flat.omega.reset();
  flat.frequencies = {1, 2};
  for (const Exact oracle : {Exact::taut, Exact::radial})
    CHECK(against(oracle, flat) == "it needs an isotropic trap: omega in place of frequencies");
  CHECK(known(flat).empty());
}

TEST_CASE("Published energies are those of closed shells of electrons in two dimensions") {
  const auto of = [](const TrapInput& input) {
    return jobs::published_energy(input, jobs::trap_points(input).front());
  };
  REQUIRE(of(electrons(6, 0.28)));
  CHECK(of(electrons(6, 0.28))->energy == 7.60019);
  CHECK(of(electrons(6, 0.28))->error == 6e-5);
  CHECK(of(electrons(12, 1))->energy == 65.7001);
  CHECK_FALSE(of(electrons(12, 0.5)));
  CHECK_FALSE(of(electrons(6, 1, 3)));
  TrapInput polarised = electrons(6, 1);
  polarised.spin_up = 4;
  CHECK_FALSE(of(polarised));
  TrapInput bosons = electrons(6, 1);
  bosons.statistics = ParticleStatistics::boson;
  CHECK_FALSE(of(bosons));
}

}  // namespace trap_oracles_tests
