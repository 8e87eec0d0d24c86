#include "lenz/io/run_folder.hpp"

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"

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

TEST_CASE("Without an option a run goes to runs and the file's stem") {
  test::TemporaryFolder here;
  const FolderRequest request{.input = "inputs/ising.toml", .out = {}, .base = here.path / "runs"};
  const RunFolder folder = choose_run_folder(request);
  CHECK(folder.root == here.path / "runs" / "ising");
  CHECK(fs::is_directory(folder.root));
}

TEST_CASE("A finished run is left alone and the next free number taken") {
  test::TemporaryFolder here;
  const FolderRequest request{.input = "ising.toml", .out = {}, .base = here.path};
  end_run(choose_run_folder(request).root);
  CHECK(choose_run_folder(request).root == here.path / "ising-2");
  CHECK(choose_run_folder(request).root == here.path / "ising-2");  // not finished yet
  end_run(here.path / "ising-2", "failed");
  CHECK(choose_run_folder(request).root == here.path / "ising-3");
}

TEST_CASE(
    "A stopped run is not finished: a new one takes its folder without its files and a resumed one with "
    "them") {
  test::TemporaryFolder here;
  FolderRequest request{.input = "ising.toml", .out = {}, .base = here.path};
  const fs::path root = choose_run_folder(request).root;
  end_run(root, "stopped");
  write_file(root / "checkpoint.0", "old");
  write_file(root / "notes.txt", "mine");
  request.resume = true;
  CHECK(choose_run_folder(request).root == root);
  CHECK(fs::exists(root / "checkpoint.0"));
  request.resume = false;
  CHECK(choose_run_folder(request).root == root);
  CHECK_FALSE(fs::exists(root / "checkpoint.0"));
  CHECK_FALSE(fs::exists(root / "summary.json"));
  CHECK(fs::exists(root / "notes.txt"));
}

TEST_CASE("A named folder that holds a finished run is refused unless it may be overwritten") {
  test::TemporaryFolder here;
  FolderRequest request{.input = "ising.toml", .out = here.path / "mine"};
  end_run(choose_run_folder(request).root);
  CHECK_THROWS_AS(choose_run_folder(request), UsageError);
  request.overwrite = true;
  CHECK(choose_run_folder(request).root == here.path / "mine");
  CHECK_FALSE(holds_finished_run(here.path / "mine"));
}

TEST_CASE("A folder in which a run is at work is refused by name and passed over otherwise") {
  test::TemporaryFolder here;
  const FolderRequest unnamed{.input = "ising.toml", .out = {}, .base = here.path};
  FolderRequest named{.input = "ising.toml", .out = here.path / "ising"};
  {
    const RunFolder at_work = choose_run_folder(unnamed);
    write_file(at_work.root / "checkpoint.0", "precious");
    CHECK_THROWS_WITH(choose_run_folder(named), Catch::Contains("another lenz is at work"));
    named.resume = true;
    CHECK_THROWS_AS(choose_run_folder(named), UsageError);
    CHECK(choose_run_folder(unnamed).root == here.path / "ising-2");
    CHECK(fs::exists(at_work.root / "checkpoint.0"));
  }
  CHECK(choose_run_folder(named).root == here.path / "ising");
}

TEST_CASE("What a killed run had half written is removed before the next begins or goes on") {
  test::TemporaryFolder here;
  const FolderRequest request{.input = "ising.toml", .out = here.path, .resume = true};
  fs::create_directory(here.path / "plots");
  for (const char* name : {"checkpoint.1.partial", "results.h5.partial", "plots/a.png.partial", "mine.txt"})
    write_file(here.path / name, "half");
  choose_run_folder(request);
  CHECK_FALSE(fs::exists(here.path / "checkpoint.1.partial"));
  CHECK_FALSE(fs::exists(here.path / "results.h5.partial"));
  CHECK_FALSE(fs::exists(here.path / "plots" / "a.png.partial"));
  CHECK(fs::exists(here.path / "mine.txt"));
}

TEST_CASE("A folder that cannot be created is a file error") {
  test::TemporaryFolder here;
  write_file(here.path / "file", "");
  CHECK_THROWS_AS(choose_run_folder({.input = "a.toml", .out = here.path / "file" / "sub"}), FileError);
  CHECK_THROWS_AS(choose_run_folder({.input = "a.toml", .out = here.path / "file"}), FileError);
}

}  // namespace run_folder_tests
