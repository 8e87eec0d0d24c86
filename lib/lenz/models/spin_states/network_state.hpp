#pragma once

#include <armadillo>
#include <cstddef>
#include <span>
#include <vector>

#include "lenz/autodiff/layers/dense_network.hpp"
#include "lenz/models/spin_states/spin_state.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::models {

/// psi(s) = exp(y(s)), positive, y a feed-forward network of dense layers: SiLU between them, one linear
/// output (of networks as wavefunctions: Saito and Kato 2018).
///
/// Parameters: weights and bias of each layer, in autodiff::Layout's order. Of a configuration y is kept. All
/// comes from the tape, the configurations of many flips in one pass. Cost: a ratio or a move is the network
/// once, derivatives a few times that: much more than of a machine as wide.
class NetworkState {
 public:
  using Value = double;
  struct Cache {
    double log_psi = 0;

    template <class Archive>
    void serialize(Archive& archive) {
      archive(log_psi);
    }
  };

  /// All parameters 0. `hidden`: the widths of the inner layers. Throws std::invalid_argument where there are
  /// no sites or a width is 0.
  NetworkState(std::size_t n_sites, std::vector<std::size_t> hidden);

  std::size_t n_sites() const { return n_sites_; }
  std::size_t n_parameters() const { return layout_.size(); }
  const autodiff::Layout& layout() const { return layout_; }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  /// What the layers begin with, times `width`.
  void draw_parameters(random::Stream& rng, double width);

  void rebuild(const Spins& s, Cache& cache) const;
  double log_psi(const Spins&, const Cache& cache) const { return cache.log_psi; }
  double ratio(const Spins& s, const Cache& cache, Flips flips) const;
  void ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips, std::span<double> out) const;
  void accept(const Spins& s, Cache& cache, Flips flips) const;
  void derivatives(const Spins& s, const Cache& cache, std::span<double> out) const;

 private:
  /// y of configurations, one a column.
  arma::rowvec outputs(const arma::mat& configurations) const;
  arma::mat column_of(const Spins& s) const;

  std::size_t n_sites_;
  autodiff::Layout layout_{};
  autodiff::DenseNetwork network_;
  arma::vec theta_;
};

}  // namespace lenz::models
