#include "lenz/jobs/start_input.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "run_support.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace lenz;

/// A start file whose commented-out defaults are taken in: a line that begins with # and a key.
std::string with_all_defaults(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    const bool key = line.size() > 1 && line[0] == '#' && std::islower(static_cast<unsigned char>(line[1]));
    out += (key ? line.substr(1) : line) + "\n";
  }
  return out;
}

TEST_CASE("Every built kind has an input to begin with") {
  std::vector<std::string> kinds;
  for (const io::SchemaBase* schema : jobs::sample_catalogue().schemas) {
    if (!schema->kind().empty()) kinds.push_back(schema->table() + "." + schema->kind());
  }
  std::vector<std::string> topics = jobs::start_topics();
  std::sort(kinds.begin(), kinds.end());
  std::sort(topics.begin(), topics.end());
  CHECK(topics == kinds);
}

TEST_CASE("An input to begin with is of the kind asked for and every key of its kinds stands in it") {
  for (const std::string& topic : jobs::start_topics()) {
    const std::string text = jobs::start_input(topic);
    INFO(text);
    const io::Table root = jobs::resolved_table(test::sample_input(text));
    const std::string table = topic.substr(0, topic.find('.')), kind = topic.substr(topic.find('.') + 1);
    CHECK(*root.find(table)->get<io::Table>()->find("kind")->get<std::string>() == kind);
    for (const io::SchemaBase* schema : jobs::sample_catalogue().schemas) {
      const io::Table* used = schema->table().empty() ? &root : root.find(schema->table())->get<io::Table>();
      if (!schema->kind().empty() && *used->find("kind")->get<std::string>() != schema->kind()) continue;
      for (const io::KeyDescription& key : schema->keys()) {
        INFO(key.name);
        CHECK((text.find("\n" + key.name + " = ") != std::string::npos ||
               text.find("\n#" + key.name + " = ") != std::string::npos ||
               text.find("\n# " + key.name + ", not set: ") != std::string::npos));
      }
    }
  }
}

TEST_CASE("Defaults that are commented out decode to the same input when they are taken in") {
  for (const std::string& topic : jobs::start_topics()) {
    const std::string text = jobs::start_input(topic), all = with_all_defaults(text);
    INFO(all);
    CHECK(all.size() < text.size());
    CHECK(jobs::resolved_toml(test::sample_input(all)) == jobs::resolved_toml(test::sample_input(text)));
  }
}

TEST_CASE("Lines of an input to begin with are short enough to read") {
  for (const std::string& topic : jobs::start_topics()) {
    std::istringstream lines(jobs::start_input(topic));
    for (std::string line; std::getline(lines, line);) {
      INFO(topic << ": " << line);
      CHECK(line.size() <= 100);
      CHECK((line.empty() || line.back() != ' '));
    }
  }
}

TEST_CASE("An input to begin with runs to its end") {
  for (const std::string& topic : jobs::start_topics()) {
    INFO(topic);
    io::Document document = io::Document::parse(jobs::start_input(topic), "test.toml");
    document.set("run.sweeps=200");
    const auto outcome = test::run_in_memory(jobs::decode_sample(document), 2);
    CHECK_FALSE(outcome.points.empty());
    for (const io::PointResult& point : outcome.points) {
      if (topic == "system.markov-chain") continue;  // its histogram is its picture
      REQUIRE(point.samples);
      CHECK(point.samples->n_samples == 8);
    }
  }
}

TEST_CASE("A kind may be named alone and what is unknown is met with the nearest") {
  CHECK(jobs::start_topic("system.ising") == "system.ising");
  CHECK(jobs::start_topic("ising") == "system.ising");
  CHECK(jobs::start_topic("wolff") == "sampler.wolff");
  CHECK_THROWS_WITH(
      jobs::start_topic("system.isnig"),
      "init system.isnig: error: there is no kind \"system.isnig\"; did you mean \"system.ising\"?");
  CHECK_THROWS_WITH(jobs::start_topic("metropolsi"),
                    "init metropolsi: error: there is no kind \"metropolsi\"; did you mean "
                    "\"sampler.metropolis\"?");
  CHECK_THROWS_WITH(jobs::start_topic("qqqqqqqq"),
                    "init qqqqqqqq: error: there is no kind \"qqqqqqqq\"; `lenz list` shows those there "
                    "are, system.ising for one");
  CHECK_THROWS_WITH(jobs::start_topic("system.phi4"),
                    "init system.phi4: error: \"system.phi4\" is known but not built yet: `lenz list` "
                    "shows the kinds that are");
  CHECK_THROWS_WITH(
      jobs::start_topic("model.classifier"),
      "init model.classifier: error: \"model.classifier\" needs a data set, which no input can bring "
      "along: README.md shows how one is made and read, `lenz describe model.classifier` its keys");
  CHECK_THROWS_AS(jobs::start_topic(""), InputError);
  CHECK_THROWS_AS(jobs::start_topic("run"), InputError);
  CHECK_THROWS_AS(jobs::start_topic("system."), InputError);
}

TEST_CASE("An input to begin with is written once and overwrites nothing") {
  const test::TemporaryFolder folder;
  const auto file = jobs::write_start_input("ising", folder.path / "new" / "folder");
  CHECK(file == folder.path / "new" / "folder" / "ising.toml");
  std::ostringstream written;
  written << std::ifstream(file).rdbuf();
  CHECK(written.str() == jobs::start_input("system.ising"));
  CHECK_THROWS_AS(jobs::write_start_input("system.ising", folder.path / "new" / "folder"), UsageError);
  std::filesystem::create_symlink("/nowhere", folder.path / "gaussian.toml");
  CHECK_THROWS_AS(jobs::write_start_input("gaussian", folder.path), UsageError);
  std::ofstream(folder.path / "file") << "in the way";
  CHECK_THROWS_AS(jobs::write_start_input("mixture", folder.path / "file"), FileError);
}

}  // namespace
