#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lenz/core/checks.hpp"
#include "lenz/core/concepts.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/optim/objective.hpp"

namespace lenz::variational {

/// A wavefunction with its Hamiltonian, as the energy objective sees it.
///
///   set_parameters(theta)       psi becomes that of theta
///   density()                   |psi|^2, a target; it refers to psi as it is
///   begin(rng)                  a walker somewhere
///   refresh(walker)             after a change of theta
///   measure(walker, e, o)       local energy of each of the n_lanes configurations of a walker, and column
///   by
///                               column its log-derivatives in the parameters
template <class P>
concept TrialProblem = requires(P& p, const P& fixed, typename P::Walker& w, random::Stream& rng,
                                std::span<const double> theta, std::span<double> energies, arma::mat& o) {
  { P::n_lanes } -> std::convertible_to<std::size_t>;
  { fixed.n_parameters() } -> std::convertible_to<std::size_t>;
  p.set_parameters(theta);
  fixed.density();
  { fixed.begin(rng) } -> std::same_as<typename P::Walker>;
  fixed.refresh(w);
  fixed.measure(w, energies, o, std::size_t{});
};

/// How many samples a step takes, and how far apart they are.
struct VmcSampling {
  std::size_t n_samples = 4096;       ///< of a step, at least; rounded up to whole shards
  std::size_t n_shards = 8;           ///< parts of the work, each with walkers and a stream of its own
  std::size_t n_walkers = 8;          ///< of a shard at most; they live on from step to step
  std::size_t sweeps_between = 2;     ///< between two samples of a walker
  std::size_t sweeps_at_first = 200;  ///< before the first step, in which kernels are tuned
  double clip = 5;                    ///< local energies further from the mean than this many mean absolute
                                      ///< deviations pull on the gradient no more than from there; 0: never

  /// Throws std::invalid_argument where a number is out of its range.
  void check() const {
    check_positive("the number of samples", n_samples);
    check_positive("the number of shards", n_shards);
    check_positive("the number of walkers", n_walkers);
    check_positive("the number of sweeps between samples", sweeps_between);
    check_nonnegative("the clipping of local energies", clip);
  }
};

/// The energy of a trial state by sampling |psi|^2, as an objective of `minimize`:
///
///     value = <E_L>,   g_k = 2 (<O_k E_L> - <O_k><E_L>),   O_k = d log |psi| / d theta_k,   E_L = (H psi) /
///     psi,
///
/// for real parameters and states. `log_derivatives` are the O of all samples and `local` is 2 E_L, so that
/// the natural gradient is stochastic reconfiguration: theta <- theta - rate S^-1 g is a step of imaginary
/// time rate
/// 2. The error is that of the walkers' means, which are independent. Local energies far from the mean are
/// pulled in for gradient and `local` alone (VmcSampling::clip): the value, its error and the figures are of
/// them as they are. Figures: variance of E_L, acceptance of the kernel, share of samples pulled in.
///
/// Where the problem samples another density (is_weighted(), weights(walker, out)), all means are weighted
/// ones, and `local` is left empty.
///
/// One block of parameters. The kernels go on learning their steps while the density changes. Source: Sorella
/// (1998); clipping of gradients: Umrigar and Filippi (2005).
template <TrialProblem Problem, class Kernel>
class VmcEnergy {
 public:
  using Scalar = double;
  using Walker = typename Problem::Walker;

  /// Walkers with their kernel.
  struct Shard {
    Kernel kernel{};
    std::vector<Walker> walkers{};
    std::uint64_t window = 0;

    template <class Archive>
    void serialize(Archive& archive) {
      archive(kernel, walkers, window);
      // Kernels archive what they learn, and a shard that is read was made of nothing.
      if constexpr (requires { kernel.limited; }) archive(kernel.limited);
    }
  };
  struct State {
    std::vector<Shard> shards{};
    template <class Archive>
    void serialize(Archive& archive) {
      archive(shards);
    }
  };

  /// `problem` must outlive it, and is given the parameters of every evaluation.
  VmcEnergy(Problem& problem, const Kernel& kernel, const VmcSampling& sampling)
      : problem_(problem), kernel_(kernel), sampling_(sampling) {
    sampling_.check();
    const std::size_t per_round = sampling_.n_shards * Problem::n_lanes;
    const std::size_t groups = (sampling_.n_samples + per_round - 1) / per_round;
    n_walkers_ = std::min(sampling_.n_walkers, groups);
    n_rounds_ = (groups + n_walkers_ - 1) / n_walkers_;
  }

  std::size_t n_shards() const { return sampling_.n_shards; }
  std::size_t n_samples() const { return n_shards() * samples_of_shard(); }
  /// Of the samples of the last evaluation.
  std::span<const double> local_energies() const { return {energies_.memptr(), energies_.n_elem}; }
  /// Their weights: 1 where |psi|^2 itself is sampled.
  std::span<const double> weights() const { return {weights_.memptr(), weights_.n_elem}; }
  std::vector<std::string> figure_names() const { return {"variance", "acceptance", "clipped"}; }

  State init(const optim::Parameters<double>& theta, std::span<random::Stream> streams) const {
    take_parameters(theta);
    State state;
    state.shards.assign(n_shards(), Shard{.kernel = kernel_});
    for (std::size_t s = 0; s < n_shards(); ++s) {
      Shard& shard = state.shards[s];
      for (std::size_t w = 0; w < n_walkers_; ++w) shard.walkers.push_back(problem_.begin(streams[s]));
      constexpr std::size_t window = 10;
      for (std::size_t n = 0; n < sampling_.sweeps_at_first; n += window) sweep(shard, window, streams[s]);
    }
    return state;
  }

