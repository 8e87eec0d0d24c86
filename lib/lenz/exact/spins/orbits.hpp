#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lenz/exact/spins/symmetry.hpp"

namespace lenz::exact::spins {

/// The elements of a symmetry group acting on words (bit i set: spin i is up): the smallest state of an
/// orbit, and which states are.
///
/// A permutation is a sum of masked shifts, one for each distance permutation[i] - i; two for a translation.
/// The images under all permutations are made one from another along a minimal spanning tree: a child is its
/// parent followed by one permutation of few shifts (Prim 1957), 32 words at a time. Cost: about one
/// operation for a word and an element where translations abound. Any number of threads may share one.
class Orbits {
 public:
  /// Throws std::invalid_argument for more than 40 spins. Cost: a look-up of a permutation for each element
  /// and each of the few permutations that lead along the tree.
  explicit Orbits(const SymmetryGroup& group);

  std::size_t n_elements() const { return characters_.size(); }
  /// g s for every element, in their order. REQUIRES n_elements() places.
  void images(std::uint64_t word, std::span<std::uint64_t> to) const;
  /// Replaces each word s by the smallest of its orbit, s' = g s, and tells chi(g)* of the first such g.
  /// REQUIRES as many characters as words.
  void find_smallest(std::span<std::uint64_t> words, std::span<std::complex<double>> characters) const;
  /// Leaves those words that are the smallest of their orbits, in their order, where the orbit has a state
  /// in the sector: `weights` are w_s = 1/|G| sum_{g s = s} chi(g)*, larger than 0.
  void keep_smallest(std::vector<std::uint64_t>& words, std::vector<double>& weights) const;
  /// True where some element makes every one of the words first … first + mask smaller: the group needs to
  /// see their high bits alone. REQUIRES mask = 2^k - 1 and a multiple of 2^k.
  bool none_smallest(std::uint64_t first, std::uint64_t mask) const;

 private:
  using Permutation = std::vector<std::uint32_t>;
  /// (word & mask) << by or >> by; words and masks stand `key_bits` further left than sites do.
  struct Shift {
    std::uint64_t mask;
    unsigned by;
  };
  /// Those in shifts_ whose sum is a permutation: to the left, then to the right.
  struct Move {
    std::uint32_t begin, middle, end;
  };
  /// A permutation of the group with the element that it is the permutation of, or both: the inversion of
  /// all spins makes one of the other.
  struct Node {
    Move move;               ///< from the parent's image to this one's
    std::uint32_t from, to;  ///< places of both in a walk's memory; a last child takes its parent's
    std::uint64_t flip;      ///< all spins, where `element` inverts them
    std::uint64_t element, turned;
  };
  struct Tree;

  Tree span(const std::vector<Permutation>& permutations) const;
  void lay_out(const Tree& tree, const std::vector<Node>& nodes);
  Move add_move(const Permutation& permutation);
  std::uint64_t moved(const Move& move, std::uint64_t word) const;
  double weight(std::uint64_t smallest) const;
  void find_keys(std::span<const std::uint64_t> words, std::size_t n_nodes, std::uint64_t* keys) const;
  template <bool inverts>
  void walk(const std::uint64_t* words, std::size_t n_nodes, std::uint64_t* keys) const;

  std::uint64_t all_up_;
  std::vector<std::complex<double>> characters_;
  std::vector<Shift> shifts_;
  std::vector<Node> nodes_;  ///< of the tree, in the order of a walk; the identity first
  bool inverts_ = false;     ///< the inversion alone is an element: each node has two
};

}  // namespace lenz::exact::spins
