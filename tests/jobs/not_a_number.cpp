#include <catch2/catch.hpp>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/models/continuum_measurement.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/mala.hpp"

#include "jobs/run_folder_support.hpp"
#include "support/poisoned.hpp"

namespace not_a_number_tests {

using namespace lenz;
using Catch::Contains;
using test::Place, test::text_in;
namespace fs = std::filesystem;

namespace {

/// Three points of two chains; the second chain of the second point has a model that gives a NaN.
class PoisonedSample final : public jobs::SampleSystem {
 public:
  explicit PoisonedSample(std::uint64_t sweeps) : sweeps_(sweeps) {}

  std::size_t n_points() const override { return 3; }
  std::size_t n_chains() const override { return 2; }
  std::size_t n_shards() const override { return 6; }
  std::vector<Slot> slots(std::size_t shard) const override { return {{shard / 2, shard % 2}}; }
  std::vector<std::pair<std::string, double>> parameters(std::size_t point) const override {
    return {{"omega", 0.5 * static_cast<double>(point)}};
  }
  std::vector<jobs::SlotOutcome> run(std::size_t shard, CheckpointSink& sink,
                                     Progress& progress) const override {
    using Kernel = sampling::Lifted<sampling::Mala>;
    const test::Poisoned target(test::Poisoned::Part::log_density, shard == 3 ? 2 : 1e300);
    sampling::ChainState<Kernel, models::ContinuumWalker> state{
        .kernel = Kernel({}, 1), .ensemble = {}, .streams = {}};
    state.streams.emplace_back(random::Address{.seed = 9, .slot = static_cast<std::uint32_t>(shard)});
    state.ensemble.walkers.push_back(target.walker({0, 0}));
    const auto keep_nothing = [](const models::ContinuumWalker&, std::vector<std::uint8_t>&) {};
    // The chain beside the broken one would go on for ever.
    const std::uint64_t sweeps = shard == 2 ? sweeps_ : 2000;
    return jobs::run_ensemble(PerSlot<test::Poisoned>(target), models::ContinuumMeasurement(2), keep_nothing,
                              {.shard = shard, .sweeps = sweeps, .burn_in = 0}, std::move(state), sink,
                              progress);
  }
  io::PointResult finish(std::size_t point, std::vector<jobs::SlotOutcome> chains) const override {
    jobs::PointQuestion question;
    question.parameters = parameters(point);
    question.evaluables = {{.name = "x", .unit = "x", .components = {std::size_t{0}}}};
    question.n_quantities = 5;
    return jobs::finish_point(question, chains);
  }
  double expected_seconds() const override { return 1; }

 private:
  std::uint64_t sweeps_;
};

jobs::RunRequest poisoned(const Place& place, std::size_t n_threads, std::uint64_t sweeps) {
  jobs::RunRequest request = place.request("out");
  request.n_threads = n_threads;
  request.make_system = [=](const jobs::SampleInput&) { return std::make_unique<PoisonedSample>(sweeps); };
  return request;
}

const std::string any =
    "task = 'sample'\n[system]\nkind = 'gaussian'\ncovariance = [[1]]\n[output]\nplots = false\n";

}  // namespace

TEST_CASE("a NaN in a model stops the run in that step and says where") {
  const Place place(any);
  CHECK_THROWS_WITH(
      jobs::run_file(poisoned(place, 1, 2000)),
      Catch::StartsWith("point 1 (omega = 0.5), chain 1: a probability is not a number in sweep ") &&
          Contains(" of the production"));
  const io::RunResult result = io::read_summary(place / "out" / "summary.json");
  CHECK(result.status == "failed");
  REQUIRE(result.points.size() == 1);  // the point that was finished before
  CHECK(result.points[0].parameters.at(0).second == 0);
  CHECK(result.points[0].find("x") != nullptr);
  CHECK(fs::file_size(place / "out" / "results.h5") > 0);
  CHECK((fs::exists(place / "out" / "checkpoint.0") || fs::exists(place / "out" / "checkpoint.1")));
}

TEST_CASE("a NaN in one chain stops the others at once") {
  const Place place(any);
  CHECK_THROWS_AS(jobs::run_file(poisoned(place, 2, 1ULL << 60)), NumericalError);
  CHECK(io::read_summary(place / "out" / "summary.json").status == "failed");
}

TEST_CASE("a failed run that is resumed meets the same NaN and what it had finished") {
  const Place place(any);
  std::string first, again;
  try {
    jobs::run_file(poisoned(place, 1, 2000));
  } catch (const NumericalError& error) {
    first = error.what();
  }
  jobs::RunRequest request = poisoned(place, 2, 2000);
  request.resume = true;
  try {
    jobs::run_file(request);
  } catch (const NumericalError& error) {
    again = error.what();
  }
  CHECK_FALSE(first.empty());
  CHECK(again == first);
  CHECK_FALSE(io::read_summary(place / "out" / "summary.json").points.empty());
}

}  // namespace not_a_number_tests
