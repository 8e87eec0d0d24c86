#pragma once

#include <string>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// A figure of plots/, as gnuplot drew it.
struct ReportFigure {
  std::string name;  ///< of its files
  std::string svg;   ///< empty: missing
  int crop_top = 0;  ///< pixels of the SVG above which stands its title only
};

struct ReportConfiguration {
  std::string png;
  std::string caption;  ///< "m = 0.7012, e = -1.746"
};

/// Configurations of one point.
struct ReportStrip {
  std::string label;  ///< "T = 2.269"
  std::string note;   ///< "where the specific heat peaks"
  std::vector<ReportConfiguration> configurations;
};

/// What stands in report.html besides the numbers of the run.
struct ReportContent {
  std::string subject;  ///< what was run, in sentences
  std::string verdict;  ///< sampled against exact, in a sentence; empty where nothing is known exactly
  bool verdict_holds = true;
  std::vector<std::string> notes;  ///< said before the run: "sampler: auto chose wolff"
  std::string input;               ///< the text of input.toml
  std::vector<ReportFigure> finite_size_figures;
  std::vector<ReportFigure> figures;        ///< of observables
  std::vector<ReportFigure> chain_figures;  ///< autocorrelation functions and traces
  std::vector<ReportStrip> strips;
  std::string strips_note;           ///< why there are none, and what to do
  std::vector<std::string> remarks;  ///< what could not be shown
};

/// The run as one page of HTML that needs no other file and no network: readable in light and dark, on a
/// phone and on paper. Text of the user is escaped. Equal content gives equal bytes.
std::string report_html(const RunResult& result, const ReportContent& content);

}  // namespace lenz::io
