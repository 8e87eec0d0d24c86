#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/models/spin_states/site_group.hpp"
#include "lenz/models/spin_states/spin_state.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::models {

/// The shape of a JastrowState.
struct JastrowShape {
  std::size_t n_sites = 0;
  SiteGroup group{};   ///< empty: no symmetry
  bool fields = true;  ///< without, psi(-s) = psi(s)
  bool pairs = true;   ///< without, a mean field: every spin by itself
};

/// psi(s) = exp(sum_i a_i s_i + sum_{i<j} v_ij s_i s_j), positive: Jastrow's correlations of pairs (1955),
/// and without them a product of single spins.
///
/// a is the same on each orbit of sites under the group, v on each orbit of pairs. Parameters: a of the
/// orbits, v of the orbits of pairs. Of a configuration h_i = sum_j v_ij s_j is kept. Cost: a ratio 1, a move
/// n_sites operations, rebuild and derivatives n_sites^2.
class JastrowState {
 public:
  using Value = double;
  struct Cache {
    std::vector<double> field{};  ///< h

    template <class Archive>
    void serialize(Archive& archive) {
      archive(field);
    }
  };

  /// All parameters 0. Throws std::invalid_argument where the shape has no sites or the group is none.
  explicit JastrowState(JastrowShape shape);

  const JastrowShape& shape() const { return shape_; }
  std::size_t n_sites() const { return shape_.n_sites; }
  std::size_t n_parameters() const { return theta_.size(); }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  /// Normal deviates of standard deviation `width` / sqrt(n_sites).
  void draw_parameters(random::Stream& rng, double width);

  void rebuild(const Spins& s, Cache& cache) const;
  double log_psi(const Spins& s, const Cache& cache) const;
  double ratio(const Spins& s, const Cache& cache, Flips flips) const;
  void ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips, std::span<double> out) const;
  void accept(const Spins& s, Cache& cache, Flips flips) const;
  void derivatives(const Spins& s, const Cache& cache, std::span<double> out) const;
  bool is_even() const { return !shape_.fields; }
  void turn_over(Cache& cache) const {
    for (double& h : cache.field) h = -h;
  }

 private:
  double field_at(std::size_t site) const { return shape_.fields ? theta_[orbit_[site]] : 0; }
  const double* row(std::size_t site) const { return coupling_.data() + site * n_sites(); }

  JastrowShape shape_;
  std::vector<std::uint32_t> orbit_{}, pair_orbit_{};  ///< of sites; of pairs (i, j), the diagonal unused
  std::size_t n_fields_ = 0;
  std::vector<double> theta_{};
  std::vector<double> coupling_{};  ///< v_ij, n_sites x n_sites, the diagonal 0
};

}  // namespace lenz::models
