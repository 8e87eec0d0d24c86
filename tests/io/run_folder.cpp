#include "lenz/io/run_folder.hpp"

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"

#include "support/temporary_folder.hpp"

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

TEST_CASE("A folder that cannot be created is a file error") {
  test::TemporaryFolder here;
  write_file(here.path / "file", "");
  CHECK_THROWS_AS(choose_run_folder({.input = "a.toml", .out = here.path / "file" / "sub"}), FileError);
  CHECK_THROWS_AS(choose_run_folder({.input = "a.toml", .out = here.path / "file"}), FileError);
}
