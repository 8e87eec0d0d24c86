#pragma once

#include <string>

#include "lenz/io/results.hpp"

/// The pieces report_html puts together.
namespace lenz::io {

/// The style sheet of the page.
std::string report_style();

/// Every number of the run: a table for each observable of a scan, one for all scalars of a single point.
std::string report_tables(const RunResult& result);

}  // namespace lenz::io
