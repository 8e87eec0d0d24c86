#include "lenz/io/validation_report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lenz/io/text_table.hpp"

namespace lenz::io {
namespace {

const char* verdict(const ValidationRow& row) { return row.pass ? "pass" : "FAIL"; }

}  // namespace

bool ValidationReport::pass() const {
  return std::all_of(rows.begin(), rows.end(), [](const ValidationRow& row) { return row.pass; });
}

std::string to_text(const ValidationReport& report) {
  TextTable table({"quantity", "Lenz", "exact", "z", "verdict"});
  std::string last;
  for (const ValidationRow& row : report.rows) {
    if (row.case_name != last) table.add({row.case_name, "", "", "", ""});
    last = row.case_name;
    table.add({"  " + row.quantity, format_value_error(row.value, row.error), format_number(row.exact, 9),
               row.z ? fmt::format("{:+.2f}", *row.z) : "-", verdict(row)});
  }
  const auto failed =
      std::count_if(report.rows.begin(), report.rows.end(), [](const auto& row) { return !row.pass; });
  const bool one_sided =
      std::any_of(report.rows.begin(), report.rows.end(), [](const auto& row) { return row.error > 0; });
  const std::string sampled =
      report.n_compared == 0 ? (one_sided ? "judged from one side" : "no number has an error")
                             : fmt::format("{} numbers compared, bound |z| < {:.2f} (family-wise level 1e-3)",
                                           report.n_compared, report.bound);
  return table.text() + fmt::format("{} rows, {} failed; {}; {:.1f} s\n", report.rows.size(), failed, sampled,
                                    report.seconds);
}

std::string to_json(const ValidationReport& report) {
  nlohmann::ordered_json json;
  json["rows"] = nlohmann::ordered_json::array();
  for (const ValidationRow& row : report.rows) {
    nlohmann::ordered_json entry = {{"case", row.case_name}, {"quantity", row.quantity},
                                    {"mean", row.value},     {"error", row.error},
                                    {"exact", row.exact},    {"oracle", row.oracle}};
    if (row.z) entry["z"] = *row.z;
    entry["verdict"] = verdict(row);
    json["rows"].push_back(std::move(entry));
  }
  json["compared"] = report.n_compared;
  json["bound"] = report.bound;
  json["pass"] = report.pass();
  json["seconds"] = report.seconds;
  return json.dump(2) + "\n";
}

}  // namespace lenz::io
