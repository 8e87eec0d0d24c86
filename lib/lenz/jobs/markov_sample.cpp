#include "lenz/jobs/markov_sample.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/exact/markov_exact.hpp"
#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/overview.hpp"
#include "lenz/models/markov_chain.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/markov_walk.hpp"

namespace lenz::jobs {
namespace {

using Kernel = sampling::Lifted<sampling::MarkovWalk>;
using State = sampling::ChainState<Kernel, models::MarkovWalker>;

/// Walkers whose histogram shows p(t), and the longest time shown.
constexpr std::size_t n_transient_walkers = 4096;
constexpr double longest_transient = 40;
constexpr std::size_t most_pictured = 2;  ///< states whose autocorrelation function is kept

struct KeepNothing {
  void operator()(const models::MarkovWalker&, std::vector<std::uint8_t>&) const {}
};

class MarkovSample final : public SampleSystem {
 public:
  explicit MarkovSample(const SampleInput& input)
      : input_(input),
        chain_(std::get<MarkovChainInput>(input.system).matrix),
        matrix_(std::get<MarkovChainInput>(input.system).matrix),
        analysis_(exact::analyse_markov(matrix_)) {
    const MarkovStart& start = std::get<MarkovChainInput>(input.system).start;
    start_ = start.distribution;
    if (start_.empty()) {
      start_.assign(chain_.n_states(), 0.0);
      start_.at(start.state) = 1;
    }
  }

  std::size_t n_points() const override { return 1; }
  std::size_t n_chains() const override { return input_.run.chains; }
  std::size_t n_shards() const override { return input_.run.chains; }
  std::vector<Slot> slots(std::size_t shard) const override { return {{0, shard}}; }
  std::vector<std::pair<std::string, double>> parameters(std::size_t) const override { return {}; }

  std::vector<SlotOutcome> run(std::size_t shard, CheckpointSink& sink, Progress& progress) const override {
    const sampling::ChainPlan plan{.shard = shard,
                                   .sweeps = input_.run.sweeps,
                                   .burn_in = input_.run.burn_in.value,
                                   .thin = input_.run.thin,
                                   .trace = input_.output.trace};
    return run_walkers(plan, walkers(1, static_cast<std::uint32_t>(shard)), sink, progress);
  }

  io::PointResult finish(std::size_t, std::vector<SlotOutcome> chains) const override {
    const std::size_t n = chain_.n_states();
    Evaluable occupation{
        .name = "occupation", .unit = "share of each state", .components = {}, .is_vector = true};
    for (std::size_t i = 0; i < n; ++i) occupation.components.emplace_back(i);
    PointQuestion question{.parameters = {},
                           .evaluables = {std::move(occupation)},
                           .n_quantities = n,
                           .thin = input_.run.thin,
                           .trace = input_.output.trace,
                           .pictured = {},
                           .known = {},
                           .exact_only = {{"relaxation_time", "steps"}}};
    for (std::size_t i = 0; i < std::min(n, most_pictured); ++i)
      question.pictured.push_back({"state_" + std::to_string(i), i});
    if (input_.exact != Exact::none) {
      const auto steady =
          analysis_.unique() ? analysis_.stationary : exact::markov_time_average(matrix_, start_);
      question.known["occupation"] = {.value = steady, .error = {}, .oracle = "markov"};
      if (std::isfinite(analysis_.relaxation_time)) {
        question.known["relaxation_time"] = {
            .value = {analysis_.relaxation_time}, .error = {}, .oracle = "markov"};
      }
    }
    io::PointResult finished = finish_point(question, chains);
    finished.overviews = {visited_states(chains)};
    finished.observables.push_back(transient());
    return finished;
  }

  double expected_seconds() const override {
    return 1e-6 * static_cast<double>(input_.run.sweeps * input_.run.chains) +
           (input_.output.plots ? 2 : 0.1);
  }

  /// The histogram of the walkers at six times beside p(t).
  std::vector<io::Figure> figures(const io::RunResult& result) const override {
    std::vector<io::Figure> all = io::scan_figures(result);
    const io::ObservableResult* o = result.points.front().find("transient_occupation");
    if (o == nullptr || o->exact.empty()) return all;
    const std::size_t n = chain_.n_states(), n_times = o->mean.size() / n;
    std::vector<io::HistogramPanel> panels;
    for (std::size_t t = 1; t <= n_times && panels.size() < 6; t += t < 3 ? 1 : t / 2) {
      const auto part = [&](const std::vector<double>& v) {
        const auto begin = v.begin() + static_cast<std::ptrdiff_t>((t - 1) * n);
        return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(n));
      };
      panels.push_back({"t = " + std::to_string(t), part(o->mean), part(o->error), part(o->exact)});
    }
    all.push_back(io::histogram_figure("transient", input_.title, panels));
    return all;
  }

