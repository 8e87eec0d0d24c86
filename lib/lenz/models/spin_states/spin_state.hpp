#pragma once

#include <complex>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "lenz/models/spin_states/spin_hamiltonian.hpp"

namespace lenz::models {

/// A wavefunction of n spins s_i = 1 or -1, known up to a factor, with real parameters.
///
///   Value                    double of a positive psi, else std::complex<double>
///   rebuild(s, cache)        what is kept of a configuration to make moves cheap
///   log_psi(s, cache)
///   ratio(s, cache, flips)   psi(s') / psi(s) of one or two spins turned over
///   ratios(...)              of many such s'
///   accept(s, cache, flips)  the cache of s', s as before the move
///   derivatives(s, cache, o) o_k = d log psi / d theta_k of the real parameters theta
///   symmetry()               permutations of the sites that psi does not feel, the identity among them
template <class P>
concept SpinState =
    (std::same_as<typename P::Value, double> ||
     std::same_as<typename P::Value, std::complex<double>>)&&requires(P& changing, const P& p, const Spins& s,
                                                                      typename P::Cache& cache,
                                                                      const typename P::Cache& kept,
                                                                      Flips flips,
                                                                      std::span<const Flips> many,
                                                                      std::span<typename P::Value> out,
                                                                      std::span<const double> theta,
                                                                      std::span<double> theta_out) {
  { p.n_sites() } -> std::convertible_to<std::size_t>;
  { p.n_parameters() } -> std::convertible_to<std::size_t>;
  p.parameters(theta_out);
  changing.set_parameters(theta);
  p.rebuild(s, cache);
  { p.log_psi(s, kept) } -> std::convertible_to<typename P::Value>;
  { p.ratio(s, kept, flips) } -> std::convertible_to<typename P::Value>;
  p.ratios(s, kept, many, out);
  p.accept(s, cache, flips);
  p.derivatives(s, kept, out);
};

/// A state that knows whether psi(-s) = psi(s), and then turns what is kept of s into what is kept of -s.
template <class P>
concept MirroredState = SpinState<P> && requires(const P& p, typename P::Cache& cache) {
  { p.is_even() } -> std::convertible_to<bool>;
  p.turn_over(cache);
};

template <class P>
inline constexpr bool is_complex_state = !std::is_same_v<typename P::Value, double>;

/// Spins with what a wavefunction keeps of them. Checkpoints hold the cache: a rebuilt one differs in the
/// last bits.
template <class Cache>
struct SpinWalker {
  Spins spins{};
  Cache cache{};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(spins, cache);
  }
};

}  // namespace lenz::models
