#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "lenz/jobs/start_input.hpp"
#include "lenz/jobs/task.hpp"
#include "lenz/random/stream.hpp"

#include "inputs_support.hpp"
#include "support/diagonalization_inputs.hpp"
#include "support/ground_state_inputs.hpp"
#include "support/spin_ground_state_inputs.hpp"
#include "support/training_inputs.hpp"

namespace misspellings_tests {

/// Keys, tables, kinds and tasks with one letter wrong: each refused where it stands, and nearly each
/// understood.
namespace {

using namespace lenz;

constexpr std::size_t n_misspellings = 1000;
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_0123456789";

/// One insertion, deletion, substitution or transposition; the word itself where that changes nothing.
std::string misspelt(std::string word, random::Stream& rng) {
  const char letter = letters[rng() % letters.size()];
  switch (rng() % 4) {
    case 0:
      return word.insert(rng() % (word.size() + 1), 1, letter);
    case 1:
      return word.erase(rng() % word.size(), 1);
    case 2:
      word[rng() % word.size()] = letter;
      return word;
    default: {
      const std::size_t at = rng() % (word.size() - 1);
      std::swap(word[at], word[at + 1]);
      return word;
    }
  }
}

/// A word of a valid input and where it stands: the input is all lines, one of them `before` + word +
/// `after`.
struct Spot {
  std::string word, table;
  std::vector<std::string> lines;
  std::size_t line = 0;
  std::string before, after;
  std::string file;  ///< the valid input

  std::string with(const std::string& other) const {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i)
      text += (i == line ? before + other + after : lines[i]) + "\n";
    return text;
  }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  lines.pop_back();
  return lines;
}

struct Spots {
  std::vector<Spot> keys, tables, kinds, tasks;
};

/// Where the inputs stand, with the data sets of those that train.
const std::filesystem::path& folder() {
  static const test::TrainingFolder made;
  static const bool written = [] {
    std::ofstream(made.path() / "g") << "0 1\n1 2\n";
    return true;
  }();
  (void)written;
  return made.path();
}

/// The start input of every kind, and a training of every kind, resolved.
std::vector<std::string> whole_inputs() {
  std::vector<std::string> texts;
  for (const std::string& topic : jobs::start_topics()) texts.push_back(jobs::start_input(topic));
  for (const std::string& text : test::training_inputs()) texts.push_back(text);
  for (const std::string& text : test::diagonalization_inputs()) texts.push_back(text);
  for (const std::string& text : test::ground_state_inputs()) texts.push_back(text);
  for (const std::string& text : test::spin_ground_state_inputs()) texts.push_back(text);
  for (std::string& text : texts)
    text = jobs::decode_any_task(io::Document::parse(text, "a.toml", folder()))->facts().resolved;
  return texts;
}

/// Takes apart the inputs of every kind. Keys without a value there (`file`) are added to a line of their
/// own: misspelt, they are refused as any other.
Spots all_spots() {
  Spots spots;
  std::set<std::string> seen;
  for (const std::string& whole : whole_inputs()) {
    const std::vector<std::string> lines = lines_of(whole);
    std::string task, table, kind;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string& line = lines[i];
      if (line.empty() || line[0] == ' ' || line[0] == ']') continue;
      const auto add = [&](std::vector<Spot>& to, const std::string& word, std::string before,
                           std::string after) {
        if (seen.insert(task + table + "." + kind + "." + word).second)
          to.push_back({word, table, lines, i, std::move(before), std::move(after), whole});
      };
      if (line[0] == '[') {
        table = line.substr(1, line.size() - 2);
        kind.clear();
        add(spots.tables, table, "[", "]");
        continue;
      }
      const std::string key = line.substr(0, line.find(' ')), rest = line.substr(key.size());
      const std::size_t quote = rest.find('"');
      if (key == "kind" || key == "task") {
        const std::string value = rest.substr(quote + 1, rest.rfind('"') - quote - 1);
        (key == "kind" ? kind : task) = value;
        add(key == "kind" ? spots.kinds : spots.tasks, value, key + " = \"", "\"");
      }
      add(spots.keys, key, std::string(key.size() % 3, ' '), rest);
    }
  }
  for (const char* key : {"file", "file_hash"}) {
    Spot spot = *std::find_if(spots.keys.begin(), spots.keys.end(),
                              [](const Spot& s) { return s.word == "lattice"; });
    spot.word = key;
    spot.lines.insert(spot.lines.begin() + static_cast<std::ptrdiff_t>(spot.line), "");
    spot.after = " = \"bonds.txt\"";
    spots.keys.push_back(spot);
  }
  return spots;
}

bool is_known_key(const std::string& word) {
  if (word == "kind") return true;
  return std::any_of(jobs::catalogue().schemas.begin(), jobs::catalogue().schemas.end(),
                     [&](const io::SchemaBase* s) { return s->find(word) != nullptr; });
}

bool is_known_kind(const std::string& word) {
  const auto& planned = jobs::catalogue().planned;
  return std::any_of(jobs::catalogue().schemas.begin(), jobs::catalogue().schemas.end(),
                     [&](const io::SchemaBase* s) { return s->kind() == word; }) ||
         std::any_of(planned.begin(), planned.end(),
                     [&](const io::PlannedKind& k) { return k.name == word; });
}

