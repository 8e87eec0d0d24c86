#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "lenz/exact/spins/dense_operator.hpp"
#include "lenz/exact/spins/krylov_run.hpp"
#include "lenz/exact/spins/level_of.hpp"

namespace lenz::exact::spins {

/// The lowest levels by one run of thick-restart Lanczos after the other, each in the space orthogonal to
/// what was found before, until one finds nothing below the highest wanted level. See lowest_levels.
template <LinearOperator Op>
class LevelSearch {
 public:
  using S = typename Op::Scalar;

  LevelSearch(const Op& op, const LanczosOptions& options) : op_(op), options_(options) {}

  LanczosResult<S> run() {
    while (search_rest()) {
    }
    return finish();
  }

 private:
  using Run = KrylovRun<Op>;

  /// The highest wanted energy among the levels found and the n lowest of `more`; infinite while there are
  /// too few.
  double highest_wanted(const arma::vec& more, std::size_t n) const {
    std::vector<double> all = energies_;
    all.insert(all.end(), more.begin(), more.begin() + static_cast<std::ptrdiff_t>(n));
    if (all.size() < options_.n_levels) return HUGE_VAL;
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(options_.n_levels - 1),
                     all.end());
    return all[options_.n_levels - 1];
  }

  /// How many of the lowest Ritz values have converged.
  std::size_t n_converged(const typename Run::Ritz& r) const {
    std::size_t n = 0;
    while (n < r.residuals.n_elem && n < options_.n_levels && r.residuals(n) <= options_.tolerance * norm_)
      ++n;
    return n;
  }

  /// Whether nothing of the rest of the space can be wanted any more, n values having converged.
  bool settled(const typename Run::Ritz& r, std::size_t n) const {
    const double top = highest_wanted(r.energies, n);
    if (n == options_.n_levels || (n > 0 && r.energies(n - 1) >= top)) return true;
    // A start vector all but orthogonal to a copy of a level hides it: by this factor with a probability of
    // about this size.
    constexpr double odds = 1e-7;
    return n < r.energies.n_elem && r.residuals(n) < odds * (r.energies(n) - top);
  }

  /// One run in the rest of the space; whether it found something and another one is needed.
  bool search_rest() {
    Run run(op_, options_, vectors_, n_starts_, n_products_);
    for (;;) {
      while (!run.full() && n_products_ < options_.max_products) {
        run.extend();
        if (run.size() % 4 == 0 && !run.full()) {
          const auto r = run.ritz();
          if (judge(run, r)) return adopt(run, r);
        }
      }
      const auto r = run.ritz();
      if (judge(run, r) || n_products_ >= options_.max_products) return adopt(run, r);
      const std::size_t n = std::max(n_converged(r), options_.n_levels);
      run.restart(r, std::min(n + (run.size() - n) * 2 / 5, run.size() - 2));
    }
  }

  bool judge(const Run& run, const typename Run::Ritz& r) {
    norm_ = std::max({norm_, run.norm(), std::fabs(r.energies.front()), std::fabs(r.energies.back())});
    if (options_.watch) options_.watch(n_products_, r.energies(0), r.residuals(0));
    return settled(r, n_converged(r));
  }

  /// Takes over what the run found; whether it changes the wanted levels and the search must go on.
  bool adopt(Run& run, const typename Run::Ritz& r) {
    const bool first = energies_.empty();
    std::size_t n = n_converged(r);
    const bool done = settled(r, n);
    if (!done) {
      status_ = first ? LanczosStatus::out_of_products : LanczosStatus::unverified;
      // Better a level with a large residual than none.
      if (first) n = std::min(options_.n_levels, run.size());
    }
    const double top = highest_wanted(r.energies, 0);
    std::size_t n_wanted = 0;
    while (n_wanted < n && r.energies(n_wanted) < top - 2 * options_.tolerance * norm_) ++n_wanted;
    merge(r, run.take(r, n_wanted));
    return done && n_wanted > 0;
  }

