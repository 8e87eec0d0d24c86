#include "lenz/io/atomic_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lenz/core/errors.hpp"

namespace lenz::io {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, const char* what) {
  throw FileError(file.string() + ": " + what + ": " + std::generic_category().message(errno));
}

void sync_folder(const fs::path& target) {
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(folder, "cannot open the folder");
  const int status = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  errno = error;
  // EINVAL: a file system whose folders know no fsync.
  if (status != 0 && errno != EINVAL) fail(folder, "cannot sync the folder");
}

/// For the clean-up before fail(): errno is left as it was.
void remove_quietly(const fs::path& file) {
  const int error = errno;
  ::unlink(file.c_str());
  errno = error;
}

}  // namespace

AtomicFile::AtomicFile(fs::path target)
    : target_(std::move(target)), temporary_(target_.string() + ".partial") {
  // A link that somebody else left under this name would be written through.
  file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (file_ < 0) fail(target_, "cannot create the file");
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written == 0) errno = ENOSPC;  // no file system should; without this the loop would not end
    if (written <= 0) fail(target_, "cannot write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void AtomicFile::commit() {
  if (::fsync(file_) != 0) fail(target_, "cannot write to disk");
  if (::close(std::exchange(file_, -1)) != 0) {
    remove_quietly(temporary_);
    fail(target_, "cannot close");
  }
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) {
    remove_quietly(temporary_);
    fail(target_, "cannot put the new file in place");
  }
  sync_folder(target_);
}

void write_file(const fs::path& target, std::string_view bytes) {
  AtomicFile file(target);
  file.write(bytes);
  file.commit();
}

std::string read_file(const fs::path& file) {
  const int descriptor =
      ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);  // a pipe's end may never come
  if (descriptor < 0) fail(file, "cannot open");
  std::string bytes;
  struct stat about {};
  if (::fstat(descriptor, &about) == 0 && !S_ISREG(about.st_mode)) {
    ::close(descriptor);
    throw FileError(file.string() + ": is no regular file");
  }
  bytes.reserve(static_cast<std::size_t>(about.st_size));
  std::array<char, 1 << 16> buffer;
  ssize_t n = 0;
  while ((n = ::read(descriptor, buffer.data(), buffer.size())) != 0) {
    if (n < 0 && errno != EINTR) break;
    if (n > 0) bytes.append(buffer.data(), static_cast<std::size_t>(n));
  }
  const int error = errno;
  ::close(descriptor);
  errno = error;
  if (n < 0) fail(file, "cannot read");
  return bytes;
}

}  // namespace lenz::io
