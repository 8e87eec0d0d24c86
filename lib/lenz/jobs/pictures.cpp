#include "lenz/jobs/pictures.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/contact_sheet.hpp"
#include "lenz/io/plain_text.hpp"
#include "lenz/io/report.hpp"
#include "lenz/io/results_reader.hpp"
#include "lenz/io/scanned.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/run.hpp"

namespace lenz::jobs {

namespace {

constexpr std::size_t tiles_of_point = 4, tile_pixels = 128;

io::ReportFigure drawn(const io::RunFolder& folder, const io::Figure& figure) {
  const std::filesystem::path svg = folder.plots() / (figure.name + ".svg");
  std::error_code ignored;
  return {.name = figure.name,
          .svg = std::filesystem::exists(svg, ignored) ? io::read_file(svg) : "",
          .crop_top = figure.title_band};
}

std::vector<io::ReportFigure> drawn(const io::RunFolder& folder, const std::vector<io::Figure>& figures) {
  std::vector<io::ReportFigure> all;
  for (const io::Figure& figure : figures) all.push_back(drawn(folder, figure));
  return all;
}

/// A few configurations of a point, evenly spaced over those there are.
io::ReportStrip strip_of(const io::PointResult& point, const std::string& label) {
  io::ReportStrip strip{.label = label, .note = {}, .configurations = {}};
  const std::size_t n = point.samples ? point.samples->n_samples : 0, shown = std::min(n, tiles_of_point);
  for (std::size_t k = 0; k < shown; ++k) {
    const std::size_t sample = (2 * k + 1) * n / (2 * shown);
    const auto image = io::configuration_image(point, sample, tile_pixels);
    if (!image) continue;
    std::string caption;
    if (sample < point.samples->magnetization.size() && sample < point.samples->energy.size())
      caption = fmt::format("m = {:.3f}, e = {:.3f}", point.samples->magnetization[sample],
                            point.samples->energy[sample]);
    strip.configurations.push_back({.png = io::encode_png(*image), .caption = caption});
  }
  return strip;
}

void add_strips(io::ReportContent& content, const io::RunResult& result) {
  const std::vector<std::string> names = io::scanned_parameters(result);
  const std::vector<std::size_t> points = io::representative_points(result);
  bool has_lattice = false, has_samples = false;
  for (std::size_t k = 0; k < points.size(); ++k) {
    const io::PointResult& point = result.points[points[k]];
    has_lattice = has_lattice || (point.lattice != nullptr && point.chains.has_value());
    has_samples = has_samples || (point.samples && point.samples->n_samples > 0);
    io::ReportStrip strip = strip_of(point, io::point_label(point, names));
    if (strip.configurations.empty()) continue;
    if (points.size() == 3 && !names.empty() && names.front() == "temperature") {
      constexpr const char* notes[] = {"below", "where the specific heat peaks", "above"};
      strip.note = notes[k];
    }
    content.strips.push_back(std::move(strip));
  }
  if (!content.strips.empty() || !has_lattice) return;
  content.strips_note =
      has_samples ? "Configurations were kept, but only lattices of two and three dimensions have a picture; "
                    "they stand in results.h5."
                  : "This run kept no configurations. To see some, and have them in results.h5, run it with "
                    "[output] configurations = 8 (or --set output.configurations=8).";
}

/// The files of plots/ that the figures and the sheet of configurations become.
std::vector<std::string> files_of(const std::vector<io::Figure>& figures) {
  std::vector<std::string> names{"plots/configurations.png"};
  for (const io::Figure& figure : figures) {
    for (const char* suffix : {".gp", ".dat", ".svg", ".png"})
      names.push_back("plots/" + figure.name + suffix);
  }
  return names;
}

/// Draws the figures and the report; what is to be told.
std::string draw(const io::RunFolder& folder, const Task& task, const io::RunResult& result,
                 std::vector<std::string> remarks) {
  Portrait portrait = task.portrait(result);
  const std::vector<io::Figure>& figures = portrait.figures;
  const std::vector<io::Figure> chains = io::chain_figures(result);
  const std::vector<io::Figure> sizes = io::finite_size_figures(result);
  std::vector<io::Figure> all = figures;
  all.insert(all.end(), sizes.begin(), sizes.end());
  all.insert(all.end(), chains.begin(), chains.end());
  io::claim_files(folder, files_of(all));
  std::string trouble = io::draw_figures(folder.plots(), all);
  if (const auto sheet = io::contact_sheet(result))
    io::write_file(folder.plots() / "configurations.png", io::encode_png(*sheet));

  io::ReportContent content{.subject = std::move(portrait.subject),
                            .verdict = std::move(portrait.verdict),
                            .verdict_holds = portrait.verdict_holds,
                            .notes = std::move(portrait.notes),
                            .input = io::read_file(folder.input()),
                            .finite_size_figures = drawn(folder, sizes),
                            .figures = drawn(folder, figures),
                            .chain_figures = drawn(folder, chains),
                            .strips = {},
                            .strips_note = {},
                            .remarks = std::move(remarks)};
  add_strips(content, result);
  io::write_file(folder.report(), io::report_html(result, content));
  return trouble;
}

}  // namespace

std::string draw_pictures(const io::RunFolder& folder, const Task& task, const io::RunResult& result) {
  return draw(folder, task, result, {});
}

std::string plot_folder(const std::filesystem::path& root) {
  const io::RunFolder folder = folder_of_run(root);
  std::error_code ignored;
  if (!std::filesystem::exists(folder.summary(), ignored)) {
    throw InputError(
        {{.source = root.string(),
          .message = "there is nothing to draw yet: the run is still at work, or was killed; go on with: "
                     "lenz resume " +
                     io::shell_word(root.string())}});
  }
  const std::unique_ptr<Task> task = decode_any_task(io::Document::read(folder.input()));
  io::RunResult result = io::read_summary(folder.summary());
  std::vector<std::string> remarks;
  try {
    io::read_results(folder.results(), result);
  } catch (const FileError& error) {
    if (result.status == "complete") throw;
    remarks.push_back("Traces, autocorrelation functions and configurations, because the run is " +
                      result.status +
                      " and has no results.h5 that goes with its summary: lenz resume makes it.");
  }
  const std::string trouble = draw(folder, *task, result, remarks);
  return (trouble.empty() ? "" : trouble + "\n") + "drawn: " + folder.report().string();
}

}  // namespace lenz::jobs
