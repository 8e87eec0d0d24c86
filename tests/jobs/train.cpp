#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/dataset_reader.hpp"
#include "lenz/jobs/diagnose.hpp"
#include "lenz/jobs/pictures.hpp"

#include "jobs/run_folder_support.hpp"

namespace train_tests {

using namespace lenz;
using Catch::Contains;
using test::numbers_in, test::Place, test::text_in;

namespace {

const std::string data =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 4]\ntemperature = { from = 1.5, to = 3.5, count = "
    "11 }\n"
    "[sampler]\nkind = 'heat-bath'\n[run]\nsweeps = 2000\nchains = 2\n[output]\nplots = false\n"
    "configurations = 400\n";

/// A folder with a finished run of `data` and an input that trains on it.
class School {
 public:
  School(const std::string& model, const std::string& rest, int steps = 150) : place(data) {
    jobs::run_file(place.request("data"));
    std::ofstream(place / "train.toml")
        << "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'data/results.h5'\n[model]\n"
        << model << "\n[run]\nsteps = " << steps << "\nbatch = 64\n"
        << rest;
  }
  jobs::RunRequest request(const std::string& out, std::size_t n_threads = 1) const {
    return {
        .file = place / "train.toml", .out = place / out, .set = {}, .n_threads = n_threads, .quiet = true};
  }
  const Place place;
};

const std::string classifier = "kind = 'classifier'\narchitecture = 'convolution'\nlayers = [6]";

/// Runs until the time is up and goes on, on 1 thread and 2, until it is done: how often it stopped. The time
/// grows, so that it comes to an end on a slow machine too.
int n_stops_of(jobs::RunRequest request) {
  int n = 0;
  for (double limit = 0.02; limit < 1000; limit *= 1.3) {
    request.set = {"run.time_limit=" + std::to_string(limit)};
    request.n_threads = 1 + static_cast<std::size_t>(n % 2);
    request.resume = n > 0;
    try {
      jobs::run_file(request);
      break;
    } catch (const Stopped&) {
      ++n;
    }
  }
  return n;
}

}  // namespace

TEST_CASE("a training on one thread and two and eight gives the same numbers and the same model") {
  const School school(classifier, "[output]\nplots = false\n");
  jobs::run_file(school.request("one"));
  for (const std::size_t n : {2, 8}) {
    const std::string name = std::to_string(n);
    jobs::run_file(school.request(name, n));
    CHECK(numbers_in(school.place / name) == numbers_in(school.place / "one"));
    CHECK((text_in(school.place / name / "results.h5") == text_in(school.place / "one" / "results.h5")));
  }
}

TEST_CASE("a training that is stopped again and again ends with the bits of an uninterrupted one") {
  const School school(classifier, "[output]\nplots = false\n", 4000);
  jobs::run_file(school.request("whole"));
  CHECK(n_stops_of(school.request("parts")) > 0);
  CHECK(numbers_in(school.place / "parts") == numbers_in(school.place / "whole"));
  CHECK((text_in(school.place / "parts" / "results.h5") == text_in(school.place / "whole" / "results.h5")));
}

TEST_CASE("a training reports its accuracy beside the best possible one at every temperature") {
  const School school(classifier, "[output]\nplots = true\n");
  const io::RunResult result = jobs::run_file(school.request("out"));
  REQUIRE(result.points.size() == 12);
  const io::ObservableResult& accuracy = *result.points.front().find("accuracy");
  CHECK(accuracy.oracle == "density-of-states");
  CHECK(accuracy.exact.at(0) == Approx(0.80).margin(0.1));
  CHECK(accuracy.mean.at(0) > 0.6);
  CHECK(result.points.front().find("loss")->exact.size() == 1);
  for (std::size_t k = 1; k < result.points.size(); ++k) {
    CHECK(result.points[k].parameters.front().first == "temperature");
    CHECK(result.points[k].find("probability_below")->exact.size() == 1);
  }
  for (std::size_t k = 2; k < result.points.size(); ++k)  // the hotter, the less it looks cold
    CHECK(result.points[k].find("probability_below")->exact[0] <
          result.points[k - 1].find("probability_below")->exact[0]);
  CHECK(result.warnings.empty());
  const std::string html = text_in(school.place / "out" / "report.html");
  CHECK_THAT(html, Contains("is the best possible"));
  jobs::plot_folder(school.place / "out");
  CHECK((text_in(school.place / "out" / "report.html") == html));
  CHECK_FALSE(jobs::diagnose_folder(school.place / "out").any);
}

TEST_CASE("data that do not suit a training are input errors that say what to do") {
  const School school("kind = 'classifier'\ntarget = 'temperature'", "[output]\nplots = false\n");
  const auto complaint = [&](const std::vector<std::string>& set) {
    jobs::RunRequest request = school.request("out");
    request.set = set;
    try {
      jobs::run_file(request);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no complaint");
  };
  CHECK_THAT(complaint({"model.target=phase", "model.critical_temperature=9"}),
             Contains("all its temperatures lie on one side of 9"));
  CHECK_THAT(complaint({"model.target=phase", "system.key=samples/energy"}),
             Contains("needs \"temperature\""));
  CHECK_THAT(complaint({"model.target=phase", "run.batch=2", "run.shards=4"}), Contains("shards"));
}

namespace {

const std::string drawing =
    "task = 'train'\n[system]\nkind = 'ising'\nsizes = [4, 6]\ntemperature = { from = 1.5, to = 3.5, count = "
    "5 "
    "}\n[sampler]\nkind = 'heat-bath'\n[model]\nkind = 'classifier'\nlayers = [8]\n[run]\nsweeps = 1000\n"
    "chains = 2\nsteps = 300\nbatch = 32\n[output]\nplots = false\nconfigurations = 200\n";

}  // namespace

TEST_CASE("a training that draws its own data learns a model of each size and keeps the data") {
  const Place place(drawing);
  const io::RunResult result = jobs::run_file(place.request("run"));
  REQUIRE(result.points.size() == 2 + 2 * 5);
  for (std::size_t k = 0; k < 2; ++k) {
    const io::PointResult& whole = result.points[k];
    CHECK(whole.parameters == std::vector<std::pair<std::string, double>>{{"size", k == 0 ? 4.0 : 6.0}});
    for (const char* name : {"accuracy", "loss", "crossing_temperature"}) {
      REQUIRE(whole.find(name) != nullptr);
      CHECK(whole.find(name)->exact.size() == 1);
    }
    CHECK(whole.find("accuracy")->mean[0] > 0.7);
  }
  for (std::size_t k = 2; k < result.points.size(); ++k) {
    const io::PointResult& point = result.points[k];
    CHECK(point.find("energy") != nullptr);
    CHECK(point.find("probability_below") != nullptr);
    REQUIRE(point.samples);
    CHECK(point.samples->n_samples == 200);
  }
  CHECK(result.model.front().name.starts_with("size_4."));
  CHECK(result.model.back().name.starts_with("size_6."));
  CHECK_THROWS_WITH(io::read_dataset(place / "run" / "results.h5"), Contains("points of 16 and of 36 sites"));
}

TEST_CASE("a training that draws its own data has the same bits on more threads and however it is cut") {
  const Place place(drawing);
  jobs::run_file(place.request("whole"));
  CHECK(n_stops_of(place.request("parts")) > 0);
  CHECK(numbers_in(place / "parts") == numbers_in(place / "whole"));
  CHECK((text_in(place / "parts" / "results.h5") == text_in(place / "whole" / "results.h5")));
}

TEST_CASE("a training that draws its own data may grow by its steps and not by its data") {
  const Place place(drawing);
  jobs::run_file(place.request("run"));
  jobs::RunRequest more = place.request("run");
  more.resume = true;
  more.set = {"run.sweeps=2000"};
  CHECK_THROWS_WITH(jobs::run_file(more), Contains("run was begun with 1000"));
  more.set = {"run.steps=400"};
  CHECK(jobs::run_file(more).training.front().values.size() == 400);
}

TEST_CASE("L-BFGS learns from all rows at once") {
  const Place place(drawing);
  jobs::RunRequest request = place.request("run");
  request.set = {"optimizer.kind=lbfgs", "run.steps=20"};
  const io::RunResult result = jobs::run_file(request);
  const std::vector<double>& loss =
      std::find_if(result.training.begin(), result.training.end(), [](const auto& t) {
        return t.name == "size_6.loss";
      })->values;
  for (std::size_t k = 1; k < loss.size(); ++k) CHECK(loss[k] < loss[k - 1] * (1 + 1e-5));
}

}  // namespace train_tests
