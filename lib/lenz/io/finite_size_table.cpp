#include "lenz/io/finite_size_table.hpp"

#include <fmt/format.h>

#include "lenz/io/text_table.hpp"

namespace lenz::io {

namespace {

std::string known_of(const ObservableResult& o) {
  if (!o.exact.empty()) return format_number(o.exact.front(), 8);
  if (o.reference.empty()) return "-";
  return format_value_error(o.reference.front(), o.reference_error.empty() ? 0 : o.reference_error.front());
}

}  // namespace

std::vector<FiniteSizeRow> finite_size_rows(const FiniteSize& result) {
  std::vector<FiniteSizeRow> rows;
  for (const FiniteSizeNumber& n : result.numbers) {
    const ObservableResult& o = n.value;
    const bool has_z = !o.z.empty() && o.z.front();
    rows.push_back({.name = o.name,
                    .found = format_value_error(o.mean.front(), o.error.front()),
                    .known = known_of(o),
                    .z = has_z ? fmt::format("{:+.2f}", *o.z.front()) : "-",
                    .fit = fmt::format("{:.2g}/{}", n.chi2, n.dof),
                    .source = o.reference_source.empty() ? "-" : o.reference_source});
  }
  return rows;
}

std::string sizes_text(const stats::BinderCrossing& crossing) {
  return fmt::format("{:.0f}, {:.0f}", crossing.length, crossing.larger);
}

}  // namespace lenz::io
