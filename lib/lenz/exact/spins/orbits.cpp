#include "lenz/exact/spins/orbits.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

namespace lenz::exact::spins {

namespace {

/// A key is a word and, below it, an element: the least key names the first element that reached the least
/// word. 2^17 elements are more than a SymmetryGroup has.
constexpr unsigned key_bits = 17, most_permuted = 40;
/// Of a walk: each slot beyond the first is that of a subtree of at most half its parent's.
constexpr std::size_t most_slots = key_bits + 2;

using Words = std::uint64_t __attribute__((vector_size(64)));
constexpr std::size_t n_lanes = sizeof(Words) / sizeof(std::uint64_t);
constexpr std::size_t n_vectors = 4;  // as many chains of shifts go on side by side
constexpr std::size_t n_together = n_lanes * n_vectors;
using Block = std::array<Words, n_vectors>;

/// Distances permutation[i] - i, with the sites that go so far.
std::map<int, std::uint64_t> distances(const std::vector<std::uint32_t>& permutation) {
  std::map<int, std::uint64_t> sites;
  for (std::size_t i = 0; i < permutation.size(); ++i)
    sites[static_cast<int>(permutation[i]) - static_cast<int>(i)] |= std::uint64_t{1} << i;
  return sites;
}

std::vector<std::uint32_t> composed(const std::vector<std::uint32_t>& first,
                                    const std::vector<std::uint32_t>& then) {
  std::vector<std::uint32_t> both(first.size());
  for (std::size_t i = 0; i < both.size(); ++i) both[i] = then[first[i]];
  return both;
}

/// Numbers of the permutations of few shifts before those of many.
std::vector<std::uint32_t> cheapest_first(const std::vector<std::vector<std::uint32_t>>& permutations) {
  std::vector<std::size_t> costs;
  for (const auto& permutation : permutations) costs.push_back(distances(permutation).size());
  std::vector<std::uint32_t> numbers(permutations.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::stable_sort(numbers.begin(), numbers.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return costs[a] < costs[b]; });
  return numbers;
}

[[gnu::always_inline]] inline void take_least(Words& least, const Words& key) {
  least = key < least ? key : least;
}

}  // namespace

/// Of permutations by their numbers; the root is number 0.
struct Orbits::Tree {
  std::vector<std::uint32_t> step;  ///< the permutation that follows the parent's
  std::vector<std::vector<std::uint32_t>> children;
  std::vector<std::uint32_t> found;  ///< parents before their children
};

Orbits::Orbits(const SymmetryGroup& group) : all_up_(0) {
  if (group.n_sites() > most_permuted)
    throw std::invalid_argument("spins: words of " + std::to_string(group.n_sites()) +
                                " spins, but 40 at most are possible");
  all_up_ = ((std::uint64_t{1} << group.n_sites()) - 1) << key_bits;
  std::map<Permutation, std::uint32_t> numbers;
  std::vector<Permutation> permutations;
  std::vector<Node> nodes;
  for (const SymmetryGroup::Element& e : group.elements()) {
    const std::uint64_t element = characters_.size();
    characters_.push_back(e.character);
    const auto [at, fresh] = numbers.try_emplace(e.permutation, static_cast<std::uint32_t>(nodes.size()));
    if (fresh) {
      permutations.push_back(e.permutation);
      nodes.push_back(
          {.move = {}, .from = 0, .to = 0, .flip = e.inverts ? all_up_ : 0, .element = element, .turned = 0});
    } else {
      nodes[at->second].turned = element;
      inverts_ = true;
    }
  }
  const Tree tree = span(permutations);
  std::vector<Move> moves(permutations.size());
  for (std::size_t k = 1; k < nodes.size(); ++k) {
    Move& move = moves[tree.step[k]];
    if (move.end == 0) move = add_move(permutations[tree.step[k]]);
    nodes[k].move = move;
  }
  lay_out(tree, nodes);
}

Orbits::Tree Orbits::span(const std::vector<Permutation>& permutations) const {
  const auto n = static_cast<std::uint32_t>(permutations.size());
  std::map<Permutation, std::uint32_t> numbers;
  for (std::uint32_t k = 0; k < n; ++k) numbers.emplace(permutations[k], k);
  const std::vector<std::uint32_t> cheap = cheapest_first(permutations);
  Tree tree{.step = std::vector<std::uint32_t>(n), .children = {}, .found = {0}};
  tree.children.resize(n);
  std::vector<bool> reached(n, false);
  reached[0] = true;
  struct Step {
    std::uint32_t permutation;
    std::size_t next;  // node that it has not followed yet
  };
  std::vector<Step> steps;  // cheap ones first: a dear one is for what those cannot reach
  auto unreached = cheap.begin();
  while (tree.found.size() < n) {
    const auto step =
        std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.next < tree.found.size(); });
    if (step == steps.end()) {
      unreached = std::find_if(unreached, cheap.end(), [&](std::uint32_t k) { return !reached[k]; });
      steps.push_back({.permutation = *unreached, .next = 0});
      continue;
    }
    const std::uint32_t parent = tree.found[step->next++];
    const std::uint32_t child = numbers.at(composed(permutations[parent], permutations[step->permutation]));
    if (reached[child]) continue;
    reached[child] = true;
    tree.step[child] = step->permutation;
    tree.children[parent].push_back(child);
    tree.found.push_back(child);
  }
  return tree;
}

