#include <charconv>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "lenz/io/dataset/data_file.hpp"
#include "lenz/io/diagnostics.hpp"

/// NumPy's .npy: a magic string, a version, the length of a header and the header, a literal of Python such
/// as
/// {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }; then the values (numpy.lib.format).
namespace lenz::io::dataset {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t max_header = std::size_t{1} << 16;
constexpr const char* dtypes = "f4, f8, i1, i2, i4, i8, u1 or b1 (astype in NumPy)";

/// Walks over the literal.
class Header {
 public:
  Header(const DataFile& file, std::string_view text) : file_(file), rest_(text) {}

  void read() {
    take('{');
    while (!next_is('}')) {
      const std::string_view key = quoted();
      take(':');
      if (key == "descr") {
        if (next_is('[')) file_.fail(fmt::format("has a structured dtype, but it must be one of {}", dtypes));
        descr = quoted();
      } else if (key == "fortran_order") {
        fortran_order = truth();
        has_order_ = true;
      } else if (key == "shape") {
        axes = tuple();
        has_shape_ = true;
      } else {
        malformed();
      }
      if (!next_is('}')) take(',');
    }
    if (descr.empty() || !has_order_ || !has_shape_) malformed();
  }

  std::string_view descr;
  bool fortran_order = false;
  std::vector<std::uint64_t> axes;

 private:
  [[noreturn]] void malformed() const {
    file_.fail(
        "its header is damaged: .npy needs {'descr': …, 'fortran_order': True or False, 'shape': (…)}");
  }
  bool next_is(char c) {
    const std::size_t at = rest_.find_first_not_of(" \n");
    rest_.remove_prefix(std::min(at, rest_.size()));
    return !rest_.empty() && rest_.front() == c;
  }
  void take(char c) {
    if (!next_is(c)) malformed();
    rest_.remove_prefix(1);
  }
  std::string_view quoted() {
    const char quote = next_is('"') ? '"' : '\'';
    take(quote);
    const std::size_t end = rest_.find(quote);
    if (end == std::string_view::npos) malformed();
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }
  bool truth() {
    const bool yes = next_is('T');
    const std::string_view word = yes ? "True" : "False";
    if (rest_.substr(0, word.size()) != word) malformed();
    rest_.remove_prefix(word.size());
    return yes;
  }
  std::vector<std::uint64_t> tuple() {
    std::vector<std::uint64_t> numbers;
    take('(');
    while (!next_is(')')) {
      std::uint64_t number = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
      if (error != std::errc()) malformed();
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      numbers.push_back(number);
      if (!next_is(')')) take(',');
    }
    take(')');
    return numbers;
  }

  const DataFile& file_;
  std::string_view rest_;
  bool has_order_ = false, has_shape_ = false;
};

Layout layout_of(const DataFile& file, const Header& header) {
  static const std::map<std::string_view, Element> elements = {
      {"f4", Element::float32}, {"f8", Element::float64}, {"i1", Element::int8},  {"i2", Element::int16},
      {"i4", Element::int32},   {"i8", Element::int64},   {"u1", Element::uint8}, {"b1", Element::uint8}};
  const char order = header.descr.front();
  const bool has_order = order == '<' || order == '>' || order == '=' || order == '|';
  const auto found = elements.find(header.descr.substr(has_order ? 1 : 0));
  if (found == elements.end()) {
    file.fail(fmt::format("has dtype \"{}\", but it must be one of {}", shown_key(header.descr), dtypes));
  }
  return {.element = found->second, .big_endian = order == '>', .fortran_order = header.fortran_order};
}

}  // namespace

bool is_npy(const std::string& head) { return head.starts_with(magic); }

template <class T>
DataArray<T> read_npy(DataFile& file) {
  unsigned char start[10];
  file.read(reinterpret_cast<char*>(start), sizeof start);
  const int major = start[6], minor = start[7];
  if (major < 1 || major > 3 || minor != 0)
    file.fail(fmt::format("is .npy of version {}.{}, but 1.0, 2.0 and 3.0 are known", major, minor));
  std::size_t length = start[8] + 256U * start[9];
  if (major > 1) {
    unsigned char more[2];
    file.read(reinterpret_cast<char*>(more), sizeof more);
    length += (std::size_t{more[0]} << 16) + (std::size_t{more[1]} << 24);
  }
  if (length > max_header)
    file.fail(fmt::format("its header has {} bytes, but at most 65536 are allowed", length));
  std::string text(length, '\0');
  file.read(text.data(), length);
  Header header(file, text);
  header.read();
  if (header.axes.empty() || header.axes.size() > 4)
    file.fail(fmt::format("has {} axes, but must have 1 to 4: rows first", header.axes.size()));
  return read_array<T>(file, header.axes, layout_of(file, header));
}

template DataArray<float> read_npy(DataFile&);
template DataArray<double> read_npy(DataFile&);

}  // namespace lenz::io::dataset
