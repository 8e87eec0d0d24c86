#include "lenz/io/hdf5_image.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <type_traits>

#include <hdf5.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"

namespace lenz::io {

namespace {

static_assert(std::is_same_v<hid_t, std::int64_t>);

constexpr std::size_t growth = std::size_t{1} << 20;  // bytes; memory grows in such steps

std::string reason() { return errno != 0 ? std::generic_category().message(errno) : "HDF5 reports an error"; }

/// A file without backing store; no dates are kept in it.
hid_t create() {
  // What failed (for want of memory) must not fail again in an exit handler.
  static const bool no_exit_handler = H5dont_atexit() >= 0;
  (void)no_exit_handler;
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
  // The format of HDF5 1.8 has checksums over its structure, without which a flipped bit makes readers crash.
  // That of 1.10 marks a file as open for writing until it is closed, and the image is taken before.
  const bool ready = access >= 0 && creation >= 0 && H5Pset_fapl_core(access, growth, false) >= 0 &&
                     H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18) >= 0 &&
                     H5Pset_obj_track_times(creation, false) >= 0;
  const hid_t file = ready ? H5Fcreate("in memory", H5F_ACC_TRUNC, creation, access) : H5I_INVALID_HID;
  H5Pclose(creation);
  H5Pclose(access);
  if (file < 0) throw FileError("cannot build an HDF5 file in memory: " + reason());
  return file;
}

}  // namespace

Hdf5Image::Hdf5Image() : file_((errno = 0, create())) {}

Hdf5Image::~Hdf5Image() { H5Fclose(file_); }

void Hdf5Image::save(const std::filesystem::path& target) {
  // The driver's own memory is written: H5Fget_file_image with a buffer would need as much again.
  void** memory = nullptr;
  const bool flushed = H5Fflush(file_, H5F_SCOPE_GLOBAL) >= 0;
  const ssize_t size = flushed ? H5Fget_file_image(file_, nullptr, 0) : -1;
  if (size < 0 || H5Fget_vfd_handle(file_, H5P_DEFAULT, reinterpret_cast<void**>(&memory)) < 0) {
    throw FileError(target.string() + ": cannot build the file: " + reason());
  }
  write_file(target, {static_cast<const char*>(*memory), static_cast<std::size_t>(size)});
}

}  // namespace lenz::io
