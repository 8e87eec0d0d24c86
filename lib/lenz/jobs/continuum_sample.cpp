#include "lenz/jobs/continuum_sample.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

#include "lenz/exact/gaussian_moments.hpp"
#include "lenz/jobs/finish_point.hpp"
#include "lenz/jobs/kept_points.hpp"
#include "lenz/models/continuum_measurement.hpp"
#include "lenz/models/gaussian.hpp"
#include "lenz/models/mixture.hpp"
#include "lenz/sampling/gibbs.hpp"
#include "lenz/sampling/hmc.hpp"
#include "lenz/sampling/langevin.hpp"
#include "lenz/sampling/lifted.hpp"
#include "lenz/sampling/mala.hpp"
#include "lenz/sampling/metropolis_hastings.hpp"
#include "lenz/sampling/random_walk.hpp"
#include "lenz/sampling/with_acceptance.hpp"

namespace lenz::jobs {
namespace {

struct PackPoint {
  void operator()(const models::ContinuumWalker& walker, std::vector<std::uint8_t>& bytes) const {
    const std::size_t start = bytes.size(), n = walker.x.size() * sizeof(double);
    bytes.resize(start + n);
    std::memcpy(bytes.data() + start, walker.x.data(), n);
  }
};

models::Gaussian make_target(const GaussianInput& input) { return {input.mean, input.covariance}; }
models::Mixture make_target(const MixtureInput& input) {
  return {input.weights, input.means, input.covariances};
}

exact::Moments exact_moments(const GaussianInput& input) {
  return exact::gaussian_moments(input.mean, input.covariance);
}
exact::Moments exact_moments(const MixtureInput& input) {
  return exact::mixture_moments(input.weights, input.means, input.covariances);
}

std::vector<Evaluable> moment_evaluables(const models::ContinuumMeasurement& measurement, std::size_t n,
                                         bool rejects) {
  Evaluable mean{.name = "mean", .unit = "x", .components = {}, .is_vector = true};
  Evaluable covariance{
      .name = "covariance", .unit = "x^2, column by column", .components = {}, .is_vector = true};
  for (std::size_t i = 0; i < n; ++i) {
    mean.components.emplace_back([=](std::span<const double> means) { return measurement.mean(means)[i]; });
  }
  for (std::size_t i = 0; i < n * n; ++i) {
    covariance.components.emplace_back(
        [=](std::span<const double> means) { return measurement.covariance(means)[i]; });
  }
  std::vector<Evaluable> all = {std::move(mean), std::move(covariance)};
  if (rejects) all.push_back(acceptance_evaluable(n + n * (n + 1) / 2));
  return all;
}

template <class Input>
class ContinuumSample final : public SampleSystem {
 public:
  using Target = decltype(make_target(std::declval<const Input&>()));

  explicit ContinuumSample(const SampleInput& input)
      : input_(input),
        system_(std::get<Input>(input.system)),
        target_(make_target(system_)),
        moments_(exact_moments(system_)),
        measurement_(moments_.mean) {
    if (input_.sampler.kind == SamplerKind::automatic) input_.sampler.kind = SamplerKind::hmc;
  }

  std::size_t n_points() const override { return 1; }
  std::size_t n_chains() const override { return input_.run.chains; }
  std::size_t n_shards() const override { return input_.run.chains; }
  std::vector<Slot> slots(std::size_t shard) const override { return {{0, shard}}; }
  std::vector<std::pair<std::string, double>> parameters(std::size_t) const override { return {}; }