bool is_known_table(const std::string& word) {
  const auto& tables = jobs::catalogue().tables;
  return is_known_key(word) ||
         std::any_of(tables.begin(), tables.end(), [&](const auto& t) { return t.name == word; });
}

std::vector<Diagnostic> diagnostics_of(const std::string& text,
                                       const std::vector<std::string>& arguments = {}) {
  try {
    io::Document document = io::Document::parse(text, "a.toml", folder());
    for (const std::string& argument : arguments) document.set(argument);
    jobs::decode_any_task(document);
  } catch (const InputError& error) {
    return error.diagnostics();
  }
  return {};
}

/// The complaints about a file with `wrong` at the spot, first the one that stands where the word does.
std::vector<Diagnostic> in_file(const Spot& spot, const std::string& wrong) {
  std::vector<Diagnostic> said = diagnostics_of(spot.with(wrong));
  const int line = static_cast<int>(spot.line) + 1;
  const bool quoted = !spot.before.empty() && spot.before.back() == '"';  // a text begins with its quote
  const int column = static_cast<int>(spot.before.size()) + (quoted ? 0 : 1);
  std::stable_partition(said.begin(), said.end(),
                        [&](const Diagnostic& d) { return d.line == line && d.column == column; });
  REQUIRE_FALSE(said.empty());
  CHECK(said.front().line == line);
  CHECK(said.front().column == column);
  return said;
}

/// The same where the word stands in an argument, over a file that is right.
std::vector<Diagnostic> in_argument(const std::string& argument, const Spot& spot) {
  std::vector<Diagnostic> said = diagnostics_of(spot.file, {argument});
  const std::string source = "--set " + argument;
  std::stable_partition(said.begin(), said.end(), [&](const Diagnostic& d) { return d.source == source; });
  REQUIRE_FALSE(said.empty());
  CHECK(said.front().source == source);
  CHECK(said.front().line == 0);
  return said;
}

template <class Known, class Complaints>
void check_misspellings(const char* what, const std::vector<Spot>& spots, std::size_t count,
                        std::uint64_t seed, Known&& known, Complaints&& complaints) {
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  std::size_t n = 0, understood = 0, alone = 0;
  std::string missed;
  while (n < count) {
    const Spot& spot = spots[rng() % spots.size()];
    const std::string wrong = misspelt(spot.word, rng);
    if (wrong == spot.word || known(wrong)) continue;
    ++n;
    INFO("\"" << wrong << "\" for \"" << spot.word << "\" in [" << spot.table << "]\n" << spot.with(wrong));
    const std::vector<Diagnostic> said = complaints(spot, wrong);
    const std::string& first = said.front().message;
    alone += said.size() == 1 ? 1 : 0;
    CHECK(first.find(wrong) != std::string::npos);
    const bool right = first.find("did you mean \"" + spot.word + "\"?") != std::string::npos ||
                       first.find("did you mean [" + spot.word + "]?") != std::string::npos;
    understood += right ? 1 : 0;
    if (!right) missed += "\n" + said.front().text();
    if (said.size() > 1) missed += "\n+ " + said.front().text() + "\n+ " + said[1].text();
  }
  std::printf("%s: of %zu misspelt %zu understood (%.1f %%), %zu with nothing else said%s\n", what, n,
              understood, 100.0 * static_cast<double>(understood) / static_cast<double>(n), alone,
              missed.c_str());
  CHECK(alone == n);
  CHECK(static_cast<double>(understood) >= 0.95 * static_cast<double>(n));
}

TEST_CASE("Of 1000 misspelt keys each is refused where it stands and at least 95 % are understood") {
  check_misspellings("keys", all_spots().keys, n_misspellings, 31, is_known_key, in_file);
}

TEST_CASE(
    "Of 1000 misspelt keys in arguments each is refused as the argument and at least 95 % are understood") {
  check_misspellings("keys in --set", all_spots().keys, n_misspellings, 32, is_known_key,
                     [](const Spot& spot, const std::string& wrong) {
                       const std::string table = spot.table.empty() ? "" : spot.table + ".";
                       return in_argument(table + wrong + "=1", spot);
                     });
}

TEST_CASE("Misspelt tables are refused where they stand and at least 95 % are understood") {
  check_misspellings("tables", all_spots().tables, 400, 33, is_known_table, in_file);
  check_misspellings(
      "tables in --set", all_spots().tables, 400, 34, is_known_table,
      [](const Spot& spot, const std::string& wrong) { return in_argument(wrong + ".seed=1", spot); });
}

TEST_CASE("Misspelt kinds and tasks are refused where they stand and at least 95 % are understood") {
  check_misspellings("kinds", all_spots().kinds, n_misspellings, 35, is_known_kind, in_file);
  check_misspellings("kinds in --set", all_spots().kinds, 400, 36, is_known_kind,
                     [](const Spot& spot, const std::string& wrong) {
                       return in_argument(spot.table + ".kind=\"" + wrong + "\"", spot);
                     });
  check_misspellings("tasks", all_spots().tasks, 200, 37, is_known_kind, in_file);
}

}  // namespace

}  // namespace misspellings_tests
