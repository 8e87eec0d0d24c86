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

#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/optim/objective.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/variational/overlaps.hpp"
#include "lenz/variational/trial_problem.hpp"

namespace lenz::variational {

/// The energy of a trial state by sampling |psi|^2, as an objective of `minimize`:
///
///     value = <E_L>,   g_k = 2 (<O_k E_L> - <O_k><E_L>),   O_k = d log |psi| / d theta_k,   E_L = (H psi) /
///     psi,
///
/// for real parameters; of complex states O_k = d log psi / d theta_k, and g_k = 2 Re (<O_k* E_L> -
/// <O_k*><E_L>). `log_derivatives` are the O of all samples and `local` is 2 E_L, so that the natural
/// gradient is stochastic reconfiguration: theta <- theta - rate S^-1 g is a step of imaginary time 2 rate.
/// The error is that of the walkers' means, which are independent. Local energies far from the mean are
/// pulled in for gradient and `local` alone (VmcSampling::clip): the value, its error and the figures are of
/// them as they are. Figures: variance of E_L, acceptance of the kernel, share of samples pulled in.
///
/// Where a problem knows a bound on the energy of all states (energy_bound()), samples ten times beyond it
/// end in a NumericalError: what they say of psi has no meaning any more.
///
/// Where the problem samples another density (is_weighted(), weights(walker, out)), all means are weighted
/// ones. With FullSum for a kernel they are sums over all configurations, without error.
///
/// Of a problem with states below it (OrthogonalProblem) the loss is value = <E_L> + sum_j lambda_j F_j: see
/// Overlaps. Samples of those states follow those of psi, as many of each, with weights. `variance`,
/// `local_energies` and what is clipped are of E_L alone; further figures are the error of <E_L>,
/// energy_error, and the overlaps F_j, overlap_1, ….
///
/// One block of parameters. The kernels go on learning their steps while the density changes. Source: Sorella
/// (1998); clipping of gradients: Umrigar and Filippi (2005).
template <TrialProblem Problem, class Kernel>
class VmcEnergy {
 public:
  using Scalar = double;
  using Walker = typename Problem::Walker;
  static constexpr bool sums = std::same_as<Kernel, FullSum>;
  static constexpr std::size_t n_parts = Problem::is_complex ? 2 : 1;

  /// Walkers with their kernel, and those of states below.
  struct Shard {
    Kernel kernel{};
    std::vector<Walker> walkers{};
    std::uint64_t window = 0;
    CompanionsOf<Problem> below{};

    template <class Archive>
    void serialize(Archive& archive) {
      archive(kernel, walkers, window, below);
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
  std::size_t n_samples() const {
    if constexpr (sums) {
      return problem_.n_configurations();
    } else {
      return n_sampled() * (1 + n_below());
    }
  }
  /// Of the samples of the last evaluation, real parts.
  std::span<const double> local_energies() const { return {energies_.memptr(), n_samples()}; }
  /// Their weights: 1 where |psi|^2 itself is sampled.
  std::span<const double> weights() const { return {weights_.memptr(), weights_.n_elem}; }
  std::vector<std::string> figure_names() const {
    std::vector<std::string> names{"variance", "acceptance", "clipped"};
    if (n_below() > 0) names.push_back("energy_error");
    for (std::size_t j = 1; j <= n_below(); ++j) names.push_back("overlap_" + std::to_string(j));
    return names;
  }

  State init(const optim::Parameters<double>& theta, std::span<random::Stream> streams) const {
    take_parameters(theta);
    State state;
    if constexpr (!sums) {
      state.shards.assign(n_shards(), Shard{.kernel = kernel_});
      for (std::size_t s = 0; s < n_shards(); ++s) {
        Shard& shard = state.shards[s];
        for (std::size_t w = 0; w < n_walkers_; ++w) shard.walkers.push_back(problem_.begin(streams[s]));
        constexpr std::size_t window = 10;
        for (std::size_t n = 0; n < sampling_.sweeps_at_first; n += window) sweep(shard, window, streams[s]);
        begin_below(shard, streams[s]);
      }
    }
    return state;
  }

  void evaluate(const optim::Parameters<double>& theta, State& state, std::span<random::Stream> streams,
                std::size_t n_threads, optim::Evaluation<double>& out) const {
    take_parameters(theta);
    const std::size_t n = n_samples(), n_parameters = problem_.n_parameters();
    out.log_derivatives.set_size(n_parameters, n_parts * n);
    out.layout = {.n_parts = n_parts, .is_centred = sums || is_weighted() || n_below() > 0};
    energies_.set_size(n_parts * n);
    weights_.ones(n);
    acceptance_.ones(n_shards());
    overlaps_.set_size(n, n_below());
    for_each_shard(n_shards(), n_threads, [&](std::size_t s) {
      try {
        if constexpr (sums) {
          sum_up(s, out.log_derivatives);
        } else {
          sample(state.shards[s], streams[s], s, out.log_derivatives);
        }
      } catch (const NumericalError& error) {
        throw NumericalError(error.what(), s);
      }
    });
    if (sums) {
      weights_ = arma::exp(weights_ - weights_.max());
    } else if (n_below() > 0) {
      weights_ = overlaps_.pool();
    }
    if (!energies_.is_finite()) throw NumericalError("a local energy is not a finite number");
    describe(out);
  }

 private:
  std::size_t samples_of_shard() const { return n_walkers_ * n_rounds_ * Problem::n_lanes; }
  /// Of psi, and of each state below.
  std::size_t n_sampled() const { return n_shards() * samples_of_shard(); }
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
    acceptance_[s] = 0;
    for (std::size_t round = 0; round < n_rounds_; ++round) {
      acceptance_[s] += sweep(shard, sampling_.sweeps_between, rng) / static_cast<double>(n_rounds_);
      sample_below(shard, rng, column, log_derivatives);
      for (Walker& walker : shard.walkers) {
        measure(walker, column, log_derivatives);
        if (is_weighted()) {
          if constexpr (requires(const Problem& p) { p.is_weighted(); })
            problem_.weights(walker, {weights_.memptr() + column, Problem::n_lanes});
        }
        column += Problem::n_lanes;
      }
    }
  }
  void measure(Walker& walker, std::size_t column, arma::mat& log_derivatives) const {
    problem_.measure(walker, {energies_, log_derivatives, column, n_samples()});
    if constexpr (OrthogonalProblem<Problem>) {
      for (std::size_t j = 0; j < n_below(); ++j) overlaps_.note(column, j, problem_.log_ratio_of(j, walker));
    }
  }