  std::vector<SlotOutcome> run(std::size_t shard, CheckpointSink& sink, Progress& progress) const override {
    return with_kernel([&](const auto& kernel) { return run_kernel(kernel, shard, sink, progress); });
  }
  io::PointResult finish(std::size_t, std::vector<SlotOutcome> chains) const override {
    const std::size_t n = target_.dimension();
    PointQuestion question{.parameters = {},
                           .evaluables = moment_evaluables(measurement_, n, rejects()),
                           .n_quantities = n + n * (n + 1) / 2 + (rejects() ? 1 : 0),
                           .thin = input_.run.thin,
                           .trace = input_.output.trace,
                           .pictured = {},
                           .known = {},
                           .exact_only = {}};
    for (std::size_t i = 0; i < std::min<std::size_t>(n, 2); ++i)
      question.pictured.push_back({"x_" + std::to_string(i + 1), i, moments_.mean[i]});
    if (input_.exact != Exact::none) {
      question.known["mean"] = {.value = moments_.mean, .error = {}, .oracle = "gaussian", .scale = 0};
      question.known["covariance"] = {
          .value = moments_.covariance, .error = {}, .oracle = "gaussian", .scale = 0};
    }
    io::PointResult finished = finish_point(question, chains);
    if (input_.sampler.kind == SamplerKind::langevin) add_langevin_bias(finished);
    if (input_.output.configurations > 0)
      finished.samples = kept_points(chains, n, input_.output.configurations);
    return finished;
  }

  double expected_seconds() const override {
    const double n = static_cast<double>(target_.dimension());
    const double moves = static_cast<double>(input_.run.sweeps * n_chains());
    return moves * (5e-7 + 2e-8 * n * n * static_cast<double>(input_.sampler.leapfrog)) +
           (input_.output.plots ? 2 : 0.1);
  }

  std::vector<io::Figure> figures(const io::RunResult& result) const override {
    std::vector<io::Figure> all = io::scan_figures(result);
    if (std::is_same_v<Input, GaussianInput> && target_.dimension() == 2)
      all.push_back(io::path_figure(path()));
    return all;
  }

 private:
  /// The first steps of a walker of its own, over the density; Gibbs is drawn coordinate by coordinate.
  io::PathPlot path() const {
    constexpr std::size_t n_steps = 100;
    io::PathPlot plot;
    plot.title = input_.title;
    std::copy_n(moments_.mean.begin(), 2, plot.mean.begin());
    std::copy_n(moments_.covariance.begin(), 4, plot.covariance.begin());
    const auto visit = [&](const auto& step) {
      random::Stream stream({.seed = input_.run.seed, .point = 1});
      models::ContinuumWalker walker = target_.walker({plot.mean[0] + 2.5, plot.mean[1] - 2});
      for (std::size_t n = 0; n < n_steps; ++n) {
        plot.x.push_back(walker.x[0]);
        plot.y.push_back(walker.x[1]);
        step(walker, stream, n);
      }
    };
    if (input_.sampler.kind == SamplerKind::gibbs) {
      visit([&](auto& walker, auto& stream, std::size_t n) { target_.draw_block(walker, n % 2, stream); });
    } else {
      with_kernel([&](const auto& kernel) {
        visit([&](auto& walker, auto& stream, std::size_t) { kernel.sweep(target_, walker, stream); });
      });
    }
    return plot;
  }

  /// The one table of kernels: calls f with the one that [sampler] names.
  template <class F>
  auto with_kernel(const F& f) const {
    const SamplerInput& s = input_.sampler;
    switch (s.kind) {
      case SamplerKind::metropolis: {
        const sampling::NormalStep proposal{.step = s.step.value.value_or(1)};
        if (s.acceptance == AcceptanceRule::barker) {
          return f(
              sampling::MetropolisHastings<sampling::NormalStep, sampling::Barker>{.proposal = proposal});
        }
        return f(sampling::MetropolisHastings<sampling::NormalStep>{.proposal = proposal});
      }
      case SamplerKind::gibbs:
        return f(sampling::Gibbs{.scan = s.scan});
      case SamplerKind::langevin:
        return f(sampling::Langevin{.step = s.step.value.value()});
      case SamplerKind::mala:
        return f(sampling::Mala{.step = s.step.value.value_or(0.5)});
      case SamplerKind::hmc:
        return f(sampling::Hmc{.step = s.step.value.value_or(0.5), .n_steps = s.leapfrog});
      default:
        throw std::invalid_argument("this sampler does not move points of R^n");
    }
  }

