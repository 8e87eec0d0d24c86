#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

/// Files that appear whole or not at all.
namespace lenz::io {

/// A temporary file beside `target` that takes its place at commit().
///
/// Bytes are written through short writes and interruptions, then fsync, rename, fsync of the folder. Without
/// a commit the temporary file is removed and the target is left as it was. All throw FileError naming the
/// file and the cause.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void commit();

 private:
  std::filesystem::path target_, temporary_;
  int file_ = -1;
};

void write_file(const std::filesystem::path& target, std::string_view bytes);

/// The whole file. Throws FileError where it is absent, unreadable or no regular file (a pipe, a device).
std::string read_file(const std::filesystem::path& file);

}  // namespace lenz::io
