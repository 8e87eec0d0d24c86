#pragma once

#include <string>

#include "lenz/io/diagnostics.hpp"
#include "lenz/io/document.hpp"

namespace lenz::jobs {

/// Complaints about keys of any table, each unless it was refused already.
class TableChecker {
 public:
  TableChecker(const io::Document& document, io::Complaints& complaints)
      : document_(document), complaints_(complaints) {}

  bool good(const char* table, const char* key) const {
    return !complaints_.faulty(io::key_label(table, key));
  }
  bool given(const char* table, const char* key) const { return document_.find(table, key) != nullptr; }
  /// "[table] key " and the message, at the value.
  void complain(const char* table, const char* key, const std::string& message) {
    const std::string label = io::key_label(table, key);
    complaints_.about(label, document_.place_of(table, key), label + " " + message);
  }
  const io::Document& document() const { return document_; }
  io::Complaints& complaints() { return complaints_; }

 private:
  const io::Document& document_;
  io::Complaints& complaints_;
};

}  // namespace lenz::jobs
