#include "lenz/exact/spins/orbits.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "lenz/exact/spins/grid_symmetries.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

#include "exact/plain_orbits.hpp"

namespace orbits_tests {

using namespace lenz;
using namespace lenz::exact::spins;
using test::PlainOrbits;
using Complex = std::complex<double>;

namespace {

/// All words where they are few, else some of all kinds.
std::vector<std::uint64_t> words_of(std::uint32_t n_sites) {
  const std::uint64_t n_words = std::uint64_t{1} << n_sites;
  std::vector<std::uint64_t> words(std::min<std::uint64_t>(n_words, 1001));
  std::iota(words.begin(), words.end(), 0U);
  if (n_words <= words.size()) return words;
  random::Stream rng({.seed = n_sites});
  for (std::uint64_t& word : words) word = random::uniform_index(rng, n_words);
  words.front() = n_words - 1;
  words.back() = 0;
  return words;
}

}  // namespace

TEST_CASE("images of words are those that the permutations say") {
  for (const auto& [name, group] : test::symmetry_groups()) {
    INFO(name);
    const Orbits orbits(group);
    const PlainOrbits plain(group);
    REQUIRE(orbits.n_elements() == group.elements().size());
    std::vector<std::uint64_t> images(orbits.n_elements());
    bool same = true;
    for (const std::uint64_t word : words_of(group.n_sites())) {
      orbits.images(word, images);
      for (std::size_t g = 0; g < images.size(); ++g) same = same && images[g] == plain.moved(g, word);
    }
    CHECK(same);
  }
}

TEST_CASE("the smallest state of an orbit and who leads there are those of a plain search") {
  for (const auto& [name, group] : test::symmetry_groups()) {
    INFO(name);
    const std::vector<std::uint64_t> words = words_of(group.n_sites());
    std::vector<std::uint64_t> smallest = words;
    std::vector<Complex> characters(words.size());
    Orbits(group).find_smallest(smallest, characters);
    const PlainOrbits plain(group);
    bool same = true;
    for (std::size_t k = 0; k < words.size(); ++k) {
      Complex character;
      same = same && smallest[k] == plain.smallest(words[k], character) && characters[k] == character;
    }
    CHECK(same);
  }
}

TEST_CASE("the words that stay are the smallest of orbits that the sector has with the weights of a sum") {
  for (const auto& [name, group] : test::symmetry_groups()) {
    INFO(name);
    const PlainOrbits plain(group);
    std::vector<std::uint64_t> words = words_of(group.n_sites()), expected;
    std::vector<double> weights, expected_weights;
    Complex character;
    const std::size_t n_random = words.size();
    for (std::size_t k = 0; k < n_random; ++k) words.push_back(plain.smallest(words[k], character));
    for (const std::uint64_t word : words) {
      const double w = plain.weight_if_smallest(word);
      if (w == 0) continue;
      expected.push_back(word);
      expected_weights.push_back(w);
    }
    Orbits(group).keep_smallest(words, weights);
    CHECK(words == expected);
    CHECK(weights == expected_weights);
  }
}

TEST_CASE("no smallest state of an orbit is among words that are left out together") {
  for (const auto& [name, group] : test::symmetry_groups()) {
    if (group.n_sites() > 12) continue;
    INFO(name);
    const Orbits orbits(group);
    const PlainOrbits plain(group);
    std::size_t n_left_out = 0, n_wrong = 0;
    for (unsigned n_low = 0; n_low <= group.n_sites(); ++n_low) {
      const std::uint64_t length = std::uint64_t{1} << n_low;
      for (std::uint64_t first = 0; first < std::uint64_t{1} << group.n_sites(); first += length) {
        if (!orbits.none_smallest(first, length - 1)) continue;
        n_left_out += length;
        for (std::uint64_t word = first; word < first + length; ++word) {
          Complex character;
          n_wrong += plain.smallest(word, character) == word ? 1 : 0;
        }
      }
    }
    CHECK(n_wrong == 0);
    if (group.elements().size() > 1) CHECK(n_left_out > 0);
  }
}

TEST_CASE("words of more than 40 spins have no orbits") {
  const SymmetryGroup group(41, {});
  CHECK_THROWS_AS(Orbits(group), std::invalid_argument);
}

}  // namespace orbits_tests
