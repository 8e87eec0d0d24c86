#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "lenz/models/ising_system.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/words.hpp"

/// One visit to every spin of an Ising system in a fixed order: stretch by stretch of a regular lattice, of
/// each stretch first every other site, then the rest, so that no spin waits for the one before it; colour by
/// colour on a graph. A rule decides each flip, as sampling::OrderedTarget documents.
///
/// Cost of a heat-bath update with four neighbours on one core at 3.5 GHz (measured), and what it is made of:
///   one |J|, square, L = 1024       1.8 ns, 6.4 clock cycles: instructions, none a branch
///   Gaussian J, square, L = 1024    2.4 ns: fields in vectors; 32 bytes of couplings an update
///   one |J|, graph of 2^16 sites    2.5 ns: six loads at random places
///   Gaussian J, graph of 2^16       3.4 ns
///   one |J|, graph of 2^20 sites    3.8 ns: spins no longer fit the second-level cache
///   Gaussian J, graph of 2^20       8.0 ns: besides 52 bytes an update from memory
namespace lenz::models {

/// Visits the spins of one system, once.
template <class Rule, class Rng>
class OrderedUpdates {
 public:
  OrderedUpdates(const IsingSystem& system, double beta, const Rule& rule, std::int8_t* spins, Rng& rng)
      : system_(system), beta_(beta), rule_(rule), spins_(spins), rng_(rng) {
    if (system.has_integer_sums()) tabulate();
  }

  std::size_t visit_all() {
    if (!system_.stencils()) {
      visit_graph();
    } else {
      for (const lattice::Stencils::Run& run : system_.stencils()->runs()) visit_run(run);
    }
    return n_flips_;
  }

 private:
  using Site = lattice::Site;
  /// Sites whose random words are taken together. So many that the other half of the sites is not read in
  /// words while spins of this half are still on their way to memory.
  static constexpr Site chunk = 256;

  /// The probability to flip, by sum of neighbours and spin.
  void tabulate() {
    degree_ = static_cast<int>(system_.lattice().max_degree());
    table_.resize(static_cast<std::size_t>(6 * degree_ + 3));
    for (int sum = -degree_; sum <= degree_; ++sum) {
      const double field = system_.strength() * sum + system_.field();
      for (const int spin : {-1, 1}) {
        const random::Probability p(Rule::probability(-2 * beta_ * spin * field));
        // 1 becomes 0.111…, as near to it as a number of 64 digits can tell.
        table_[static_cast<std::size_t>(3 * (sum + degree_) + spin + 1)] = {
            p.is_certain() ? ~std::uint64_t{0} : p.digits(), p};
      }
    }
  }
  struct Entry {
    std::uint64_t digits = 0;
    random::Probability probability;
  };
  /// Entry 3 sum + spin from here.
  const Entry* centre() const { return table_.data() + 3 * degree_ + 1; }

  /// One word each.
  template <class Source>
  static bool flip_by_sum(std::int8_t& spin, std::ptrdiff_t sum, const Entry* centre, Source& source) {
    const Entry& entry = centre[3 * sum + spin];
    if constexpr (random::AnsweringSource<Source>)
      return flip(spin, random::bernoulli(source, entry.probability));
    else
      return flip(spin, source() < entry.digits);
  }
  static bool flip(std::int8_t& spin, bool flips) {
    spin =
        static_cast<std::int8_t>(spin ^ (-static_cast<int>(flips) & 0xfe));  // 1 and -1 differ in seven bits
    return flips;
  }

  void visit_run(const lattice::Stencils::Run& run) {
    const lattice::Stencil& stencil = system_.stencils()->stencil(run);
    switch (stencil.degree) {
      case 2:
        return visit_run_of<2>(run, stencil);
      case 3:
        return visit_run_of<3>(run, stencil);
      case 4:
        return visit_run_of<4>(run, stencil);
      case 6:
        return visit_run_of<6>(run, stencil);
      default:
        for (Site i = run.first; i < run.last; ++i) visit(i);
    }
  }

  void visit(Site i) {
    if (system_.has_integer_sums()) {
      n_flips_ += flip_by_sum(spins_[i], system_.integer_sum(spins_, i), centre(), rng_);
    } else {
      const double log_ratio = -2 * beta_ * spins_[i] * system_.local_field(spins_, i);
      n_flips_ += flip(spins_[i], rule_(log_ratio, rng_));
    }
  }

  template <std::size_t degree>
  void visit_run_of(const lattice::Stencils::Run& run, const lattice::Stencil& stencil) {
    std::array<std::ptrdiff_t, degree> offset;
    std::copy_n(stencil.offset.begin(), degree, offset.begin());
    if (system_.has_integer_sums()) {
      system_.is_uniform() ? visit_sums<degree, false>(run, offset) : visit_sums<degree, true>(run, offset);
    } else if (every_other_is_independent(run, offset)) {
      visit_fields<degree>(run, offset);
    } else {
      for (Site i = run.first; i < run.last; ++i) visit(i);
    }
  }

