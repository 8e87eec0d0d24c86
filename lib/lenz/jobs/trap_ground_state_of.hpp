#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "lenz/jobs/ground_state_plan.hpp"
#include "lenz/jobs/measuring_chain.hpp"
#include "lenz/jobs/trap_ground_state.hpp"
#include "lenz/jobs/trap_results.hpp"
#include "lenz/jobs/trap_wavefunction.hpp"
#include "lenz/jobs/tuned_unless_given.hpp"
#include "lenz/models/wavefunction/trap_measurement.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/with_acceptance.hpp"
#include "lenz/stats/tail_index.hpp"
#include "lenz/variational/trapped_state.hpp"
#include "lenz/variational/vmc_energy.hpp"

namespace lenz::jobs {

struct PackParticles {
  /// The first of the eight.
  template <class Walker>
  void operator()(const Walker& walker, std::vector<std::uint8_t>& bytes) const {
    for (const Lanes& value : walker.x) {
      const double x = value[0];
      const std::size_t start = bytes.size();
      bytes.resize(start + sizeof(double));
      std::memcpy(bytes.data() + start, &x, sizeof(double));
    }
  }
};

/// See GroundStatePoint.
template <class Psi, class K>
class TrapGroundStateOf final : public GroundStatePoint {
 public:
  using Kernel = TunedUnlessGiven<K>;
  using Problem = variational::TrappedState<Psi>;
  using Objective = variational::VmcEnergy<Problem, Kernel>;
  using Density = typename Problem::Density;

  TrapGroundStateOf(const TrapGroundStateInput& input, const TrapPoint& point, std::size_t index, Psi psi,
                    const K& kernel)
      : input_(input),
        point_(point),
        index_(static_cast<std::uint32_t>(index)),
        kernel_{.kernel = kernel, .given = !input.sampler.step.is_auto()},
        problem_(trap_of(input.system, point), std::move(psi), input.sampler.cusp_weight),
        objective_(problem_, kernel_,
                   {.n_samples = input.run.batch, .n_shards = input.run.shards, .clip = clip_of(input)}) {
    arma::vec theta(problem_.n_parameters());
    problem_.psi().parameters({theta.memptr(), theta.n_elem});
    state_ = optim::start_at(objective_, {{.name = "wavefunction", .values = std::move(theta)}},
                             {.seed = input.run.seed, .point = index_, .purpose = random::Purpose::shuffle});
  }

  std::size_t n_parameters() const override { return problem_.n_parameters(); }

  void optimise(std::size_t n_threads, std::size_t shard, CheckpointSink& sink, Progress& progress) override {
    const optim::MinimizePlan plan = plan_of(input_, shard, n_threads);
    if (problem_.n_parameters() > 0)
      optim::minimize(objective_, wavefunction_rules(input_), plan, state_, sink, progress);
    take_parameters();
    look_at_the_end(n_threads);
  }

  std::vector<SlotOutcome> run_chain(std::size_t c, std::size_t shard, CheckpointSink& sink,
                                     Progress& progress) const override {
    if constexpr (rejects) {
      return run_measured(sampling::WithAcceptance(*measurement_), c, shard, sink, progress);
    } else {
      return run_measured(*measurement_, c, shard, sink, progress);
    }
  }

  io::PointResult finish(std::vector<SlotOutcome> chains) const override {
    return finish_trap_point({.input = input_,
                              .point = point_,
                              .measurement = *measurement_,
                              .rejects = rejects,
                              .tail = tail_,
                              .history = state_.history},
                             chains);
  }

  std::vector<io::ModelTensor> model() const override {
    return named_parameters(problem_.psi(), state_.parameters.front().values);
  }
  std::vector<io::TrainingSeries> history() const override { return training_series(state_.history); }

  Pace try_out() const override {
    using Clock = std::chrono::steady_clock;
    const auto seconds_since = [](Clock::time_point start) {
      return std::chrono::duration<double>(Clock::now() - start).count();
    };
    Problem problem = problem_;
    const Objective objective(problem, kernel_, {.n_samples = 1024, .n_shards = 1, .sweeps_at_first = 20});
    auto state = optim::start_at(objective, state_.parameters, {.seed = 1});
    state.objective = objective.init(state.parameters, state.streams);
    objective.evaluate(state.parameters, state.objective, state.streams, 1, state.evaluation);
    auto start = Clock::now();
    objective.evaluate(state.parameters, state.objective, state.streams, 1, state.evaluation);
    const auto p = static_cast<double>(problem.n_parameters());
    const auto batch = static_cast<double>(input_.run.batch);
    Pace pace{.step = seconds_since(start) * batch / 1024 + 2e-10 * p * p * batch + 1e-10 * p * p * p};
    const models::TrapMeasurement measurement(problem.trap(), measured(3.0));
    std::vector<double> row(measurement.n_quantities());
    stats::Recorder recorder(row.size());
    start = Clock::now();
    constexpr std::size_t n_sweeps = 64;
    const auto density = problem.density();
    auto& shard = state.objective.shards.front();
    for (std::size_t n = 0; n < n_sweeps; ++n) {
      shard.kernel.sweep(density, shard.walkers.front(), state.streams.front());
      measurement.measure(density, std::span<const typename Problem::Walker>(shard.walkers), 0, 0, row);
      recorder.add(row);
    }
    pace.sweep = seconds_since(start) / n_sweeps;
    return pace;
  }

