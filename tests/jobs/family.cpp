#include <cmath>
#include <fstream>
#include <functional>

#include <catch2/catch.hpp>

#include "lenz/exact/enumeration.hpp"
#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/ising_observables.hpp"
#include "lenz/models/ising_measurement.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/site_proposals.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/sampling/wolff.hpp"
#include "lenz/stats/tests.hpp"

#include "jobs/run_support.hpp"
#include "support/ising_twins.hpp"
#include "support/temporary_folder.hpp"

namespace family_tests {

using namespace lenz;

namespace {

constexpr const char* samplers[] = {
    "kind = 'metropolis'",
    "kind = 'metropolis'\nacceptance = 'barker'",
    "kind = 'heat-bath'\nscan = 'random'",
    "kind = 'heat-bath'\nscan = 'sequential'",
    "kind = 'gibbs'",
    "kind = 'wolff'",
    "kind = 'swendsen-wang'",
};
constexpr std::size_t n_local_samplers = 5;  ///< these stand first and bear a field

/// All z-scores of many runs, held against one bound.
class Family {
 public:
  void take(const std::string& label, const std::vector<io::PointResult>& points) {
    for (const io::PointResult& point : points) {
      for (const io::ObservableResult& o : point.observables) take(label, point, o);
    }
  }
  std::size_t size() const { return z_.size(); }
  double largest() const { return largest_; }
  const std::string& where() const { return where_; }
  double bound() const { return stats::family_threshold(z_.size()); }
  double root_mean_square() const {
    double squares = 0;
    for (const double z : z_) squares += z * z;
    return std::sqrt(squares / static_cast<double>(z_.size()));
  }

 private:
  void take(const std::string& label, const io::PointResult& point, const io::ObservableResult& o) {
    if (o.mean.empty() || o.exact.empty()) return;
    REQUIRE(o.mean.size() == o.exact.size());
    for (std::size_t i = 0; i < o.mean.size(); ++i) {
      const std::string place = label + ": " + o.name + " " + std::to_string(i) +
                                " at T = " + std::to_string(point.parameters.front().second);
      if (!o.z[i]) {  // a constant series is exact or wrong
        INFO(place);
        CHECK(o.mean[i] == Approx(o.exact[i]).margin(1e-9));
        continue;
      }
      z_.push_back(*o.z[i]);
      if (std::fabs(*o.z[i]) <= largest_) continue;
      largest_ = std::fabs(*o.z[i]);
      where_ = place + ": " + std::to_string(o.mean[i]) + " +- " + std::to_string(o.error[i]) + ", exact " +
               std::to_string(o.exact[i]) + ", tau " + std::to_string(o.tau[i]);
    }
  }

  std::vector<double> z_;
  double largest_ = 0;
  std::string where_;
};

void check(const Family& family, std::size_t at_least) {
  INFO(family.size() << " z-scores, root mean square " << family.root_mean_square() << ", largest |z| "
                     << family.largest() << " (" << family.where() << ")");
  CHECK(family.size() >= at_least);
  CHECK(family.largest() < family.bound());
  CHECK(family.root_mean_square() > 0.9);  // error bars too long would hide a bias
}

/// A scan over both signs of J of one system with one sampler, into the family.
void run_case(Family& family, const std::string& system, const std::string& sampler,
              const std::filesystem::path& folder = "/tmp", int sweeps = 20000) {
  static std::uint64_t seed = 0;
  const std::string text = "task = 'sample'\nexact = 'enumeration'\n[system]\nkind = 'ising'\n" + system +
                           "\n[sampler]\n" + sampler + "\n[run]\nseed = " + std::to_string(++seed) +
                           "\nchains = 2\nburn_in = 300\nsweeps = " + std::to_string(sweeps) + "\n";
  CAPTURE(text);
  family.take(system + " by " + sampler, test::run_in_memory(test::sample_input(text, folder), 2).points);
}

void run_all_samplers(Family& family, const std::string& system,
                      const std::filesystem::path& folder = "/tmp") {
  for (const char* sampler : samplers) run_case(family, system, sampler, folder);
  for (std::size_t s = 0; s < n_local_samplers; ++s) {
    run_case(family, system + "\nfield = 0.3", samplers[s], folder);
  }
}

}  // namespace

// 6 s: every kernel on every lattice, with errors small enough to see a bias.
TEST_CASE("every Ising kernel gives the exact numbers on every lattice that can be enumerated") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path / "edges.txt")
      << "0 1\n0 2 -0.5\n1 2\n2 3 1.5\n3 4\n4 0\n4 5\n5 6 -1\n6 1\n3 6\n";
  const std::string both = "coupling = [-1, 1]\ntemperature = ";
  const std::string systems[] = {
      "lattice = 'chain'\nsize = 8\n" + both + "1.5",
      "lattice = 'square'\nsize = [3, 3]\n" + both + "3.0",
      "lattice = 'square'\nsize = [4, 3]\nboundary = 'open'\n" + both + "2.2",
      "lattice = 'triangular'\nsize = [3, 3]\n" + both + "4.5",
      "lattice = 'honeycomb'\nsize = [2, 2]\n" + both + "2.0",
      "lattice = 'cubic'\nsize = [2, 2, 2]\n" + both + "8.0",
      "lattice = 'graph'\nfile = 'edges.txt'\n" + both + "2.5",
  };
  Family family;
  for (const std::string& system : systems) run_all_samplers(family, system, folder.path);
  check(family, 1300);
}

