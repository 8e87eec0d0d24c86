#include "lenz/jobs/training_lines.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lenz/io/progress_line.hpp"
#include "lenz/io/text_table.hpp"

namespace lenz::jobs {

TrainingLines::TrainingLines(std::uint64_t n_steps, Progress& progress)
    : n_steps_(n_steps), stride_(std::max<std::uint64_t>(1, n_steps / 10)), progress_(progress) {}

void TrainingLines::tell(std::uint64_t step, const optim::MinimizeHistory& history) const {
  if (!has_header_)
    progress_.line(fmt::format("{:>12} {:>18} {:>11} {:>13}", "step", "loss", "steps/s", "left"));
  has_header_ = true;
  const std::size_t n = std::min<std::size_t>(stride_, history.value.size());
  double sum = 0, squares = 0;
  for (std::size_t i = history.value.size() - n; i < history.value.size(); ++i) {
    sum += history.value[i];
    squares += history.error[i] * history.error[i];
  }
  const auto count = static_cast<double>(n);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double rate = static_cast<double>(step - first_step_ + 1) / std::max(seconds, 1e-9);
  progress_.line(fmt::format(
      "{:>12} {:>18} {:>11} {:>13}", step, io::format_value_error(sum / count, std::sqrt(squares) / count),
      io::format_rate(rate), io::format_duration(static_cast<double>(n_steps_ - step) / rate)));
}

}  // namespace lenz::jobs
