#include "lenz/jobs/ising_sample.hpp"

#include <algorithm>
#include <deque>
#include <mutex>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/ising_kernels.hpp"
#include "lenz/jobs/ising_limits.hpp"
#include "lenz/jobs/ising_observables.hpp"
#include "lenz/jobs/ising_oracles.hpp"

namespace lenz::jobs {
namespace {

lattice::Lattice make_lattice(const IsingInput& input) {
  if (input.lattice == lattice::Kind::graph)
    return lattice::Lattice::graph(input.graph.n_sites, input.graph.bonds);
  return {input.lattice, {input.size.begin(), input.size.end()}, input.boundary};
}

std::shared_ptr<const models::IsingSystem> make_system(const IsingInput& input, double coupling, double field,
                                                       std::uint64_t disorder_seed) {
  const auto law = models::IsingCouplings{
      .coupling = coupling, .field = field, .disorder = input.disorder, .disorder_seed = disorder_seed};
  const auto system = models::make_ising_system(make_lattice(input), law);
  if (input.lattice != lattice::Kind::graph) return system;
  std::vector<double> couplings(system->couplings().begin(), system->couplings().end());
  for (std::size_t b = 0; b < couplings.size(); ++b) couplings[b] *= input.graph.strengths[b];
  return std::make_shared<models::IsingSystem>(make_lattice(input), std::move(couplings), field);
}

std::shared_ptr<const io::LatticeData> describe_lattice(const IsingInput& input,
                                                        const models::IsingSystem& system, bool uniform) {
  auto data = std::make_shared<io::LatticeData>();
  data->kind = io::name_of(input.lattice);
  for (const lattice::Bond& bond : system.lattice().bonds())
    data->bonds.insert(data->bonds.end(), {bond.a, bond.b});
  if (!uniform) data->couplings.assign(system.couplings().begin(), system.couplings().end());
  data->n_dimensions = system.lattice().n_axes();
  for (const auto& position : system.lattice().positions()) {
    data->positions.insert(data->positions.end(), position.begin(),
                           position.begin() + static_cast<std::ptrdiff_t>(data->n_dimensions));
  }
  return data;
}

/// Seconds of the whole on one core, the same on every machine: measured nanoseconds a spin, and a
/// microsecond or so a measurement.
double seconds_of(const SampleInput& input, const IsingInput& ising, SamplerKind sampler) {
  const bool clusters = sampler == SamplerKind::wolff || sampler == SamplerKind::swendsen_wang;
  const double slots = static_cast<double>(ising.n_points() * input.run.chains);
  const double sweeps = 1.1 * static_cast<double>(input.run.sweeps);
  const double writing = input.output.plots ? 2 : 0.1;
  return slots * sweeps * ((clusters ? 4e-8 : 1.5e-8) * static_cast<double>(ising.n_sites()) + 1.5e-6) +
         writing;
}

class IsingSample final : public SampleSystem {
 public:
  explicit IsingSample(const SampleInput& input) : input_(input), sampler_(input.sampler) {
    for (const std::int64_t disorder_seed : ising_.disorder_seed) {
      for (const double field : ising_.field) {
        for (const double coupling : ising_.coupling) add_case(disorder_seed, field, coupling);
      }
    }
    const IsingCase& first = cases_.front().question;
    if (sampler_.kind == SamplerKind::automatic) sampler_.kind = choose_ising_sampler(clusters_fit(ising_));
    std::vector<IsingCase> questions;
    for (const Case& c : cases_) questions.push_back(c.question);
    oracles_ = choose_oracles(input_.exact, questions, seconds_of(input_, ising_, sampler_.kind));
    pair_ = first.disordered && input_.run.chains % 2 == 0 ? 2 : 1;
  }

  std::size_t n_points() const override { return cases_.size() * n_temperatures(); }
  std::size_t n_chains() const override { return input_.run.chains; }
  std::size_t n_shards() const override {
    return (sampler_.tempering ? cases_.size() : n_points()) * (n_chains() / pair_);
  }

  /// A shard holds `pair_` chains of a point or, with tempering, of all temperatures of a case, replica by
  /// replica.
  std::vector<Slot> slots(std::size_t shard) const override {
    const std::size_t groups = n_chains() / pair_, where = shard / groups, group = shard % groups;
    std::vector<Slot> all;
    for (std::size_t replica = 0; replica < pair_; ++replica) {
      const std::size_t chain = group * pair_ + replica;
      if (!sampler_.tempering) all.push_back({where, chain});
      for (std::size_t t = 0; sampler_.tempering && t < n_temperatures(); ++t) {
        all.push_back({where * n_temperatures() + t, chain});
      }
    }
    return all;
  }

