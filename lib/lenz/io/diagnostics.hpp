#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/io/document.hpp"

namespace lenz::io {

/// Collects everything that is wrong with an input, so that all of it is said in one pass.
class Complaints {
 public:
  void add(const Place& place, std::string message);
  /// A complaint about one key; checks that need the key ask `faulty` first, so that one mistake is said
  /// once.
  void about(const std::string& key_label, const Place& place, std::string message);
  bool faulty(const std::string& key_label) const { return faulty_.contains(key_label); }
  void mark_faulty(const std::string& key_label) { faulty_.insert(key_label); }

  bool empty() const { return diagnostics_.empty(); }
  std::size_t size() const { return diagnostics_.size(); }
  /// No more will be kept, so that it is useless to look for more.
  bool full() const;
  /// Throws InputError with all complaints in the order of their places (at most 100, and how many more).
  void throw_if_any();

 private:
  std::vector<Diagnostic> diagnostics_;
  std::set<std::string> faulty_;
  std::size_t omitted_ = 0;
};

/// "[table] key", and "key" at the top level: how complaints name a key.
std::string key_label(std::string_view table, std::string_view key);

/// A key as a user wrote it, cut where it is very long, without line ends.
std::string shown_key(std::string_view key);

}  // namespace lenz::io