  /// Sorts new levels in among the old ones and keeps the lowest n_levels.
  void merge(const typename Run::Ritz& r, std::vector<std::vector<S>> more) {
    for (std::size_t i = 0; i < more.size(); ++i) {
      energies_.push_back(r.energies(i));
      vectors_.push_back(std::move(more[i]));
    }
    std::vector<std::size_t> order(energies_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return energies_[a] < energies_[b]; });
    order.resize(std::min(order.size(), options_.n_levels));
    std::vector<double> energies;
    std::vector<std::vector<S>> vectors;
    for (const std::size_t i : order) {
      energies.push_back(energies_[i]);
      vectors.push_back(std::move(vectors_[i]));
    }
    energies_ = std::move(energies);
    vectors_ = std::move(vectors);
  }

  /// Energies and residuals anew, from one product with each vector.
  LanczosResult<S> finish() {
    LanczosResult<S> result{
        .levels = {}, .vectors = {}, .status = status_, .n_products = n_products_, .norm = norm_};
    std::vector<S> product(op_.size());
    for (const std::vector<S>& v : vectors_) {
      result.levels.push_back(level_of(op_, v, product, options_.n_threads));
      ++result.n_products;
      // The recurrence's own estimate of a residual knows nothing of rounding, which must not pass unseen.
      const double worst = std::max(10 * options_.tolerance, 1e-13) * norm_;
      if (result.levels.back().residual > worst) result.status = LanczosStatus::out_of_products;
    }
    if (options_.with_vectors) result.vectors = std::move(vectors_);
    return result;
  }

  const Op& op_;
  const LanczosOptions& options_;
  std::vector<double> energies_;
  std::vector<std::vector<S>> vectors_;
  std::uint32_t n_starts_ = 0;
  std::uint64_t n_products_ = 0;
  double norm_ = 0;
  LanczosStatus status_ = LanczosStatus::converged;
};

/// Of a small space, from its dense matrix.
template <LinearOperator Op>
LanczosResult<typename Op::Scalar> lowest_dense_levels(const Op& op, const LanczosOptions& options) {
  using S = typename Op::Scalar;
  LanczosResult<S> result;
  const DenseSpectrum<S> spectrum = dense_spectrum(op, true);
  result.n_products = op.size();
  if (op.size() > 0) result.norm = arma::abs(spectrum.energies).max();
  std::vector<S> product(op.size());
  for (arma::uword i = 0; i < std::min<arma::uword>(options.n_levels, spectrum.energies.n_elem); ++i) {
    std::vector<S> v(spectrum.vectors.begin_col(i), spectrum.vectors.end_col(i));
    result.levels.push_back(level_of(op, v, product, options.n_threads));
    ++result.n_products;
    if (options.with_vectors) result.vectors.push_back(std::move(v));
  }
  return result;
}

/// The lowest n_levels eigenvalues of a Hermitian operator, each as often as it is degenerate, with residuals
/// and (where asked for) eigenvectors.
///
/// Thick-restart Lanczos with full reorthogonalisation (Wu and Simon 2000) finds one vector of a degenerate
/// level at a time; so when the wanted levels have converged, the search begins anew from a random vector in
/// the space orthogonal to them, until nothing lower turns up. Small spaces go to a dense solver, an empty
/// one gives no levels. Throws std::invalid_argument for options out of range, NumericalError for a NaN or an
/// infinity. Cost: for each product dimension() vectors are read four times; memory: options.bytes(size,
/// sizeof(Scalar)).
template <LinearOperator Op>
LanczosResult<typename Op::Scalar> lowest_levels(const Op& op, const LanczosOptions& options) {
  options.check();
  if (options.is_dense(op.size())) return lowest_dense_levels(op, options);
  return LevelSearch<Op>(op, options).run();
}

}  // namespace lenz::exact::spins
