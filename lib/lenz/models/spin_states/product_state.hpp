#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "lenz/models/spin_states/spin_state.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::models {

/// psi = psi_1 psi_2: a machine with the correlations of pairs taken off its shoulders by a Jastrow factor,
/// say. Parameters: those of the first, then those of the second, which is positive. Cost: that of both.
template <SpinState First, SpinState Second>
requires(!is_complex_state<Second>) class ProductState {
 public:
  using Value = typename First::Value;
  struct Cache {
    typename First::Cache first{};
    typename Second::Cache second{};

    template <class Archive>
    void serialize(Archive& archive) {
      archive(first, second);
    }
  };

  /// Throws std::invalid_argument where they are of different numbers of spins.
  ProductState(First first, Second second) : first_(std::move(first)), second_(std::move(second)) {
    if (first_.n_sites() != second_.n_sites())
      throw std::invalid_argument("a product of wavefunctions of different numbers of spins");
  }

  const First& first() const { return first_; }
  const Second& second() const { return second_; }
  std::size_t n_sites() const { return first_.n_sites(); }
  std::size_t n_parameters() const { return first_.n_parameters() + second_.n_parameters(); }
  void parameters(std::span<double> out) const {
    first_.parameters(out.first(first_.n_parameters()));
    second_.parameters(out.subspan(first_.n_parameters()));
  }
  void set_parameters(std::span<const double> in) {
    first_.set_parameters(in.first(first_.n_parameters()));
    second_.set_parameters(in.subspan(first_.n_parameters()));
  }
  void draw_parameters(random::Stream& rng, double width) {
    first_.draw_parameters(rng, width);
    second_.draw_parameters(rng, width);
  }

  void rebuild(const Spins& s, Cache& cache) const {
    first_.rebuild(s, cache.first);
    second_.rebuild(s, cache.second);
  }
  Value log_psi(const Spins& s, const Cache& cache) const {
    return first_.log_psi(s, cache.first) + second_.log_psi(s, cache.second);
  }
  Value ratio(const Spins& s, const Cache& cache, Flips flips) const {
    return first_.ratio(s, cache.first, flips) * second_.ratio(s, cache.second, flips);
  }
  void ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips, std::span<Value> out) const {
    thread_local std::vector<double> more;
    more.resize(flips.size());
    first_.ratios(s, cache.first, flips, out);
    second_.ratios(s, cache.second, flips, more);
    for (std::size_t k = 0; k < flips.size(); ++k) out[k] *= more[k];
  }
  void accept(const Spins& s, Cache& cache, Flips flips) const {
    first_.accept(s, cache.first, flips);
    second_.accept(s, cache.second, flips);
  }
  void derivatives(const Spins& s, const Cache& cache, std::span<Value> out) const {
    first_.derivatives(s, cache.first, out.first(first_.n_parameters()));
    if constexpr (std::is_same_v<Value, double>) {
      second_.derivatives(s, cache.second, out.subspan(first_.n_parameters()));
    } else {
      thread_local std::vector<double> more;
      more.resize(second_.n_parameters());
      second_.derivatives(s, cache.second, more);
      for (std::size_t k = 0; k < more.size(); ++k) out[first_.n_parameters() + k] = more[k];
    }
  }
  bool is_even() const requires MirroredState<First> && MirroredState<Second> {
    return first_.is_even() && second_.is_even();
  }
  void turn_over(Cache& cache) const requires MirroredState<First> && MirroredState<Second> {
    first_.turn_over(cache.first);
    second_.turn_over(cache.second);
  }

 private:
  First first_;
  Second second_;
};

}  // namespace lenz::models