  /// Whether a kernel's proposals may be refused, so that its acceptance says something.
  template <class Kernel>
  static constexpr bool may_reject =
      !std::is_same_v<Kernel, sampling::Gibbs> && !std::is_same_v<Kernel, sampling::Langevin>;
  bool rejects() const {
    return with_kernel([]<class Kernel>(const Kernel&) { return may_reject<Kernel>; });
  }

  template <class Kernel>
  std::vector<SlotOutcome> run_kernel(const Kernel& kernel, std::size_t shard, CheckpointSink& sink,
                                      Progress& progress) const {
    const auto run = [&](const auto& measurement) {
      return run_ensemble(PerSlot<Target>(target_), measurement, PackPoint{}, plan(shard),
                          begin(kernel, shard), sink, progress);
    };
    if constexpr (may_reject<Kernel>) {
      return run(sampling::WithAcceptance(measurement_));
    } else {
      return run(measurement_);
    }
  }

  sampling::ChainPlan plan(std::size_t shard) const {
    return {.shard = shard,
            .sweeps = input_.run.sweeps,
            .burn_in = input_.run.burn_in.value,
            .thin = input_.run.thin,
            .configurations = (input_.output.configurations + n_chains() - 1) / n_chains(),
            .trace = input_.output.trace,
            .tune = input_.sampler.step.is_auto()};
  }

  /// Chains begin spread over the density: at independent points of it, stretched twofold about the mean; in
  /// a mixture on one hill after the other, so that R-hat sees it where they do not cross.
  template <class Kernel>
  sampling::ChainState<sampling::Lifted<Kernel>, models::ContinuumWalker> begin(const Kernel& kernel,
                                                                                std::size_t shard) const {
    random::Address address{.seed = input_.run.seed, .slot = static_cast<std::uint32_t>(shard)};
    random::Stream dynamics(address);
    address.purpose = random::Purpose::initial;
    random::Stream initial(address);
    std::vector<double> x;
    if constexpr (std::is_same_v<Input, MixtureInput>) {
      x = target_.draw_from(shard % target_.n_components(), initial);
    } else {
      x = target_.draw(initial);
    }
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += x[i] - moments_.mean[i];
    return {.kernel = sampling::Lifted<Kernel>(kernel, 1),
            .ensemble = {.walkers = {target_.walker(std::move(x))}, .log_weights = {}},
            .streams = {dynamics}};
  }

  /// What unadjusted Langevin samples in place of a Gaussian stands beside as a reference.
  void add_langevin_bias(io::PointResult& finished) const {
    const double eps = input_.sampler.step.value.value();
    if constexpr (std::is_same_v<Input, GaussianInput>) {
      const exact::Moments biased = exact::langevin_moments(system_.mean, system_.covariance, eps);
      for (io::ObservableResult& o : finished.observables) {
        if (o.name != "mean" && o.name != "covariance") continue;
        o.reference = o.name == "mean" ? biased.mean : biased.covariance;
        o.reference_error.assign(o.reference.size(), 0.0);
        o.reference_source = "stationary density of the unadjusted Langevin chain at this step";
      }
    }
  }

  SampleInput input_;
  Input system_;
  Target target_;
  exact::Moments moments_;
  models::ContinuumMeasurement measurement_;
};

}  // namespace

std::unique_ptr<SampleSystem> make_continuum_sample(const SampleInput& input) {
  if (std::holds_alternative<GaussianInput>(input.system)) {
    return std::make_unique<ContinuumSample<GaussianInput>>(input);
  }
  return std::make_unique<ContinuumSample<MixtureInput>>(input);
}

}  // namespace lenz::jobs
