#include <initializer_list>

#include <fmt/format.h>

#include "lenz/io/finite_size_table.hpp"
#include "lenz/io/html.hpp"
#include "lenz/io/report_parts.hpp"
#include "lenz/io/text_table.hpp"

namespace lenz::io {

namespace {

/// As it is written on paper.
std::string symbol_of(const std::string& name) {
  if (name == "critical_temperature") return "T<sub>c</sub>";
  if (name == "nu") return "ν";
  if (name == "beta_over_nu") return "β/ν";
  if (name == "gamma_over_nu") return "γ/ν";
  return escape_html(name);
}

std::string card(const std::string& title, const std::string& header, const std::string& rows) {
  if (rows.empty()) return {};
  return "<div class=\"card\"><h3>" + title + "</h3><div class=\"scroll\" tabindex=\"0\"><table><thead><tr>" +
         header + "</tr></thead><tbody>\n" + rows + "</tbody></table></div></div>\n";
}

std::string head(std::initializer_list<const char*> names) {
  std::string html;
  for (const char* name : names) html += fmt::format("<th scope=\"col\">{}</th>", name);
  return html;
}

std::string numbers(const FiniteSize& result) {
  std::string rows;
  const std::vector<FiniteSizeRow> words = finite_size_rows(result);
  for (std::size_t k = 0; k < words.size(); ++k) {
    const MaybeNumbers& z = result.numbers[k].value.z;
    rows += "<tr>" + table_cell(symbol_of(words[k].name)) + table_cell(words[k].found) +
            table_cell(words[k].known) + z_cell(z.empty() ? std::nullopt : z.front()) +
            table_cell(words[k].fit) + table_cell(escape_html(words[k].source)) + "</tr>\n";
  }
  return card("of the infinite lattice",
              head({"quantity", "value (error)", "known", "z", "χ²/dof", "known from"}), rows);
}

std::string crossings(const FiniteSize& result) {
  std::string rows;
  for (const stats::BinderCrossing& c : result.crossings)
    rows += "<tr>" + table_cell(sizes_text(c)) +
            table_cell(format_value_error(c.temperature, c.temperature_error)) +
            table_cell(format_value_error(c.binder, c.binder_error)) + "</tr>\n";
  return card("where the Binder cumulants of two sizes cross", head({"sizes L", "T", "U"}), rows);
}

std::string sizes(const FiniteSize& result) {
  std::string rows;
  for (const stats::CriticalMoments& s : result.sizes)
    rows += "<tr>" + table_cell(format_number(s.length)) +
            table_cell(format_value_error(s.binder, s.binder_error)) +
            table_cell(format_value_error(s.binder_slope, s.binder_slope_error)) +
            table_cell(format_value_error(s.abs_magnetization, s.abs_magnetization_error)) +
            table_cell(format_value_error(s.susceptibility, s.susceptibility_error)) + "</tr>\n";
  return card("each size at the T<sub>c</sub> found", head({"size L", "U", "dU/dT", "⟨|m|⟩", "N⟨m²⟩/T"}),
              rows);
}

}  // namespace

std::string report_finite_size(const FiniteSize& result) {
  std::string html;
  for (const std::string& missing : result.missing)
    html += "<p class=\"missing\">Not to be had: " + escape_html(missing) + "</p>\n";
  return html + numbers(result) + crossings(result) + sizes(result);
}

}  // namespace lenz::io
