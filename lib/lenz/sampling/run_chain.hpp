#pragma once

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/core/concepts.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/core/progress.hpp"
#include "lenz/sampling/chain_state.hpp"
#include "lenz/sampling/tuning.hpp"
#include "lenz/stats/autocorrelation.hpp"

namespace lenz::sampling {

namespace chain_detail {

constexpr std::uint64_t tuning_windows = 40;
constexpr std::uint64_t tuning_window_sweeps = 10;
constexpr std::uint64_t few_samples = 128;    ///< fewer say nothing about tau
constexpr std::uint64_t many_samples = 1024;  ///< so many say enough of it to keep configurations by

/// Tells every few milliseconds that it is time to look up from the work; between two looks it costs a
/// decrement.
class Ticker {
 public:
  bool operator()() {
    if (--left_ > 0) return false;
    const auto now = std::chrono::steady_clock::now();
    const auto since = now - last_;
    if (since < std::chrono::milliseconds(2)) period_ = std::min<std::uint64_t>(period_ * 2, 1u << 20);
    if (since > std::chrono::milliseconds(20)) period_ = std::max<std::uint64_t>(period_ / 4, 1);
    last_ = now;
    left_ = period_;
    return true;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  std::uint64_t period_ = 1, left_ = 1;
};

}  // namespace chain_detail

/// The one loop of Markov-chain Monte Carlo: tuning, burn-in, production, for every kernel, target and
/// measurement.
///
/// One call runs one ensemble whose slots may depend on each other (a tempering ladder) from `state` to the
/// end of the plan: tuning: 40 windows of 10 sweeps, for kernels that tune (plan.tune); burn-in: the plan's,
/// or until stats::BurnIn has settled in every slot; production: plan.sweeps, or more where the
/// configurations asked for need more, each measured sweep into the slot's Recorder. pack(walker, bytes)
/// appends a configuration to be kept; where a walker holds several, measurement.measure_kept() fills in the
/// quantities of that one.
///
/// The same state, plan and binary give the same bits, wherever the run is cut: the state goes to `sink`
/// between two sweeps. A chain restored under a plan of more sweeps or configurations goes on after its end:
/// to the bits of the longer run where only sweeps grew (and the burn-in had settled); configurations are
/// kept from there on. Throws NumericalError, with sweep and slot, in the sweep in which a measured quantity
/// stops being finite or a kernel meets a NaN; Stopped from the sink.
template <class T, class K, class M, class Pack, class Source = random::Stream>
class ChainRunner {
 public:
  using Walker = typename T::Walker;
  using State = ChainState<K, Walker, Source>;
  using Info = typename K::Info;

  ChainRunner(const PerSlot<T>& targets, const M& measurement, const Pack& pack, const ChainPlan& plan,
              State& state)
      : targets_(targets),
        measurement_(measurement),
        pack_(pack),
        plan_(plan),
        state_(state),
        names_(measurement.names()),
        info_(state.ensemble.size()),
        row_(names_.size()) {}

  void run(CheckpointSink& sink, Progress& progress) {
    // Recorders are read into ones that know the plan.
    state_.records.assign(state_.ensemble.size(),
                          SlotRecord{.recorder = stats::Recorder(names_.size(), plan_.recorder)});
    if (sink.restore(plan_.shard, [this](InputArchive& archive) { archive(state_); })) {
      extend();
    } else {
      begin();
    }
    const auto write = [this](OutputArchive& archive) { archive(state_); };
    chain_detail::Ticker tick;
    while (state_.phase != ChainPhase::done) {
      step();
      if (tick()) {
        progress.report(plan_.shard, fraction());
        sink.offer(plan_.shard, write);
      }
    }
    progress.report(plan_.shard, 1);
    sink.finish(plan_.shard, write);
  }

 private:
  void begin() {
    const std::size_t n_slots = state_.ensemble.size();
    // A burn-in longer than the run it serves is no bargain: where it would be, the run says so instead.
    const stats::BurnInOptions options{.max_sweeps = std::max<std::uint64_t>(1024, plan_.sweeps)};
    state_.judges.assign(n_slots, stats::BurnIn(names_.size(), options));
    state_.totals.assign(n_slots, Info{});
    state_.phase = ChainPhase::tuning;
    if (!TunableEnsemble<K> || !plan_.tune || plan_.burn_in == 0) enter_burn_in();
  }

