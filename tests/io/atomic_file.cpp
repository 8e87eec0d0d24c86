#include "lenz/io/atomic_file.hpp"

#include <csignal>
#include <cstring>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/checksum.hpp"

#include "support/temporary_folder.hpp"

namespace atomic_file_tests {

using namespace lenz;
using namespace lenz::io;
namespace fs = std::filesystem;

TEST_CASE("A file is replaced whole at commit and left as it was without one") {
  test::TemporaryFolder folder;
  const fs::path path = folder.path / "file";
  write_file(path, std::string("old\0bytes", 9));
  {
    AtomicFile file(path);
    file.write("new");
    CHECK(read_file(path) == std::string("old\0bytes", 9));
  }
  CHECK(read_file(path) == std::string("old\0bytes", 9));
  CHECK_FALSE(fs::exists(path.string() + ".partial"));
  {
    AtomicFile file(path);
    file.write("ne");
    file.write("w");
    file.commit();
  }
  CHECK(read_file(path) == "new");
  CHECK_FALSE(fs::exists(path.string() + ".partial"));
}

TEST_CASE("A write that ends early on a full disk is an error and the old file stays") {
  test::TemporaryFolder folder;
  const fs::path path = folder.path / "file";
  write_file(path, "old");
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const rlim_t unlimited = limit.rlim_cur;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  limit.rlim_cur = 5000;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::string message;
  try {
    write_file(path, std::string(10000, 'x'));
  } catch (const FileError& error) {
    message = error.what();
  }
  limit.rlim_cur = unlimited;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  CHECK_THAT(message, Catch::Contains("file: cannot write") && Catch::Contains(std::strerror(EFBIG)));
  CHECK(read_file(path) == "old");
  CHECK_FALSE(fs::exists(path.string() + ".partial"));
}

TEST_CASE("A file that is not there is a file error") {
  CHECK_THROWS_AS(read_file("/nowhere/file"), FileError);
  CHECK_THROWS_AS(write_file("/nowhere/file", ""), FileError);
}

TEST_CASE("Checksums are those of XXH64") {
  // Published: XXH64 of no bytes, seed 0 (xxHash's own sanity check).
  CHECK(checksum("") == 0xEF46DB3751D8E999u);
  Checksum pieces;
  pieces.add("ab");
  pieces.add("c");
  CHECK(pieces.value() == checksum("abc"));
  CHECK(checksum("abc") == 0x44BC2CF5AD770999u);
}

TEST_CASE("What is no regular file is not read") {
  test::TemporaryFolder folder;
  REQUIRE(::mkfifo((folder.path / "pipe").c_str(), 0600) == 0);  // which nobody writes to
  for (const fs::path& path : {folder.path / "pipe", folder.path, fs::path("/dev/zero")}) {
    CHECK_THROWS_WITH(read_file(path), Catch::Contains("is no regular file"));
  }
}

}  // namespace atomic_file_tests
