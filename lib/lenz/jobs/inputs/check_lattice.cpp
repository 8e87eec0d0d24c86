#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/checksum.hpp"
#include "lenz/jobs/inputs/system_checker.hpp"

namespace lenz::jobs {

namespace {

std::string file_hash(std::string_view bytes) { return fmt::format("xxh64:{:016x}", io::checksum(bytes)); }

void read_graph(SystemChecker& check, LatticeInput& input, std::string_view kind) {
  if (!check.good("file")) return;
  if (!input.file) {
    return check.complain(
        "file",
        fmt::format("missing key \"file\" in [system] kind \"{}\": lattice \"graph\" needs a file of bonds "
                    "\"i j\" or \"i j J\"",
                    kind));
  }
  std::string fault;
  const auto text = read_whole_file(*input.file, fault);
  if (!text)
    return check.complain("file",
                          fmt::format("[system] file: cannot read {}: {}", input.file->string(), fault));
  const std::size_t before = check.complaints().size();
  input.graph = parse_edge_list(*text, input.file->string(), check.complaints());
  if (check.complaints().size() != before) check.complaints().mark_faulty(io::key_label("system", "file"));
  const std::string hash = file_hash(*text);
  if (input.file_hash && check.good("file_hash") && *input.file_hash != hash) {
    check.complain(
        "file_hash",
        fmt::format("[system] file_hash is \"{}\", but {} has \"{}\": the file is not the one this input "
                    "was written for",
                    io::shown_key(*input.file_hash), input.file->string(), hash));
  }
  input.file_hash = hash;
}

void check_graph(SystemChecker& check, LatticeInput& input, std::string_view kind) {
  for (const char* key : {"size", "sizes", "boundary"}) {
    if (check.given(key))
      check.complain(key,
                     fmt::format("[system] {} means nothing for lattice \"graph\": the file says all", key));
  }
  read_graph(check, input, kind);
}

/// True where sizes stand in place of size, or should.
bool check_sizes(SystemChecker& check, const LatticeInput& input) {
  if (!check.good("sizes")) return true;
  if (input.sizes.empty()) return false;
  if (check.given("size")) {
    check.complain("sizes", "[system] sizes stands in place of size, but both are given: leave one out");
  }
  auto sorted = input.sizes;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    check.complain("sizes", "[system] sizes holds a size twice: both points would be the same system");
  return true;
}

void check_size(SystemChecker& check, const LatticeInput& input, std::string_view kind, double max_sites) {
  if (check_sizes(check, input)) return;
  if (!check.good("size")) return;
  const std::string_view name = io::name_of(input.lattice);
  const std::size_t axes = lattice::n_axes(input.lattice);
  static constexpr std::string_view large[] = {"", "[64]", "[16, 16]", "[8, 8, 8]"},
                                    small[] = {"", "[12]", "[4, 4]", "[2, 2, 2]"};
  const std::string_view example = (max_sites < 10000 ? small : large)[axes];
  static constexpr std::string_view numbers[] = {"", "one number", "two numbers", "three numbers"};
  if (input.size.empty()) {
    return check.complain(
        "size",
        fmt::format("missing key \"size\" in [system] kind \"{}\": the {} lattice needs {}, as in size = {}",
                    kind, name, numbers[axes], example));
  }
  if (input.size.size() != axes) {
    return check.complain(
        "size",
        fmt::format("[system] size has {} number{}, but the {} lattice needs {}, as in size = {}",
                    input.size.size(), input.size.size() == 1 ? "" : "s", name, numbers[axes], example));
  }
}

void check_regular(SystemChecker& check, const LatticeInput& input, std::string_view kind, double max_sites) {
  for (const char* key : {"file", "file_hash"}) {
    if (check.given(key)) {
      check.complain(key, fmt::format("[system] {} is for lattice \"graph\", but lattice is \"{}\"", key,
                                      io::name_of(input.lattice)));
    }
  }
  check_size(check, input, kind, max_sites);
}

/// At the key that makes so many: file, sizes or size.
void check_n_sites(SystemChecker& check, const LatticeInput& input, double max_sites) {
  const char* key = input.lattice == lattice::Kind::graph ? "file" : input.sizes.empty() ? "size" : "sizes";
  if (!check.good(key) || static_cast<double>(input.n_sites()) <= max_sites) return;
  const std::string most =
      max_sites < 10000 ? fmt::format("{:.0f}", max_sites) : fmt::format("2^28 = {:.0f}", max_sites);
  check.complain(key, fmt::format("[system] {} makes {:.3g} spins, but at most {} are possible", key,
                                  static_cast<double>(input.n_sites()), most));
}

}  // namespace

void check_lattice(SystemChecker& check, LatticeInput& input, std::string_view kind, double max_sites) {
  if (!check.good("lattice")) return check.complaints().mark_faulty(io::key_label("system", "size"));
  if (input.lattice == lattice::Kind::graph) {
    check_graph(check, input, kind);
  } else {
    check_regular(check, input, kind, max_sites);
  }
  check_n_sites(check, input, max_sites);
}

void check_n_points(SystemChecker& check, std::string_view key, std::initializer_list<std::size_t> lengths) {
  double points = 1;
  for (const std::size_t length : lengths) points *= static_cast<double>(length);
  if (points <= static_cast<double>(io::max_scan_points)) return;
  check.complain(key,
                 fmt::format("the scans of [system] make {:.0f} points together, but at most {} are possible",
                             points, io::max_scan_points));
}

}  // namespace lenz::jobs
