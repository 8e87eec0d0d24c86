#include "lenz/jobs/finite_size_lines.hpp"

#include <sstream>

#include "lenz/io/finite_size_table.hpp"
#include "lenz/io/text_table.hpp"

namespace lenz::jobs {
namespace {

void append_lines(const std::string& text, std::vector<std::string>& lines) {
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
}

}  // namespace

std::vector<std::string> finite_size_lines(const io::FiniteSize& result) {
  std::vector<std::string> lines;
  io::TextTable crossings({"sizes that cross", "T", "U"});
  for (const stats::BinderCrossing& c : result.crossings) {
    crossings.add({io::sizes_text(c), io::format_value_error(c.temperature, c.temperature_error),
                   io::format_value_error(c.binder, c.binder_error)});
  }
  if (!result.crossings.empty()) append_lines(crossings.text(), lines);
  io::TextTable numbers({"infinite lattice", "found", "known", "z", "chi^2/dof"});
  for (const io::FiniteSizeRow& row : io::finite_size_rows(result))
    numbers.add({row.name, row.found, row.known, row.z, row.fit});
  if (!result.numbers.empty()) append_lines(numbers.text(), lines);
  for (const std::string& missing : result.missing) lines.push_back("not to be had: " + missing);
  return lines;
}

}  // namespace lenz::jobs
