#pragma once

#include <optional>
#include <string>

#include "lenz/io/results.hpp"

/// The pieces report_html puts together.
namespace lenz::io {

/// The style sheet of the page.
std::string report_style();

/// Every number of the run: a table for each observable of a scan, one for all scalars of a single point.
std::string report_tables(const RunResult& result);

/// What all sizes say together: T_c and the exponents beside what is known, the crossings, and each size.
std::string report_finite_size(const FiniteSize& result);

/// A cell of a table; `text` is HTML, a dash where it is empty.
std::string table_cell(const std::string& text, const char* style = "");
/// A z-score, coloured where it is large; beside the best possible, where it is better than that.
std::string z_cell(std::optional<double> z, Best best = Best::none);

}  // namespace lenz::io
