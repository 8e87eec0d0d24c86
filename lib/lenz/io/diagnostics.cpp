#include "lenz/io/diagnostics.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace lenz::io {

namespace {
constexpr std::size_t most_complaints = 100;
}

void Complaints::add(const Place& place, std::string message) {
  if (diagnostics_.size() >= most_complaints) {
    ++omitted_;
    return;
  }
  diagnostics_.push_back(place.complaint(std::move(message)));
}

bool Complaints::full() const { return diagnostics_.size() >= most_complaints; }

void Complaints::about(const std::string& label, const Place& place, std::string message) {
  mark_faulty(label);
  add(place, std::move(message));
}

void Complaints::throw_if_any() {
  if (diagnostics_.empty()) return;
  // Arguments (line 0) come after the file they change.
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tuple(a.line == 0, a.line, a.column) < std::tuple(b.line == 0, b.line, b.column);
  });
  if (omitted_ > 0) diagnostics_.back().message += fmt::format(" (and {} more errors)", omitted_);
  throw InputError(std::move(diagnostics_));
}

std::string key_label(std::string_view table, std::string_view key) {
  return table.empty() ? std::string(key) : fmt::format("[{}] {}", table, key);
}

std::string shown_key(std::string_view key) {
  const std::string quoted = Node(std::string(key)).shown();
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace lenz::io
