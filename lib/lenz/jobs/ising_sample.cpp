#include "lenz/jobs/ising_sample.hpp"

#include <algorithm>
#include <deque>
#include <mutex>

#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/ising_cost.hpp"
#include "lenz/jobs/ising_finite_size.hpp"
#include "lenz/jobs/ising_kernels.hpp"
#include "lenz/jobs/ising_limits.hpp"
#include "lenz/jobs/ising_observables.hpp"
#include "lenz/jobs/ising_oracles.hpp"
#include "lenz/jobs/lattice_data.hpp"
#include "lenz/models/packed_ising.hpp"

namespace lenz::jobs {
namespace {

std::shared_ptr<const models::IsingSystem> make_system(const IsingInput& input, double coupling, double field,
                                                       std::uint64_t disorder_seed) {
  const auto law = models::IsingCouplings{
      .coupling = coupling, .field = field, .disorder = input.disorder, .disorder_seed = disorder_seed};
  const auto system = models::make_ising_system(input.make_lattice(), law);
  if (input.lattice != lattice::Kind::graph) return system;
  std::vector<double> couplings(system->couplings().begin(), system->couplings().end());
  for (std::size_t b = 0; b < couplings.size(); ++b) couplings[b] *= input.graph.strengths[b];
  return std::make_shared<models::IsingSystem>(input.make_lattice(), std::move(couplings), field);
}

bool is_free(const models::IsingSystem& system) {
  const auto couplings = system.couplings();
  return std::all_of(couplings.begin(), couplings.end(), [](double j) { return j == 0; });
}

std::shared_ptr<const io::LatticeData> describe_system(const models::IsingSystem& system, bool uniform) {
  auto data = describe_lattice(system.lattice());
  if (!uniform) data->couplings.assign(system.couplings().begin(), system.couplings().end());
  return data;
}

class IsingSample final : public SampleSystem {
 public:
  explicit IsingSample(const SampleInput& input) : input_(input) {
    for (const IsingInput& one : by_size_) {
      for (const std::int64_t disorder_seed : ising_.disorder_seed) {
        for (const double field : ising_.field) {
          for (const double coupling : ising_.coupling) add_case(one, disorder_seed, field, coupling);
        }
      }
    }
    const IsingCase& first = cases_.front().question;
    choose_samplers();
    std::vector<IsingCase> questions;
    for (const Case& c : cases_) questions.push_back(c.question);
    oracles_ = choose_oracles(input_.exact, questions, expected_seconds());
    pair_ = first.disordered && input_.run.chains % 2 == 0 ? 2 : 1;
  }

  std::size_t n_points() const override { return cases_.size() * n_temperatures(); }
  std::size_t n_chains() const override { return input_.run.chains; }
  std::size_t n_shards() const override {
    return (input_.sampler.tempering ? cases_.size() : n_points()) * (n_chains() / pair_);
  }

  /// A shard holds `pair_` chains of a point or, with tempering, of all temperatures of a case, replica by
  /// replica.
  std::vector<Slot> slots(std::size_t shard) const override {
    const std::size_t groups = n_chains() / pair_, where = shard / groups, group = shard % groups;
    std::vector<Slot> all;
    for (std::size_t replica = 0; replica < pair_; ++replica) {
      const std::size_t chain = group * pair_ + replica;
      if (!input_.sampler.tempering) all.push_back({where, chain});
      for (std::size_t t = 0; input_.sampler.tempering && t < n_temperatures(); ++t) {
        all.push_back({where * n_temperatures() + t, chain});
      }
    }
    return all;
  }

  std::vector<std::pair<std::string, double>> parameters(std::size_t point) const override {
    const Case& c = case_of(point);
    std::vector<std::pair<std::string, double>> all;
    if (!ising_.sizes.empty()) all.emplace_back("size", static_cast<double>(c.input->size.front()));
    all.emplace_back("temperature", ising_.temperature[point % n_temperatures()]);
    all.emplace_back("coupling", c.question.coupling);
    all.emplace_back("field", c.question.system->field());
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
                                   .trace = input_.output.trace,
                                   .recorder = {.by_energy = by_energy(slots(shard).front().point)}};
    const std::vector<Slot> all = slots(shard);
    return run_ising_ensemble(sampler_of(all.front().point), make_ensemble(all), plan, sink, progress);
  }

