#include "lenz/io/run_folder.hpp"

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/gnuplot.hpp"
#include "lenz/io/progress_line.hpp"

#include "support/temporary_folder.hpp"

namespace run_folder_tests {

using namespace lenz;
using namespace lenz::io;
namespace fs = std::filesystem;

namespace {

void end_run(const fs::path& folder, const std::string& status = "complete") {
  write_file(folder / "summary.json",
             "{ \"title\": \"\\\"status\\\": \\\"stopped\\\"\", \"status\": \"" + status + "\" }");
}

}  // namespace

RunFolder folder_of(const FolderRequest& request) { return choose_run_folder(request).folder; }

TEST_CASE("Without an option a run goes to runs and the file's stem") {
  test::TemporaryFolder here;
  const FolderRequest request{.input = "inputs/ising.toml", .out = {}, .base = here.path / "runs"};
  const ChosenFolder chosen = choose_run_folder(request);
  CHECK(chosen.folder.root == here.path / "runs" / "ising");
  CHECK(fs::is_directory(chosen.folder.root));
  CHECK(chosen.held == Holding::nothing);
  CHECK(chosen.remark.empty());
}

TEST_CASE("A finished run is left alone and the next free number taken") {
  test::TemporaryFolder here;
  const FolderRequest request{.input = "ising.toml", .out = {}, .base = here.path};
  end_run(folder_of(request).root);
  CHECK(folder_of(request).root == here.path / "ising-2");
  CHECK(folder_of(request).root == here.path / "ising-2");  // nothing was saved yet
  end_run(here.path / "ising-2", "failed");
  CHECK(folder_of(request).root == here.path / "ising-3");
}

TEST_CASE("A run with a checkpoint is passed over with the line that resumes it and refused by name") {
  test::TemporaryFolder here;
  FolderRequest request{.input = "ising.toml", .out = {}, .base = here.path};
  const fs::path root = folder_of(request).root;
  for (const bool killed : {false, true}) {  // a stop writes a summary, a kill does not
    if (killed) fs::remove(root / "summary.json");
    if (!killed) end_run(root, "stopped");
    write_file(root / "checkpoint.0", "old");
    CHECK(holding_of(root) == Holding::stopped_run);
    const ChosenFolder next = choose_run_folder(request);
    CHECK(next.folder.root == here.path / "ising-2");
    CHECK_THAT(next.remark, Catch::Contains("lenz resume " + root.string()));
    FolderRequest named{.input = "ising.toml", .out = root};
    CHECK_THROWS_WITH(choose_run_folder(named),
                      Catch::Contains("lenz resume " + root.string()) && Catch::Contains("--overwrite"));
    CHECK(read_file(root / "checkpoint.0") == "old");
    named.resume = true;
    CHECK(choose_run_folder(named).held == Holding::stopped_run);
    named.resume = false;
    named.overwrite = true;
    CHECK(folder_of(named).root == root);
    CHECK(read_file(root / "checkpoint.0") == "old");  // until the run that replaces it is known to run
  }
}

TEST_CASE("A named folder that holds a finished run is refused unless it may be overwritten") {
  test::TemporaryFolder here;
  FolderRequest request{.input = "ising.toml", .out = here.path / "mine"};
  end_run(folder_of(request).root);
  CHECK_THROWS_AS(choose_run_folder(request), UsageError);
  request.overwrite = true;
  const ChosenFolder chosen = choose_run_folder(request);
  CHECK(chosen.folder.root == here.path / "mine");
  CHECK(chosen.held == Holding::finished_run);
  clear_run(chosen.folder);
  CHECK(holding_of(here.path / "mine") == Holding::nothing);
}

TEST_CASE("Only what a run can have written is removed") {
  test::TemporaryFolder here;
  const FolderRequest request{.input = "ising.toml", .out = here.path / "run", .overwrite = true};
  const RunFolder folder = folder_of(request);
  const std::vector<std::string> own{"input.toml",   "summary.json",     "results.h5",      "report.html",
                                     "checkpoint.1", "plots/energy.svg", "omega-2-state.wf"};
  const std::vector<std::string> others{"notes.txt", "plots/fig1.svg", "plots/sub/x", "old.wf"};
  fs::create_directories(folder.plots() / "sub");
  claim_files(folder, {"plots/energy.svg"});
  claim_files(folder, {"omega-2-state.wf", "plots/never-drawn.svg"});
  for (const auto& names : {own, others}) {
    for (const std::string& name : names) write_file(folder.root / name, "text");
  }
  write_file(folder.log(), "a line");
  clear_run(folder);
  for (const std::string& name : own) CHECK_FALSE(fs::exists(folder.root / name));
  for (const std::string& name : others) CHECK(fs::exists(folder.root / name));
  CHECK(read_file(folder.log()).empty());
}

TEST_CASE("Names that lead out of the folder are no files of a run") {
  for (const char* name : {"a.wf", "plots/energy.gp", "omega-0.5-state.wf", "plots/a+b_c.svg"})
    CHECK(is_run_file(name));
  for (const char* name : {"", ".lenz", "..", "plots/", "plots/..", "../x", "plots/../../x", "/etc/passwd",
                           "a/b", "plots/a/b", "a b", "a\nb", "plots/.x", "a'b"}) {
    INFO(name);
    CHECK_FALSE(is_run_file(name));
  }
  // A mark that somebody else wrote removes nothing outside.
  test::TemporaryFolder here;
  write_file(here.path / "x", "mine");
  fs::create_directory(here.path / "run");
  write_file(here.path / "run" / ".lenz", "../x\nplots/../../x\n" + (here.path / "x").string() + "\n");
  end_run(here.path / "run");
  clear_run(folder_of({.input = "a.toml", .out = here.path / "run", .overwrite = true}));
  CHECK(fs::exists(here.path / "x"));
  CHECK_FALSE(fs::exists(here.path / "run" / "summary.json"));
}

TEST_CASE("A folder with other files is refused whatever is asked and nothing in it is touched") {
  test::TemporaryFolder here;
  fs::create_directories(here.path / "thesis" / "plots");
  write_file(here.path / "thesis" / "results.h5", "data");
  write_file(here.path / "thesis" / "plots" / "fig1.svg", "figure");
  for (const bool overwrite : {false, true}) {
    for (const bool resume : {false, true}) {
      const FolderRequest request{
          .input = "a.toml", .out = here.path / "thesis", .overwrite = overwrite, .resume = resume};
      CHECK_THROWS_WITH(choose_run_folder(request), Catch::Contains("to no run of Lenz (plots, results.h5)"));
    }
  }
  CHECK(read_file(here.path / "thesis" / "results.h5") == "data");
  CHECK(fs::exists(here.path / "thesis" / "plots" / "fig1.svg"));
  CHECK(std::distance(fs::directory_iterator(here.path / "thesis"), {}) == 2);  // no lock, no mark
  // Without --out the next name is taken.
  fs::create_directory(here.path / "a");
  write_file(here.path / "a" / "notes.txt", "mine");
  CHECK(folder_of({.input = "a.toml", .out = {}, .base = here.path}).root == here.path / "a-2");
}

TEST_CASE("What a run reads is never written over") {
  test::TemporaryFolder here;
  FolderRequest request{
      .input = here.path / "run" / "input.toml", .out = here.path / "run", .overwrite = true};
  const fs::path root = folder_of(request).root;
  end_run(root);
  for (const char* name : {"input.toml", "results.h5", "state.wf"}) {
    write_file(root / name, "text");
    claim_files({root}, {"state.wf"});
    request.read = {here.path / "other.toml", root / "." / name};
    CHECK_THROWS_WITH(choose_run_folder(request),
                      Catch::Contains(name) && Catch::Contains("would overwrite it"));
    CHECK(read_file(root / name) == "text");
  }
  request.read = {root / "summary.json.copy", root / "mine.csv"};
  CHECK(choose_run_folder(request).folder.root == root);
}

TEST_CASE("A run of a version that left no mark is known by its summary or its checkpoint") {
  test::TemporaryFolder here;
  write_file(here.path / "summary.json", "{ \"program\": \"lenz\", \"status\": \"complete\" }");
  CHECK(holding_of(here.path) == Holding::finished_run);
  write_file(here.path / "summary.json", "{ \"program\": \"other\", \"status\": \"complete\" }");
  CHECK(holding_of(here.path) == Holding::other_files);
  write_file(here.path / "checkpoint.1", "LENZCKPT and so on");
  fs::remove(here.path / "summary.json");
  CHECK(holding_of(here.path) == Holding::stopped_run);
}

TEST_CASE("Links that lead out of the folder are not written through") {
  test::TemporaryFolder here;
  const fs::path victim = here.path / "victim";
  fs::create_directory(victim);
  write_file(victim / "energy.svg", "mine");
  write_file(victim / "profile", "mine");
  const RunFolder folder{folder_of({.input = "a.toml", .out = here.path / "run"}).root};
  claim_files(folder, {"plots/energy.svg"});
  fs::create_directory_symlink(victim, folder.plots());
  CHECK_THROWS_WITH(claim_files(folder, {"plots/other.svg"}), Catch::Contains("is a link to another place"));
  CHECK_THROWS_AS(clear_run(folder), FileError);
  fs::create_symlink(victim / "profile", folder.report().string() + ".partial");
  CHECK_THROWS_AS(write_file(folder.report(), "text"), FileError);
  fs::create_symlink(victim / "profile", folder.log());
  CHECK_THROWS_WITH(ProgressLine({.quiet = true, .log = folder.log()}),
                    Catch::Contains("is a link to another file"));
  fs::remove(folder.plots());
  fs::create_directory(folder.plots());
  for (const char* suffix : {".gp", ".dat"})
    fs::create_symlink(victim / "profile", folder.plots() / (std::string("energy") + suffix));
  draw_figures(folder.plots(), {Figure{.name = "energy", .body = "plot 'energy.dat'", .data = "1 2\n3 4\n"}});
  CHECK(read_file(victim / "energy.svg") == "mine");
  CHECK(read_file(victim / "profile") == "mine");
}

TEST_CASE("A folder in which a run is at work is refused by name and passed over otherwise") {
  test::TemporaryFolder here;
  const FolderRequest unnamed{.input = "ising.toml", .out = {}, .base = here.path};
  FolderRequest named{.input = "ising.toml", .out = here.path / "ising"};
  {
    const RunFolder at_work = folder_of(unnamed);
    write_file(at_work.root / "checkpoint.0", "precious");
    CHECK_THROWS_WITH(choose_run_folder(named), Catch::Contains("another lenz is at work"));
    named.resume = true;
    CHECK_THROWS_AS(choose_run_folder(named), UsageError);
    CHECK(folder_of(unnamed).root == here.path / "ising-2");
    CHECK(fs::exists(at_work.root / "checkpoint.0"));
  }
  CHECK(folder_of(named).root == here.path / "ising");
}

TEST_CASE("What a killed run had half written is removed before the next begins or goes on") {
  test::TemporaryFolder here;
  const FolderRequest request{.input = "ising.toml", .out = here.path / "run", .resume = true};
  const RunFolder folder{folder_of(request).root};  // without its lock
  fs::create_directory(folder.plots());
  claim_files(folder, {"plots/a.png"});
  for (const char* name :
       {"checkpoint.1.partial", "results.h5.partial", "plots/a.png.partial", "mine.partial"})
    write_file(folder.root / name, "half");
  choose_run_folder(request);
  CHECK_FALSE(fs::exists(folder.root / "checkpoint.1.partial"));
  CHECK_FALSE(fs::exists(folder.root / "results.h5.partial"));
  CHECK_FALSE(fs::exists(folder.plots() / "a.png.partial"));
  CHECK(fs::exists(folder.root / "mine.partial"));
}

TEST_CASE("A folder that cannot be created is a file error") {
  test::TemporaryFolder here;
  write_file(here.path / "file", "");
  CHECK_THROWS_AS(choose_run_folder({.input = "a.toml", .out = here.path / "file" / "sub"}), FileError);
  CHECK_THROWS_AS(choose_run_folder({.input = "a.toml", .out = here.path / "file"}), FileError);
}

}  // namespace run_folder_tests
