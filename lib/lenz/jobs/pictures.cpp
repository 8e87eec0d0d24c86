#include "lenz/jobs/pictures.hpp"

#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/contact_sheet.hpp"
#include "lenz/io/gnuplot.hpp"

namespace lenz::jobs {

std::string draw_pictures(const io::RunFolder& folder, const SampleSystem& system,
                          const io::RunResult& result) {
  std::string trouble = io::draw_figures(folder.plots(), system.figures(result));
  if (const auto sheet = io::contact_sheet(result))
    io::write_file(folder.plots() / "configurations.png", io::encode_png(*sheet));
  return trouble;
}

void plot_folder(const std::filesystem::path& folder) {
  throw UsageError("lenz plot is not built yet: " + folder.string());
}

}  // namespace lenz::jobs