  io::PointResult finish(std::size_t point, std::vector<SlotOutcome> chains) const override {
    const Case& c = case_of(point);
    const double temperature = ising_.temperature[point % n_temperatures()];
    const models::IsingSystem& system = *c.question.system;
    const auto names = ising_quantities(sampler_of(point), make_ensemble(slots(first_shard_of(point))));
    const PointQuestion question{
        .parameters = parameters(point),
        .evaluables = ising_evaluables(names, {.n_sites = static_cast<double>(system.n_sites()),
                                               .temperature = temperature,
                                               .has_field = system.field() != 0,
                                               .origin = c.origin / static_cast<double>(system.n_sites()),
                                               .is_free = is_free(system),
                                               .wavenumber = lattice_wavenumber(system.lattice())}),
        .n_quantities = names.size(),
        .thin = input_.run.thin,
        .n_points = n_points(),
        .trace = input_.output.trace,
        .pictured = {{"energy", column(names, "energy"), c.origin / static_cast<double>(system.n_sites())},
                     {"magnetization", column(names, "magnetization")}},
        .known = known_values(c, point % n_temperatures()),
        .exact_only = {{"free_energy", "energy per site"}, {"entropy", "per site"}}};
    io::PointResult finished = finish_point(question, chains);
    finished.lattice = c.lattice;
    join_limits(finished.observables, c.question, temperature);
    if (input_.output.configurations > 0) finished.samples = collect_samples(c, chains, names);
    for (std::size_t k = 0; input_.output.finite_size_scaling && k < chains.size(); ++k)
      finished.energies.push_back(chains[k].record.recorder.energies());
    return finished;
  }

  double expected_seconds() const override {
    const bool graph = ising_.lattice == lattice::Kind::graph;
    IsingCost cost{.thin = static_cast<double>(input_.run.thin),
                   .is_uniform = cases_.front().question.uniform};
    double seconds = input_.output.plots ? 2 : 0.1;
    const double sweeps = 1.1 * static_cast<double>(input_.run.sweeps * n_chains());
    for (std::size_t point = 0; point < n_points(); ++point) {
      const IsingInput& one = *case_of(point).input;
      cost.n_sites = static_cast<double>(one.n_sites());
      cost.n_distances =
          graph || input_.output.finite_size_scaling ? 0 : static_cast<double>(one.size.front() / 2 + 1);
      const bool multispin = sampler_of(point).kind == SamplerKind::multispin;
      cost.n_replicas = multispin ? static_cast<double>(packed(case_of(point))->packing().n_replicas()) : 1;
      seconds += sweeps * seconds_a_sweep(sampler_of(point), cost);
    }
    return seconds;
  }

  std::vector<io::Figure> figures(const io::RunResult& result) const override {
    if (cases_.size() > 1) return io::scan_figures(result);
    return io::scan_figures(result, known_curves(oracles_, cases_.front().question));
  }

  std::optional<io::FiniteSize> finite_size(const std::vector<io::PointResult>& points) const override {
    if (!input_.output.finite_size_scaling) return std::nullopt;
    return ising_finite_size(ising_, points);
  }

  std::vector<std::string> scanned() const override {
    std::vector<std::string> names = {"temperature"};
    if (!ising_.sizes.empty()) names.insert(names.begin(), "size");
    if (ising_.coupling.size() > 1) names.emplace_back("coupling");
    if (ising_.field.size() > 1) names.emplace_back("field");
    if (ising_.disorder_seed.size() > 1) names.emplace_back("disorder_seed");
    return names;
  }

  std::vector<std::string> remarks() const override {
    std::vector<std::string> all = oracles_.remarks;
    if (input_.sampler.kind == SamplerKind::automatic)
      all.insert(all.begin(), "sampler: auto chose " + chosen());
    if (!ising_.graph.understood.empty()) all.insert(all.begin(), graph_in_words(ising_));
    return all;
  }

