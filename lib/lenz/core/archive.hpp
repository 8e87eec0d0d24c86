#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Archives: how every state of Lenz goes to a checkpoint and back.
///
/// A class takes part by one member, used in both directions:
///
///     template <class Archive>
///     void serialize(Archive& archive) { archive(energy_, spins_, stream_); }
///
/// Arithmetic types, enums, strings, vectors, arrays, pairs, optionals, Armadillo's matrices and classes with
/// such a member can stand in the call, in any nesting. Where the bytes go (a checkpoint, a buffer of a test)
/// is the business of the two abstract classes' heirs; `io` has the one that writes files.
namespace lenz {

class OutputArchive;
class InputArchive;

namespace archive_detail {

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// arma::Mat, arma::Col and arma::Row, recognised by their members so that this header needs no Armadillo.
template <class T>
concept Matrix = requires(T m, std::size_t n) {
  { m.memptr() } -> std::convertible_to<const typename T::elem_type*>;
  { m.n_rows } -> std::convertible_to<std::size_t>;
  m.set_size(n, n);
};

}  // namespace archive_detail

/// What begins a record: whose state it is and in which layout, so that no program reads what another laid
/// out otherwise. A class whose serialize() changes raises its version.
///
///     RecordMark mark("chain", 2);
///     archive(mark);
class RecordMark {
 public:
  RecordMark(std::string name, std::uint32_t version)
      : name_(std::move(name)), version_(version), oldest_(version) {}
  /// Versions from `oldest` on are read as well, for a serialize() that asks version() what follows.
  RecordMark reading_from(std::uint32_t oldest) && {
    oldest_ = oldest;
    return std::move(*this);
  }

  /// Of the record: what was read, or what is written.
  std::uint32_t version() const { return version_; }

  /// Throws std::runtime_error on loading where another record stands, or another version.
  template <class Archive>
  void serialize(Archive& archive) {
    std::string name = name_;
    std::uint32_t version = version_;
    archive(name, version);
    if (name != name_)
      throw std::runtime_error("a record \"" + name + "\" stands where \"" + name_ + "\" should");
    if (version < oldest_ || version > version_) {
      throw std::runtime_error("its record \"" + name + "\" has version " + std::to_string(version) +
                               ", this program reads version " + std::to_string(version_));
    }
    version_ = version;
  }

 private:
  std::string name_;
  std::uint32_t version_, oldest_;
};

class OutputArchive {
 public:
  static constexpr bool is_loading = false;
  virtual ~OutputArchive() = default;

  template <class... Values>
  void operator()(const Values&... values) {
    (write(values), ...);
  }

 protected:
  /// Takes `count` elements of `element_size` bytes (1, 2, 4 or 8) each, so that a portable format may order
  /// the bytes.
  virtual void put(const void* data, std::size_t count, std::size_t element_size) = 0;

 private:
  template <class T>
  void write(const T& value) {
    if constexpr (archive_detail::Scalar<T>) {
      put(&value, 1, sizeof(T));
    } else if constexpr (archive_detail::Matrix<T>) {
      const std::uint64_t rows = value.n_rows, columns = value.n_cols;
      (*this)(rows, columns);
      put(value.memptr(), value.n_elem, sizeof(typename T::elem_type));
    } else {
      // One serialize for both directions: writing leaves the value as it is.
      const_cast<T&>(value).serialize(*this);
    }
  }
  void write(const std::string& value) { write_range(value); }
  template <class T>
  void write(const std::vector<T>& value) {
    write_range(value);
  }
  void write(const std::vector<bool>& value) {
    (*this)(static_cast<std::uint64_t>(value.size()));
    for (const bool bit : value) (*this)(bit);
  }
  template <class T, std::size_t N>
  void write(const std::array<T, N>& value) {
    for (const T& element : value) write(element);
  }
  template <class A, class B>
  void write(const std::pair<A, B>& value) {
    (*this)(value.first, value.second);
  }
  template <class T>
  void write(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) write(*value);
  }
  template <class Range>
  void write_range(const Range& range) {
    (*this)(static_cast<std::uint64_t>(range.size()));
    using T = typename Range::value_type;
    if constexpr (archive_detail::Scalar<T>) {
      put(range.data(), range.size(), sizeof(T));
    } else {
      for (const T& element : range) write(element);
    }
  }
};

class InputArchive {
 public:
  static constexpr bool is_loading = true;
  virtual ~InputArchive() = default;

  /// Throws std::runtime_error when the stored bytes end too early or cannot be what is asked for.
  template <class... Values>
  void operator()(Values&... values) {
    (read(values), ...);
  }

 protected:
  virtual void get(void* data, std::size_t count, std::size_t element_size) = 0;
  /// REQUIRES of heirs: throws when fewer than `bytes` bytes are left, so that a damaged size never
  /// allocates.
  virtual void expect(std::size_t bytes) = 0;

 private:
  /// A size beyond 2^40 is damage, refused before a product of sizes could overflow.
  void expect_elements(std::uint64_t count, std::size_t element_size) {
    if (count >> 40 != 0) throw std::runtime_error("archive: a stored size is impossible");
    expect(count * element_size);
  }
  template <class T>
  void read(T& value) {
    if constexpr (archive_detail::Scalar<T>) {
      get(&value, 1, sizeof(T));
    } else if constexpr (archive_detail::Matrix<T>) {
      std::uint64_t rows = 0, columns = 0;
      (*this)(rows, columns);
      if (rows >> 31 != 0 || columns >> 31 != 0)
        throw std::runtime_error("archive: a stored size is impossible");
      expect_elements(rows * columns, sizeof(typename T::elem_type));
      value.set_size(rows, columns);
      get(value.memptr(), value.n_elem, sizeof(typename T::elem_type));
    } else {
      value.serialize(*this);
    }
  }
  void read(std::string& value) { read_range(value); }
  template <class T>
  void read(std::vector<T>& value) {
    read_range(value);
  }
  void read(std::vector<bool>& value) {
    std::uint64_t size = 0;
    (*this)(size);
    expect(size);
    value.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      bool bit = false;
      (*this)(bit);
      value[i] = bit;
    }
  }
  template <class T, std::size_t N>
  void read(std::array<T, N>& value) {
    for (T& element : value) read(element);
  }
  template <class A, class B>
  void read(std::pair<A, B>& value) {
    (*this)(value.first, value.second);
  }
  template <class T>
  void read(std::optional<T>& value) {
    bool present = false;
    (*this)(present);
    if (present) {
      read(value.emplace());
    } else {
      value.reset();
    }
  }
  template <class Range>
  void read_range(Range& range) {
    std::uint64_t size = 0;
    (*this)(size);
    using T = typename Range::value_type;
    if constexpr (archive_detail::Scalar<T>) {
      expect_elements(size, sizeof(T));
      range.resize(size);
      get(range.data(), size, sizeof(T));
    } else {
      expect(size);  // an element takes at least one byte
      range.resize(size);
      for (T& element : range) read(element);
    }
  }
};

}  // namespace lenz
