#pragma once

#include <filesystem>
#include <optional>

namespace lenz::io {

/// Holds a folder against other processes for as long as it lives: flock on its file `.lock`.
///
/// The kernel lets go of it when the process ends, however it ends: there is no stale lock, and `.lock` may
/// stay. On a file system that knows no locks nothing is held.
class FolderLock {
 public:
  /// None where another process (or another lock of this one) holds the folder. Throws FileError where
  /// `.lock` cannot be created.
  static std::optional<FolderLock> take(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

}  // namespace lenz::io
