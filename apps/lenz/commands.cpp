#include "commands.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <thread>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/describe.hpp"
#include "lenz/io/diagnostics.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/io/progress_line.hpp"
#include "lenz/jobs/diagnose.hpp"
#include "lenz/jobs/pictures.hpp"
#include "lenz/jobs/run.hpp"
#include "lenz/jobs/shipped.hpp"
#include "lenz/jobs/start_input.hpp"
#include "lenz/jobs/task.hpp"
#include "lenz/jobs/validate.hpp"

namespace lenz::app {
namespace {

/// --threads, else LENZ_THREADS, else all cores.
std::size_t n_threads(std::size_t asked) {
  if (asked > 0) return asked;
  if (const char* text = std::getenv("LENZ_THREADS"); text != nullptr && *text != '\0') {
    if (const std::string fault = against_threads(text); !fault.empty())
      throw UsageError("LENZ_THREADS " + fault);
    return std::strtoull(text, nullptr, 10);
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

jobs::RunRequest request_of(const RunArguments& a) {
  jobs::RunRequest request{.file = a.file,
                           .out = a.out,
                           .set = a.set,
                           .n_threads = n_threads(a.threads),
                           .overwrite = a.overwrite,
                           .resume = a.resume,
                           .quiet = a.quiet};
  if (a.seed) request.set.push_back(fmt::format("run.seed={}", *a.seed));
  if (a.time_limit) request.set.push_back(fmt::format("run.time_limit=\"{}\"", *a.time_limit));
  return request;
}

/// Names of files and what stands in them may come from somebody else.
void print_plain(const std::string& text) { fmt::print("{}", io::plain_text(text)); }

std::string bytes_text(double bytes) {
  for (const char* unit : {"B", "KiB", "MiB", "GiB"}) {
    if (bytes < 1024) return fmt::format("{:.3g} {}", bytes, unit);
    bytes /= 1024;
  }
  return fmt::format("{:.3g} TiB", bytes);
}

}  // namespace

std::string against_threads(const std::string& text) {
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const bool good = error == std::errc() && end == text.data() + text.size() && n >= 1 && n <= 4096;
  return good ? "" : fmt::format("is \"{}\", but must be a whole number from 1 to 4096", io::shown_key(text));
}

int run(const RunArguments& a) {
  jobs::run_file(request_of(a));
  return 0;
}

int resume(const RunArguments& a) {
  jobs::resume_folder(a.file, request_of(a));
  return 0;
}

int check(const RunArguments& a) {
  const jobs::RunRequest request = request_of(a);
  const io::Document document = jobs::read_input(request.file, request.set);
  const auto task = jobs::decode_any_task(document);
  NoProgress progress;
  task->prepare(progress);
  print_plain(task->facts().resolved + "\n");
  for (const std::string& remark : task->remarks()) print_plain("# " + remark + "\n");
  const jobs::Cost cost = task->cost(request.n_threads);
  for (const std::string& note : cost.notes) print_plain("# " + note + "\n");
  fmt::print("# cost: about {} on {} thread(s), {} of memory at least; {}\n",
             io::format_duration(cost.seconds), cost.n_threads, bytes_text(cost.bytes), task->size());
  return 0;
}

int describe(const std::string& topic) {
  fmt::print("{}", io::describe(jobs::catalogue(), topic));
  return 0;
}

int validate(const ValidateArguments& v) {
  std::vector<std::filesystem::path> paths = v.cases;
  if (paths.empty()) {
    const std::filesystem::path folder = jobs::shipped_folder("validation");
    paths.push_back(folder);
    if (!v.quick && std::filesystem::is_directory(folder / "long")) paths.push_back(folder / "long");
  }
  const auto say = [&](const std::string& name) {
    if (!v.json && io::is_terminal(stdout)) print_plain(name + " …\n");
  };
  const io::ValidationReport report =
      jobs::validate(jobs::validation_cases(paths), n_threads(v.threads), say);
  print_plain(v.json ? io::to_json(report) : io::to_text(report));
  return report.pass() ? 0 : 4;
}

int diagnose(const std::filesystem::path& folder) {
  const jobs::Diagnosis diagnosis = jobs::diagnose_folder(folder);
  print_plain(diagnosis.text);
  return diagnosis.any ? 4 : 0;
}

int plot(const std::filesystem::path& folder) {
  print_plain(jobs::plot_folder(folder) + "\n");
  return 0;
}

int init(const std::string& topic, const std::filesystem::path& folder) {
  if (topic.empty()) {
    std::string topics;
    for (const std::string& known : jobs::start_topics()) topics += "\n  lenz init " + known;
    throw UsageError("lenz init needs the kind to begin with, one of these:" + topics);
  }
  const std::filesystem::path file = jobs::write_start_input(topic, folder);
  const std::string name = file.string(), run = "runs/" + file.stem().string();
  fmt::print(
      "wrote {0}, an input to begin with. It runs as it is:\n\n"
      "  lenz run {0:<{2}}   a few seconds; then open {1}/report.html\n"
      "  lenz check {0:<{2}} every default written out, and the cost\n\n"
      "Its comments say what every key means; change one and run it again.\n",
      name, run, name.size() + 2);
  return 0;
}

int list() {
  const io::Catalogue& all = jobs::catalogue();
  fmt::print("Tasks\n");
  for (const io::TaskDescription& task : all.tasks) {
    fmt::print("  {:<16} {}{}\n", task.name, task.meaning, task.built ? "" : " (not built yet)");
  }
  fmt::print("\nKinds (lenz describe TABLE.KIND; lenz init TABLE.KIND writes an input to begin with)\n");
  for (const io::SchemaBase* schema : all.schemas) {
    if (!schema->kind().empty())
      fmt::print("  {:<24} {}{}\n", schema->table() + "." + schema->kind(), schema->meaning(),
                 schema->task().empty() ? "" : " (task " + schema->task() + ")");
  }
  const std::vector<jobs::ShippedInput> inputs = jobs::shipped_inputs(jobs::shipped_folder("inputs"));
  std::size_t width = 0;
  for (const jobs::ShippedInput& input : inputs) width = std::max(width, input.file.string().size());
  fmt::print("\nInputs (lenz run FILE)\n");
  for (const jobs::ShippedInput& input : inputs) {
    fmt::print("  {:<{}} {}\n", input.file.string(), width, input.summary);
  }
  return 0;
}

}  // namespace lenz::app
