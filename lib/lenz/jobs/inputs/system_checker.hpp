#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "lenz/io/document.hpp"
#include "lenz/jobs/inputs/lattice_input.hpp"

namespace lenz::jobs {

/// One complaint about a key of [system], unless it was refused already.
class SystemChecker {
 public:
  SystemChecker(const io::Document& document, io::Complaints& complaints)
      : document_(document), complaints_(complaints) {}

  bool good(std::string_view key) const { return !complaints_.faulty(io::key_label("system", key)); }
  bool given(std::string_view key) const { return document_.find("system", key) != nullptr; }
  void complain(std::string_view key, std::string message) {
    complaints_.about(io::key_label("system", key), document_.place_of("system", key), std::move(message));
  }
  const io::Document& document() const { return document_; }
  io::Complaints& complaints() { return complaints_; }

 private:
  const io::Document& document_;
  io::Complaints& complaints_;
};

/// Lattice against size and file; reads the graph into `input`. `kind` is that of [system].
void check_lattice(SystemChecker& check, LatticeInput& input, std::string_view kind, double max_sites);

/// Complains at `key` where scans of so many values each make too many points together.
void check_n_points(SystemChecker& check, std::string_view key, std::initializer_list<std::size_t> lengths);

}  // namespace lenz::jobs