  /// The configurations of a part of the work, weights_ their log |psi|^2.
  void sum_up(std::size_t s, arma::mat& log_derivatives) const requires SummableProblem<Problem> {
    const std::uint64_t n = n_samples(), end = n * (s + 1) / n_shards();
    const auto density = problem_.density();
    for (std::uint64_t index = n * s / n_shards(); index < end; ++index) {
      Walker walker = problem_.configuration(index);
      weights_[index] = density.log_density(walker);
      measure(walker, index, log_derivatives);
    }
  }

  std::size_t n_below() const {
    if constexpr (OrthogonalProblem<Problem>) return problem_.n_below();
    return 0;
  }
  void begin_below(Shard& shard, random::Stream& rng) const {
    if constexpr (OrthogonalProblem<Problem>) {
      shard.below.walkers.resize(n_below());
      for (std::size_t j = 0; j < n_below(); ++j) {
        for (std::size_t w = 0; w < n_walkers_; ++w)
          shard.below.walkers[j].push_back(problem_.begin_below(j, rng));
      }
    }
  }
  /// Companions change places with walkers of psi where that is accepted, and are measured. `column`: of the
  /// walkers of psi.
  void sample_below(Shard& shard, random::Stream& rng, std::size_t column, arma::mat& log_derivatives) const {
    if constexpr (OrthogonalProblem<Problem>) {
      static_assert(Problem::n_lanes == 1);
      for (std::size_t j = 0; j < n_below(); ++j) {
        auto& companions = shard.below.walkers[j];
        problem_.sweep_below(j, companions, sampling_.sweeps_between, rng);
        column += n_sampled();
        for (std::size_t w = 0; w < companions.size(); ++w) {
          Walker there = problem_.walker_at(companions[w]);
          change_places(j, shard.walkers[w], there, rng);
          companions[w] = problem_.companion_at(there);
          measure(there, column + w, log_derivatives);
        }
      }
    }
  }
  /// A walker of psi and one of phi_j change places with the probability min(1, |r_j(x) / r_j(y)|^2), which
  /// keeps both densities: psi takes from phi_j ways around its nodes (replica exchange, Swendsen and Wang
  /// 1986).
  void change_places(std::size_t j, Walker& x, Walker& y, random::Stream& rng) const {
    const double log_accept = 2 * std::real(problem_.log_ratio_of(j, x) - problem_.log_ratio_of(j, y));
    if (random::uniform(rng) < std::exp(log_accept)) std::swap(x, y);
  }
  /// Puts the penalty on overlaps to an evaluation of the energy alone.
  void penalise(const arma::vec& share, optim::Evaluation<double>& out) const {
    if constexpr (OrthogonalProblem<Problem>) {
      const auto lambda = [this](std::size_t j) { return problem_.penalty(j); };
      out.figures.push_back(out.error);
      const arma::vec penalty = overlaps_.local(share, n_parts, lambda, out.figures);
      out.local += penalty;
      out.value += arma::dot(share, penalty.head(share.n_elem));
      out.error = error_of_mean(energies_.head(share.n_elem) + overlaps_.tangent(share, lambda), share);
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
    const arma::uword n = share.n_elem;
    const double mean = arma::dot(share, energies_.head(n));
    check_possible(mean);
    out.value = mean;
    out.error = error_of_mean(energies_.head(n), share);
    double variance = arma::dot(share, arma::square(energies_.head(n) - mean));
    if constexpr (Problem::is_complex) variance += arma::dot(share, arma::square(energies_.tail(n)));
    out.local = energies_;
    const double clipped = clip(mean, share, out.local);
    out.figures = {variance, arma::mean(acceptance_), clipped};
    if (n_below() > 0) penalise(share, out);
    out.local *= 2;
    if (out.layout.is_centred) weigh(share, out);
    arma::vec centred = out.local / static_cast<double>(n);
    for (std::size_t part = 0; part < n_parts && !out.layout.is_centred; ++part) {
      const arma::span columns(part * n, part * n + n - 1);
      centred(columns) -= arma::mean(centred(columns));
    }
    out.gradient.resize(1);
    out.gradient.front() = out.log_derivatives * centred;
  }

  /// An energy that no state has is of samples that are not those of psi: it has grown where no walker is.
  void check_possible(double energy) const {
    if constexpr (requires(const Problem& p) { p.energy_bound(); }) {
      const double bound = problem_.energy_bound();
      if (!(std::fabs(energy) > 10 * bound) || bound == 0) return;
      throw NumericalError(
          "the energy of the samples is " + std::to_string(energy) + ", but no state has one beyond " +
          std::to_string(energy < 0 ? -bound : bound) +
          ": the wavefunction grew where none of its walkers are; a smaller rate or angle, a "
          "larger damping or more samples keep it from there,");
    }
  }

  /// Pulls real parts in; returns the share of samples that are.
  double clip(double mean, const arma::vec& share, arma::vec& local) const {
    if (!(sampling_.clip > 0)) return 0;
    double clipped = 0;
    const double reach = sampling_.clip * arma::dot(share, arma::abs(energies_.head(share.n_elem) - mean));
    for (arma::uword i = 0; i < share.n_elem; ++i) {
      clipped += std::fabs(local[i] - mean) > reach ? share[i] : 0;
      local[i] = std::clamp(local[i], mean - reach, mean + reach);
    }
    return clipped;
  }

  /// Columns and local energies about their weighted means, scaled by the roots of the weights: see
  /// optim::SampleLayout.
  static void weigh(const arma::vec& share, optim::Evaluation<double>& out) {
    const arma::uword n = share.n_elem;
    const arma::vec root = arma::sqrt(static_cast<double>(n) * share);
    for (std::size_t part = 0; part < n_parts; ++part) {
      arma::mat o(out.log_derivatives.colptr(part * n), out.log_derivatives.n_rows, n, false, true);
      arma::vec local(out.local.memptr() + part * n, n, false, true);
      const arma::vec mean = o * share;
      for (arma::uword i = 0; i < n; ++i) o.col(i) = root[i] * (o.col(i) - mean);
      local = root % (local - arma::dot(share, local));
    }
  }

  /// Walkers are independent, each with the companions it changes places with.
  double error_of_mean(const arma::vec& values, const arma::vec& share) const {
    const std::size_t stride = n_walkers_ * Problem::n_lanes, n = n_shards() * stride;
    if (sums || n < 2) return 0;
    const arma::vec moves = overlaps_.moves_of_mean(values, share);
    arma::vec of_walkers(n);
    for (std::size_t i = 0; i < moves.n_elem; ++i)
      of_walkers[i % n_sampled() / samples_of_shard() * stride + i % stride] += moves[i];
    return std::sqrt(static_cast<double>(n) * arma::var(of_walkers));
  }

  Problem& problem_;
  Kernel kernel_;
  VmcSampling sampling_;
  std::size_t n_walkers_ = 1, n_rounds_ = 1;
  mutable arma::vec energies_{}, weights_{}, acceptance_{};
  mutable Overlaps overlaps_{};
};

}  // namespace lenz::variational
