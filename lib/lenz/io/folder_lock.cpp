#include "lenz/io/folder_lock.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "lenz/core/errors.hpp"

namespace lenz::io {

std::optional<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / ".lock";
  // Open for writing: NFS grants an exclusive lock to writers only.
  FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (lock.file_ < 0) {
    throw FileError(path.string() + ": cannot create the file: " + std::generic_category().message(errno));
  }
  int status = 0;
  while ((status = ::flock(lock.file_, LOCK_EX | LOCK_NB)) != 0 && errno == EINTR) {
  }
  if (status != 0 && errno == EWOULDBLOCK) return std::nullopt;
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace lenz::io
