#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/diagnose.hpp"
#include "lenz/jobs/mending.hpp"
#include "lenz/jobs/observable_doubts.hpp"

namespace lenz::jobs {
namespace {

using io::Doubt;

constexpr double one_way = 0.5, one_way_errors = 5;
constexpr double lowest_acceptance = 0.05, highest_acceptance = 0.9, long_tau = 10;
constexpr double largest_factor = 100;
constexpr std::uint64_t few_measurements = 8;
constexpr double enough_measurements = 2000;

class ProblemFinder {
 public:
  ProblemFinder(const io::RunResult& result, const SampleInput& input)
      : result_(result), input_(input), mending_(result, input) {}

  std::vector<Finding> find() {
    langevin_bias();
    acceptance();
    trap();
    chains_that_differ();
    short_runs();
    unknown_errors();
    errors_that_disagree();
    unsettled_burn_in();
    drifts();
    crowded_configurations();
    finite_size();
    disagreement();
    return std::move(findings_);
  }

 private:
  void add(const Affected& affected, std::string problem, std::string cause, Edits edits, bool anew = false) {
    if (affected.empty()) return;
    findings_.push_back(
        {affected.text(result_), std::move(problem), std::move(cause), std::move(edits), anew});
  }

  /// All observables with that doubt; calls f for each.
  template <class F>
  Affected gather(Doubt doubt, const F& f) const {
    Affected affected;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      for (const io::ObservableResult& o : result_.points[i].observables) {
        if (!has(o, doubt)) continue;
        affected.add(i, o.name);
        f(o);
      }
    }
    return affected;
  }

  bool biased() const { return advice_.sampler() == SamplerKind::langevin; }

  void langevin_bias() {
    if (!biased()) return;
    double z = 0;
    for (const io::PointResult& point : result_.points) {
      for (const io::ObservableResult& o : point.observables) {
        for (const auto& each : o.z) z = std::max(z, std::fabs(each.value_or(0)));
      }
    }
    const std::string far = z > 0 ? fmt::format(", up to |z| = {:.1f} beside exact values", z) : "";
    Affected all;
    for (std::size_t i = 0; i < result_.points.size(); ++i) all.add(i, "");
    add(all, "the sampler is biased" + far,
        fmt::format("unadjusted Langevin samples a density that its step of {:g} changes",
                    input_.sampler.step.value.value()),
        advice_.adjusted_langevin());
  }

  /// By symmetry <m> = 0 without a field.
  void trap() {
    if (!std::holds_alternative<IsingInput>(input_.system)) return;
    Affected affected;
    double largest_m = 0;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      const io::PointResult& point = result_.points[i];
      const auto* m = point.find("magnetization");
      const auto* size = point.find("abs_magnetization");
      if (m == nullptr || size == nullptr || m->mean.empty() || size->mean.empty()) continue;
      const double mean = std::fabs(m->mean.front());
      if (field_of(point) != 0 || mean <= one_way * size->mean.front() ||
          mean <= one_way_errors * m->error.front())
        continue;
      affected.add(i, m->name);
      largest_m = std::max(largest_m, mean);
    }
    Edits edits = advice_.crossing();
    if (edits.empty()) edits = advice_.more_chains();
    if (edits.empty()) edits = advice_.longer(4);
    add(affected,
        fmt::format(
            "all chains are magnetised one way (|<m>| up to {:.3g}; its error bar does not include this)",
            largest_m),
        "an ergodicity trap: without a field both ways are alike and <m> = 0, but no chain crossed over",
        edits);
  }

  static double field_of(const io::PointResult& point) {
    for (const auto& [name, value] : point.parameters) {
      if (name == "field") return value;
    }
    return 0;
  }

