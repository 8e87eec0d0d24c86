#include "lenz/jobs/start_input.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

#include "run_support.hpp"
#include "support/temporary_folder.hpp"

namespace start_input_tests {

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

io::Document document_of(const std::string& text) { return io::Document::parse(text, "test.toml", "/tmp"); }
const io::Catalogue& catalogue_of(const std::string& text) { return jobs::catalogue_of(document_of(text)); }
io::Table resolved(const std::string& text) {
  const std::string all = jobs::decode_any_task(document_of(text))->facts().resolved;
  return io::Document::parse(all, "resolved").root();
}

io::RunResult result_of(const io::Document& document) {
  const auto task = jobs::decode_any_task(document);
  NoCheckpoints sink;
  NoProgress progress;
  task->prepare(progress);
  task->run(2, sink, progress);
  io::RunResult result;
  task->finish(result);
  return result;
}

TEST_CASE("Every built kind has an input to begin with") {
  std::set<std::string> all;
  for (const char* task : {"sample", "train", "diagonalize", "ground-state"}) {
    for (const io::SchemaBase* schema : jobs::catalogue_of(task).schemas) {
      if (!schema->kind().empty()) all.insert(schema->table() + "." + schema->kind());
    }
  }
  all.erase("system.dataset");  // needs a file
  std::vector<std::string> kinds(all.begin(), all.end());
  std::vector<std::string> topics = jobs::start_topics();
  std::sort(kinds.begin(), kinds.end());
  std::sort(topics.begin(), topics.end());
  CHECK(topics == kinds);
}

TEST_CASE("An input to begin with is of the kind asked for and every key of its kinds stands in it") {
  for (const std::string& topic : jobs::start_topics()) {
    const std::string text = jobs::start_input(topic);
    INFO(text);
    const io::Table root = resolved(text);
    const std::string table = topic.substr(0, topic.find('.')), kind = topic.substr(topic.find('.') + 1);
    CHECK(*root.find(table)->get<io::Table>()->find("kind")->get<std::string>() == kind);
    for (const io::SchemaBase* schema : catalogue_of(text).schemas) {
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
    CHECK(io::to_toml(resolved(all)) == io::to_toml(resolved(text)));
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

// 12 s: every starting input is run to its end.
TEST_CASE("An input to begin with runs to its end") {
  for (const std::string& topic : jobs::start_topics()) {
    INFO(topic);
    io::Document document = io::Document::parse(jobs::start_input(topic), "test.toml");
    if (jobs::is_diagonalize(document)) {
      CHECK(result_of(document).points.size() == 10);
      continue;
    }
    document.set("run.sweeps=200");
    if (jobs::is_ground_state(document)) {
      for (const char* less : {"run.steps=3", "run.batch=64", "run.burn_in=50"}) document.set(less);
      const io::RunResult varied = result_of(document);
      REQUIRE_FALSE(varied.points.empty());
      CHECK(varied.points.front().find("energy")->exact.size() == 1);
      continue;
    }
    if (jobs::is_train(document)) {
      document.set("run.steps=5");
      if (topic.starts_with("optimizer.")) document.set("system.size=[4,4]");
      document.set("output.configurations=20");
      const io::RunResult learned = result_of(document);
      CHECK_FALSE(learned.points.empty());
      CHECK_FALSE(learned.model.empty());
      continue;
    }
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
  CHECK_THROWS_WITH(jobs::start_topic("dataset"),
                    "init dataset: error: \"system.dataset\" needs a file of yours, which no input can bring "
                    "along: `lenz describe system.dataset` shows its keys, `lenz init model.classifier` an "
                    "input that draws its data itself");
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

}  // namespace start_input_tests
