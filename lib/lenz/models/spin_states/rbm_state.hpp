#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/models/spin_states/complex_lanes.hpp"
#include "lenz/models/spin_states/site_group.hpp"
#include "lenz/models/spin_states/spin_state.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::models {

/// The shape of an RbmState.
struct RbmShape {
  std::size_t n_sites = 0;
  std::size_t n_features = 0;  ///< hidden units, each of which stands once for every element of the group
  SiteGroup group{};           ///< empty: no symmetry
  bool biases = true;          ///< without, psi(-s) = psi(s)
};

/// A restricted Boltzmann machine as wavefunction of spins s_i = 1 or -1 (Carleo and Troyer 2017, Eq. 2), its
/// hidden units h = 1 or -1 summed out:
///
///     psi(s) = exp(sum_i a_i s_i) prod_f prod_g 2 cosh(theta_fg),   theta_fg = b_f + sum_k w_fk s_g(k),
///
/// f the features and g the elements of the group (their Eq. 6 of translations): psi(s) is the same for all
/// s o g. a is the same on each orbit of sites. Value is double (psi > 0) or std::complex<double>.
///
/// Parameters, real: a of the orbits, b, w_f of each feature after the other; of complex ones all real parts,
/// then all imaginary ones.
///
/// Of a configuration theta and t = tanh theta are kept. With d = -2 s_i w_i of a flip,
///
///     cosh(theta + d) / cosh(theta) = cosh d + t sinh d,   tanh(theta + d) = (t cosh d + sinh d) / (the
///     same),
///
/// where cosh and sinh of 2 w are tables: ratios and moves are sums and products alone, by vectors over the
/// features. These differences lose exp(4 |w|) of the last bit: with weights above 2.5, and where a product
/// leaves the numbers that a double has, logarithms are summed in their place, which is slower. Cost: 3
/// (ratio of one flip), 9 (of two) operations a hidden unit, four times as many of complex ones; rebuild and
/// derivatives n_sites a hidden unit.
template <class Value_>
class RbmState {
 public:
  using Value = Value_;
  using Eight = LanesOf<Value>;
  struct Cache {
    std::vector<Eight> theta{},
        tanh{};                 ///< of element g: from g n_blocks_ on, filled up with units that are 1
    std::uint32_t n_moves = 0;  ///< since tanh was last computed from theta

    template <class Archive>
    void serialize(Archive& archive) {
      std::vector<double> all, more;
      if constexpr (!Archive::is_loading) all = as_doubles(theta), more = as_doubles(tanh);
      archive(all, more, n_moves);
      if constexpr (Archive::is_loading) take_doubles(all, theta), take_doubles(more, tanh);
    }
  };

  /// All parameters 0. Throws std::invalid_argument where the shape has no sites or the group is none.
  explicit RbmState(RbmShape shape);

  const RbmShape& shape() const { return shape_; }
  std::size_t n_sites() const { return shape_.n_sites; }
  std::size_t n_hidden() const { return shape_.n_features * shape_.group.size(); }
  std::size_t n_parameters() const { return (is_complex ? 2 : 1) * theta_.size(); }
  void parameters(std::span<double> out) const;
  void set_parameters(std::span<const double> in);
  /// Normal deviates of standard deviation `width` / sqrt(n_sites) in place of all parameters but visible
  /// biases, which are 0.
  void draw_parameters(random::Stream& rng, double width);

  /// a_orbit, b_f and w_f as they are set.
  Value visible_bias(std::size_t site) const { return visible_.empty() ? Value{} : visible_[site]; }
  Value hidden_bias(std::size_t f) const { return shape_.biases ? theta_[n_orbits_ + f] : Value{}; }
  Value weight(std::size_t f, std::size_t k) const { return theta_[first_weight() + f * n_sites() + k]; }

  void rebuild(const Spins& s, Cache& cache) const;
  Value log_psi(const Spins& s, const Cache& cache) const;
  Value ratio(const Spins& s, const Cache& cache, Flips flips) const;
  void ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips, std::span<Value> out) const;
  void accept(const Spins& s, Cache& cache, Flips flips) const;
  void derivatives(const Spins& s, const Cache& cache, std::span<Value> out) const;

 private:
  static constexpr bool is_complex = !std::is_same_v<Value, double>;
  std::size_t n_group() const { return shape_.group.size(); }
  std::size_t first_weight() const { return shape_.biases ? n_orbits_ + shape_.n_features : 0; }
  /// Where the weights of a site stand in the tables, for each element of the group.
  const std::uint32_t* places(std::size_t site) const { return place_.data() + site * n_group(); }
  /// theta or tanh of a unit.
  Value unit(const std::vector<Eight>& units, std::size_t g, std::size_t f) const;
  void fill_tables();
  Value hidden_ratio(const Spins& s, const Cache& cache, Flips flips) const;
  Value ratio_by_logarithms(const Spins& s, const Cache& cache, Flips flips) const;
  void accept_one(double sign, std::size_t site, Cache& cache) const;
  void find_tanh(Cache& cache) const;

  RbmShape shape_;
  std::vector<std::uint32_t> orbit_{}, place_{};
  std::size_t n_orbits_ = 0;
  std::size_t n_blocks_ = 0;      ///< eights of features
  bool is_heavy_ = false;         ///< some weight is too large for products
  std::vector<Value> theta_{};    ///< a of the orbits, b, w
  std::vector<Value> visible_{};  ///< a of each site
  std::vector<Eight> bias_{}, weight_{}, cosh_{},
      sinh_{};  ///< of the features: b; w, cosh 2w, sinh 2w by site
};

extern template class RbmState<double>;
extern template class RbmState<std::complex<double>>;

}  // namespace lenz::models