  /// A chain that had come to the end of a shorter plan goes on with its production.
  void extend() {
    if (state_.phase == ChainPhase::done && !production_done()) state_.phase = ChainPhase::production;
  }

  void step() {
    try {
      state_.kernel.step(targets_, state_.ensemble, state_.streams, info_);
    } catch (const NumericalError& error) {
      throw NumericalError(error.what() + (" in " + sweep_name(1)), error.slot());
    }
    switch (state_.phase) {
      case ChainPhase::tuning:
        return after_tuning_sweep();
      case ChainPhase::burn_in:
        return after_burn_in_sweep();
      case ChainPhase::production:
        return after_production_sweep();
      case ChainPhase::done:
        return;
    }
  }

  void after_tuning_sweep() {
    add_totals();
    ++state_.burn_in_sweeps;
    for (std::size_t slot = 0; slot < info_.size(); ++slot) measure(slot);  // is it still a number?
    const std::uint64_t length =
        plan_.burn_in ? std::clamp<std::uint64_t>(*plan_.burn_in / (2 * chain_detail::tuning_windows), 1,
                                                  chain_detail::tuning_window_sweeps)
                      : chain_detail::tuning_window_sweeps;
    if (++state_.window_sweeps == length) {
      if constexpr (TunableEnsemble<K>) {
        state_.kernel.tune(std::span<const Info>(state_.totals), state_.window);
      }
      state_.window_sweeps = 0;
      state_.totals.assign(state_.totals.size(), Info{});
      ++state_.window;
    }
    const bool burnt_in = plan_.burn_in && state_.burn_in_sweeps >= *plan_.burn_in;
    if (state_.window == chain_detail::tuning_windows || burnt_in) enter_burn_in();
  }

  void enter_burn_in() {
    state_.totals.assign(state_.totals.size(), Info{});
    state_.phase = ChainPhase::burn_in;
    if (plan_.burn_in && state_.burn_in_sweeps >= *plan_.burn_in) enter_production();
  }

  void after_burn_in_sweep() {
    ++state_.burn_in_sweeps;
    bool all_judged = true, all_settled = true;
    for (std::size_t slot = 0; slot < info_.size(); ++slot) {
      measure(slot);
      stats::BurnIn& judge = state_.judges[slot];
      all_judged = judge.add(row_) && all_judged;
      all_settled = all_settled && judge.converged();
    }
    if (plan_.burn_in ? state_.burn_in_sweeps >= *plan_.burn_in : all_judged) {
      state_.settled = all_settled;
      enter_production();
    }
  }

  void enter_production() {
    double tau = 0.5;
    for (const stats::BurnIn& judge : state_.judges) tau = std::max(tau, judge.tau());
    // Of n sweeps tau is known to about sqrt(20 tau / n) of itself; a burn-in spends half of its sweeps.
    const double n = std::max(0.5 * static_cast<double>(state_.burn_in_sweeps), 1.0);
    space(tau * std::min(1 + 2 * std::sqrt(20 * tau / n), 2.0));
    state_.judges = {};  // they have spoken, and would fill a third of every checkpoint
    // A burn-in too short to know tau leaves it to the production, which looks at powers of 2.
    const bool known = state_.burn_in_sweeps >= chain_detail::few_samples;
    state_.next_kept = known ? state_.spacing
                             : std::bit_ceil(chain_detail::many_samples * std::min(plan_.thin, plan_.sweeps));
    state_.phase = production_done() ? ChainPhase::done : ChainPhase::production;
  }

  void after_production_sweep() {
    ++state_.sweeps;
    add_totals();
    const bool measured = state_.sweeps % plan_.thin == 0;
    const bool kept = !all_kept() && state_.sweeps >= state_.next_kept;
    for (std::size_t slot = 0; (measured || kept) && slot < info_.size(); ++slot) {
      measure(slot);
      SlotRecord& record = state_.records[slot];
      if (measured) record.recorder.add(row_);
      if (measured && plan_.trace) record.series.insert(record.series.end(), row_.begin(), row_.end());
      if (kept) keep(slot);
    }
    if (!all_kept() && std::has_single_bit(state_.sweeps) && n_measured() >= chain_detail::few_samples)
      space(measured_tau());
    if (kept) state_.next_kept = state_.sweeps + state_.spacing;
    if (production_done()) state_.phase = ChainPhase::done;
  }

