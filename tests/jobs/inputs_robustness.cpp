#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "lenz/io/describe.hpp"
#include "lenz/io/reference.hpp"
#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/task.hpp"
#include "lenz/random/stream.hpp"

#include "inputs_support.hpp"

namespace inputs_robustness_tests {

namespace {

using namespace lenz;

TEST_CASE("A resolved input decodes to itself") {
  for (const std::string& text : test::valid_inputs()) {
    INFO(text);
    const std::string once = jobs::resolved_toml(test::decoded(text));
    CHECK(jobs::resolved_toml(test::decoded(once)) == once);
  }
}

TEST_CASE("The resolved input writes out every default") {
  const io::Table root = jobs::resolved_table(test::decoded(test::valid_inputs().front()));
  for (const io::SchemaBase* schema : jobs::sample_catalogue().schemas) {
    const bool here = schema->kind().empty() || schema->kind() == "ising" || schema->kind() == "auto";
    if (!here) continue;
    const io::Table* table = schema->table().empty() ? &root : root.find(schema->table())->get<io::Table>();
    for (const io::KeyDescription& key : schema->keys()) {
      INFO(schema->title() << " " << key.name);
      const bool in_place_of_size = key.name == "file" || key.name == "file_hash" || key.name == "sizes";
      const bool of_wavefunctions = key.name == "cusp_weight";
      CHECK((table->find(key.name) != nullptr) != (in_place_of_size || of_wavefunctions));
    }
  }
}

TEST_CASE("Defaults are what the contract says") {
  const auto input = test::decoded(test::valid_inputs().front());
  CHECK(input.exact == jobs::Exact::automatic);
  CHECK(input.sampler.kind == jobs::SamplerKind::automatic);
  CHECK(input.run.seed == 1);
  CHECK(input.run.chains == 4);
  CHECK(input.run.burn_in.is_auto());
  CHECK(input.run.sweeps == 20000);
  CHECK(input.run.checkpoint_every.seconds == 60);
  CHECK(input.run.time_limit.is_none());
  const auto& ising = std::get<jobs::IsingInput>(input.system);
  CHECK(ising.lattice == lattice::Kind::square);
  CHECK(ising.temperature[0] == 2 / std::log(1 + std::sqrt(2.0)));
  const auto mixture = std::get<jobs::MixtureInput>(test::decoded(test::valid_inputs()[7]).system);
  CHECK(mixture.weights == std::vector<double>{1.0 / 3, 2.0 / 3});
  const auto gaussian = std::get<jobs::GaussianInput>(test::decoded(test::valid_inputs()[5]).system);
  CHECK(gaussian.mean == std::vector<double>{0, 0});
}

std::vector<std::string> misspellings(const std::string& key) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < key.size(); ++i) {
    all.push_back(key.substr(0, i) + key.substr(i + 1));
    all.push_back(key.substr(0, i + 1) + key.substr(i));
    all.push_back(key.substr(0, i) + (key[i] == 'q' ? 'z' : 'q') + key.substr(i + 1));
    if (i > 0) {
      std::string swapped = key;
      std::swap(swapped[i - 1], swapped[i]);
      all.push_back(swapped);
    }
  }
  return all;
}

TEST_CASE("Every misspelling of every key is found and nearly every one understood") {
  // "task" and required keys stand misspelled in their place; the others are added to an input that has the
  // kind.
  std::size_t n = 0, understood = 0;
  for (const io::SchemaBase* schema : jobs::sample_catalogue().schemas) {
    for (const io::KeyDescription& key : schema->keys()) {
      for (const std::string& wrong : misspellings(key.name)) {
        if (wrong.empty() || schema->find(wrong) != nullptr || wrong == "kind") continue;
        const std::string line = wrong + " = 1\n";
        std::string text = schema->table().empty() ? line : "";
        text += "task = 'sample'\n[system]\nkind = '" +
                (schema->table() == "system" ? schema->kind() : "ising") + "'\n";
        if (schema->table() == "system") text += line;
        if (schema->table() == "sampler") text += "[sampler]\nkind = '" + schema->kind() + "'\n" + line;
        if (schema->table() == "run" || schema->table() == "output")
          text += "[" + schema->table() + "]\n" + line;
        const std::string said = test::complaints_about(text);
        INFO(text << said);
        ++n;
        const std::size_t at = said.find("unknown key \"" + wrong + "\"");
        REQUIRE(at != std::string::npos);
        const std::size_t row =
            static_cast<std::size_t>(
                std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find(line)), '\n')) +
            1;
        CHECK(said.find("a.toml:" + std::to_string(row) + ":1: error: unknown key") != std::string::npos);
        const std::string hint = said.substr(at, said.find('\n', at) - at);
        understood += hint.find("did you mean \"" + key.name + "\"?") != std::string::npos ? 1 : 0;
      }
    }
  }
  CAPTURE(n, understood);
  CHECK(n > 1000);
  CHECK(static_cast<double>(understood) >= 0.95 * static_cast<double>(n));
}