  std::vector<std::string> remarks() const override {
    std::vector<std::string> all;
    if (!analysis_.unique()) {
      all.push_back("the chain has " + std::to_string(analysis_.n_closed_classes) +
                    " sets of states it never leaves: its steady state depends on the start");
    }
    if (!analysis_.settles()) {
      all.push_back("the chain has period " + std::to_string(analysis_.period) +
                    ", an eigenvalue of modulus 1 besides 1 itself: p(t) never settles and has no relaxation "
                    "time; averages "
                    "over time do settle");
    }
    return all;
  }

 private:
  /// The number of the state in the order of visits, put together from what was recorded: one for the present
  /// state, zero for the others.
  io::Overview visited_states(const std::vector<SlotOutcome>& chains) const {
    std::vector<const stats::Recorder*> recorders;
    for (const SlotOutcome& chain : chains) recorders.push_back(&chain.record.recorder);
    io::Overview visited = overview({"state", 0}, recorders, input_.run.thin);
    std::fill(visited.values.begin(), visited.values.end(), 0.0);
    for (std::size_t state = 1; state < chain_.n_states(); ++state) {
      const io::Overview here = overview({"", state}, recorders, input_.run.thin);
      for (std::size_t i = 0; i < here.values.size(); ++i)
        visited.values[i] += static_cast<double>(state) * here.values[i];
    }
    return visited;
  }

  State walkers(std::size_t n, std::uint32_t first_slot) const {
    State state{.kernel = Kernel({}, n), .ensemble = {}, .streams = {}};
    for (std::size_t i = 0; i < n; ++i) {
      random::Address address{.seed = input_.run.seed,
                              .point = n > 1 ? 1U : 0U,
                              .slot = first_slot + static_cast<std::uint32_t>(i)};
      state.streams.emplace_back(address);
      address.purpose = random::Purpose::initial;
      random::Stream initial(address);
      state.ensemble.walkers.push_back(chain_.walker(draw_start(initial)));
    }
    return state;
  }

  std::uint64_t draw_start(random::Stream& stream) const {
    double left = random::uniform(stream);
    for (std::size_t i = 0; i + 1 < start_.size(); ++i) {
      if (left < start_[i]) return i;
      left -= start_[i];
    }
    return start_.size() - 1;
  }

  std::vector<SlotOutcome> run_walkers(const sampling::ChainPlan& plan, State state, CheckpointSink& sink,
                                       Progress& progress) const {
    return run_ensemble(PerSlot<models::MarkovChain>(chain_), models::MarkovMeasurement(chain_.n_states()),
                        KeepNothing{}, plan, std::move(state), sink, progress);
  }

  /// The share of walkers in each state at t = 1, 2, …, time after time, beside W^t p(0). Of k walkers of n
  /// the error is sqrt(p~ (1 - p~) / n~), p~ = (k + 2) / n~, n~ = n + 4 (Agresti and Coull 1998): never 0.
  io::ObservableResult transient() const {
    const double settled =
        std::isfinite(analysis_.relaxation_time) ? 5 * analysis_.relaxation_time : longest_transient;
    const auto n_times = static_cast<std::uint64_t>(std::clamp(std::ceil(settled), 8.0, longest_transient));
    const sampling::ChainPlan plan{.sweeps = n_times, .burn_in = 0, .trace = true};
    NoCheckpoints sink;
    NoProgress progress;
    const auto outcomes = run_walkers(plan, walkers(n_transient_walkers, 0), sink, progress);

    io::ObservableResult result;
    result.name = "transient_occupation";
    result.unit = "share of each state at t = 1, 2, ...";
    result.is_vector = true;
    const std::size_t n = chain_.n_states();
    const double wide = static_cast<double>(n_transient_walkers) + 4;
    for (std::size_t i = 0; i < n_times * n; ++i) {
      double count = 0;
      for (const SlotOutcome& outcome : outcomes) count += outcome.record.series[i];
      const double p = (count + 2) / wide;
      result.mean.push_back(count / static_cast<double>(n_transient_walkers));
      result.error.push_back(std::sqrt(p * (1 - p) / wide));
      result.tau.push_back(0.5);
      result.ess.push_back(static_cast<double>(n_transient_walkers));
    }
    if (input_.exact == Exact::none) return result;
    KnownValue known{.value = {}, .error = {}, .oracle = "markov"};
    for (std::uint64_t t = 1; t <= n_times; ++t) {
      const auto p = exact::markov_distribution(matrix_, start_, t);
      known.value.insert(known.value.end(), p.begin(), p.end());
    }
    join_exact(result, known);
    return result;
  }

  const SampleInput input_;
  models::MarkovChain chain_;
  exact::TransitionRows matrix_;
  exact::MarkovAnalysis analysis_;
  std::vector<double> start_;
};

}  // namespace

std::unique_ptr<SampleSystem> make_markov_sample(const SampleInput& input) {
  return std::make_unique<MarkovSample>(input);
}

}  // namespace lenz::jobs
