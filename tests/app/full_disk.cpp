#include <cerrno>
#include <cstring>

#include <catch2/catch.hpp>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "app/process.hpp"
#include "app/same_run.hpp"
#include "support/temporary_folder.hpp"

namespace full_disk_tests {

using namespace lenz::test;
using Catch::Contains, Catch::StartsWith;
namespace fs = std::filesystem;

namespace {

/// Some hundred kilobytes of checkpoints and results.
const std::string traced =
    "task = 'sample'\n[system]\nkind = 'ising'\nsize = [8, 8]\ntemperature = [2.0, 2.5]\n"
    "[sampler]\nkind = 'metropolis'\n[run]\nsweeps = 3000\nchains = 2\ncheckpoint_every = 0.02\n"
    "[output]\nplots = false\nconfigurations = 100\ntrace = true\n";

constexpr int refused = 126;

/// Puts a file system of that size, which this process alone sees, in the place of a folder.
void mount_small_disk(const fs::path& folder, const char* size) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ::_exit(refused);
  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (::mount("lenz-test", folder.c_str(), "tmpfs", 0, size) != 0) ::_exit(refused);
}

}  // namespace

TEST_CASE("a full disk ends a run with exit 5 and a message that names the file and the cause") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", traced);
  fs::create_directory(folder.path / "disk");
  for (const char* size : {"size=16k", "size=64k", "size=256k"}) {
    CAPTURE(size);
    const Finished f = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "disk/out"}, {},
                                        [&] { mount_small_disk(folder.path / "disk", size); });
    if (f.code == refused) {
      WARN("no file system may be mounted here: the disk stayed empty");
      return;
    }
    CHECK(f.code == 5);
    CHECK_THAT(f.err, StartsWith("lenz: ") && Contains("disk/out/") && Contains(std::strerror(ENOSPC)));
  }
}

TEST_CASE("a limit on the size of files ends a run with exit 5 and it goes on without the limit") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", traced);
  REQUIRE(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "whole"}).code == 0);
  for (const rlim_t bytes : {2000, 20000, 200000}) {
    CAPTURE(bytes);
    fs::remove_all(folder.path / "out");
    const Finished f = lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "out"}, {}, [&] {
      const rlimit limit{bytes, bytes};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    });
    CHECK(f.code == 5);
    CHECK_THAT(f.err, StartsWith("lenz: ") && Contains("out/") && Contains(std::strerror(EFBIG)));
    CHECK(lenz::test::lenz(folder.path, {"resume", "out"}).code == 0);
    CHECK(difference_of_runs(folder.path / "out", folder.path / "whole") == "");
  }
}

TEST_CASE("a log that cannot be written ends no run") {
  const TemporaryFolder folder;
  write_text(folder.path / "a.toml", traced);
  REQUIRE(lenz::test::lenz(folder.path, {"run", "a.toml", "--out", "whole"}).code == 0);
  CHECK(stopped_run(folder.path, "a.toml", "out", 0.01).code == 75);
  fs::remove(folder.path / "out" / "log.txt");
  fs::create_symlink("/dev/full", folder.path / "out" / "log.txt");
  CHECK(lenz::test::lenz(folder.path, {"resume", "out", "--time-limit", "1h"}).code == 0);
  CHECK(difference_of_runs(folder.path / "out", folder.path / "whole") == "");
}

}  // namespace full_disk_tests
