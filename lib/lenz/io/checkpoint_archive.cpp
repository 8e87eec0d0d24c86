#include "lenz/io/checkpoint_archive.hpp"

#include <cstdint>
#include <istream>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <streambuf>

#include <cereal/archives/portable_binary.hpp>

#include "lenz/core/errors.hpp"

namespace lenz::io {

namespace {

class StringSink final : public std::streambuf {
 public:
  std::string bytes;

 protected:
  std::streamsize xsputn(const char* data, std::streamsize n) override {
    bytes.append(data, static_cast<std::size_t>(n));
    return n;
  }
  int_type overflow(int_type c) override {
    if (!traits_type::eq_int_type(c, traits_type::eof())) bytes.push_back(traits_type::to_char_type(c));
    return traits_type::not_eof(c);
  }
};

class StringSource final : public std::streambuf {
 public:
  explicit StringSource(std::string_view bytes) {
    char* first = const_cast<char*>(bytes.data());  // a get area is never written to
    setg(first, first, first + bytes.size());
  }
  std::size_t left() const { return static_cast<std::size_t>(egptr() - gptr()); }
};

class CerealOutput final : public OutputArchive {
 public:
  explicit CerealOutput(std::ostream& stream) : archive_(stream) {}

 protected:
  void put(const void* data, std::size_t count, std::size_t element_size) override {
    const auto bytes = static_cast<std::streamsize>(count * element_size);
    switch (element_size) {
      case 1:
        return archive_.saveBinary<1>(data, bytes);
      case 2:
        return archive_.saveBinary<2>(data, bytes);
      case 4:
        return archive_.saveBinary<4>(data, bytes);
      case 8:
        return archive_.saveBinary<8>(data, bytes);
      default:
        throw std::logic_error("archive: elements of " + std::to_string(element_size) + " bytes");
    }
  }

 private:
  cereal::PortableBinaryOutputArchive archive_;
};

class CerealInput final : public InputArchive {
 public:
  CerealInput(std::istream& stream, const StringSource& source) : archive_(stream), source_(source) {}

 protected:
  void get(void* data, std::size_t count, std::size_t element_size) override {
    if (count > std::numeric_limits<std::size_t>::max() / element_size) throw_short();
    expect(count * element_size);
    const auto bytes = static_cast<std::streamsize>(count * element_size);
    switch (element_size) {
      case 1:
        return archive_.loadBinary<1>(data, bytes);
      case 2:
        return archive_.loadBinary<2>(data, bytes);
      case 4:
        return archive_.loadBinary<4>(data, bytes);
      case 8:
        return archive_.loadBinary<8>(data, bytes);
      default:
        throw std::logic_error("archive: elements of " + std::to_string(element_size) + " bytes");
    }
  }
  void expect(std::size_t bytes) override {
    if (source_.left() < bytes) throw_short();
  }

 private:
  [[noreturn]] static void throw_short() { throw std::runtime_error("the bytes end too early"); }

  cereal::PortableBinaryInputArchive archive_;
  const StringSource& source_;
};

}  // namespace

std::string serialize_to_bytes(const CheckpointSink::Write& write) {
  StringSink sink;
  std::ostream stream(&sink);
  CerealOutput archive(stream);
  write(archive);
  return std::move(sink.bytes);
}

void deserialize_from_bytes(std::string_view bytes, const CheckpointSink::Read& read) {
  try {
    StringSource source(bytes);
    std::istream stream(&source);
    CerealInput archive(stream, source);
    read(archive);
    if (source.left() > 0) throw std::runtime_error(std::to_string(source.left()) + " bytes are left over");
  } catch (const std::exception& cause) {
    throw FileError(std::string("a state of the checkpoint cannot be read back: ") + cause.what());
  }
}

}  // namespace lenz::io
