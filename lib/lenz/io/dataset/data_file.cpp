#include "lenz/io/dataset/data_file.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lenz/core/errors.hpp"

namespace lenz::io::dataset {

void fail(const std::filesystem::path& path, const std::string& message) {
  throw InputError({Diagnostic{.source = path.string(), .line = 0, .column = 0, .message = message}});
}

std::uint64_t most_memory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGE_SIZE);
  if (pages <= 0 || page <= 0) return std::uint64_t{1} << 33;
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) / 4 * 3;
}

DataFile::DataFile(const std::filesystem::path& path, std::uint64_t max_bytes)
    : path_(path), max_bytes_(max_bytes) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail(fmt::format("cannot be read: {}", std::strerror(errno)));
  if (S_ISDIR(status.st_mode)) fail("is a folder; a data set is one file");
  if (!S_ISREG(status.st_mode)) fail("is no regular file");  // it may never end
  stream_.reset(std::fopen(path.c_str(), "rb"));
  if (!stream_) fail(fmt::format("cannot be read: {}", std::strerror(errno)));
  size_ = static_cast<std::uint64_t>(status.st_size);
  if (size_ == 0) fail("is empty");
}

void DataFile::fail(const std::string& message) const { dataset::fail(path_, message); }

std::size_t DataFile::read_some(char* out, std::size_t n) {
  const std::size_t n_read = std::fread(out, 1, std::min<std::uint64_t>(n, left()), stream_.get());
  if (std::ferror(stream_.get()) != 0) fail(fmt::format("cannot be read: {}", std::strerror(errno)));
  position_ += n_read;
  return n_read;
}

void DataFile::read(char* out, std::size_t n) {
  const std::uint64_t begin = position_;
  if (read_some(out, n) < n)
    fail(fmt::format("ends too early: {} bytes are due at byte {}, but the file has {}", n, begin, size_));
}

std::string DataFile::head(std::size_t n) {
  const std::uint64_t before = position_;
  std::string bytes(n, '\0');
  std::rewind(stream_.get());
  position_ = 0;
  bytes.resize(read_some(bytes.data(), n));
  if (std::fseek(stream_.get(), static_cast<long>(before), SEEK_SET) != 0) fail("cannot be read");
  position_ = before;
  return bytes;
}

void DataFile::check_memory(double bytes) const {
  if (bytes <= static_cast<double>(max_bytes_)) return;
  fail(fmt::format("needs {:.3g} GiB of memory, but {:.3g} GiB may be used: take fewer rows", bytes / 0x1p30,
                   static_cast<double>(max_bytes_) / 0x1p30));
}

std::size_t size_of(Element element) {
  switch (element) {
    case Element::uint8:
    case Element::int8:
      return 1;
    case Element::int16:
      return 2;
    case Element::int32:
    case Element::float32:
      return 4;
    case Element::int64:
    case Element::float64:
      return 8;
  }
  return 8;
}

namespace {

template <class Source, class T>
void convert_from(const char* bytes, std::size_t n, bool swapped, T* out) {
  for (std::size_t i = 0; i < n; ++i) {
    char one[sizeof(Source)];
    std::memcpy(one, bytes + i * sizeof(Source), sizeof(Source));
    if (swapped) std::reverse(one, one + sizeof(Source));
    Source value;
    std::memcpy(&value, one, sizeof(Source));
    // A double beyond single precision must become infinite, not undefined.
    const bool fits =
        std::fabs(static_cast<double>(value)) <= static_cast<double>(std::numeric_limits<T>::max());
    out[i] = fits ? static_cast<T>(value) : std::numeric_limits<T>::infinity();
  }
}

template <class T>
void convert(const char* bytes, std::size_t n, const Layout& layout, T* out) {
  const bool swapped = layout.big_endian != (std::endian::native == std::endian::big);
  switch (layout.element) {
    case Element::uint8:
      return convert_from<std::uint8_t>(bytes, n, swapped, out);
    case Element::int8:
      return convert_from<std::int8_t>(bytes, n, swapped, out);
    case Element::int16:
      return convert_from<std::int16_t>(bytes, n, swapped, out);
    case Element::int32:
      return convert_from<std::int32_t>(bytes, n, swapped, out);
    case Element::int64:
      return convert_from<std::int64_t>(bytes, n, swapped, out);
    case Element::float32:
      return convert_from<float>(bytes, n, swapped, out);
    case Element::float64:
      return convert_from<double>(bytes, n, swapped, out);
  }
}

/// Where element `linear` of Fortran order stands in C order, both of these axes.
std::size_t in_c_order(std::size_t linear, const std::vector<std::uint64_t>& axes) {
  std::size_t place = 0, stride = 1;
  for (const std::uint64_t length : axes) stride *= length;
  for (const std::uint64_t length : axes) {
    stride /= length;
    place += linear % length * stride;
    linear /= length;
  }
  return place;
}

/// The number of elements, held against what is left of the file.
std::size_t checked_count(const DataFile& file, const std::vector<std::uint64_t>& axes, std::size_t size) {
  const std::uint64_t most = file.left() / size;
  std::uint64_t count = 1;
  std::string shape;
  for (const std::uint64_t length : axes) {
    shape += fmt::format("{}{}", shape.empty() ? "" : " x ", length);
    if (length == 0) file.fail(fmt::format("its shape holds an axis of length 0: there is nothing to read"));
  }
  for (const std::uint64_t length : axes) {
    if (count > most / length) {
      file.fail(
          fmt::format("ends too early: its header promises {} numbers of {} byte(s), but {} bytes follow",
                      shape, size, file.left()));
    }
    count *= length;
  }
  if (count * size != file.left()) {
    file.fail(
        fmt::format("is longer than its header says: {} numbers of {} byte(s) are due, but {} bytes follow",
                    shape, size, file.left()));
  }
  if (axes.front() > std::numeric_limits<std::uint32_t>::max())
    file.fail(fmt::format("has {} rows, but at most 2^32 - 1 are possible", axes.front()));
  return count;
}

}  // namespace

template <class T>
DataArray<T> read_array(DataFile& file, const std::vector<std::uint64_t>& axes, const Layout& layout) {
  const std::size_t size = size_of(layout.element), count = checked_count(file, axes, size);
  file.check_memory(static_cast<double>(count) * sizeof(T));
  DataArray<T> array{.axes = axes, .values = {}};
  const std::size_t n_features = count / axes.front();
  array.values.set_size(n_features, axes.front());
  constexpr std::size_t block = std::size_t{1} << 16;
  std::vector<char> bytes(std::min(block, count) * size);
  std::vector<T> numbers(std::min(block, count));
  for (std::size_t begin = 0; begin < count; begin += block) {
    const std::size_t n = std::min(block, count - begin);
    file.read(bytes.data(), n * size);
    convert(bytes.data(), n, layout, numbers.data());
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = layout.fortran_order ? in_c_order(begin + i, axes) : begin + i;
      if (!std::isfinite(numbers[i])) {
        file.fail(fmt::format("row {}, value {} is not finite (or beyond {} precision), but must be",
                              at / n_features + 1, at % n_features + 1,
                              sizeof(T) == 4 ? "single" : "double"));
      }
      array.values[at] = numbers[i];
    }
  }
  return array;
}

template DataArray<float> read_array(DataFile&, const std::vector<std::uint64_t>&, const Layout&);
template DataArray<double> read_array(DataFile&, const std::vector<std::uint64_t>&, const Layout&);

}  // namespace lenz::io::dataset
