#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/io/describe.hpp"
#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"

#include "support/temporary_folder.hpp"

namespace train_inputs_tests {

namespace {

using namespace lenz;
using Catch::Contains;

/// A folder with a data set beside which inputs are read.
struct Data {
  test::TemporaryFolder folder;
  Data() { write("1,2\n3,4\n"); }
  void write(const std::string& text) const { std::ofstream(folder.path / "data.csv") << text; }

  jobs::TrainInput decode(const std::string& text) const {
    return jobs::decode_train(io::Document::parse(text, "a.toml", folder.path));
  }
  /// One complaint a line; empty where all is fine.
  std::string complaints(const std::string& text) const {
    try {
      decode(text);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }
};

const std::string system = "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'data.csv'\n";
const std::string model = "[model]\nkind = 'classifier'\n";

bool is_of_density(const io::SchemaBase& schema, const io::KeyDescription& key) {
  for (const jobs::DensityKey& each : jobs::density_keys()) {
    if (schema.table() == each.table && key.name == each.name) return true;
  }
  return false;
}

TEST_CASE("The defaults of training are what the contract says") {
  const Data data;
  const jobs::TrainInput input = data.decode(system + model);
  CHECK(input.exact == jobs::Exact::automatic);
  const auto& file = std::get<jobs::DatasetInput>(input.system);
  CHECK(file.file == data.folder.path / "data.csv");
  CHECK(file.holdout == 0.2);
  CHECK(file.file_hash->starts_with("xxh64:"));
  CHECK(input.model.target == jobs::Target::automatic);
  CHECK(jobs::target_of(input.model, true) == jobs::Target::phase);
  CHECK(jobs::target_of(input.model, false) == jobs::Target::key);
  CHECK(input.model.standardise.is_auto());
  CHECK(input.model.layers == std::vector<std::uint64_t>{64});
  CHECK(input.model.architecture == jobs::Architecture::dense);
  CHECK(input.model.critical_temperature.is_auto());
  CHECK(input.optimizer.rate == 1e-3);
  CHECK(input.optimizer.schedule == jobs::RateSchedule::cosine);
  CHECK(input.optimizer.clip.is_auto());
  CHECK(input.run.seed == 1);
  CHECK(input.run.steps == 2000);
  CHECK(input.run.batch == 128);
  CHECK(input.run.checkpoint_every.seconds == 60);
  CHECK(jobs::target_of(data.decode(system + "[model]\nkind = 'regressor'\n").model, true) ==
        jobs::Target::temperature);
  CHECK(data.decode(system + model + "[optimizer]\nkind = 'adamw'\n").optimizer.weight_decay == 0.01);
  CHECK(data.decode(system + model + "[optimizer]\nkind = 'sgd'\n").optimizer.rate == 0.01);
}

TEST_CASE("A resolved input of training decodes to itself and holds every key of its kinds") {
  const Data data;
  for (const std::string& rest :
       {model, model + "architecture = 'convolution'\nkernel = 5\nlayers = [8, 16]\nactivation = 'tanh'\n",
        model + "critical_temperature = 2.3\n[run]\nsteps = 10\nbatch = 4\nshards = 2\ntime_limit = '3m'\n",
        std::string("[model]\nkind = 'regressor'\n[optimizer]\nkind = 'lbfgs'\nmemory = 3\n"),
        model + "[optimizer]\nkind = 'momentum'\nmomentum = 0.5\nschedule = 'step'\nevery = 7\nfactor = "
                "0.5\nclip = 2\n"}) {
    INFO(rest);
    const std::string once = jobs::resolved_toml(data.decode(system + rest));
    CHECK(jobs::resolved_toml(data.decode(once)) == once);
    const io::Table root = jobs::resolved_table(data.decode(once));
    for (const io::SchemaBase* schema : jobs::train_catalogue().schemas) {
      const io::Node* node = schema->table().empty() ? nullptr : root.find(schema->table());
      const io::Table* table = schema->table().empty() ? &root
                               : node == nullptr       ? nullptr
                                                       : node->get<io::Table>();
      if (table == nullptr) continue;
      const io::Node* kind = table->find("kind");
      if (!schema->kind().empty() && *kind->get<std::string>() != schema->kind()) continue;
      for (const io::KeyDescription& key : schema->keys()) {
        INFO(schema->title() << " " << key.name);
        CHECK((table->find(key.name) != nullptr) != (key.name == "labels" || is_of_density(*schema, key)));
      }
    }
  }
  for (const io::SchemaBase* schema : jobs::train_catalogue().schemas) {
    if (schema->table() != "optimizer") continue;
    const std::string text = system + model + "[optimizer]\nkind = '" + schema->kind() + "'\n";
    CHECK(jobs::resolved_toml(data.decode(jobs::resolved_toml(data.decode(text)))) ==
          jobs::resolved_toml(data.decode(text)));
  }
}

TEST_CASE("What is wrong with an input of training is said where it stands") {
  const Data data;
  CHECK(data.complaints("task = 'train'\n") ==
        "a.toml:1:1: error: missing table [system]: what is studied, with kind = one of \"dataset\", "
        "\"ising\"\n"
        "a.toml:1:1: error: missing table [model]: what is learned, with kind = one of \"classifier\", "
        "\"regressor\"");
  CHECK(data.complaints("task = 'train'\n[system]\nkind = 'dataset'\n" + model) ==
        "a.toml:2:1: error: missing key \"file\" in [system] kind \"dataset\": a file");
  CHECK_THAT(data.complaints("task = 'train'\n[system]\nkind = 'dataset'\nfile = 'none'\n" + model),
             Contains("a.toml:4:8: error: [system] file cannot be read: ") && Contains("No such file"));
  CHECK_THAT(data.complaints("task = 'train'\n[system]\nkind = 'dataset'\nfile = '.'\n" + model),
             Contains("it is a folder"));
  CHECK_THAT(data.complaints(system + "labels = 'none.npy'\n" + model),
             Contains("a.toml:5:10: error: [system] labels cannot"));
  CHECK_THAT(data.complaints(system + "file_hash = 'xxh64:0'\n" + model),
             Contains("a.toml:5:13: error: [system] file_hash is \"xxh64:0\", but"));
  CHECK(data.complaints(system + "holdout = 1\n" + model) ==
        "a.toml:5:11: error: [system] holdout is 1, but must be greater than 0 and less than 1");
  CHECK(data.complaints("task = 'train'\n[system]\nkind = 'gaussian'\nmean = [4, 4]\n" + model) ==
        "a.toml:3:8: error: [system] kind \"gaussian\" is for task \"sample\"; this task has dataset, "
        "ising");
  CHECK(data.complaints(system + "[model]\nkind = 'vae'\n") ==
        "a.toml:6:8: error: [model] kind \"vae\" is known but not built yet: this version has classifier, "
        "regressor");
  CHECK_THAT(
      data.complaints(system + "[model]\nkind = 'regressor'\ntarget = 'phase'\n"),
      Contains("a.toml:7:10: error: [model] target is \"phase\", but must be \"temperature\" or \"key\""));
  CHECK(data.complaints(system + model + "target = 'key'\n").empty());
  CHECK(data.complaints(system + "key = 'energy'\n" + model + "target = 'key'\n").empty());
  CHECK_THAT(data.complaints(system + model + "target = 'temperature'\ncritical_temperature = 2\n"),
             Contains("a.toml:8:24: error: [model] critical_temperature means nothing"));
  CHECK_THAT(data.complaints(system + model + "kernel = 5\n"),
             Contains("means nothing for architecture \"dense\""));
  CHECK_THAT(data.complaints(system + model + "kernel = 4\n"), Contains("is 4, but must be odd"));
  CHECK(data.complaints(system + model + "layers = [64, 0]\n") ==
        "a.toml:7:15: error: [model] layers is 0, but must be between 1 and 65536");
  CHECK_THAT(data.complaints(system + model + "[optimizer]\nnatural = true\n"),
             Contains("is not built for [model] kind"));
  CHECK_THAT(data.complaints(system + model +
                             "[optimizer]\ndamping = 0.1\nsolver = 'cg'\nevery = 3\nfactor = 0.5\n"),
             Contains("a.toml:8:11: error: [optimizer] damping means nothing") && Contains("a.toml:9:10") &&
                 Contains("a.toml:10:9") && Contains("a.toml:11:10"));
  CHECK_THAT(data.complaints(system + model + "[optimizer]\nkind = 'lbfgs'\nrate = 1\n"),
             Contains("a.toml:9:1: error: unknown key \"rate\" in [optimizer] kind \"lbfgs\""));
  CHECK_THAT(data.complaints(system + model + "[sampler]\nkind = 'wolff'\n"),
             Contains("a.toml:7:1: error: [sampler] means nothing for [system] kind \"dataset\""));
  CHECK_THAT(data.complaints("exact = 'kaufman'\n" + system + model),
             Contains("a.toml:1:9: error: exact is \"kaufman\", but must be one of \"auto\", \"none\", "
                      "\"density-of-states\""));
  CHECK_THAT(data.complaints(system + model + "[run]\nsweeps = 3\nsteps = 0\n"),
             Contains("a.toml:8:10: error: [run] sweeps means nothing for [system] kind \"dataset\"") &&
                 Contains("a.toml:9:9: error: [run] steps is 0"));
}

TEST_CASE("A training may draw its data from a density") {
  const Data data;
  const std::string density =
      "task = 'train'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = [2, 3]\n";
  const std::string text = density + model +
                           "[sampler]\nkind = 'heat-bath'\n[run]\nsweeps = 70\nholdout = 0.5\n[output]\n"
                           "configurations = 12\n";
  const jobs::TrainInput input = data.decode(text);
  const jobs::SampleInput drawing = jobs::drawing_of(input);
  CHECK(drawing.run.sweeps == 70);
  CHECK(drawing.output.configurations == 12);
  CHECK(drawing.sampler.kind == jobs::SamplerKind::heat_bath);
  CHECK(jobs::holdout_of(input) == 0.5);
  CHECK(data.decode(density + model).output.configurations == 1000);
  const std::string once = jobs::resolved_toml(input);
  CHECK(jobs::resolved_toml(data.decode(once)) == once);

  CHECK_THAT(data.complaints("task = 'train'\n[system]\nkind = 'ising'\nsize = [4, 4]\n" + model),
             Contains("[system] temperature has one value: there is nothing to tell apart"));
  CHECK_THAT(data.complaints(density + "field = [0, 1]\n" + model),
             Contains("a.toml:6:9: error: [system] field has several values"));
  CHECK_THAT(data.complaints(density + model + "target = 'key'\n"), Contains("a label of a data set"));
  CHECK_THAT(data.complaints(density + "field = 1\n" + model + "[sampler]\nkind = 'wolff'\n"),
             Contains("[sampler] kind"));
  CHECK_THAT(data.complaints(density + model + "[run]\nthin = 9\nsweeps = 3\n"),
             Contains("[run] thin is 9, but must be at most the 3 sweeps"));
}

TEST_CASE("A data set that changed since the input was resolved is refused") {
  const Data data;
  const std::string resolved = jobs::resolved_toml(data.decode(system + model));
  CHECK(data.complaints(resolved).empty());
  data.write("1,2\n3,5\n");
  CHECK_THAT(data.complaints(resolved), Contains("[system] file_hash") && Contains("the data are not those"));
}

TEST_CASE("Every key of training misspelt is found and nearly every one understood") {
  const Data data;
  std::size_t n = 0, understood = 0;
  for (const io::SchemaBase* schema : jobs::train_catalogue().schemas) {
    if (schema->table().empty()) continue;
    for (const io::KeyDescription& key : schema->keys()) {
      const std::string wrong = key.name + "q";
      const auto table = [&](const std::string& name, const std::string& usual) {
        const bool here = schema->table() == name;
        return "[" + name + "]\n" +
               (usual.empty() ? "" : "kind = '" + (here ? schema->kind() : usual) + "'\n") +
               (here ? wrong + " = 1\n" : "");
      };
      const bool drawn = schema->table() == "sampler" || schema->kind() == "ising";
      const std::string said = data.complaints(
          "task = 'train'\n" +
          (drawn ? table("system", "ising") + "size = [4, 4]\n" + table("sampler", "auto")
                 : table("system", "dataset") + "file = 'data.csv'\n") +
          table("model", "classifier") + table("optimizer", "adam") + table("run", "") + table("output", ""));
      INFO(schema->title() << "\n" << said);
      CHECK_THAT(said, Contains("unknown key \"" + wrong + "\""));
      ++n;
      understood += said.find("did you mean \"" + key.name + "\"?") != std::string::npos ? 1 : 0;
    }
  }
  CHECK(n > 80);
  CHECK(understood >= n - n / 20);
}

TEST_CASE("Keys of a table that depend on the task are described for each") {
  const std::string text = io::describe(jobs::catalogue(), "run");
  CHECK_THAT(text, Contains("[run] of task \"sample\"") && Contains("[run] of task \"train\"") &&
                       Contains("sweeps") && Contains("batch"));
  CHECK_THAT(io::describe(jobs::catalogue(), "run.seed"), Contains("[run] of task \"sample\", \"train\""));
}

}  // namespace

}  // namespace train_inputs_tests
