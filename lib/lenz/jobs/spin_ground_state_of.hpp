#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "lenz/jobs/ground_state_plan.hpp"
#include "lenz/jobs/measuring_chain.hpp"
#include "lenz/jobs/spin_ground_state.hpp"
#include "lenz/jobs/spin_overlap.hpp"
#include "lenz/jobs/spin_results.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/with_acceptance.hpp"
#include "lenz/variational/spin_trial.hpp"
#include "lenz/variational/vmc_energy.hpp"

namespace lenz::jobs {

struct PackQuantumSpins {
  template <class Walker>
  void operator()(const Walker& walker, std::vector<std::uint8_t>& bytes) const {
    const auto packed = io::pack_spins(walker.spins.data(), walker.spins.size());
    bytes.insert(bytes.end(), packed.begin(), packed.end());
  }
};

/// See GroundStatePoint.
template <class Psi, class Kernel>
class SpinGroundStateOf final : public GroundStatePoint {
 public:
  using Problem = variational::SpinTrial<Psi>;
  using Objective = variational::VmcEnergy<Problem, Kernel>;
  using Density = typename Problem::Density;
  using Walker = typename Problem::Walker;
  static constexpr bool sums = std::is_same_v<Kernel, variational::FullSum>;

  SpinGroundStateOf(const SpinGroundStateInput& input, const SpinPoint& point, std::size_t index, Psi psi,
                    const Kernel& kernel)
      : input_(input),
        point_(point),
        index_(static_cast<std::uint32_t>(index)),
        kernel_(kernel),
        problem_(point.hamiltonian, std::move(psi), point.n_up),
        // Local energies of spins have no poles: nothing is to be clipped. Many walkers, as slow modes of the
        // spins would make the samples of few of them alike.
        objective_(problem_, kernel_,
                   {.n_samples = input.run.batch,
                    .n_shards = input.run.shards,
                    .n_walkers = walkers_of_shard,
                    .clip = 0}) {
    arma::vec theta(problem_.n_parameters());
    problem_.psi().parameters({theta.memptr(), theta.n_elem});
    state_ = optim::start_at(objective_, {{.name = "wavefunction", .values = std::move(theta)}},
                             {.seed = input.run.seed, .point = index_, .purpose = random::Purpose::shuffle});
  }

  std::size_t n_parameters() const override { return problem_.n_parameters(); }

  void optimise(std::size_t n_threads, std::size_t shard, CheckpointSink& sink, Progress& progress) override {
    if (point_.ladder) problem_.set_below(point_.ladder->states);
    optim::minimize(objective_, wavefunction_rules(input_), plan_of(input_, shard, n_threads, longest_angle),
                    state_, sink, progress);
    const arma::vec& theta = state_.parameters.front().values;
    problem_.set_parameters({theta.memptr(), theta.n_elem});
    const std::vector<double> energies = history_of_energies().value;
    measurement_.emplace(spin_measurement(point_, energies.empty() ? 0 : energies.back(),
                                          input_.output.lanczos, states_to_measure()));
    if (point_.ladder) point_.ladder->states.push_back(as_below());
  }

  std::vector<SlotOutcome> run_chain(std::size_t c, std::size_t shard, CheckpointSink& sink,
                                     Progress& progress) const override {
    if constexpr (sums) {
      throw std::logic_error("a full sum has no chains");
    } else {
      return run_measured(c, shard, sink, progress);
    }
  }

  io::PointResult finish(std::vector<SlotOutcome> chains) const override {
    const SpinBeside beside = known_beside(point_, input_.exact);
    const optim::MinimizeHistory history = history_of_energies();
    const SpinQuestion question{.input = input_,
                                .point = point_,
                                .measurement = *measurement_,
                                .history = history,
                                .beside = beside,
                                .infidelity = infidelity(problem_.psi(), point_, beside.vector)};
    if constexpr (sums) {
      return finish_spin_sum(question, means_over_all());
    } else {
      return finish_spin_point(question, chains);
    }
  }

  std::vector<io::ModelTensor> model() const override { return named_parameters(problem_.psi()); }
  std::vector<std::pair<std::string, std::string>> files() const override {
    if constexpr (requires(const Psi& psi) { weights_of(psi); }) {
      const Psi& psi = problem_.psi();
      if (psi.n_sites() * psi.n_hidden() <= most_weights_written)
        return {{"wavefunction.wf", io::wf_text(weights_of(psi))}};
    }
    return {};
  }
  std::vector<io::TrainingSeries> history() const override { return training_series(history_of_energies()); }

