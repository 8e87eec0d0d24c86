#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lenz/io/diagnostics.hpp"
#include "lenz/io/document.hpp"
#include "lenz/io/values.hpp"

/// How a value of C++ is read from an input, written back and described: one Codec for each type a key can
/// have.
namespace lenz::io {

/// What one key means and may be.
struct KeyInfo {
  std::string_view meaning = {};
  std::string_view unit = {};
  double min = -std::numeric_limits<double>::infinity();  ///< of each number in the value
  double max = std::numeric_limits<double>::infinity();
  bool exclusive_min = false;
  bool exclusive_max = false;
  bool required = false;
  bool or_none = false;                ///< a duration may be "none"
  std::string_view default_text = {};  ///< what `describe` says where the default depends on other things
};

/// One key of one table while a file is held against it.
struct KeyRule {
  std::string name;
  std::string label;  ///< "[system] size"
  KeyInfo info;
};

/// A type of values a key can have. Every specialisation has
///   static std::string type(const KeyInfo&);                          what may be written, for people
///   static bool read(const Node&, const KeyRule&, Complaints&, T&);   false where it complained
///   static std::optional<Node> write(const T&);                       nothing where the key is left out
template <class T>
struct Codec;

#define LENZ_IO_CODEC(T)                                            \
  template <>                                                       \
  struct Codec<T> {                                                 \
    static std::string type(const KeyInfo&);                        \
    static bool read(const Node&, const KeyRule&, Complaints&, T&); \
    static std::optional<Node> write(const T&);                     \
  };
LENZ_IO_CODEC(bool)
LENZ_IO_CODEC(std::int64_t)
LENZ_IO_CODEC(std::uint64_t)
LENZ_IO_CODEC(double)
LENZ_IO_CODEC(std::string)
LENZ_IO_CODEC(std::filesystem::path)  // relative ones start at the folder of their source; written absolute
LENZ_IO_CODEC(Duration)
LENZ_IO_CODEC(Scan)
LENZ_IO_CODEC(IntegerScan)
LENZ_IO_CODEC(Auto<bool>)
LENZ_IO_CODEC(Auto<double>)
LENZ_IO_CODEC(Auto<std::uint64_t>)
LENZ_IO_CODEC(std::vector<double>)
LENZ_IO_CODEC(std::vector<std::uint64_t>)
LENZ_IO_CODEC(std::vector<std::vector<double>>)               // rows
LENZ_IO_CODEC(std::vector<std::vector<std::vector<double>>>)  // matrices
#undef LENZ_IO_CODEC

/// A key that may be left out, without a default.
template <class T>
struct Codec<std::optional<T>> {
  static std::string type(const KeyInfo& info) { return Codec<T>::type(info); }
  static bool read(const Node& node, const KeyRule& rule, Complaints& complaints, std::optional<T>& out) {
    return Codec<T>::read(node, rule, complaints, out.emplace());
  }
  static std::optional<Node> write(const std::optional<T>& value) {
    return value ? Codec<T>::write(*value) : std::nullopt;
  }
};

/// An enum takes part by a specialisation with `static constexpr std::string_view names[]`, in the order of
/// its values 0, 1, ….
template <class E>
struct EnumNames;

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires {
  std::span<const std::string_view>(EnumNames<E>::names);
};

/// Reads one of `names`; its index, or nothing where it complained.
std::optional<std::size_t> read_choice(const Node& node, const KeyRule& rule, Complaints& complaints,
                                       std::span<const std::string_view> names);
std::string choices_text(std::span<const std::string_view> names);

template <NamedEnum E>
std::string_view name_of(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

template <NamedEnum E>
struct Codec<E> {
  static std::string type(const KeyInfo&) { return choices_text(EnumNames<E>::names); }
  static bool read(const Node& node, const KeyRule& rule, Complaints& complaints, E& out) {
    const auto index = read_choice(node, rule, complaints, EnumNames<E>::names);
    if (index) out = static_cast<E>(*index);
    return index.has_value();
  }
  static std::optional<Node> write(const E& value) { return Node(std::string(name_of(value))); }
};

/// "[system] size is -4, but must be at least 1": the one form in which a value is refused. False, for the
/// caller to return.
bool refuse(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view requirement);

/// The same where the type of the value is right or does not matter.
bool refuse_as(const Node& node, const KeyRule& rule, Complaints& complaints, std::string_view requirement);

/// "at least 1", "greater than 0", "between 0 and 1", … ; empty where any number will do.
std::string range_text(const KeyInfo& info);

}  // namespace lenz::io
