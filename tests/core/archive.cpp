#include <map>
#include <optional>

#include <catch2/catch.hpp>

#include "../support/memory_archive.hpp"

namespace archive_tests {

namespace {

enum class Colour : std::uint32_t { red, blue };

struct Inner {
  std::vector<double> x;
  std::optional<std::string> name;
  bool operator==(const Inner&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(x, name);
  }
};

struct Outer {
  int n = 0;
  Colour colour = Colour::red;
  std::vector<Inner> parts;
  std::array<std::uint64_t, 3> words{};
  std::pair<double, std::int8_t> pair{};
  std::vector<bool> bits;
  bool operator==(const Outer&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(n, colour, parts, words, pair, bits);
  }
};

}  // namespace

TEST_CASE("Nested states come back from an archive as they went in") {
  const Outer before{.n = -7,
                     .colour = Colour::blue,
                     .parts = {{{1.5, -2.5}, "spin"}, {{}, std::nullopt}},
                     .words = {1, 2, ~0ull},
                     .pair = {0.1, std::int8_t{-1}},
                     .bits = {true, false, true}};
  CHECK(lenz::test::through_archive(before) == before);
}

TEST_CASE("A record is read by its name and in the versions that its reader knows") {
  const auto read = [](lenz::RecordMark written, lenz::RecordMark reader) {
    lenz::test::MemoryOutput out;
    out(written);
    lenz::test::MemoryInput in(out.bytes);
    in(reader);
    return reader.version();
  };
  CHECK(read(lenz::RecordMark("chain", 2), lenz::RecordMark("chain", 2)) == 2);
  CHECK(read(lenz::RecordMark("chain", 2), lenz::RecordMark("chain", 3).reading_from(2)) == 2);
  CHECK(read(lenz::RecordMark("chain", 3).reading_from(2), lenz::RecordMark("chain", 3)) == 3);
  CHECK_THROWS_WITH(read(lenz::RecordMark("walk", 2), lenz::RecordMark("chain", 2)),
                    "a record \"walk\" stands where \"chain\" should");
  for (const std::uint32_t version : {1u, 4u}) {
    CHECK_THROWS_WITH(
        read(lenz::RecordMark("chain", version), lenz::RecordMark("chain", 3).reading_from(2)),
        "its record \"chain\" has version " + std::to_string(version) + ", this program reads version 3");
  }
}

TEST_CASE("A damaged size is an error and allocates nothing") {
  lenz::test::MemoryOutput out;
  out(std::uint64_t{1} << 60);
  lenz::test::MemoryInput in(out.bytes);
  std::vector<double> values;
  CHECK_THROWS_AS(in(values), std::runtime_error);
}

}  // namespace archive_tests