  std::vector<std::pair<std::string, double>> parameters(std::size_t point) const override {
    const Case& c = case_of(point);
    std::vector<std::pair<std::string, double>> all{
        {"temperature", ising_.temperature[point % n_temperatures()]},
        {"coupling", c.question.coupling},
        {"field", c.question.system->field()}};
    if (c.question.disordered) all.emplace_back("disorder_seed", static_cast<double>(c.disorder_seed));
    return all;
  }

  std::vector<SlotOutcome> run(std::size_t shard, CheckpointSink& sink, Progress& progress) const override {
    const std::uint64_t chains = n_chains();
    const sampling::ChainPlan plan{.shard = shard,
                                   .sweeps = input_.run.sweeps,
                                   .burn_in = input_.run.burn_in.value,
                                   .thin = input_.run.thin,
                                   .configurations = (input_.output.configurations + chains - 1) / chains,
                                   .trace = input_.output.trace};
    return run_ising_ensemble(sampler_, make_ensemble(slots(shard)), plan, sink, progress);
  }

  io::PointResult finish(std::size_t point, std::vector<SlotOutcome> chains) const override {
    const Case& c = case_of(point);
    const double temperature = ising_.temperature[point % n_temperatures()];
    const models::IsingSystem& system = *c.question.system;
    const auto names = ising_quantities(sampler_, make_ensemble(slots(first_shard_of(point))));
    const PointQuestion question{
        .parameters = parameters(point),
        .evaluables = ising_evaluables(names, {.n_sites = static_cast<double>(system.n_sites()),
                                               .temperature = temperature,
                                               .has_field = system.field() != 0,
                                               .wavenumber = lattice_wavenumber(system.lattice())}),
        .n_quantities = names.size(),
        .thin = input_.run.thin,
        .n_points = n_points(),
        .trace = input_.output.trace,
        .pictured = {{"energy", column(names, "energy")}, {"magnetization", column(names, "magnetization")}},
        .known = known_values(c, point % n_temperatures()),
        .exact_only = {{"free_energy", "energy per site"}, {"entropy", "per site"}}};
    io::PointResult finished = finish_point(question, chains);
    finished.lattice = c.lattice;
    join_limits(finished.observables, c.question, temperature);
    if (input_.output.configurations > 0) finished.samples = collect_samples(chains, names);
    return finished;
  }

  double expected_seconds() const override { return seconds_of(input_, ising_, sampler_.kind); }

  std::vector<io::Figure> figures(const io::RunResult& result) const override {
    if (cases_.size() > 1) return io::scan_figures(result);
    return io::scan_figures(result, known_curves(oracles_, cases_.front().question));
  }

  std::vector<std::string> scanned() const override {
    std::vector<std::string> names = {"temperature"};
    if (ising_.coupling.size() > 1) names.emplace_back("coupling");
    if (ising_.field.size() > 1) names.emplace_back("field");
    if (ising_.disorder_seed.size() > 1) names.emplace_back("disorder_seed");
    return names;
  }

  std::vector<std::string> remarks() const override {
    std::vector<std::string> all = oracles_.remarks;
    if (input_.sampler.kind == SamplerKind::automatic) {
      const auto name = io::name_of(sampler_.kind);
      all.insert(all.begin(), "sampler: auto chose " + std::string(name));
    }
    return all;
  }

 private:
  struct Case {
    IsingCase question;
    std::int64_t disorder_seed = 1;
    std::shared_ptr<const io::LatticeData> lattice;
    mutable std::once_flag asked;
    mutable std::vector<KnownValues> known;
  };

  std::size_t n_temperatures() const { return ising_.temperature.size(); }
  const Case& case_of(std::size_t point) const { return cases_[point / n_temperatures()]; }
  std::size_t first_shard_of(std::size_t point) const {
    return (sampler_.tempering ? point / n_temperatures() : point) * (n_chains() / pair_);
  }

