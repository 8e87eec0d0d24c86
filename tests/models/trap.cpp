#include "lenz/models/trap.hpp"

#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/models/wavefunction/gaussian_envelope.hpp"

namespace trap_tests {

using namespace lenz::models;

namespace {

using Point = std::vector<double>;

double energy_of_pair(Trap::Options options, const Point& x) {
  options.particles.n = 2;
  return Trap(std::move(options)).interaction_energy(x);
}

}  // namespace

TEST_CASE("Every particle and axis of a trap counts once") {
  const Trap trap({.particles = {.n = 2, .dimensions = 3}, .frequencies = {1, 2, 3}});
  CHECK(trap.trap_energy(Point{1, 0, 0, 0, 0, 0}) == 0.5);
  CHECK(trap.trap_energy(Point{0, 0, 0, 0, 1, 0}) == 2);
  CHECK(trap.trap_energy(Point{1, 2, 3, -1, 1, 1}) == Approx((1 + 16 + 81 + 1 + 4 + 9) / 2.0));
  CHECK(trap.interaction_energy(Point{1, 2, 3, 1, 2, 3}) == 0);
}

TEST_CASE("Pairs repel as the names of their interactions say") {
  const Particles plane{.n = 2, .dimensions = 2};
  const Point x{0, 0, 3, 4};
  CHECK(energy_of_pair({plane, {1, 1}, Interaction::coulomb, 2}, x) == Approx(0.4));
  CHECK(energy_of_pair({plane, {1, 1}, Interaction::coulomb, 2, 1, 12}, x) == Approx(2.0 / 13));
  CHECK(energy_of_pair({plane, {1, 1}, Interaction::gaussian, 3, 5}, x) ==
        Approx(3 / (3.14159265358979 * 25) * std::exp(-1)));
  const Particles line{.n = 2, .dimensions = 1};
  CHECK(energy_of_pair({line, {1}, Interaction::gaussian, 3, 2}, {0, 1}) ==
        Approx(3 / std::sqrt(3.14159265358979 * 4) * std::exp(-0.25)));
  CHECK(std::isinf(energy_of_pair({plane, {1, 1}, Interaction::hard_sphere, 1, 5.1}, x)));
  CHECK(energy_of_pair({plane, {1, 1}, Interaction::hard_sphere, 1, 4.9}, x) == 0);
  // Three particles have three pairs.
  CHECK(Trap({{.n = 3, .dimensions = 2}, {1, 1}, Interaction::coulomb})
            .interaction_energy(Point{0, 0, 3, 4, 3, 0}) == Approx(1.0 / 5 + 1.0 / 3 + 1.0 / 4));
}

TEST_CASE("The Gaussian state of free particles has the energy of the trap everywhere") {
  const Trap trap({.particles = {.n = 3, .dimensions = 2}, .frequencies = {0.7, 0.7}});
  for (const Point& x : {Point{0, 0, 0, 0, 0, 0}, {1, -2, 0.3, 0.4, 2, 2}})
    CHECK(trap.local_energy(GaussianEnvelope({0.7, 0.7}), x) == Approx(3 * 2 * 0.7 / 2).epsilon(1e-13));
}

TEST_CASE("A trap that is none is refused") {
  const Particles line{.n = 2, .dimensions = 1};
  CHECK_THROWS_AS(Trap({.particles = {.n = 0}, .frequencies = {1}}), std::invalid_argument);
  CHECK_THROWS_AS(Trap({.particles = {.n = 1, .dimensions = 4}, .frequencies = {1, 1, 1, 1}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(Trap({.particles = line, .frequencies = {1, 1}}), std::invalid_argument);
  CHECK_THROWS_AS(Trap({.particles = line, .frequencies = {0}}), std::invalid_argument);
  CHECK_THROWS_AS(Trap({line, {1}, Interaction::coulomb}), std::invalid_argument);
  CHECK_THROWS_AS(Trap({line, {1}, Interaction::gaussian, 1, 0}), std::invalid_argument);
  CHECK_THROWS_AS(Trap({line, {1}, Interaction::coulomb, NAN, 1, 1}), std::invalid_argument);
}

}  // namespace trap_tests
