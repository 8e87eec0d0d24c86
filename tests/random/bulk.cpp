#include "lenz/random/bulk.hpp"

#include <numeric>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "support/memory_archive.hpp"

namespace bulk_tests {

using namespace lenz;
using random::Address;
using random::BulkGenerator;

namespace {

using Words = std::vector<std::uint64_t>;

Words draw(BulkGenerator& generator, std::size_t n) {
  Words words(n);
  generator.fill(words);
  return words;
}

}  // namespace

// The reference C code at prng.di.unimi.it (Blackman and Vigna 2019) from state {1, 2, 3, 4}, as
// rand_xoshiro's tests publish it.
TEST_CASE("Every lane of the bulk generator is xoshiro256++ with its published known answers") {
  const Words expected = {41943041,
                          58720359,
                          3588806011781223,
                          3591011842654386,
                          9228616714210784205u,
                          9973669472204895162u,
                          14011001112246962877u,
                          12406186145184390807u,
                          15849039046786891736u,
                          10450023813501588000u};
  std::array<std::array<std::uint64_t, BulkGenerator::n_lanes>, 4> state;
  for (std::size_t k = 0; k < 4; ++k) state[k].fill(k + 1);
  BulkGenerator generator(state);
  const Words words = draw(generator, expected.size() * BulkGenerator::n_lanes);
  for (std::size_t i = 0; i < words.size(); ++i) CHECK(words[i] == expected[i / BulkGenerator::n_lanes]);
}

TEST_CASE("Bulk words do not depend on how they are asked for") {
  BulkGenerator whole(Address{.seed = 5});
  const Words expected = draw(whole, 3000);
  BulkGenerator pieces(Address{.seed = 5});
  Words words;
  for (std::size_t n = 0; words.size() < expected.size(); n = (n + 1) % 37) {
    for (const std::uint64_t word : draw(pieces, std::min(n, expected.size() - words.size())))
      words.push_back(word);
  }
  CHECK(words == expected);
}

TEST_CASE("A bulk generator saved at any position goes on with the same words") {
  for (std::size_t position = 0; position < 20; ++position) {
    BulkGenerator original(Address{.seed = 5, .slot = 2});
    draw(original, position);
    BulkGenerator copy = test::through_archive(original);
    CHECK(draw(original, 50) == draw(copy, 50));
  }
}

TEST_CASE("Lanes and addresses of the bulk generator share no words") {
  std::set<std::uint64_t> seen;
  for (const Address& address : {Address{}, Address{.seed = 1}, Address{.slot = 1}, Address{.point = 1}}) {
    BulkGenerator generator(address);
    for (const std::uint64_t word : draw(generator, 1000)) seen.insert(word);
  }
  CHECK(seen.size() == 4000);
}

TEST_CASE("Each of the 64 bits of bulk words is set half the time") {
  BulkGenerator generator(Address{.seed = 11});
  constexpr int n = 1 << 18;
  const Words words = draw(generator, n);
  for (int bit = 0; bit < 64; ++bit) {
    const auto set = std::accumulate(words.begin(), words.end(), 0.0, [&](double sum, std::uint64_t word) {
      return sum + static_cast<double>((word >> bit) & 1);
    });
    CHECK(std::abs(set - n / 2.0) < 4.33 * std::sqrt(n / 4.0));  // 64 tests at a family-wise level of 1e-3
  }
}

}  // namespace bulk_tests
