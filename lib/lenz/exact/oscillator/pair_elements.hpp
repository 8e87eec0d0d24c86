#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lenz/exact/oscillator/interaction.hpp"

namespace lenz::exact::oscillator {

/// A state |n_+ n_-> of one particle.
struct Orbital {
  std::uint16_t plus = 0;
  std::uint16_t minus = 0;

  std::size_t quanta() const { return std::size_t{plus} + minus; }
  int momentum() const { return int{plus} - int{minus}; }
  /// Its place in orbitals(), where all of fewer quanta stand before.
  std::size_t index() const { return quanta() * (quanta() + 1) / 2 + minus; }
};

/// All orbitals of at most max_quanta quanta, (max_quanta + 1)(max_quanta + 2) / 2, by their quanta.
std::vector<Orbital> orbitals(std::size_t max_quanta);

/// Quanta of two equal oscillators in those of centre of mass and relative motion, A = (a_1 + a_2) / sqrt 2,
/// a = (a_1 - a_2) / sqrt 2:
///
///     |n_1, N - n_1> = sum_P B^N(n_1, P) |P, N - P>,
///     B^N |n_1 n_2> = (sqrt(n_1) a_1^+ |n_1 - 1, n_2> + sqrt(n_2) a_2^+ |n_1, n_2 - 1>) / N.
///
/// The recurrence is a mean of two exact ones, which damps rounding: below 1e-17 N. One factor each for a_+
/// and a_- is the Talmi-Moshinsky transformation in two dimensions (Talmi 1952; Moshinsky 1959).
class BeamSplitter {
 public:
  /// Cost: max_quanta^3 / 3.
  explicit BeamSplitter(std::size_t max_quanta);
  /// B^N(n_1, P). REQUIRES n_1, P <= N <= max_quanta.
  double operator()(std::size_t n, std::size_t n_1, std::size_t p) const {
    return blocks_[n][n_1 * (n + 1) + p];
  }

 private:
  std::vector<std::vector<double>> blocks_;
};

/// <a b| V |c d> of two distinguishable particles, for all pairs of at most max_quanta quanta together.
///
///     <a b|V|c d> = sum_(P_+ P_-) B(a_+, b_+; P_+) B(a_-, b_-; P_-) B(c_+, d_+; P_+) B(c_-, d_-; P_-)
///                   <q_+ q_-| V |q'_+ q'_->,   q_+- = a_+- + b_+- - P_+-,   q'_+- = c_+- + d_+- - P_+-
///
/// real and symmetric; zero unless m_a + m_b = m_c + m_d. It serves any central interaction.
class PairElements {
 public:
  /// Two orbitals by their index, with what they have together.
  struct Pair {
    std::uint16_t first, second;
    std::uint16_t quanta;
  };

  /// Momenta from -max_momentum to max_momentum. Cost: for each element about max_quanta^2 / 8; memory: 8
  /// bytes an element.
  PairElements(const RelativeElements& relative, std::size_t max_quanta, std::size_t max_momentum);

  /// The pairs of one momentum, those of fewer quanta first. REQUIRES |momentum| <= max_momentum.
  const std::vector<Pair>& pairs(int momentum) const { return blocks_[block(momentum)].pairs; }
  /// The place of (a, b) among the pairs of their momentum. REQUIRES at most max_quanta quanta together.
  std::size_t place(std::size_t a, std::size_t b) const { return places_[a * n_orbitals_ + b]; }
  /// <a b|V|c d> for places i of (a, b) and j of (c, d).
  double operator()(int momentum, std::size_t i, std::size_t j) const {
    const Block& of = blocks_[block(momentum)];
    return of.elements[i * of.pairs.size() + j];
  }
  double operator()(const Orbital& a, const Orbital& b, const Orbital& c, const Orbital& d) const;

 private:
  struct Block {
    std::vector<Pair> pairs;
    std::vector<double> elements;
  };
  std::size_t block(int momentum) const { return static_cast<std::size_t>(momentum + max_momentum_); }
  void list_pairs(const std::vector<Orbital>& all, std::size_t max_quanta);

  int max_momentum_;
  std::size_t n_orbitals_;
  std::vector<std::uint32_t> places_;
  std::vector<Block> blocks_;
};

}  // namespace lenz::exact::oscillator