void Orbits::lay_out(const Tree& tree, const std::vector<Node>& nodes) {
  std::vector<std::size_t> sizes(nodes.size(), 1);
  for (std::size_t k = nodes.size(); k-- > 0;) {
    for (const std::uint32_t child : tree.children[tree.found[k]]) sizes[tree.found[k]] += sizes[child];
  }
  struct Visit {
    std::uint32_t node, from, to;
  };
  std::vector<Visit> open = {{.node = 0, .from = 0, .to = 0}};
  while (!open.empty()) {
    const Visit visit = open.back();
    open.pop_back();
    nodes_.push_back(nodes[visit.node]);
    nodes_.back().from = visit.from;
    nodes_.back().to = visit.to;
    std::vector<std::uint32_t> children = tree.children[visit.node];
    std::stable_sort(children.begin(), children.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return sizes[a] > sizes[b]; });
    for (const std::uint32_t child : children)  // the largest is the last to be visited
      open.push_back({.node = child, .from = visit.to, .to = visit.to + (child == children.front() ? 0 : 1)});
  }
}

Orbits::Move Orbits::add_move(const Permutation& permutation) {
  const std::map<int, std::uint64_t> sites = distances(permutation);
  Move move{.begin = static_cast<std::uint32_t>(shifts_.size()), .middle = 0, .end = 0};
  for (const auto& [distance, mask] : sites) {
    if (distance >= 0) shifts_.push_back({.mask = mask << key_bits, .by = static_cast<unsigned>(distance)});
  }
  move.middle = static_cast<std::uint32_t>(shifts_.size());
  for (const auto& [distance, mask] : sites) {
    if (distance < 0) shifts_.push_back({.mask = mask << key_bits, .by = static_cast<unsigned>(-distance)});
  }
  move.end = static_cast<std::uint32_t>(shifts_.size());
  return move;
}

std::uint64_t Orbits::moved(const Move& move, std::uint64_t word) const {
  std::uint64_t sum = 0;
  for (std::uint32_t k = move.begin; k < move.middle; ++k) sum |= (word & shifts_[k].mask) << shifts_[k].by;
  for (std::uint32_t k = move.middle; k < move.end; ++k) sum |= (word & shifts_[k].mask) >> shifts_[k].by;
  return sum;
}

void Orbits::images(std::uint64_t word, std::span<std::uint64_t> to) const {
  std::array<std::uint64_t, most_slots> slots;
  slots[0] = word << key_bits;
  for (const Node& node : nodes_) {
    if (&node != nodes_.data()) slots[node.to] = moved(node.move, slots[node.from]);
    const std::uint64_t image = slots[node.to] ^ node.flip;
    to[node.element] = image >> key_bits;
    if (inverts_) to[node.turned] = (image ^ all_up_) >> key_bits;
  }
}

bool Orbits::none_smallest(std::uint64_t first, std::uint64_t mask) const {
  std::array<std::uint64_t, most_slots> least, greatest;
  const std::uint64_t bound = first << key_bits;
  least[0] = bound;
  greatest[0] = (first | mask) << key_bits;
  for (const Node& node : nodes_) {
    if (&node != nodes_.data()) {
      least[node.to] = moved(node.move, least[node.from]);
      greatest[node.to] = moved(node.move, greatest[node.from]);
    }
    const std::uint64_t as_is = greatest[node.to], turned = least[node.to] ^ all_up_;
    if ((node.flip == 0 || inverts_) && as_is < bound) return true;
    if ((node.flip != 0 || inverts_) && turned < bound) return true;
  }
  return false;
}