  void add_case(std::int64_t disorder_seed, double field, double coupling) {
    Case& c = cases_.emplace_back();
    c.disorder_seed = disorder_seed;
    c.question.system = make_system(ising_, coupling, field, static_cast<std::uint64_t>(disorder_seed));
    c.question.temperatures.assign(ising_.temperature.begin(), ising_.temperature.end());
    c.question.coupling = coupling;
    c.question.disordered = ising_.disorder != models::Disorder::none;
    c.question.uniform = !c.question.disordered && ising_.lattice != lattice::Kind::graph;
    c.lattice = c.question.uniform && cases_.size() > 1
                    ? cases_.front().lattice
                    : describe_lattice(ising_, *c.question.system, c.question.uniform);
  }

  IsingEnsemble make_ensemble(const std::vector<Slot>& slots) const {
    IsingEnsemble e;
    for (const Slot& slot : slots) {
      const Case& c = case_of(slot.point);
      e.targets.emplace_back(c.question.system, ising_.temperature[slot.point % n_temperatures()]);
      const random::Address address{.seed = input_.run.seed,
                                    .point = static_cast<std::uint32_t>(slot.point),
                                    .slot = static_cast<std::uint32_t>(slot.chain)};
      e.streams.emplace_back(address);
      e.ensemble.walkers.push_back(start(e.targets.back(), address));
    }
    e.ladder = sampler_.tempering ? n_temperatures() : 0;
    const auto& lattice = e.targets.front().lattice();
    e.measured = {.staggered = lattice.bipartite_colouring().has_value(),
                  .structure_factor = lattice.has_waves(),
                  .correlation = lattice.n_axes() > 0,
                  .overlap = pair_ == 2};
    return e;
  }

  /// Chains begin far apart, so that R-hat can see a trap: all up, at random, all down, at random, … In a
  /// field too: a chain that starts against it and stays there shows a state that the others would miss
  /// unseen.
  static models::IsingWalker start(const models::Ising& target, random::Address address) {
    address.purpose = random::Purpose::initial;
    random::Stream stream(address);
    if (address.slot % 2 == 1) return target.random_walker(stream);
    models::IsingWalker walker = target.ordered_walker();
    if (address.slot % 4 == 2) {
      for (std::int8_t& spin : walker.spins) spin = -1;
    }
    return walker;
  }

  KnownValues known_values(const Case& c, std::size_t temperature) const {
    std::call_once(c.asked, [&] { c.known = ask_oracles(oracles_, c.question); });
    return c.known[temperature];
  }

  static std::size_t column(const std::vector<std::string>& names, const char* name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  }

  io::Samples collect_samples(const std::vector<SlotOutcome>& chains,
                              const std::vector<std::string>& names) const {
    io::Samples samples;
    io::PackedSpins packed;
    samples.n_sites = ising_.n_sites();
    const std::size_t row = (samples.n_sites + 7) / 8;
    const std::size_t energy = column(names, "energy"), magnetization = column(names, "magnetization");
    for (std::size_t k = 0; samples.n_samples < input_.output.configurations; ++k) {
      for (std::size_t c = 0; c < chains.size() && samples.n_samples < input_.output.configurations; ++c) {
        const sampling::SlotRecord& record = chains[c].record;
        const auto begin = record.configurations.begin() + static_cast<std::ptrdiff_t>(k * row);
        packed.bytes.insert(packed.bytes.end(), begin, begin + static_cast<std::ptrdiff_t>(row));
        samples.energy.push_back(record.configuration_quantities[k * names.size() + energy]);
        samples.magnetization.push_back(record.configuration_quantities[k * names.size() + magnetization]);
        samples.chain.push_back(static_cast<std::uint32_t>(c));
        samples.sweep.push_back(record.configuration_sweeps[k]);
        ++samples.n_samples;
      }
    }
    samples.configurations = std::move(packed);
    return samples;
  }

  const SampleInput input_;
  const IsingInput& ising_ = std::get<IsingInput>(input_.system);
  SamplerInput sampler_;
  std::deque<Case> cases_;
  OracleChoice oracles_;
  std::size_t pair_ = 1;
};

}  // namespace

bool clusters_fit(const IsingInput& input) {
  const auto any = [](const io::Scan& scan, auto is) { return std::any_of(scan.begin(), scan.end(), is); };
  if (any(input.field, [](double h) { return h != 0; })) return false;
  if (input.disorder != models::Disorder::none || input.lattice == lattice::Kind::graph) return false;
  return !any(input.coupling, [](double j) { return j < 0; }) ||
         make_lattice(input).bipartite_colouring().has_value();
}

std::unique_ptr<SampleSystem> make_ising_sample(const SampleInput& input) {
  return std::make_unique<IsingSample>(input);
}

}  // namespace lenz::jobs