  /// Configurations stand 2 tau apart by the largest tau, which burn-in measures first and production again
  /// at sweeps 1, 2, 4, 8, …; the last one counts: the largest of many short looks would be far too large.
  void space(double tau) { state_.spacing = static_cast<std::uint64_t>(std::ceil(2 * tau)); }
  std::uint64_t n_measured() const { return state_.records.front().recorder.n_samples(); }
  double measured_tau() const {
    double tau = 0.5;
    for (const SlotRecord& record : state_.records) {
      for (std::size_t q = 0; q < names_.size(); ++q) {
        const stats::Correlator* chain[] = {&record.recorder.correlator(q)};
        tau = std::max(tau, stats::integrate_autocorrelation(chain).tau * static_cast<double>(plan_.thin));
      }
    }
    return tau;
  }

  void keep(std::size_t slot) {
    SlotRecord& record = state_.records[slot];
    if constexpr (requires {
                    measurement_.measure_kept(targets_[slot], walkers(), slot, info_[slot], row());
                  })
      measurement_.measure_kept(targets_[slot], walkers(), slot, info_[slot], row());
    pack_(state_.ensemble.walkers[slot], record.configurations);
    record.configuration_quantities.insert(record.configuration_quantities.end(), row_.begin(), row_.end());
    record.configuration_sweeps.push_back(state_.sweeps);
  }

  void measure(std::size_t slot) {
    measurement_.measure(targets_[slot], walkers(), slot, info_[slot], row());
    for (std::size_t q = 0; q < row_.size(); ++q) {
      if (!std::isfinite(row_[q])) throw_not_finite(slot, q);
    }
  }

  std::span<const Walker> walkers() const { return state_.ensemble.walkers; }
  std::span<double> row() { return row_; }

  [[noreturn]] void throw_not_finite(std::size_t slot, std::size_t quantity) const {
    const char* value = std::isnan(row_[quantity]) ? " is not a number after " : " is infinite after ";
    throw NumericalError(names_[quantity] + value + sweep_name(0), slot);
  }
  /// "sweep 17 of the production": the last one, or the one that comes `later`.
  std::string sweep_name(std::uint64_t later) const {
    const bool production = state_.phase == ChainPhase::production;
    return "sweep " + std::to_string((production ? state_.sweeps : state_.burn_in_sweeps) + later) +
           " of the " + (production ? "production" : "burn-in");
  }

  void add_totals() {
    for (std::size_t slot = 0; slot < info_.size(); ++slot) state_.totals[slot] += info_[slot];
  }
  std::uint64_t n_kept() const { return state_.records.front().configuration_sweeps.size(); }
  bool all_kept() const { return n_kept() >= plan_.configurations; }
  bool production_done() const { return state_.sweeps >= plan_.sweeps && all_kept(); }
  double fraction() const {
    if (state_.phase == ChainPhase::done) return 1;
    const std::uint64_t for_configurations =
        (plan_.configurations - n_kept()) * state_.spacing + state_.sweeps;
    const std::uint64_t n = std::max({plan_.sweeps, all_kept() ? 0 : for_configurations, std::uint64_t{1}});
    return static_cast<double>(state_.sweeps) / static_cast<double>(n);
  }

  const PerSlot<T>& targets_;
  const M& measurement_;
  const Pack& pack_;
  const ChainPlan& plan_;
  State& state_;
  std::vector<std::string> names_;
  std::vector<Info> info_;
  std::vector<double> row_;
};

/// See ChainRunner. Runs the chain from where `state` or its checkpoint stands to the end of the plan.
template <class T, class K, class M, class Pack, class Source>
void run_chain(const PerSlot<T>& targets, const M& measurement, const Pack& pack, const ChainPlan& plan,
               ChainState<K, typename T::Walker, Source>& state, CheckpointSink& sink, Progress& progress) {
  ChainRunner<T, K, M, Pack, Source>(targets, measurement, pack, plan, state).run(sink, progress);
}

}  // namespace lenz::sampling