  template <std::size_t degree, bool disorder>
  void visit_sums(const lattice::Stencils::Run& run, const std::array<std::ptrdiff_t, degree>& offset) {
    for (Site first = run.first; first < run.last; first += chunk) {
      const Site n = std::min(chunk, run.last - first);
      visit_half<degree, disorder>(first, n, offset, 0);
      visit_half<degree, disorder>(first, n, offset, 1);
    }
  }
  template <std::size_t degree, bool disorder>
  void visit_half(Site first, Site n, const std::array<std::ptrdiff_t, degree>& offset, Site parity) {
    // All in locals: a store to a spin may change whatever else is in memory, as far as the compiler knows.
    std::int8_t* const spins = spins_ + first;
    const Entry* const table = centre();
    const auto offsets = offset;
    auto&& source = random::take(rng_, (n + 1 - parity) / 2);
    std::size_t n_flips = 0;
    for (Site k = parity; k < n; k += 2) {
      std::ptrdiff_t sum = 0;
      if constexpr (disorder) {
        const unsigned negative = system_.negative_bonds(first + k);
        for (std::size_t b = 0; b < degree; ++b)
          sum += spins[k + offsets[b]] * (1 - 2 * static_cast<int>(negative >> b & 1));
      } else {
        for (std::size_t b = 0; b < degree; ++b) sum += spins[k + offsets[b]];
      }
      n_flips += flip_by_sum(spins[k], sum, table, source);
    }
    n_flips_ += n_flips;
  }

  /// Whether no two sites of a chunk that are an even number of sites apart are neighbours.
  template <std::size_t degree>
  static bool every_other_is_independent(const lattice::Stencils::Run& run,
                                         const std::array<std::ptrdiff_t, degree>& offset) {
    const auto length = static_cast<std::ptrdiff_t>(std::min(run.last - run.first, chunk));
    return std::none_of(offset.begin(), offset.end(),
                        [length](std::ptrdiff_t o) { return o % 2 == 0 && -length < o && o < length; });
  }

  template <std::size_t degree>
  void visit_fields(const lattice::Stencils::Run& run, const std::array<std::ptrdiff_t, degree>& offset) {
    for (Site first = run.first; first < run.last; first += chunk) {
      const Site n = std::min(chunk, run.last - first);
      const Site in_vectors = n < 16 ? 0 : n - n % 2;
      if (in_vectors > 0) {
        visit_half_by_fields<degree, 0>(first, in_vectors, offset);
        visit_half_by_fields<degree, 1>(first, in_vectors, offset);
      }
      for (Site i = first + in_vectors; i < first + n; ++i) visit(i);
    }
  }
  /// REQUIRES n even and at least 16.
  template <std::size_t degree, Site parity>
  void visit_half_by_fields(Site first, Site n, const std::array<std::ptrdiff_t, degree>& offset) {
    std::array<double, chunk / 2 + 8> log_ratio;
    std::array<std::int32_t, chunk / 2 + 8> bin;
    std::fill_n(log_ratio.begin() + n / 2, 8, 0.0);  // find_bins() reads eight at a time
    sum_log_ratios<degree, parity>(first, n, offset, log_ratio.data());
    Rule::find_bins(log_ratio.data(), n / 2, bin.data());
    std::int8_t* spins = spins_ + first + parity;
    auto&& source = random::take(rng_, n / 2);
    std::size_t n_flips = 0;
    for (Site k = 0; k < n / 2; ++k, spins += 2)
      n_flips += flip(*spins, rule_.flips(log_ratio[k], bin[k], source));
    n_flips_ += n_flips;
  }
  /// Of sites first + parity, first + parity + 2, …: sixteen sites at a time (the last sixteen may overlap
  /// those before), of which half are thrown away.
  template <std::size_t degree, Site parity>
  void sum_log_ratios(Site first, Site n, const std::array<std::ptrdiff_t, degree>& offset,
                      double* log_ratio) const {
    const std::int8_t* spins = spins_ + first;
    const double h = system_.field(), scale = -2 * beta_;
    std::array<const double*, degree> coupling;
    for (std::size_t b = 0; b < degree; ++b) coupling[b] = system_.coupling_plane(b) + first;
    for (Site next = 0; next < n; next += 16) {
      const Site k = std::min(next, n - 16);
      std::array<Doubles, 2> ratio;
      for (Site half = 0; half < 2; ++half) {
        const Site at = k + 8 * half;
        Doubles field = Doubles{} + h;
        for (std::size_t b = 0; b < degree; ++b) {
          Doubles term;
          load(coupling[b] + at, term);
          multiply(term, spins + at + offset[b]);
          field += term;
          // The next chunk's: memory works while this one is decided.
          if constexpr (parity == 1) __builtin_prefetch(coupling[b] + at + chunk);
        }
        ratio[half] = scale * field;
        multiply(ratio[half], spins + at);
      }
      const Doubles every_other =
          __builtin_shufflevector(ratio[0], ratio[1], parity, parity + 2, parity + 4, parity + 6, parity + 8,
                                  parity + 10, parity + 12, parity + 14);
      std::memcpy(log_ratio + k / 2, &every_other, sizeof every_other);
    }
  }
  using Doubles = double __attribute__((vector_size(64)));
  using Words = std::uint64_t __attribute__((vector_size(64)));
  // By reference: a vector as an argument would depend on the instruction set.
  static void load(const double* from, Doubles& x) { std::memcpy(&x, from, sizeof x); }
  /// Eight numbers times eight spins: the sign of byte n moves to the sign of number n.
  static void multiply(Doubles& x, const std::int8_t* spins) {
    constexpr Words shifts = {56, 48, 40, 32, 24, 16, 8, 0};
    std::uint64_t bytes;
    std::memcpy(&bytes, spins, sizeof bytes);
    const Words signs = ((Words{} + bytes) << shifts) & (std::uint64_t{1} << 63);
    x = reinterpret_cast<Doubles>(reinterpret_cast<Words>(x) ^ signs);
  }