TEST_CASE("every Ising kernel gives the exact numbers of a disordered sample") {
  Family family;
  for (const char* disorder : {"bimodal", "gaussian"}) {
    run_all_samplers(family, "size = [3, 4]\ndisorder = '" + std::string(disorder) +
                                 "'\ndisorder_seed = [1, 2]\ntemperature = 2.0");
  }
  check(family, 400);
}

// 8 s: errors small enough to see a bias, on every lattice that can be enumerated.
TEST_CASE("multi-spin coding gives the exact numbers with 256 lattices in a word and with one in 256 blocks",
          "[release]") {
  const std::string both = "coupling = [-1, 1]\ntemperature = ";
  // Metropolis where it reaches all states, the heat bath everywhere.
  const std::string ergodic[] = {
      "lattice = 'square'\nsize = [3, 3]\n" + both + "3.0",
      "lattice = 'honeycomb'\nsize = [2, 2]\n" + both + "2.0",
      "lattice = 'cubic'\nsize = [2, 2, 2]\n" + both + "8.0",
  };
  const std::string others[] = {
      "lattice = 'chain'\nsize = 8\n" + both + "1.5",
      "lattice = 'square'\nsize = [4, 4]\n" + both + "[2.0, 3.0]",
      "lattice = 'triangular'\nsize = [3, 3]\n" + both + "4.5",
      "lattice = 'cubic'\nsize = [4, 2, 2]\ndisorder = 'bimodal'\ndisorder_seed = [1, 2]\ntemperature = "
      "[1.5, 3.0]",
      "size = [3, 4]\ndisorder = 'bimodal'\ndisorder_seed = [1, 2]\ntemperature = 2.0",
  };
  Family family;
  // Many short runs: what the root mean square says of error bars is worth as much as there are runs.
  const auto run = [&](const std::string& system, const std::string& more) {
    for (int seeds = 0; seeds < 3; ++seeds)
      run_case(family, system, "kind = 'multispin'\n" + more, "/tmp", 2000);
  };
  for (const std::string& system : ergodic) {
    for (const char* more : {"rule = 'metropolis'", "rule = 'heat-bath'", "replicas = 1"}) run(system, more);
  }
  for (const std::string& system : others) {
    for (const char* more : {"replicas = 256", "replicas = 1"}) run(system, more);
  }
  run("size = [3, 4]\ndisorder = 'bimodal'\ntemperature = [1.2, 1.6, 2.2, 3.0]", "tempering = true");
  check(family, 1200);
}

TEST_CASE("replica exchange gives the exact numbers at every temperature", "[release]") {
  Family family;
  const std::string ladder = "temperature = [1.2, 1.6, 2.2, 3.0]";
  for (const char* sampler : samplers) {
    const std::string tempered = std::string(sampler) + "\ntempering = true";
    run_case(family, "size = [3, 4]\n" + ladder, tempered);
    run_case(family, "size = [3, 3]\ndisorder = 'gaussian'\n" + ladder, tempered);
  }
  for (std::size_t s = 0; s < n_local_samplers; ++s) {
    run_case(family, "lattice = 'triangular'\nsize = [3, 3]\ncoupling = -1\nfield = 0.5\n" + ladder,
             std::string(samplers[s]) + "\ntempering = true");
  }
  check(family, 600);
}

