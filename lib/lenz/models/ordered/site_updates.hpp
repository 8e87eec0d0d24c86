#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "lenz/models/ising_system.hpp"
#include "lenz/random/draws.hpp"

namespace lenz::models::ordered {

using lattice::Site;

/// Sites whose random words are taken together. So many that the other half of the sites is not read in
/// words while spins of this half are still on their way to memory.
constexpr Site chunk = 256;

inline bool flip(std::int8_t& spin, bool flips) {
  spin = static_cast<std::int8_t>(spin ^ (-static_cast<int>(flips) & 0xfe));  // 1 and -1 differ in seven bits
  return flips;
}

/// The probabilities to flip of systems with integer sums, by sum of neighbours and spin.
class FlipTable {
 public:
  struct Entry {
    std::uint64_t digits = 0;
    random::Probability probability;
  };

  FlipTable() = default;
  /// `probability(log_ratio)` is the rule's.
  template <class Probability>
  FlipTable(const IsingSystem& system, double beta, Probability&& probability)
      : degree_(static_cast<int>(system.lattice().max_degree())),
        entries_(static_cast<std::size_t>(6 * degree_ + 3)) {
    for (int sum = -degree_; sum <= degree_; ++sum) {
      const double field = system.strength() * sum + system.field();
      for (const int spin : {-1, 1}) {
        const random::Probability p(probability(-2 * beta * spin * field));
        // 1 becomes 0.111…, as near to it as a number of 64 digits can tell.
        entries_[static_cast<std::size_t>(3 * (sum + degree_) + spin + 1)] = {
            p.is_certain() ? ~std::uint64_t{0} : p.digits(), p};
      }
    }
  }
  /// Entry 3 sum + spin from here.
  const Entry* centre() const { return entries_.data() + 3 * degree_ + 1; }

  /// Decides with one word.
  template <class Source>
  static bool flip_by_sum(std::int8_t& spin, std::ptrdiff_t sum, const Entry* centre, Source& source) {
    const Entry& entry = centre[3 * sum + spin];
    if constexpr (random::AnsweringSource<Source>)
      return flip(spin, random::bernoulli(source, entry.probability));
    else
      return flip(spin, source() < entry.digits);
  }

 private:
  int degree_ = 0;
  std::vector<Entry> entries_;
};

/// What every visit needs, and a visit to a single site.
template <class Rule, class Rng>
struct SiteUpdates {
  SiteUpdates(const IsingSystem& ising, double inverse_temperature, const Rule& acceptance,
              std::int8_t* spin_values, Rng& source)
      : system(ising), beta(inverse_temperature), rule(acceptance), spins(spin_values), rng(source) {
    if (system.has_integer_sums())
      table = FlipTable(system, beta, [](double log_ratio) { return Rule::probability(log_ratio); });
  }

  void visit(Site i) {
    if (system.has_integer_sums()) {
      n_flips += FlipTable::flip_by_sum(spins[i], system.integer_sum(spins, i), table.centre(), rng);
    } else {
      const double log_ratio = -2 * beta * spins[i] * system.local_field(spins, i);
      n_flips += flip(spins[i], rule(log_ratio, rng));
    }
  }

  const IsingSystem& system;
  double beta;
  const Rule& rule;
  std::int8_t* spins;
  Rng& rng;
  FlipTable table;
  std::size_t n_flips = 0;
};

}  // namespace lenz::models::ordered
