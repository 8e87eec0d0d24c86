#pragma once

#include <cstdint>
#include <filesystem>

namespace lenz::io {

/// An HDF5 file built in memory and put on disk in one piece.
///
/// HDF5 1.10 is no writer to trust on a failing disk: a write that fails leaves its caches dirty, its
/// identifiers open and its exit handler in a crash or a loop. So it never touches the disk: it fills memory
/// (as much as the file is large, for as long as this object lives), and AtomicFile writes the bytes. Throws
/// FileError.
class Hdf5Image {
 public:
  Hdf5Image();
  ~Hdf5Image();
  Hdf5Image(const Hdf5Image&) = delete;
  Hdf5Image& operator=(const Hdf5Image&) = delete;

  std::int64_t file() const { return file_; }

  /// Puts the file in the target's place, whole or not at all. REQUIRES every object in it closed.
  void save(const std::filesystem::path& target);

 private:
  std::int64_t file_;  // HDF5's hid_t: its header stays out of this one
};

}  // namespace lenz::io