  void visit_graph() {
    for (const lattice::VisitOrder::Group& group : system_.order().groups()) {
      switch (group.degree) {
        case 2:
          visit_group<2>(group);
          break;
        case 3:
          visit_group<3>(group);
          break;
        case 4:
          visit_group<4>(group);
          break;
        default:
          visit_group<0>(group);
      }
    }
  }
  /// 0: any degree.
  template <std::size_t fixed>
  void visit_group(const lattice::VisitOrder::Group& group) {
    const std::size_t degree = fixed > 0 ? fixed : group.degree;
    const lattice::VisitOrder& order = system_.order();
    const Site* there = order.neighbours().data() + group.offset;
    const double* coupling = system_.ordered_couplings().data() + group.offset;
    const bool is_large = system_.n_sites() > spins_in_cache;
    for (std::size_t first = group.first; first < group.last; first += chunk) {
      const std::size_t n = std::min<std::size_t>(chunk, group.last - first);
      const Site* sites = order.sites().data() + first;
      if (system_.has_integer_sums() && system_.is_uniform()) {
        is_large ? visit_sums_at<true>(sites, n, there, degree)
                 : visit_sums_at<false>(sites, n, there, degree);
      } else {
        is_large ? visit_fields_at<true>(sites, n, there, coupling, degree)
                 : visit_fields_at<false>(sites, n, there, coupling, degree);
      }
      there += n * degree;
      coupling += n * degree;
    }
  }
  // Always inlined, so that the number of neighbours is known where it is fixed.
  template <bool is_large>
  [[gnu::always_inline]] void visit_sums_at(const Site* sites, std::size_t n, const Site* there,
                                            std::size_t degree) {
    std::int8_t* const spins = spins_;
    const Entry* const table = centre();
    auto&& source = random::take(rng_, n);
    std::size_t n_flips = 0;
    for (std::size_t k = 0; k < n; ++k, there += degree) {
      if constexpr (is_large) prefetch(spins, there, degree);
      std::ptrdiff_t sum = 0;
      for (std::size_t b = 0; b < degree; ++b) sum += spins[there[b]];
      n_flips += flip_by_sum(spins[sites[k]], sum, table, source);
    }
    n_flips_ += n_flips;
  }
  template <bool is_large>
  [[gnu::always_inline]] void visit_fields_at(const Site* sites, std::size_t n, const Site* there,
                                              const double* coupling, std::size_t degree) {
    std::int8_t* const spins = spins_;
    const double h = system_.field(), scale = -2 * beta_;
    std::array<double, chunk> log_ratio{};
    std::array<std::int32_t, chunk> bin;
    for (std::size_t k = 0; k < n; ++k, there += degree, coupling += degree) {
      if constexpr (is_large) prefetch(spins, there, degree);
      double field = h;
      for (std::size_t b = 0; b < degree; ++b) field += coupling[b] * spins[there[b]];
      log_ratio[k] = scale * spins[sites[k]] * field;
    }
    Rule::find_bins(log_ratio.data(), n, bin.data());
    auto&& source = random::take(rng_, n);
    std::size_t n_flips = 0;
    for (std::size_t k = 0; k < n; ++k)
      n_flips += flip(spins[sites[k]], rule_.flips(log_ratio[k], bin[k], source));
    n_flips_ += n_flips;
  }
  /// The spins needed `lookahead` sites later.
  [[gnu::always_inline]] static void prefetch(const std::int8_t* spins, const Site* there,
                                              std::size_t degree) {
    there += lattice::VisitOrder::lookahead * degree;
    for (std::size_t b = 0; b < degree; ++b) __builtin_prefetch(spins + there[b]);
  }
  static constexpr std::size_t spins_in_cache = 1U << 18;

  const IsingSystem& system_;
  double beta_;
  const Rule& rule_;
  std::int8_t* spins_;
  Rng& rng_;
  int degree_ = 0;
  std::vector<Entry> table_;
  std::size_t n_flips_ = 0;
};

}  // namespace lenz::models