 private:
  struct Case {
    const IsingInput* input = nullptr;  ///< of one size
    IsingCase question;
    std::int64_t disorder_seed = 1;
    double origin = 0;  ///< of energies, see IsingMeasurementOptions
    std::shared_ptr<const io::LatticeData> lattice;
    mutable std::once_flag asked, packed_once;
    mutable std::vector<KnownValues> known;
    mutable std::shared_ptr<const lattice::PackedBonds> packed;
  };

  std::size_t n_temperatures() const { return ising_.temperature.size(); }
  const SamplerInput& sampler_of(std::size_t point) const { return samplers_[point]; }

  /// A ladder of tempering has one kernel for all its temperatures.
  void choose_samplers() {
    const bool clusters = clusters_fit(ising_);
    const double coldest = *std::min_element(ising_.temperature.begin(), ising_.temperature.end());
    for (std::size_t point = 0; point < n_points(); ++point) {
      SamplerInput& sampler = samplers_.emplace_back(input_.sampler);
      if (sampler.kind != SamplerKind::automatic) continue;
      if (input_.output.finite_size_scaling) {  // near T_c, and one lattice at a time
        sampler.kind = SamplerKind::wolff;
        continue;
      }
      const double temperature =
          input_.sampler.tempering ? coldest : ising_.temperature[point % n_temperatures()];
      sampler.kind = choose_ising_sampler(*case_of(point).question.system, temperature, clusters);
    }
  }

  /// "wolff", or "wolff (4 points) and multispin (3 points)".
  std::string chosen() const {
    std::vector<std::pair<SamplerKind, std::size_t>> counts;
    for (const SamplerInput& sampler : samplers_) {
      const auto same = [&](const auto& count) { return count.first == sampler.kind; };
      const auto found = std::find_if(counts.begin(), counts.end(), same);
      if (found == counts.end()) {
        counts.emplace_back(sampler.kind, 1);
      } else {
        ++found->second;
      }
    }
    std::string text;
    for (const auto& [kind, n] : counts) {
      text += (text.empty() ? "" : " and ") + std::string(io::name_of(kind));
      if (counts.size() > 1) text += " (" + std::to_string(n) + (n == 1 ? " point)" : " points)");
    }
    return text;
  }

  const std::shared_ptr<const lattice::PackedBonds>& packed(const Case& c) const {
    std::call_once(c.packed_once, [&] {
      c.packed =
          models::PackedIsing::pack(*c.question.system, max_blocks(input_.sampler, c.input->n_sites()));
    });
    return c.packed;
  }

  const Case& case_of(std::size_t point) const { return cases_[point / n_temperatures()]; }
  std::size_t first_shard_of(std::size_t point) const {
    return (input_.sampler.tempering ? point / n_temperatures() : point) * (n_chains() / pair_);
  }

  /// Energies with |m|, m^2 and m^4 beside them, where sizes are compared by reweighting.
  std::optional<stats::EnergyColumns> by_energy(std::size_t point) const {
    if (!input_.output.finite_size_scaling) return std::nullopt;
    const auto names = ising_quantities(sampler_of(point), make_ensemble(slots(first_shard_of(point))));
    return stats::EnergyColumns{
        .energy = column(names, "energy"),
        .n_sites = static_cast<double>(case_of(point).question.system->n_sites()),
        .observables = {column(names, "abs_magnetization"), column(names, "magnetization^2"),
                        column(names, "magnetization^4")}};
  }

  void add_case(const IsingInput& input, std::int64_t disorder_seed, double field, double coupling) {
    Case& c = cases_.emplace_back();
    c.input = &input;
    c.disorder_seed = disorder_seed;
    c.question.system = make_system(input, coupling, field, static_cast<std::uint64_t>(disorder_seed));
    c.question.temperatures.assign(ising_.temperature.begin(), ising_.temperature.end());
    c.question.coupling = coupling;
    c.question.disordered = ising_.disorder != models::Disorder::none;
    c.question.uniform = !c.question.disordered && ising_.lattice != lattice::Kind::graph;
    if (!c.question.system->has_integer_sums()) c.origin = c.question.system->settled_energy();
    const Case& before = cases_[cases_.size() < 2 ? 0 : cases_.size() - 2];
    c.lattice = c.question.uniform && before.lattice && before.input == &input
                    ? before.lattice
                    : describe_system(*c.question.system, c.question.uniform);
  }

