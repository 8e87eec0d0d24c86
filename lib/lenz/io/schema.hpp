#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lenz/io/codec.hpp"

/// Declarative schemas: one list of keys drives decoding, defaults, ranges, `describe`, `check` and the
/// reference page.
namespace lenz::io {

/// One key as people read about it.
struct KeyDescription {
  std::string name;
  std::string type;
  std::string unit;
  std::string default_value;  ///< empty where the key is required or has none
  std::string meaning;
  bool required = false;
};

/// What a kind is, in one line, and the conventions it follows (formula, source).
struct KindWords {
  const char *meaning, *conventions;
};

/// What all schemas share: the table and kind they stand for, and words about every key.
class SchemaBase {
 public:
  /// `kind` is empty where a table has only one form; `table` is empty for the top level.
  SchemaBase(std::string table, std::string kind, std::string meaning)
      : table_(std::move(table)), kind_(std::move(kind)), meaning_(std::move(meaning)) {}
  virtual ~SchemaBase() = default;

  const std::string& table() const { return table_; }
  const std::string& kind() const { return kind_; }
  const std::string& meaning() const { return meaning_; }
  /// Conventions: signs, what is counted once, units.
  const std::string& conventions() const { return conventions_; }
  /// Where the keys of a table depend on the task, the one they are of.
  const std::string& task() const { return task_; }
  const std::vector<KeyDescription>& keys() const { return keys_; }
  const KeyDescription* find(std::string_view key) const;
  /// "[system] kind \"ising\"", "[run]", "the top of the file".
  std::string title() const;
  /// The same, and the task where that matters: "[run] of task \"train\"".
  std::string full_title() const;

 protected:
  std::string conventions_, task_;
  std::vector<KeyDescription> keys_;

 private:
  std::string table_, kind_, meaning_;
};

/// The keys of one table (of one kind), bound to the members of Config; a default-constructed Config (or the
/// one given) holds the defaults.
template <class Config>
class Schema final : public SchemaBase {
 public:
  Schema(std::string table, std::string kind, std::string meaning, Config defaults = {})
      : SchemaBase(std::move(table), std::move(kind), std::move(meaning)), defaults_(std::move(defaults)) {}

  Schema& conventions(std::string text) {
    conventions_ = std::move(text);
    return *this;
  }
  using SchemaBase::conventions;
  Schema& of_task(std::string task) {
    task_ = std::move(task);
    return *this;
  }

  template <class T>
  Schema& key(std::string name, T Config::*member, KeyInfo info) {
    std::string default_text(info.default_text);
    if (const auto value = Codec<T>::write(defaults_.*member);
        default_text.empty() && value && !info.required) {
      default_text = default_value_text(*value);
    }
    keys_.push_back({name, Codec<T>::type(info), std::string(info.unit), std::move(default_text),
                     std::string(info.meaning), info.required});
    rules_.push_back({name, key_label(table(), name), info});
    readers_.push_back([member](const Node& node, const KeyRule& rule, Complaints& complaints, Config& out) {
      return Codec<T>::read(node, rule, complaints, out.*member);
    });
    writers_.push_back([member](const Config& config) { return Codec<T>::write(config.*member); });
    return *this;
  }

  const Config& defaults() const { return defaults_; }

  /// Reads every key that `given` (null where the table is absent) has, over what `out` holds. Complains
  /// about bad values and required keys that are missing (at `header`); unknown keys are the business of
  /// complain_unknown_keys (catalogue.hpp). A faulty key leaves `out` as it was.
  void read(const Table* given, const Place& header, Complaints& complaints, Config& out) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const Node* node = given == nullptr ? nullptr : given->find(rules_[i].name);
      if (node == nullptr) {
        if (rules_[i].info.required) complain_missing(*this, i, given, header, complaints);
        continue;
      }
      Config attempt = out;
      if (readers_[i](*node, rules_[i], complaints, attempt)) out = std::move(attempt);
    }
  }

  /// Appends every key with its value.
  void write(const Config& config, Table& out) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (auto node = writers_[i](config)) out.set(rules_[i].name, std::move(*node));
    }
  }

 private:
  Config defaults_;
  std::vector<KeyRule> rules_;
  std::vector<std::function<bool(const Node&, const KeyRule&, Complaints&, Config&)>> readers_;
  std::vector<std::function<std::optional<Node>(const Config&)>> writers_;
};

std::string default_value_text(const Node& value);

/// "missing key "size" in [system] kind "ising": …", unless `given` has an unknown key that must be this one
/// misspelled.
void complain_missing(const SchemaBase& schema, std::size_t key, const Table* given, const Place& header,
                      Complaints& complaints);

}  // namespace lenz::io
