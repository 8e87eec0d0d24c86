#include "lenz/random/stream.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/random/words.hpp"

#include "support/memory_archive.hpp"

namespace stream_tests {

using namespace lenz;
using random::Address;
using random::Philox;
using random::Purpose;
using random::Stream;

namespace {

using Words = std::vector<std::uint64_t>;

template <class Source>
Words draw(Source& stream, std::size_t n) {
  Words words(n);
  for (auto& word : words) word = stream();
  return words;
}

/// A generator at any counter and key: what an archive could hold.
Philox philox_at(std::array<std::uint64_t, 4> counter, std::array<std::uint64_t, 2> key) {
  test::MemoryOutput out;
  out(key, counter, std::uint32_t{4});
  test::MemoryInput in(std::move(out.bytes));
  Philox philox;
  in(philox);
  return philox;
}

}  // namespace

// The three lines "philox4x64 10" of tests/kat_vectors in Random123 (Salmon, Moraes, Dror and Shaw 2011):
// counter, key, output.
TEST_CASE("Philox4x64-10 gives Random123's published known answers") {
  const std::uint64_t ones = ~std::uint64_t{0};
  Philox zero = philox_at({0, 0, 0, 0}, {0, 0});
  CHECK(draw(zero, 4) ==
        Words{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b});
  Philox one = philox_at({ones, ones, ones, ones}, {ones, ones});
  CHECK(draw(one, 4) ==
        Words{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0});
  Philox pi = philox_at({0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
                        {0x452821e638d01377, 0xbe5466cf34e90c6c});
  CHECK(draw(pi, 4) == Words{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6});
}

TEST_CASE("A stream begins at block 0 of its address") {
  Stream zero(Address{});
  CHECK(zero() == 0x16554d9eca36314c);
  Stream placed(Address{.seed = 7, .job = 2, .point = 3, .slot = 5, .purpose = Purpose::exchange});
  Philox same = philox_at({0, (std::uint64_t{2} << 32) | 3, 5, 0}, {7, 3});
  CHECK(draw(placed, 100) == draw(same, 100));
}

TEST_CASE("A stream saved at any position goes on with the same words") {
  for (std::size_t position = 0; position < 13; ++position) {
    Stream original(Address{.seed = 3, .slot = 9});
    draw(original, position);
    Stream copy = test::through_archive(original);
    CHECK(draw(original, 20) == draw(copy, 20));
  }
}

TEST_CASE("A stream saved with its words in bulk goes on with both") {
  for (const std::size_t position : {0, 1, 2047, 2048, 2049, 5000}) {
    CAPTURE(position);
    Stream original(Address{.seed = 3, .slot = 9});
    draw(original, 5);
    {
      auto&& words = random::hot(original);
      draw(words, position);
    }
    Stream copy = test::through_archive(original), twin = original;
    for (Stream* other : {&copy, &twin}) {
      Stream from = original;
      CHECK(draw(from, 10) == draw(*other, 10));
      auto&& expected = random::hot(from);
      auto&& words = random::hot(*other);
      CHECK(draw(expected, 3000) == draw(words, 3000));
    }
  }
}

TEST_CASE("Words in bulk and scalar words of a stream do not depend on each other") {
  Stream both(Address{.seed = 4}), scalar(Address{.seed = 4}), bulk(Address{.seed = 4});
  Words of_bulk;
  for (int n = 0; n < 100; ++n) {
    CHECK(both() == scalar());
    auto&& words = random::hot(both);
    of_bulk.push_back(words());
  }
  auto&& words = random::hot(bulk);
  CHECK(of_bulk == draw(words, 100));
  CHECK(of_bulk != draw(scalar, 100));
  random::BulkRows same_address(Address{.seed = 4});
  random::Words others(same_address);
  CHECK(of_bulk != draw(others, 100));
}

TEST_CASE("A damaged stream position is refused") {
  test::MemoryOutput out;
  out(std::array<std::uint64_t, 2>{}, std::array<std::uint64_t, 4>{}, std::uint32_t{5});
  test::MemoryInput in(std::move(out.bytes));
  Stream stream;
  CHECK_THROWS_AS(in(stream), std::runtime_error);
}

TEST_CASE("Addresses that differ in one field share no words") {
  const std::vector<Address> addresses = {{},
                                          {.seed = 1},
                                          {.seed = std::uint64_t{1} << 32},
                                          {.job = 1},
                                          {.point = 1},
                                          {.slot = 1},
                                          {.job = 1, .point = 1},
                                          {.purpose = Purpose::initial},
                                          {.slot = 1, .purpose = Purpose::initial}};
  std::set<std::uint64_t> seen;
  for (const Address& address : addresses) {
    Stream stream(address);
    for (const std::uint64_t word : draw(stream, 1000)) seen.insert(word);
  }
  CHECK(seen.size() == addresses.size() * 1000);
}

}  // namespace stream_tests