  void chains_that_differ() {
    double rhat = 1, tau = 0, ess = std::numeric_limits<double>::infinity();
    const Affected affected = gather(Doubt::chains_differ, [&](const io::ObservableResult& o) {
      ess = std::min(ess, ess_of(o));
      rhat = std::max(rhat, rhat_of(o));
      tau = std::max(tau, largest(o.tau));
    });
    const bool caught = rhat > 2;
    add(affected, fmt::format("the chains differ (R-hat up to {:.4g}, but should be below 1.01)", rhat),
        caught ? "the chains are stuck in different states that this sampler rarely connects"
               : fmt::format("the chains are too short for their tau of {:.3g} sweeps, or caught in "
                             "different states",
                             tau),
        mending_.meeting(affected, rhat, ess));
  }

  void short_runs() {
    double tau = 0, ess = std::numeric_limits<double>::infinity();
    const Affected affected = gather(Doubt::short_run, [&](const io::ObservableResult& o) {
      tau = std::max(tau, largest(o.tau));
      ess = std::min(ess, ess_of(o));
    });
    // Three times what is needed: so short a run sees too short a tau.
    add(affected, fmt::format("fewer than 50 tau (tau = {:.3g} sweeps)", tau),
        "the run is too short for its correlations, and so for its error bars",
        mending_.mixing(affected, advice_.longer(std::clamp(75 / ess, 3.0, largest_factor))));
  }

  /// Nothing scattered: too few measurements, or a chain that stands still.
  void unknown_errors() {
    const Affected affected = gather(Doubt::error_unknown, [](const io::ObservableResult&) {});
    const double each = mending_.sweeps() / static_cast<double>(input_.run.thin);
    const auto n = static_cast<std::uint64_t>(each * static_cast<double>(input_.run.chains));
    if (n < few_measurements) {
      add(affected,
          fmt::format("{} {}, so that the error is not known", n, n == 1 ? "measurement" : "measurements"),
          "an error bar comes from how far measurements scatter", advice_.longer(enough_measurements / each));
    } else {
      add(affected, fmt::format("nothing changed once in {} measurements, so that the error is not known", n),
          "it may be that rigid, or the chains are caught where they began, as spins are at low temperature: "
          "runs at "
          "higher temperatures, with tempering, or of other seeds tell",
          {});
    }
  }