  Pace try_out() const override {
    const auto p = static_cast<double>(problem_.n_parameters());
    double samples = static_cast<double>(input_.run.batch);
    if constexpr (sums) samples = static_cast<double>(problem_.n_configurations());
    constexpr std::size_t n_tried = 32;
    random::Stream rng({.seed = 1, .purpose = random::Purpose::initial});
    Walker walker = problem_.begin(rng);
    arma::vec energies(2);
    arma::mat o(problem_.n_parameters(), 2);
    const double measured = seconds_of(n_tried, [&] {
      problem_.refresh(walker);
      problem_.measure(walker, {energies, o, 0, 1});
    });
    Pace pace;
    const double rows = Problem::is_complex ? 2 : 1;
    if constexpr (!sums) {
      const models::SpinMeasurement measurement = spin_measurement(point_, 0, input_.output.lanczos);
      std::vector<double> row(measurement.n_quantities());
      const Density density = problem_.density();
      const double swept = seconds_of(n_tried, [&] { kernel_.sweep(density, walker, rng); });
      pace.sweep = swept + seconds_of(n_tried, [&] { measurement.record(problem_.psi(), walker, row); });
      pace.step = 2 * swept * samples;
    }
    // Of each state below as many samples, and the amplitudes of both at both.
    const double n_states = 1 + static_cast<double>(point_.level);
    if constexpr (!sums) samples *= n_states;
    pace.step *= n_states;
    pace.step += n_states * measured * samples + rows * 2e-10 * p * p * samples + 1e-10 * p * p * p;
    return pace;
  }

 private:
  optim::MinimizeHistory history_of_energies() const {
    return without_penalty(state_.history, penalty_of(input_, point_));
  }
  /// What a walker of the optimisation has come to, whatever its turn: a machine may have weight in corners
  /// that it was never shown, where a walker from anywhere stays caught.
  const Walker& walker_left(std::size_t turn) const {
    const auto& shards = state_.objective.shards;
    const auto& walkers = shards[turn % shards.size()].walkers;
    return walkers[turn / shards.size() % walkers.size()];
  }

  /// The state found, for those above it.
  variational::StateBelow as_below() const {
    const double penalty = penalty_of(input_, point_);
    if constexpr (sums) {
      return variational::state_below(problem_.psi(), penalty);
    } else {
      std::vector<models::Spins> starts;
      for (const auto& shard : state_.objective.shards) {
        for (const Walker& walker : shard.walkers) starts.push_back(walker.spins);
      }
      return variational::state_below(problem_.psi(), penalty, point_.hamiltonian.exchange_moves(), kernel_,
                                      std::move(starts));
    }
  }
  /// Those below, of a size like that of psi where its walkers are.
  std::vector<models::SpinMeasurement::Other> states_to_measure() const {
    std::vector<models::SpinMeasurement::Other> all;
    random::Stream rng({.seed = input_.run.seed, .job = 3, .point = index_});
    for (std::size_t j = 0; j < problem_.n_below(); ++j) {
      constexpr std::size_t n_tried = 32;
      double shift = -HUGE_VAL;
      for (std::size_t k = 0; k < n_tried; ++k) {
        Walker walker = sums ? problem_.begin(rng) : walker_left(k);
        problem_.refresh(walker);
        shift = std::max(shift, -std::real(problem_.log_ratio_of(j, walker)));
      }
      all.push_back({.log_psi = point_.ladder->states[j].log_psi, .shift = shift});
    }
    return all;
  }

  /// Of a step: psi is known where its walkers are, and on longer ways grows where none has been.
  static constexpr double longest_angle = 0.05;
  static constexpr std::size_t most_weights_written = 1 << 20;
  static constexpr std::size_t walkers_of_shard = 64;

  template <class Work>
  static double seconds_of(std::size_t n, const Work& work) {
    using Clock = std::chrono::steady_clock;
    work();
    const Clock::time_point start = Clock::now();
    for (std::size_t k = 0; k < n; ++k) work();
    return std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(n);
  }

  std::vector<SlotOutcome> run_measured(std::size_t c, std::size_t shard, CheckpointSink& sink,
                                        Progress& progress) const {
    const auto begin = [this, c](random::Stream&) {
      Walker walker = walker_left(c);
      problem_.refresh(walker);
      return walker;
    };
    return run_measuring_chain(input_, {.point = index_, .chain = c, .shard = shard}, problem_, begin,
                               sampling::WithAcceptance(*measurement_), PackQuantumSpins{}, kernel_,
                               io::name_of(sampler_of(input_)), sink, progress);
  }

  /// Of all recorded quantities, over |psi|^2 of all configurations.
  std::vector<double> means_over_all() const requires(sums) {
    const std::uint64_t n = problem_.n_configurations();
    const Density density = problem_.density();
    std::vector<double> log_weights(n), row(measurement_->n_quantities()), sum(row.size());
    for (std::uint64_t k = 0; k < n; ++k) log_weights[k] = density.log_density(problem_.configuration(k));
    const double largest = *std::max_element(log_weights.begin(), log_weights.end());
    double norm = 0;
    for (std::uint64_t k = 0; k < n; ++k) {
      const double weight = std::exp(log_weights[k] - largest);
      measurement_->record(problem_.psi(), problem_.configuration(k), row);
      for (std::size_t q = 0; q < row.size(); ++q) sum[q] += weight * row[q];
      norm += weight;
    }
    for (double& mean : sum) mean /= norm;
    return sum;
  }

  const SpinGroundStateInput& input_;
  const SpinPoint& point_;
  std::uint32_t index_;
  Kernel kernel_;
  Problem problem_;
  Objective objective_;
  optim::MinimizeState<Objective> state_;
  std::optional<models::SpinMeasurement> measurement_;
};

template <class Psi, class Kernel>
std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput& input, const SpinPoint& point,
                                                  std::size_t index, Psi psi, const Kernel& kernel) {
  return std::make_unique<SpinGroundStateOf<Psi, Kernel>>(input, point, index, std::move(psi), kernel);
}

}  // namespace lenz::jobs
