#include "lenz/jobs/train_cost.hpp"

#include <chrono>
#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/jobs/learner.hpp"
#include "lenz/jobs/task.hpp"

#include "jobs/run_folder_support.hpp"
#include "support/training_inputs.hpp"

namespace train_cost_tests {

using namespace lenz;
using Catch::Contains;

namespace {

const test::TrainingFolder& folder() {
  static const test::TrainingFolder made;
  return made;
}

io::Document document(const std::string& text, const std::vector<std::string>& set = {}) {
  io::Document parsed = io::Document::parse(text, "a.toml", folder().path());
  for (const std::string& argument : set) parsed.set(argument);
  return parsed;
}

const std::string dense =
    "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'data.csv'\n[model]\nkind = 'regressor'\n"
    "[run]\nbatch = 16\n[output]\nplots = false\n";
const std::string convolution =
    "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'lattice.npy'\nlabels = 'labels.csv'\n[model]\n"
    "kind = 'regressor'\narchitecture = 'convolution'\n[run]\nbatch = 16\n[output]\nplots = false\n";

jobs::Cost cost_of(const std::string& text, const std::vector<std::string>& set) {
  const auto task = jobs::decode_any_task(document(text, set));
  NoProgress progress;
  task->prepare(progress);
  return task->cost(1);
}

std::string complaint_about(const std::string& text, const std::vector<std::string>& set) {
  try {
    cost_of(text, set);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("The parameters of a network are counted before it is made") {
  for (const std::string& text : {dense, convolution}) {
    for (const char* layers : {"model.layers=[5]", "model.layers=[7, 3, 4]"}) {
      const jobs::TrainInput input = jobs::decode_train(document(text, {layers}));
      data::Dataset data;
      data.shape = text == dense ? std::vector<std::size_t>{4} : std::vector<std::size_t>{4, 2};
      data.values.ones(text == dense ? 4 : 8, 16);
      data.labels = arma::regspace(1, 16);
      jobs::Lesson lesson{.data = &data, .targets = data.labels, .train = {}};
      for (std::uint32_t row = 0; row < 16; ++row) lesson.train.push_back(row);
      INFO(text << layers);
      CHECK(jobs::count_parameters(input, {.shape = data.shape, .n_train = 16, .n_held_out = 0}) ==
            jobs::make_learner(input, lesson)->n_parameters());
    }
  }
}

TEST_CASE("What a training will take is told within a factor of five on a busy machine", "[release]") {
  for (const std::string& text : {dense, convolution}) {
    const std::vector<std::string> set = {"model.layers=[32, 32]", "run.steps=5000", "run.shards=2"};
    const auto task = jobs::decode_any_task(document(text, set));
    NoProgress progress;
    task->prepare(progress);
    const double told = task->cost(1).seconds;
    NoCheckpoints sink;
    const auto start = std::chrono::steady_clock::now();
    task->run(1, sink, progress);
    const double taken = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    INFO(text << told << " s told, " << taken << " s taken");
    CHECK(told < 5 * taken);
    CHECK(told > taken / 5);
  }
}

TEST_CASE("What a training will take grows with its steps and its rows") {
  const double few = cost_of(dense, {"run.steps=1000"}).seconds;
  CHECK(cost_of(dense, {"run.steps=1000000"}).seconds > 100 * few);
  const double narrow = cost_of(dense, {"model.layers=[8]"}).bytes;
  CHECK(cost_of(dense, {"model.layers=[1024, 1024]"}).bytes > narrow + 4 * 1024 * 1024);
}

TEST_CASE("A training that no memory would hold is refused before any is taken") {
  const std::string too_much = "this training needs at least";
  CHECK_THAT(complaint_about(dense, {"model.layers=[65536, 65536, 65536, 65536, 65536]", "run.shards=16"}),
             Contains(too_much) && Contains("smaller [model] layers"));
  CHECK_THAT(complaint_about(dense, {"run.steps=1000000000000"}), Contains(too_much));
  CHECK(complaint_about(dense, {}).empty());
}

TEST_CASE("A density that is learned from tells its rows before they are drawn") {
  const std::string text =
      "task = 'train'\n[system]\nkind = 'ising'\nsizes = [4, 8]\ntemperature = [1.5, 2.0, 3.0]\n[model]\n"
      "kind = 'classifier'\nlayers = [8]\n[run]\nsweeps = 1000\nsteps = 100\n[output]\nconfigurations = "
      "100\n";
  const jobs::Cost cost = cost_of(text, {});
  REQUIRE(cost.notes.size() == 2);
  CHECK(cost.notes[0] == "240 rows to train on and 60 held out; 145 parameters");
  CHECK(cost.notes[1] == "240 rows to train on and 60 held out; 529 parameters");
}

TEST_CASE("A training leaves a line for each tenth of its steps in the log") {
  test::Place place(dense);
  test::write_training_data(place.folder.path);
  jobs::RunRequest request = place.request("out");
  request.set = {"run.steps=50"};
  jobs::run_file(request);
  const std::string log = test::text_in(place / "out" / "log.txt");
  for (const char* step : {" 5 ", " 10 ", " 45 ", " 50 "}) CHECK_THAT(log, Contains(step));
  CHECK_THAT(log, Contains("steps/s") && Contains("loss"));
  CHECK(log.find('\r') == std::string::npos);
  CHECK(log.find('\033') == std::string::npos);
}

TEST_CASE("A report says which rows of its tables stand for all held-out rows") {
  test::Place place(dense);
  test::write_training_data(place.folder.path);
  jobs::RunRequest request = place.request("out");
  request.set = {"run.steps=50", "output.plots=true"};
  jobs::run_file(request);
  CHECK_THAT(test::text_in(place / "out" / "report.html"), Contains("<td>all held-out rows</td>"));
}

}  // namespace train_cost_tests
