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
  /// Pairs of sites whose unlike spins are exchanged: that costs no more than the flip of one spin. Other
  /// pairs are turned over by logarithms.
  std::vector<Flips> pairs{};
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
/// Of a configuration theta is kept, and what the hidden units are with s given: up = exp(theta) / (2 cosh
/// theta) and down = exp(-theta) / (2 cosh theta), of real weights the probabilities of h = 1 and -1. A flip
/// adds d = -2 s_i w_i to theta, an exchange of unlike spins -2 s_i (w_i - w_j): d = -2 s_i v in both cases,
/// and
///
///     cosh(theta + d) / cosh(theta) = up exp(d) + down exp(-d),   up' = up exp(d) / (the same),
///
/// where exp(2v) and exp(-2v) are tables over sites and pairs: ratios and moves are sums and products alone,
/// by vectors over the features, and of real weights nothing is lost, as nothing is subtracted. With weights
/// above 80, and where a product leaves the numbers that a double has, logarithms are summed in their place,
/// which is slower. Cost: 4 operations a hidden unit of a ratio, four times as many of complex ones, bound by
/// the reads of the tables; rebuild and derivatives 2 n_sites a hidden unit.
template <class Value_>
class RbmState {
 public:
  using Value = Value_;
  using Eight = LanesOf<Value>;
  struct Cache {
    /// Of element g: from g n_blocks_ on, filled up with units that are 1.
    std::vector<Eight> theta{}, up{}, down{};
    std::uint32_t n_moves = 0;  ///< since up and down were last computed from theta

    template <class Archive>
    void serialize(Archive& archive) {
      std::vector<double> all[3];
      if constexpr (!Archive::is_loading)
        all[0] = as_doubles(theta), all[1] = as_doubles(up), all[2] = as_doubles(down);
      archive(all[0], all[1], all[2], n_moves);
      if constexpr (Archive::is_loading)
        take_doubles(all[0], theta), take_doubles(all[1], up), take_doubles(all[2], down);
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
  bool is_even() const { return !shape_.biases; }
  void turn_over(Cache& cache) const;

 private:
  static constexpr bool is_complex = !std::is_same_v<Value, double>;
  std::size_t n_group() const { return shape_.group.size(); }
  std::size_t first_weight() const { return shape_.biases ? n_orbits_ + shape_.n_features : 0; }

  /// A flip of one spin or an exchange of two: theta of unit (g, f) changes by -2 sign v, v in the row
  /// places[g] of the tables.
  struct Turn {
    const std::uint32_t* places = nullptr;
    double sign = 1;
  };
  /// What the tables hold of eight features.
  struct Entry {
    Eight plus{}, minus{};  ///< exp(2v), exp(-2v)
  };
  /// Of the hidden units, what a turn makes less of where v > 0, and what more.
  static auto& falling(auto& cache, const Turn& turn) { return turn.sign > 0 ? cache.up : cache.down; }
  static auto& rising(auto& cache, const Turn& turn) { return turn.sign > 0 ? cache.down : cache.up; }
  void take_pairs();
  /// The turn of one site, or of a pair of the tables with unlike spins; else without places.
  Turn turn_of(const Spins& s, Flips flips) const;
  const std::uint32_t* places(std::size_t row) const { return place_.data() + row * n_group(); }
  Value theta_of(const Cache& cache, std::size_t g, std::size_t f) const {
    return lane(cache.theta[g * n_blocks_ + f / lanes::count<Lanes>], f % lanes::count<Lanes>);
  }
  void fill_tables();
  /// What the hidden units make of a ratio, of one turn and of four of the same sign at once. n_blocks: known
  /// to the compiler, or 0.
  Value hidden_ratio(const Cache& cache, const Turn& turn) const;
  template <std::size_t n_blocks>
  Value ratio_in_blocks(const Cache& cache, const Turn& turn) const;
  template <std::size_t n_blocks>
  void four_ratios(const Cache& cache, const Turn* turns, Value* out) const;
  Value ratio_by_logarithms(const Spins& s, const Cache& cache, Flips flips) const;
  /// Of a ratio of the hidden units: the whole, and mended where it is no number.
  Value finished(Value hidden, const Spins& s, const Cache& cache, Flips flips) const;
  void accept_turn(const Turn& turn, Cache& cache) const;
  void find_hidden(Cache& cache) const;

  RbmShape shape_;
  std::vector<std::uint32_t> orbit_{};
  std::size_t n_orbits_ = 0;
  std::size_t n_blocks_ = 0;              ///< eights of features
  bool is_heavy_ = false;                 ///< some weight is too large for products
  std::vector<Value> theta_{};            ///< a of the orbits, b, w
  std::vector<Value> visible_{};          ///< a of each site
  std::vector<Eight> bias_{};             ///< of the features
  std::vector<Flips> pair_{};             ///< ordered, and closed under the group
  std::vector<std::uint32_t> pair_of_{};  ///< row of (i, j) at i n_sites + j; 0 where it has none
  std::vector<std::uint32_t> sent_{};     ///< of each site: where each element of the group sends it
  std::vector<std::uint32_t> place_{};    ///< of each row: where each element of the group takes it from
  std::vector<Eight> weight_{};           ///< v: rows of the sites, then of the pairs
  std::vector<Entry> entry_{};
};

extern template class RbmState<double>;
extern template class RbmState<std::complex<double>>;

}  // namespace lenz::models