  void evaluate(const optim::Parameters<double>& theta, State& state, std::span<random::Stream> streams,
                std::size_t n_threads, optim::Evaluation<double>& out) const {
    take_parameters(theta);
    const std::size_t n = n_samples(), n_parameters = problem_.n_parameters();
    out.log_derivatives.set_size(n_parameters, n);
    energies_.set_size(n);
    weights_.ones(n);
    acceptance_.zeros(n_shards());
    for_each_shard(n_shards(), n_threads, [&](std::size_t s) {
      try {
        sample(state.shards[s], streams[s], s, out.log_derivatives);
      } catch (const NumericalError& error) {
        throw NumericalError(error.what(), s);
      }
    });
    if (!energies_.is_finite()) throw NumericalError("a local energy is not a finite number");
    describe(out);
  }

 private:
  std::size_t samples_of_shard() const { return n_walkers_ * n_rounds_ * Problem::n_lanes; }
  void take_parameters(const optim::Parameters<double>& theta) const {
    const arma::vec& values = theta.front().values;
    problem_.set_parameters({values.memptr(), values.n_elem});
  }

  /// Sweeps of all walkers, from which the kernel learns; returns the acceptance.
  double sweep(Shard& shard, std::size_t n_sweeps, random::Stream& rng) const {
    typename Kernel::Info total;
    const auto density = problem_.density();
    for (Walker& walker : shard.walkers) {
      for (std::size_t n = 0; n < n_sweeps; ++n) total += shard.kernel.sweep(density, walker, rng);
    }
    if constexpr (requires { shard.kernel.tune(total, shard.window); })
      shard.kernel.tune(total, std::min<std::uint64_t>(shard.window++, 100));
    return total.acceptance();
  }

  void sample(Shard& shard, random::Stream& rng, std::size_t s, arma::mat& log_derivatives) const {
    for (Walker& walker : shard.walkers) problem_.refresh(walker);
    std::size_t column = s * samples_of_shard();
    for (std::size_t round = 0; round < n_rounds_; ++round) {
      acceptance_[s] += sweep(shard, sampling_.sweeps_between, rng) / static_cast<double>(n_rounds_);
      for (Walker& walker : shard.walkers) {
        const std::span<double> energies(energies_.memptr() + column, Problem::n_lanes);
        problem_.measure(walker, energies, log_derivatives, column);
        if (is_weighted()) {
          if constexpr (requires(const Problem& p) { p.is_weighted(); })
            problem_.weights(walker, {weights_.memptr() + column, Problem::n_lanes});
        }
        column += Problem::n_lanes;
      }
    }
  }

  bool is_weighted() const {
    if constexpr (requires(const Problem& p) { p.is_weighted(); }) return problem_.is_weighted();
    return false;
  }

  /// weights_ divided by their sum.
  arma::vec shares() const { return weights_ / arma::accu(weights_); }

  void describe(optim::Evaluation<double>& out) const {
    const arma::vec share = shares();
    const double mean = arma::dot(share, energies_);
    out.value = mean;
    out.error = error_of_mean(mean, share);
    out.local = energies_;
    const double reach = sampling_.clip * arma::dot(share, arma::abs(energies_ - mean));
    double clipped = 0;
    if (sampling_.clip > 0) {
      for (std::size_t i = 0; i < out.local.n_elem; ++i) {
        double& e = out.local[i];
        clipped += std::fabs(e - mean) > reach ? share[i] : 0;
        e = std::clamp(e, mean - reach, mean + reach);
      }
    }
    out.local *= 2;
    const arma::vec centred = share % (out.local - arma::dot(share, out.local));
    out.gradient.resize(1);
    out.gradient.front() = out.log_derivatives * centred;
    out.figures = {arma::dot(share, arma::square(energies_ - mean)), arma::mean(acceptance_), clipped};
    if (is_weighted()) take_weights_in(share, out);
  }

  /// The natural gradient takes the mean over samples as it is: columns scaled to the roots of their weights,
  /// about the weighted mean, have the weighted metric but for the mean of what is left, which is small.
  static void take_weights_in(const arma::vec& share, optim::Evaluation<double>& out) {
    const arma::vec mean = out.log_derivatives * share;
    const auto n = static_cast<double>(share.n_elem);
    for (arma::uword i = 0; i < share.n_elem; ++i)
      out.log_derivatives.col(i) = std::sqrt(n * share[i]) * (out.log_derivatives.col(i) - mean);
    out.local.reset();
  }

  /// Of the weighted means of independent walkers, n_rounds samples each.
  double error_of_mean(double mean, const arma::vec& share) const {
    const std::size_t stride = n_walkers_ * Problem::n_lanes, n_all = n_shards() * stride;
    double squares = 0;
    for (std::size_t s = 0; s < n_shards(); ++s) {
      for (std::size_t w = 0; w < stride; ++w) {
        double sum = 0;
        for (std::size_t r = 0; r < n_rounds_; ++r) {
          const std::size_t i = s * samples_of_shard() + r * stride + w;
          sum += share[i] * (energies_[i] - mean);
        }
        squares += sum * sum;
      }
    }
    const auto n = static_cast<double>(n_all);
    return n_all < 2 ? 0 : std::sqrt(squares * n / (n - 1));
  }

  Problem& problem_;
  Kernel kernel_;
  VmcSampling sampling_;
  std::size_t n_walkers_ = 1, n_rounds_ = 1;
  mutable arma::vec energies_{}, weights_{}, acceptance_{};
};

}  // namespace lenz::variational