 private:
  static constexpr bool rejects = !std::is_same_v<K, sampling::Gibbs>;
  static constexpr std::size_t n_bins = 40;

  void take_parameters() {
    const arma::vec& theta = state_.parameters.front().values;
    problem_.set_parameters({theta.memptr(), theta.n_elem});
  }

  /// How wide the state is, where its energy lies, and how heavy the tail of its local energy: from samples
  /// of the state found, with walkers of their own.
  void look_at_the_end(std::size_t n_threads) {
    auto look =
        optim::start_at(objective_, state_.parameters,
                        {.seed = input_.run.seed, .point = index_, .purpose = random::Purpose::initial});
    look.objective = objective_.init(look.parameters, look.streams);
    std::vector<double> energies, weights;
    while (energies.size() < samples_of_tail(input_)) {
      objective_.evaluate(look.parameters, look.objective, look.streams, n_threads, look.evaluation);
      const auto seen = objective_.local_energies(), weight = objective_.weights();
      energies.insert(energies.end(), seen.begin(), seen.end());
      weights.insert(weights.end(), weight.begin(), weight.end());
    }
    double reference = 0, total = 0, widest = 0;
    for (std::size_t i = 0; i < energies.size(); ++i) {
      reference += weights[i] * energies[i];
      total += weights[i];
    }
    reference /= total;
    // What the weighted mean is a mean of.
    for (std::size_t i = 0; i < energies.size(); ++i) energies[i] = weights[i] * (energies[i] - reference);
    const std::size_t d = input_.system.dimensions;
    for (const auto& shard : look.objective.shards) {
      for (const auto& walker : shard.walkers) {
        for (std::size_t i = 0; i < walker.x.size(); i += d) {
          Lanes squares{};
          for (std::size_t k = 0; k < d; ++k) squares += walker.x[i + k] * walker.x[i + k];
          for (std::size_t k = 0; k < lanes::count<Lanes>; ++k) widest = std::max(widest, squares[k]);
        }
      }
    }
    tail_ = stats::tail_index(std::move(energies));
    models::TrapMeasurement::Options options = measured(std::sqrt(widest));
    options.reference = reference;
    measurement_.emplace(problem_.trap(), options);
  }

  models::TrapMeasurement::Options measured(double radius) const {
    if (!input_.output.distributions) return {};
    models::TrapMeasurement::Options options{.density = {.n = n_bins, .length = 1.1 * radius}};
    if (input_.system.particles > 1) options.pairs = {.n = n_bins, .length = 2 * radius};
    return options;
  }

  template <class Measurement>
  std::vector<SlotOutcome> run_measured(const Measurement& measurement, std::size_t c, std::size_t shard,
                                        CheckpointSink& sink, Progress& progress) const {
    const auto begin = [this](random::Stream& rng) { return problem_.begin(rng); };
    return run_measuring_chain(input_, {.point = index_, .chain = c, .shard = shard}, problem_, begin,
                               measurement, PackParticles{}, kernel_, io::name_of(sampler_of(input_)), sink,
                               progress);
  }

  const TrapGroundStateInput& input_;
  TrapPoint point_;
  std::uint32_t index_;
  Kernel kernel_;
  Problem problem_;
  Objective objective_;
  optim::MinimizeState<Objective> state_;
  std::optional<models::TrapMeasurement> measurement_;
  stats::TailIndex tail_;
};

/// Which instance a kernel makes.
template <class Psi, class K>
std::unique_ptr<GroundStatePoint> make_with_kernel(const TrapGroundStateInput& input, const TrapPoint& point,
                                                   std::size_t index, Psi psi, const K& kernel) {
  return std::make_unique<TrapGroundStateOf<Psi, K>>(input, point, index, std::move(psi), kernel);
}

}  // namespace lenz::jobs
