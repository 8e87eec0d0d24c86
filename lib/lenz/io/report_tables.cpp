#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "lenz/io/html.hpp"
#include "lenz/io/report_parts.hpp"
#include "lenz/io/scanned.hpp"
#include "lenz/io/text_table.hpp"

namespace lenz::io {

namespace {

constexpr std::size_t most_rows = 2000;  ///< of one table; the rest stands in summary.json
constexpr double odd_rhat = 1.01, odd_z = 3, far_z = 4;

/// A component of an observable at one point, with the words in front of it.
struct Row {
  std::vector<std::string> words;
  const ObservableResult* o;
  std::size_t i;
};

std::optional<double> at(const std::vector<double>& v, std::size_t i) {
  return i < v.size() ? std::optional(v[i]) : std::nullopt;
}
std::optional<double> at(const MaybeNumbers& v, std::size_t i) { return i < v.size() ? v[i] : std::nullopt; }

std::string number(std::optional<double> value, int digits) {
  return value ? format_number(*value, digits) : "";
}

std::string with_error(const std::vector<double>& values, const std::vector<double>& errors, std::size_t i) {
  const auto value = at(values, i);
  return value ? format_value_error(*value, at(errors, i).value_or(0)) : "";
}

/// Which columns a table needs: those that some row fills.
struct Columns {
  bool sampled = false, tau = false, rhat = false, exact = false, limit = false, reference = false;
  explicit Columns(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      sampled = sampled || at(row.o->mean, row.i);
      tau = tau || at(row.o->tau, row.i);
      rhat = rhat || at(row.o->rhat, row.i);
      exact = exact || at(row.o->exact, row.i);
      limit = limit || at(row.o->limit, row.i);
      reference = reference || at(row.o->reference, row.i);
    }
  }
};

std::string header(const std::vector<std::string>& words, const Columns& has) {
  std::string html = "<thead><tr>";
  const auto add = [&](bool shown, const std::string& name) {
    if (shown) html += "<th scope=\"col\">" + escape_html(name) + "</th>";
  };
  for (const std::string& word : words) add(true, word);
  add(has.sampled, "value (error)");
  add(has.exact, "exact");
  add(has.exact && has.sampled, "z");
  add(has.tau, "τ (sweeps)");
  add(has.tau, "ESS");
  add(has.rhat, "R-hat");
  add(has.limit, "infinite lattice");
  add(has.reference, "reference");
  return html + "</tr></thead>";
}

std::string line(const Row& row, const Columns& has) {
  const ObservableResult& o = *row.o;
  std::string html = "<tr>";
  for (const std::string& word : row.words) html += table_cell(escape_html(word));
  if (has.sampled) html += table_cell(row.i < o.mean.size() ? format_value_error(o, row.i) : "");
  if (has.exact) html += table_cell(with_error(o.exact, o.exact_error, row.i));
  if (has.exact && has.sampled) html += z_cell(at(o.z, row.i), o.best);
  if (has.tau) {
    html += table_cell(number(at(o.tau, row.i), 3));
    const auto ess = at(o.ess, row.i);
    html += table_cell(ess ? fmt::format("{:.0f}", *ess) : "");
  }
  if (has.rhat) {
    const auto rhat = at(o.rhat, row.i);
    html += table_cell(rhat ? fmt::format("{:.4f}", *rhat) : "", rhat && *rhat > odd_rhat ? "odd" : "");
  }
  if (has.limit) html += table_cell(number(at(o.limit, row.i), 8));
  if (has.reference) html += table_cell(with_error(o.reference, o.reference_error, row.i));
  return html + "</tr>\n";
}

std::string table(const std::string& title, const std::string& detail, const std::vector<std::string>& words,
                  const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  const Columns has(rows);
  std::string html = "<div class=\"card\"><h3>" + escape_html(title);
  if (!detail.empty()) html += " <span>" + escape_html(detail) + "</span>";
  html += "</h3><div class=\"scroll\" tabindex=\"0\"><table>" + header(words, has) + "<tbody>\n";
  for (std::size_t r = 0; r < std::min(rows.size(), most_rows); ++r) html += line(rows[r], has);
  html += "</tbody></table></div>";
  if (rows.size() > most_rows)
    html += fmt::format("<p class=\"note\">The first {} of {} rows; all stand in summary.json.</p>",
                        most_rows, rows.size());
  return html + "</div>\n";
}

std::size_t n_components(const ObservableResult& o) {
  return std::max({o.mean.size(), o.exact.size(), o.limit.size(), o.reference.size()});
}

std::string oracle_of(const ObservableResult& o) { return o.oracle.empty() ? "" : "exact: " + o.oracle; }

std::string detail_of(const ObservableResult& o) {
  std::string detail = o.unit == "1" ? "" : o.unit;
  const std::string oracle = oracle_of(o);
  if (!oracle.empty()) detail += (detail.empty() ? "" : "; ") + oracle;
  return detail;
}

/// Every table of observables that are, or are not, vectors.
std::string tables_of_scan(const RunResult& result, const std::vector<std::string>& names) {
  std::string html;
  std::set<std::string> done;
  for (const PointResult& first : result.points) {
    for (const ObservableResult& o : first.observables) {
      if (!done.insert(o.name).second) continue;
      std::vector<std::string> words;
      for (const std::string& name : names) words.push_back(spoken(name));
      if (o.is_vector) words.emplace_back("component");
      std::vector<Row> rows;
      for (const PointResult& point : result.points) {
        const ObservableResult* here = point.find(o.name);
        for (std::size_t i = 0; here != nullptr && i < n_components(*here); ++i) {
          Row row{.words = {}, .o = here, .i = i};
          for (const std::string& name : names)
            row.words.push_back(has_parameter(point, name) ? format_number(parameter(point, name), 7)
                                                           : "all held-out rows");
          if (o.is_vector) row.words.push_back(std::to_string(i));
          rows.push_back(std::move(row));
        }
      }
      html += table(spoken(o.name), detail_of(o), words, rows);
    }
  }
  return html;
}

std::string tables_of_point(const PointResult& point) {
  std::vector<Row> scalars;
  std::string vectors;
  for (const ObservableResult& o : point.observables) {
    if (!o.is_vector) {
      scalars.push_back({.words = {spoken(o.name), o.unit, o.oracle}, .o = &o, .i = 0});
      continue;
    }
    std::vector<Row> rows;
    for (std::size_t i = 0; i < n_components(o); ++i)
      rows.push_back({.words = {std::to_string(i)}, .o = &o, .i = i});
    vectors += table(spoken(o.name), detail_of(o), {"component"}, rows);
  }
  return table("scalars", "", {"observable", "unit", "oracle"}, scalars) + vectors;
}

}  // namespace

std::string table_cell(const std::string& text, const char* style) {
  return (*style ? fmt::format("<td class=\"{}\">", style) : std::string("<td>")) +
         (text.empty() ? "–" : text) + "</td>";
}

std::string z_cell(std::optional<double> z, Best best) {
  const double sign = best == Best::smallest ? -1 : 1;
  const double off = !z ? 0 : best == Best::none ? std::fabs(*z) : sign * *z;
  const char* style = off < odd_z ? "" : off < far_z ? "odd" : "far";
  return table_cell(z ? fmt::format("{:+.2f}", *z) : "", style);
}

std::string report_tables(const RunResult& result) {
  if (result.points.empty()) return {};
  const std::vector<std::string> names = scanned_parameters(result);
  return names.empty() && result.points.size() == 1 ? tables_of_point(result.points.front())
                                                    : tables_of_scan(result, names);
}

}  // namespace lenz::io
