#include "lenz/jobs/finite_size_lines.hpp"

#include <sstream>

#include <fmt/format.h>

#include "lenz/io/text_table.hpp"

namespace lenz::jobs {
namespace {

std::string known_of(const io::ObservableResult& o) {
  if (!o.exact.empty()) return io::format_number(o.exact.front(), 8);
  if (o.reference.empty()) return "-";
  return io::format_value_error(o.reference.front(),
                                o.reference_error.empty() ? 0 : o.reference_error.front());
}

void append_lines(const std::string& text, std::vector<std::string>& lines) {
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
}

}  // namespace

std::vector<std::string> finite_size_lines(const io::FiniteSize& result) {
  std::vector<std::string> lines;
  io::TextTable crossings({"sizes that cross", "T", "U"});
  for (const io::SizeCrossing& c : result.crossings) {
    crossings.add({fmt::format("{:.0f}, {:.0f}", c.length, c.larger),
                   io::format_value_error(c.temperature, c.temperature_error),
                   io::format_value_error(c.binder, c.binder_error)});
  }
  if (!result.crossings.empty()) append_lines(crossings.text(), lines);
  io::TextTable numbers({"infinite lattice", "found", "known", "z", "chi^2/dof"});
  for (const io::FiniteSizeNumber& n : result.numbers) {
    const bool has_z = !n.value.z.empty() && n.value.z.front();
    numbers.add({n.value.name, io::format_value_error(n.value.mean.front(), n.value.error.front()),
                 known_of(n.value), has_z ? fmt::format("{:+.1f}", *n.value.z.front()) : "-",
                 fmt::format("{:.2g}/{}", n.chi2, n.dof)});
  }
  if (!result.numbers.empty()) append_lines(numbers.text(), lines);
  for (const std::string& missing : result.missing) lines.push_back("not to be had: " + missing);
  return lines;
}

}  // namespace lenz::jobs
