#include "lenz/models/mixture.hpp"

#include <catch2/catch.hpp>

#include "lenz/models/tempered.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/random_walk.hpp"
#include "lenz/sampling/tempering.hpp"

#include "support/two_dimensional_gaussian.hpp"

namespace mixture_tests {

using namespace lenz::sampling;
using lenz::models::Mixture;
using lenz::models::Tempered;

namespace {

/// Two modes twelve standard deviations apart.
Mixture two_modes() { return Mixture({0.3, 0.7}, {{-6}, {6}}, {{{1}}, {{1}}}); }

using Walk = MetropolisHastings<UniformStep>;

/// |t| of the mean share of walkers at x > 0 and of x in slot 0 over independent ladders that all start in
/// the lesser mode.
double ladder_verdict(const std::vector<double>& betas, std::size_t n_ladders) {
  std::vector<Tempered<Mixture>> rungs;
  for (const double beta : betas) rungs.emplace_back(two_modes(), beta);
  const lenz::PerSlot<Tempered<Mixture>> targets(rungs);
  const Tempering<Walk> kernel(Walk{{.step = 3}}, betas.size());
  std::vector<TemperedInfo<MoveInfo>> info(betas.size());
  std::vector<std::vector<double>> means(n_ladders, std::vector<double>(2));
  for (std::size_t ladder = 0; ladder < n_ladders; ++ladder) {
    lenz::Ensemble<Mixture::Walker> ensemble;
    std::vector<lenz::random::Stream> streams;
    for (std::uint32_t slot = 0; slot < betas.size(); ++slot) {
      ensemble.walkers.push_back(rungs[slot].walker({-6}));
      streams.emplace_back(
          lenz::random::Address{.seed = 91, .point = static_cast<std::uint32_t>(ladder), .slot = slot});
    }
    const int burn_in = 1000, sweeps = 1000;
    for (int n = 0; n < burn_in + sweeps; ++n) {
      kernel.step(targets, ensemble, streams, info);
      if (n < burn_in) continue;
      const double x = ensemble.walkers[0].x[0];
      means[ladder][0] += (x > 0) / static_cast<double>(sweeps);
      means[ladder][1] += x / sweeps;
    }
  }
  // P(x > 0) is 0.7 to 1e-9: the tails of either mode beyond 0.
  return lenz::test::largest(lenz::test::t_scores(means, {0.7, 2.4})) /
         lenz::test::family_bound(lenz::test::continuum_family, n_ladders);
}

}  // namespace

TEST_CASE("Gibbs samples a mixture from its conditionals") {
  const Mixture m({1, 2}, {{-1, 0}, {1, 1}}, {{{1, 0.5}, {0.5, 1}}, {{0.5, 0}, {0, 1}}});
  const std::vector<double> moments{1.0 / 3, 2.0 / 3, (2 + 2 * 1.5) / 3, (0.5 + 2 * 1) / 3,
                                    (1 + 2 * 2) / 3.0};
  CHECK(lenz::test::moment_verdict(Gibbs{}, m, {.seed = 92}, moments) < 1);
  CHECK(lenz::test::moment_verdict(Walk{{.step = 2.5}}, m, {.seed = 93}, moments) < 1);
}

TEST_CASE("Replica exchange finds both modes of a mixture and a single temperature does not") {
  CHECK(ladder_verdict({1, 0.3, 0.1}, 128) < 1);
  CHECK(ladder_verdict({1}, 128) > 1);
}

}  // namespace mixture_tests