  void errors_that_disagree() {
    Affected affected;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      for (const io::ObservableResult& o : result_.points[i].observables) {
        if (jobs::errors_disagree(result_, o)) affected.add(i, o.name);
      }
    }
    add(affected, "two estimates of the error disagree", "the series is too short for its correlations",
        mending_.mixing(affected, advice_.longer(4)));
  }

  void unsettled_burn_in() {
    Affected affected;
    std::uint64_t spent = 0;
    double tau = 0;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      const io::PointResult& point = result_.points[i];
      if (!point.chains || point.chains->n_unsettled == 0) continue;
      affected.add(i, "");
      spent = std::max(spent, point.chains->burn_in);
      for (const io::ObservableResult& o : point.observables) tau = std::max(tau, largest(o.tau));
    }
    add(affected,
        fmt::format("the automatic burn-in gave up after {} sweeps: the chains had not settled", spent),
        fmt::format("it takes no more sweeps than the run itself, at least 1024: too few for the slowest "
                    "quantity (tau = {:.3g} in what followed)",
                    tau),
        mending_.mixing(affected,
                        advice_.longer(std::clamp(200 * tau / mending_.sweeps(), 4.0, largest_factor))),
        true);
  }

  void drifts() {
    const Affected affected = gather(Doubt::drifts, [](const io::ObservableResult&) {});
    add(affected, "the first tenth of the run differs from its last half",
        fmt::format("the burn-in of {} sweeps was too short: the chains still remember their start",
                    mending_.burn_in()),
        mending_.forgetting(affected), true);
  }

  /// Of a step that the user gave; one that is tuned finds its own.
  void acceptance() {
    if (std::holds_alternative<IsingInput>(input_.system) || input_.sampler.step.is_auto()) return;
    Affected low, high;
    double lowest = 1, highest = 0;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      const io::PointResult& point = result_.points[i];
      const auto* o = point.find("acceptance");
      if (o == nullptr || o->mean.empty()) continue;
      const double rate = o->mean.front(), tau = point.chains ? point.chains->tau : 0;
      if (rate < lowest_acceptance) low.add(i, o->name);
      if (rate > highest_acceptance && tau > long_tau) high.add(i, o->name);
      lowest = std::min(lowest, rate);
      highest = std::max(highest, rate);
    }
    if (!low.empty() || !high.empty()) mending_.blame_step();
    const std::string step = fmt::format("[sampler] step = {:g}", *input_.sampler.step.value);
    add(low, fmt::format("only {:.2g} of the proposals are accepted", lowest),
        step + " is so long that nearly every proposal is refused", advice_.tuned_step());
    add(high, fmt::format("{:.3g} of the proposals are accepted, and tau is long", highest),
        step + " is so short that the chains hardly move", advice_.tuned_step());
  }

  void crowded_configurations() {
    Affected affected;
    double tau = 0;
    std::uint64_t spacing = 0;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      const auto& chains = result_.points[i].chains;
      if (!chains || chains->spacing == 0 || static_cast<double>(chains->spacing) >= chains->tau) continue;
      affected.add(i, "");
      if (chains->tau <= tau) continue;
      tau = chains->tau;
      spacing = chains->spacing;
    }
    add(affected,
        fmt::format("kept configurations are {} sweeps apart, closer than tau = {:.3g}", spacing, tau),
        "their distance is set by the tau that burn-in measures: it was too short to see the whole",
        mending_.mixing(affected, advice_.longer_burn_in(200 * tau)), true);
  }

  void finite_size() {
    if (!result_.finite_size) return;
    Affected all;
    for (std::size_t i = 0; i < result_.points.size(); ++i) all.add(i, "");
    const Edits nearer = advice_.critical_temperature();
    for (const std::string& missing : result_.finite_size->missing)
      add(all, "finite-size scaling without " + missing,
          nearer.empty() ? "the samples do not determine it"
                         : "the temperatures lie too far from T_c: what belongs to it is not in the samples",
          nearer.empty() ? advice_.longer(4) : nearer);
    if (result_.finite_size->blocks_short)
      add(all,
          "errors of finite-size scaling are too small: blocks of the jackknife are not far longer than tau",
          "chains are short beside their memory", advice_.longer(4));
  }

  void disagreement() {
    if (biased() || result_.task == "ground-state") return;
    const Agreement all = agreement(result_.points);
    if (all.holds()) return;
    Affected affected;
    bool doubted = false;
    for (std::size_t i = 0; i < result_.points.size(); ++i) {
      for (const io::ObservableResult& o : result_.points[i].observables) {
        const bool off = std::any_of(o.z.begin(), o.z.end(),
                                     [&](const auto& z) { return std::fabs(z.value_or(0)) > all.bound; });
        if (!off) continue;
        affected.add(i, o.name);
        doubted = doubted || !o.doubts.empty();
      }
    }
    add(affected,
        fmt::format(
            "sampled and exact disagree (largest |z| {:.2f}, bound {:.2f} for {} numbers at the level "
            "1e-3)",
            all.largest, all.bound, all.n_compared),
        doubted || !findings_.empty()
            ? "fix the problems above first: until then the error bars cannot be trusted"
            : "a start not forgotten or a tau not seen; if it stays in a longer run, it is a bug of Lenz",
        findings_.empty() ? if_undoubted() : Edits{});
  }

  /// All chains may sit on the same hill, with nothing to show it but the exact value.
  Edits if_undoubted() const {
    const bool hills = std::holds_alternative<MixtureInput>(input_.system);
    if (const Edits crossing = advice_.crossing(); hills && !crossing.empty()) return crossing;
    return united({advice_.automatic_burn_in() ? Edits{} : advice_.longer_burn_in(0), advice_.longer(4)});
  }

  const io::RunResult& result_;
  const SampleInput& input_;
  Mending mending_;
  const Advice& advice_ = mending_.advice();
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_problems(const io::RunResult& result, const SampleInput& input) {
  return ProblemFinder(result, input).find();
}

}  // namespace lenz::jobs