/// The least keys over the elements of the first nodes, but for the identity.
template <bool inverts>
void Orbits::walk(const std::uint64_t* words, std::size_t n_nodes, std::uint64_t* keys) const {
  std::array<Block, most_slots> slots;
  Block least;
  for (std::size_t v = 0; v < n_vectors; ++v) {
    for (std::size_t l = 0; l < n_lanes; ++l) slots[0][v][l] = words[v * n_lanes + l] << key_bits;
    least[v] = inverts ? (slots[0][v] ^ all_up_) | nodes_[0].turned : ~Words{};
  }
  for (std::size_t k = 1; k < n_nodes; ++k) {
    const Node& node = nodes_[k];
    const Block from = slots[node.from];
    Block to = {};
    for (std::uint32_t s = node.move.begin; s < node.move.middle; ++s) {
      const Shift shift = shifts_[s];
      for (std::size_t v = 0; v < n_vectors; ++v) to[v] |= (from[v] & shift.mask) << shift.by;
    }
    for (std::uint32_t s = node.move.middle; s < node.move.end; ++s) {
      const Shift shift = shifts_[s];
      for (std::size_t v = 0; v < n_vectors; ++v) to[v] |= (from[v] & shift.mask) >> shift.by;
    }
    slots[node.to] = to;
    for (std::size_t v = 0; v < n_vectors; ++v) {
      const Words image = to[v] ^ node.flip;
      take_least(least[v], image | node.element);
      if constexpr (inverts) take_least(least[v], (image ^ all_up_) | node.turned);
    }
  }
  for (std::size_t i = 0; i < n_together; ++i) keys[i] = least[i / n_lanes][i % n_lanes];
}

void Orbits::find_keys(std::span<const std::uint64_t> words, std::size_t n_nodes, std::uint64_t* keys) const {
  std::array<std::uint64_t, n_together> some{}, of_some{};
  for (std::size_t first = 0; first < words.size(); first += n_together) {
    const std::size_t n = std::min(n_together, words.size() - first);
    std::copy_n(words.data() + first, n, some.data());
    if (inverts_) {
      walk<true>(some.data(), n_nodes, of_some.data());
    } else {
      walk<false>(some.data(), n_nodes, of_some.data());
    }
    std::copy_n(of_some.data(), n, keys + first);
  }
}

void Orbits::find_smallest(std::span<std::uint64_t> words, std::span<std::complex<double>> characters) const {
  std::vector<std::uint64_t> keys(words.size());
  find_keys(words, nodes_.size(), keys.data());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t key = std::min(keys[i], words[i] << key_bits);
    words[i] = key >> key_bits;
    characters[i] = std::conj(characters_[key & ((std::uint64_t{1} << key_bits) - 1)]);
  }
}

void Orbits::keep_smallest(std::vector<std::uint64_t>& words, std::vector<double>& weights) const {
  constexpr std::size_t n_first = 16;  // nodes that most words do not survive
  std::vector<std::uint64_t> keys(words.size());
  std::size_t n_kept = 0;
  if (nodes_.size() > 2 * n_first) {
    find_keys(words, n_first, keys.data());
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (keys[i] >> key_bits >= words[i]) words[n_kept++] = words[i];
    }
    words.resize(n_kept);
  }
  find_keys(words, nodes_.size(), keys.data());
  n_kept = 0;
  weights.clear();
  const double of_most = 1 / static_cast<double>(n_elements());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t image = keys[i] >> key_bits;
    if (image < words[i]) continue;
    const double w = image > words[i] ? of_most : weight(words[i]);
    if (w == 0) continue;
    words[n_kept++] = words[i];
    weights.push_back(w);
  }
  words.resize(n_kept);
}

double Orbits::weight(std::uint64_t smallest) const {
  std::vector<std::uint64_t> all(n_elements());
  images(smallest, all);
  std::complex<double> sum = 0;
  for (std::size_t g = 0; g < all.size(); ++g) {
    if (all[g] == smallest) sum += std::conj(characters_[g]);
  }
  const double w = sum.real() / static_cast<double>(n_elements());
  return w > 1e-9 ? w : 0;
}

}  // namespace lenz::exact::spins