TEST_CASE("Every misspelling of every kind is refused and nearly every one understood") {
  std::size_t n = 0, understood = 0;
  for (const std::string table : {"system", "sampler"}) {
    for (const std::string_view kind : jobs::sample_catalogue().kinds(table, false)) {
      for (const std::string& wrong : misspellings(std::string(kind))) {
        if (wrong == kind || jobs::sample_catalogue().find(table, wrong) != nullptr) continue;
        const std::string system = table == "system" ? wrong : "ising";
        const std::string said = test::complaints_about("task = 'sample'\n[system]\nkind = '" + system +
                                                        "'\nsize = [4, 4]\n[sampler]\nkind = '" +
                                                        (table == "sampler" ? wrong : "auto") + "'\n");
        INFO(said);
        ++n;
        REQUIRE(said.find("[" + table + "] kind is \"" + wrong + "\"") != std::string::npos);
        understood += said.find("did you mean \"" + std::string(kind) + "\"?") != std::string::npos ? 1 : 0;
      }
    }
  }
  CAPTURE(n, understood);
  CHECK(static_cast<double>(understood) >= 0.95 * static_cast<double>(n));
}

/// One random change: a byte, a run of bytes, a piece of another input, a cut.
std::string mutated(std::string text, random::Stream& rng) {
  static const std::string pieces[] = {"[",
                                       "]",
                                       "{",
                                       "}",
                                       "=",
                                       "\"",
                                       "'",
                                       "\"\"\"",
                                       "\n",
                                       ".",
                                       "#",
                                       "-",
                                       "1e999",
                                       "nan",
                                       "inf",
                                       "\xFF",
                                       "\\u",
                                       "kind",
                                       "[system]",
                                       "[[run]]",
                                       "size = ",
                                       "true",
                                       "1979-05-27",
                                       "99999999999999999999",
                                       "\xEF\xBB\xBF",
                                       "0x",
                                       ","};
  const std::size_t n_changes = 1 + rng() % 4;
  for (std::size_t k = 0; k < n_changes; ++k) {
    const std::size_t at = text.empty() ? 0 : rng() % text.size();
    switch (rng() % 6) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(rng() % 256);
        break;
      case 1:
        text.erase(at, 1 + rng() % 8);
        break;
      case 2:
        text.insert(at, pieces[rng() % std::size(pieces)]);
        break;
      case 3: {
        const std::string& other = test::valid_inputs()[rng() % test::valid_inputs().size()];
        text.insert(at, other.substr(rng() % other.size(), rng() % 40));
        break;
      }
      case 4:
        text.resize(at);
        break;
      default: {
        std::string repeated;
        const std::string& piece = pieces[rng() % std::size(pieces)];
        for (std::size_t i = rng() % 300; i > 0; --i) repeated += piece;
        text.insert(at, repeated);
      }
    }
  }
  return text;
}

TEST_CASE("Mutated inputs either run or are refused with a place") {
  random::Stream rng({.seed = 20, .purpose = random::Purpose::test});
  std::size_t refused = 0;
  for (std::size_t i = 0; i < 4000; ++i) {
    const std::string text = mutated(test::valid_inputs()[i % test::valid_inputs().size()], rng);
    try {
      const io::Document document = io::Document::parse(text, "a.toml", "/tmp");
      jobs::decode_task(document);
      const auto input = jobs::decode_sample(document);
      const std::string once = jobs::resolved_toml(input);
      REQUIRE(jobs::resolved_toml(test::decoded(once)) == once);
    } catch (const InputError& error) {
      ++refused;
      for (const Diagnostic& d : error.diagnostics()) {
        REQUIRE(d.source == "a.toml");
        REQUIRE(d.line >= 1);
        REQUIRE(d.column >= 1);
        REQUIRE(d.message.find('\n') == std::string::npos);
        REQUIRE(d.message.size() < 2000);
      }
    }
  }
  CAPTURE(refused);
  CHECK(refused > 1000);
  CHECK(refused < 4000);
}

