#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lenz/io/checksum.hpp"
#include "lenz/jobs/inputs/checks.hpp"

namespace lenz::jobs {

namespace {

constexpr double max_sites = 0x1p28;
constexpr double max_ratio = 1e9;

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

std::string file_hash(std::string_view bytes) { return fmt::format("xxh64:{:016x}", io::checksum(bytes)); }

void read_graph(SystemChecker& check, IsingInput& input) {
  if (!check.good("file")) return;
  if (!input.file) {
    return check.complain(
        "file",
        "missing key \"file\" in [system] kind \"ising\": lattice \"graph\" needs a file of bonds "
        "\"i j\" or \"i j J\"");
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

void check_graph(SystemChecker& check, IsingInput& input) {
  for (const char* key : {"size", "sizes", "boundary"}) {
    if (check.given(key))
      check.complain(key,
                     fmt::format("[system] {} means nothing for lattice \"graph\": the file says all", key));
  }
  read_graph(check, input);
}

/// True where sizes stand in place of size, or should.
bool check_sizes(SystemChecker& check, const IsingInput& input) {
  if (!check.good("sizes")) return true;
  if (input.sizes.empty()) return false;
  if (check.given("size")) {
    check.complain("sizes", "[system] sizes stands in place of size, but both are given: leave one out");
  }
  auto sorted = input.sizes;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    check.complain("sizes", "[system] sizes holds a size twice: both points would be the same system");
  if (static_cast<double>(input.n_sites()) > max_sites) {
    check.complain("sizes",
                   fmt::format("[system] sizes makes {:.3g} spins, but at most 2^28 = {:.0f} are possible",
                               static_cast<double>(input.n_sites()), max_sites));
  }
  return true;
}

void check_size(SystemChecker& check, const IsingInput& input) {
  if (check_sizes(check, input)) return;
  if (!check.good("size")) return;
  const std::string_view name = io::name_of(input.lattice);
  const std::size_t axes = lattice::n_axes(input.lattice);
  const std::string example = axes == 1 ? "[64]" : axes == 2 ? "[16, 16]" : "[8, 8, 8]";
  static constexpr std::string_view numbers[] = {"", "one number", "two numbers", "three numbers"};
  if (input.size.empty()) {
    return check.complain(
        "size",
        fmt::format(
            "missing key \"size\" in [system] kind \"ising\": the {} lattice needs {}, as in size = {}", name,
            numbers[axes], example));
  }
  if (input.size.size() != axes) {
    return check.complain(
        "size",
        fmt::format("[system] size has {} number{}, but the {} lattice needs {}, as in size = {}",
                    input.size.size(), input.size.size() == 1 ? "" : "s", name, numbers[axes], example));
  }
  if (static_cast<double>(input.n_sites()) > max_sites) {
    check.complain("size",
                   fmt::format("[system] size makes {:.3g} spins, but at most 2^28 = {:.0f} are possible",
                               static_cast<double>(input.n_sites()), max_sites));
  }
}

void check_regular(SystemChecker& check, const IsingInput& input) {
  for (const char* key : {"file", "file_hash"}) {
    if (check.given(key)) {
      check.complain(key, fmt::format("[system] {} is for lattice \"graph\", but lattice is \"{}\"", key,
                                      io::name_of(input.lattice)));
    }
  }
  check_size(check, input);
}

double largest(const io::Scan& scan) {
  double most = 0;
  for (const double value : scan) most = std::fmax(most, std::fabs(value));
  return most;
}

void check_scans(SystemChecker& check, const IsingInput& input) {
  const bool good = check.good("coupling") && check.good("field") && check.good("temperature") &&
                    check.good("disorder_seed");
  if (!good) return;
  const double points = static_cast<double>(input.coupling.size()) * static_cast<double>(input.field.size()) *
                        static_cast<double>(input.temperature.size()) *
                        static_cast<double>(input.disorder_seed.size()) *
                        static_cast<double>(std::max<std::size_t>(1, input.sizes.size()));
  if (points > static_cast<double>(io::max_scan_points)) {
    check.complain(
        "temperature",
        fmt::format("the scans of [system] make {:.0f} points together, but at most {} are possible", points,
                    io::max_scan_points));
  }
  const double coldest = *std::min_element(input.temperature.begin(), input.temperature.end());
  for (const auto& [key, scan] : {std::pair("coupling", &input.coupling), std::pair("field", &input.field)}) {
    if (!(largest(*scan) / coldest <= max_ratio)) {
      check.complain("temperature",
                     fmt::format("[system] temperature {:g} is less than 1e-9 of {} {:g}: nothing would move",
                                 coldest, key, largest(*scan)));
    }
  }
  if (check.good("disorder") && input.disorder == models::Disorder::none && input.disorder_seed.size() > 1) {
    check.complain(
        "disorder_seed",
        "[system] disorder_seed is scanned, but disorder is \"none\": all points would be the same");
  }
}

}  // namespace

void check_ising(const io::Document& document, IsingInput& input, io::Complaints& complaints) {
  SystemChecker check(document, complaints);
  if (check.good("lattice")) {
    if (input.lattice == lattice::Kind::graph) {
      check_graph(check, input);
    } else {
      check_regular(check, input);
    }
  } else {
    complaints.mark_faulty(io::key_label("system", "size"));
  }
  check_scans(check, input);
}

}  // namespace lenz::jobs
