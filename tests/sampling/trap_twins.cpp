#include "support/trap_twins.hpp"

#include <catch2/catch.hpp>

#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/particle_step.hpp"

#include "support/trap_battery.hpp"

namespace trap_twins_tests {

using namespace lenz;
using namespace lenz::sampling;
using lenz::test::ImportanceTwin;

namespace {

const MetropolisHastings<ParticleStep> walk{.proposal = {.step = 1.4}};

}  // namespace

TEST_CASE("A Jastrow ratio over later particles only is rejected") {
  CHECK(test::pair_verdict(walk, {.seed = 1}) < 1);
  CHECK(test::pair_verdict<test::LaterPairsJastrow>(walk, {.seed = 1}) > 3);
  CHECK(test::pair_verdict<test::LaterPairsJastrow>(Importance{.step = 0.5}, {.seed = 2}) > 3);
}

TEST_CASE("Importance sampling with the force at one end or a Green ratio plus one is rejected") {
  CHECK(test::pair_verdict(ImportanceTwin<test::BothForces>{}, {.seed = 3}) < 1);
  CHECK(test::pair_verdict(ImportanceTwin<test::OldForceOnly>{}, {.seed = 4}) > 3);
  CHECK(test::pair_verdict(ImportanceTwin<test::GreenPlusOne>{}, {.seed = 5}) > 3);
}

TEST_CASE("A drift limited in the proposal and not in the ratio is rejected") {
  CHECK(test::shell_verdict(Importance{.step = 0.5, .limited = true}, {.seed = 6}) < 1);
  CHECK(test::shell_verdict(ImportanceTwin<test::LimitedProposalOnly>{}, {.seed = 7, .sweeps = 1600}) > 3);
  CHECK(test::pair_verdict(ImportanceTwin<test::LimitedProposalOnly>{}, {.seed = 8, .sweeps = 1600}) > 3);
}

TEST_CASE("What is kept of a walker and not renewed is rejected") {
  CHECK(test::shell_verdict<test::StaleDeterminant>(walk, {.seed = 9, .sweeps = 1600}) > 3);
  CHECK(test::machine_verdict<test::StaleMachine>(walk, {.seed = 10, .sweeps = 1600}) > 1.5);
  CHECK(test::machine_verdict(walk, {.seed = 10}) < 1);
}

}  // namespace trap_twins_tests