TEST_CASE("Mutated arguments are refused as arguments") {
  random::Stream rng({.seed = 21, .purpose = random::Purpose::test});
  const std::vector<std::string> arguments{
      "system.size=[4, 4]", "system.temperature={ from = 1, to = 2, count = 3 }",
      "run.seed=7",         "sampler.kind=wolff",
      "title=\"a b\"",      "run.time_limit=30m"};
  for (std::size_t i = 0; i < 2000; ++i) {
    const std::string argument = mutated(arguments[i % arguments.size()], rng);
    try {
      io::Document document = io::Document::parse(test::valid_inputs().front(), "a.toml", "/tmp");
      document.set(argument);
      jobs::decode_task(document);
      jobs::decode_sample(document);
    } catch (const InputError& error) {
      for (const Diagnostic& d : error.diagnostics())
        REQUIRE((d.source == "a.toml" || d.source.rfind("--set ", 0) == 0));
    } catch (const UsageError&) {
    }
  }
}

TEST_CASE("Binary garbage and huge inputs are refused quickly") {
  random::Stream rng({.seed = 22, .purpose = random::Purpose::test});
  for (int i = 0; i < 200; ++i) {
    std::string text(rng() % 3000, '\0');
    for (char& c : text) c = static_cast<char>(rng());
    CHECK_THROWS_AS(test::decoded(text), InputError);
  }
  std::string keys = "task = 'sample'\n[system]\n";
  for (int i = 0; i < 100000; ++i) keys += "k" + std::to_string(i) + " = 1\n";
  CHECK_THROWS_AS(test::decoded(keys), InputError);
  std::string list = "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [1";
  for (int i = 0; i < 1000000; ++i) list += ",1";
  CHECK_THROWS_AS(test::decoded(list + "]\n"), InputError);
  CHECK_THROWS_AS(test::decoded(std::string(9 << 20, '#')), InputError);
}

TEST_CASE("Each name the program knows can be described") {
  const io::Catalogue& all = jobs::catalogue();
  for (const io::TaskDescription& task : all.tasks) CHECK_FALSE(io::describe(all, task.name).empty());
  for (const io::TableDescription& table : all.tables) CHECK_FALSE(io::describe(all, table.name).empty());
  for (const io::PlannedKind& kind : all.planned)
    CHECK_FALSE(io::describe(all, kind.table + "." + kind.name).empty());
  for (const io::SchemaBase* schema : all.schemas) {
    CHECK_FALSE(schema->meaning().empty());
    if (!schema->kind().empty())
      CHECK(io::describe(all, schema->table() + "." + schema->kind()).find(schema->meaning()) !=
            std::string::npos);
    for (const io::KeyDescription& key : schema->keys()) {
      INFO(schema->title() << " " << key.name);
      CHECK_FALSE(key.meaning.empty());
      CHECK_FALSE(io::describe(all, key.name).empty());
      if (!schema->table().empty())
        CHECK(io::describe(all, schema->table() + "." + key.name).find(key.name) != std::string::npos);
    }
  }
  CHECK(io::describe(all, "system.ising").find("E = -sum_<ij> J_ij s_i s_j - h sum_i s_i") !=
        std::string::npos);
  CHECK(io::describe(all, "ising.disorder_seed") == io::describe(all, "system.disorder_seed"));
  CHECK(io::describe(all, "").find("not built yet") != std::string::npos);
  CHECK_THROWS_WITH(
      io::describe(all, "system.isnig"),
      "describe system.isnig: error: nothing is called \"system.isnig\"; did you mean \"system.ising\"?");
  CHECK_THROWS_WITH(
      io::describe(all, "qqqqqqqq"),
      "describe qqqqqqqq: error: nothing is called \"qqqqqqqq\"; `lenz describe` shows what there is");
}

std::filesystem::path inputs_folder() { return std::filesystem::path(LENZ_SOURCE) / "inputs"; }

TEST_CASE("The reference page is what the schemas say") {
  const std::filesystem::path page = inputs_folder() / "README.md";
  const std::string generated = io::reference_markdown(jobs::catalogue());
  if (std::getenv("LENZ_UPDATE") != nullptr) std::ofstream(page) << generated;
  std::ostringstream committed;
  committed << std::ifstream(page).rdbuf();
  CHECK(committed.str() == generated);
}

TEST_CASE("Every shipped input is valid and resolves to a fixed point") {
  std::size_t n = 0;
  for (const auto& entry : std::filesystem::directory_iterator(inputs_folder())) {
    if (entry.path().extension() != ".toml") continue;
    INFO(entry.path().string());
    const std::string once = jobs::decode_any_task(io::Document::read(entry.path()))->facts().resolved;
    CHECK(jobs::decode_any_task(io::Document::parse(once, "resolved"))->facts().resolved == once);
    ++n;
  }
  CHECK(n > 0);
}

}  // namespace

}  // namespace inputs_robustness_tests