  IsingEnsemble make_ensemble(const std::vector<Slot>& slots) const {
    IsingEnsemble e;
    for (const Slot& slot : slots) {
      const Case& c = case_of(slot.point);
      e.targets.emplace_back(c.question.system, ising_.temperature[slot.point % n_temperatures()]);
      const random::Address address{.seed = input_.run.seed,
                                    .point = static_cast<std::uint32_t>(slot.point),
                                    .slot = static_cast<std::uint32_t>(slot.chain)};
      e.addresses.push_back(address);
    }
    e.ladder = input_.sampler.tempering ? n_temperatures() : 0;
    const auto& lattice = e.targets.front().lattice();
    e.measured = {.staggered = lattice.bipartite_colouring().has_value(),
                  .structure_factor = lattice.has_waves(),
                  // Where sizes are compared, measuring it would take as long as the clusters.
                  .correlation = lattice.n_axes() > 0 && !input_.output.finite_size_scaling,
                  .overlap = pair_ == 2,
                  .origin = case_of(slots.front().point).origin};
    const std::size_t point = slots.front().point;
    if (sampler_of(point).kind == SamplerKind::multispin) e.packed = packed(case_of(point));
    return e;
  }

  KnownValues known_values(const Case& c, std::size_t temperature) const {
    std::call_once(c.asked, [&] { c.known = ask_oracles(oracles_, c.question); });
    return c.known[temperature];
  }

  static std::size_t column(const std::vector<std::string>& names, const char* name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  }

  io::Samples collect_samples(const Case& of, const std::vector<SlotOutcome>& chains,
                              const std::vector<std::string>& names) const {
    io::Samples samples;
    io::PackedSpins packed;
    samples.n_sites = of.question.system->n_sites();
    const std::size_t row = (samples.n_sites + 7) / 8;
    const std::size_t energy = column(names, "energy"), magnetization = column(names, "magnetization");
    const double origin = of.origin / static_cast<double>(samples.n_sites);
    for (std::size_t k = 0; samples.n_samples < input_.output.configurations; ++k) {
      for (std::size_t c = 0; c < chains.size() && samples.n_samples < input_.output.configurations; ++c) {
        const sampling::SlotRecord& record = chains[c].record;
        const auto begin = record.configurations.begin() + static_cast<std::ptrdiff_t>(k * row);
        packed.bytes.insert(packed.bytes.end(), begin, begin + static_cast<std::ptrdiff_t>(row));
        samples.energy.push_back(origin + record.configuration_quantities[k * names.size() + energy]);
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
  const std::vector<IsingInput> by_size_ = by_size(ising_);
  std::vector<SamplerInput> samplers_;  ///< point by point: what auto stands for
  std::deque<Case> cases_;
  OracleChoice oracles_;
  std::size_t pair_ = 1;
};

}  // namespace

bool clusters_fit(const IsingInput& input) {
  const auto any = [](const io::Scan& scan, auto is) { return std::any_of(scan.begin(), scan.end(), is); };
  if (any(input.field, [](double h) { return h != 0; })) return false;
  if (input.disorder != models::Disorder::none || input.lattice == lattice::Kind::graph) return false;
  if (!any(input.coupling, [](double j) { return j < 0; })) return true;
  const auto sizes = by_size(input);
  return std::all_of(sizes.begin(), sizes.end(), [](const IsingInput& one) {
    return one.make_lattice().bipartite_colouring().has_value();
  });
}

std::unique_ptr<SampleSystem> make_ising_sample(const SampleInput& input) {
  return std::make_unique<IsingSample>(input);
}

}  // namespace lenz::jobs
