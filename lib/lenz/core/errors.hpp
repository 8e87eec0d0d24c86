#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// What can go wrong for a user, one class for each exit code of the program (see `lenz --help`).
namespace lenz {

/// One complaint about something the user wrote, with its place.
struct Diagnostic {
  std::string source;  ///< the file as the user named it, or "--set table.key=value"
  int line = 0;        ///< 1-based; 0 where the source has no lines (an argument)
  int column = 0;
  std::string message;

  /// "FILE:line:column: error: message", or "source: error: message" where there is no line.
  std::string text() const {
    std::string place = source;
    if (line > 0) place += ":" + std::to_string(line) + ":" + std::to_string(column);
    return place + ": error: " + message;
  }
};

/// Exit 3: anything the user wrote or named that is absent, unreadable, malformed or out of range.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Diagnostic> diagnostics)
      : std::runtime_error(join(diagnostics)), diagnostics_(std::move(diagnostics)) {}
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  static std::string join(const std::vector<Diagnostic>& diagnostics) {
    std::string all;
    for (const Diagnostic& d : diagnostics) all += (all.empty() ? "" : "\n") + d.text();
    return all;
  }
  std::vector<Diagnostic> diagnostics_;
};

/// Exit 2: the command line itself is off.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Exit 5: Lenz's own files: disk full, no permission, damaged checkpoint.
class FileError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Exit 6: a NaN or an infinity, in the step in which it appears.
class NumericalError : public std::runtime_error {
 public:
  /// `slot` of the ensemble that was run, where one is to blame.
  explicit NumericalError(const std::string& message, std::size_t slot = 0)
      : std::runtime_error(message), slot_(slot) {}
  std::size_t slot() const { return slot_; }

 private:
  std::size_t slot_;
};

/// Exit 75: stopped by a signal or a limit; a checkpoint stands and the run can be resumed.
class Stopped : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace lenz