namespace {

/// Gives a twin that only moves the walker the Info that run_chain asks for.
template <class K>
struct Told {
  using Info = sampling::MoveInfo;
  template <class T, class W, class Rng>
  Info sweep(const T& target, W& walker, Rng& rng) const {
    K{}.sweep(target, walker, rng);
    return {target.n_sites(), target.n_sites()};
  }
  template <class Archive>
  void serialize(Archive&) {}
};

/// The 4x3 torus with this kernel through run_chain, IsingMeasurement, finish_point and enumeration.
template <class T, class K>
Family family_of(const K& kernel) {
  constexpr double temperature = 2.5;
  const lattice::Lattice torus(lattice::Kind::square, {4, 3});
  const auto system = models::make_ising_system(torus, {.coupling = 1});
  const models::IsingMeasurement measurement(*system, {});
  exact::SpinParameters parameters{.n_sites = 12, .bonds = {}, .field = 0};
  for (const lattice::Bond& bond : torus.bonds()) parameters.bonds.push_back({bond.a, bond.b, 1.0});
  jobs::KnownValues known;
  const double temperatures[] = {temperature};
  const exact::Values exact = exact::enumeration::values(parameters, {}, temperatures).front();
  for (const auto& [name, value] : exact) {
    known[name] = {.value = value, .error = {}, .oracle = "enumeration"};
  }
  const T target{models::Ising(system, temperature)};
  std::vector<jobs::SlotOutcome> chains;
  for (std::uint32_t chain = 0; chain < 2; ++chain) {
    sampling::ChainState<sampling::Lifted<K>, models::IsingWalker> state{
        .kernel = sampling::Lifted<K>(kernel),
        .ensemble = {{target.ordered_walker()}, {}},
        .streams = {random::Stream({.seed = 5, .slot = chain, .purpose = random::Purpose::test})}};
    NoCheckpoints sink;
    NoProgress progress;
    const auto nothing = [](const models::IsingWalker&, std::vector<std::uint8_t>&) {};
    auto outcome = jobs::run_ensemble(PerSlot<T>(target), measurement, nothing,
                                      {.sweeps = 8000, .burn_in = 300}, std::move(state), sink, progress);
    chains.push_back(std::move(outcome.front()));
  }
  const auto finished = jobs::finish_point(
      {.parameters = {{"temperature", temperature}},
       .evaluables = jobs::ising_evaluables(measurement.names(), {.n_sites = 12, .temperature = temperature}),
       .n_quantities = measurement.names().size(),
       .known = known,
       .exact_only = {}},
      chains);
  Family family;
  family.take("twin", {finished});
  return family;
}

/// The bound of the whole battery above, far more lenient than that of one run.
bool rejected(const Family& family) { return family.largest() > stats::family_threshold(3000); }

}  // namespace

TEST_CASE("the same statistics reject every wrong twin of a kernel and none of the right ones") {
  using models::Ising, sampling::MetropolisHastings, sampling::RandomSite;
  CHECK_FALSE(rejected(family_of<Ising>(MetropolisHastings<RandomSite>{})));
  CHECK_FALSE(rejected(family_of<Ising>(MetropolisHastings<test::UpwardBiased>{})));
  CHECK_FALSE(rejected(family_of<Ising>(sampling::Wolff{})));
  CHECK_FALSE(rejected(family_of<Ising>(sampling::SwendsenWang{})));

  CHECK(rejected(family_of<Ising>(MetropolisHastings<RandomSite, test::PlusOne>{})));
  CHECK(rejected(family_of<Ising>(MetropolisHastings<test::DroppedHastings>{})));
  CHECK(rejected(family_of<Ising>(MetropolisHastings<test::TemperedHastings>{})));
  CHECK(rejected(family_of<Ising>(Told<test::StaleHeatBath>{})));
  CHECK(rejected(family_of<test::HalfActive>(sampling::Wolff{})));
  CHECK(rejected(family_of<test::Unsatisfied>(sampling::Wolff{})));
  CHECK(rejected(family_of<test::HalfActive>(sampling::SwendsenWang{})));
  CHECK(rejected(family_of<test::Unsatisfied>(sampling::SwendsenWang{})));
}

}  // namespace family_tests
