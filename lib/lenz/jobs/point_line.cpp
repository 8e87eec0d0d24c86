#include "lenz/jobs/point_line.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/progress_line.hpp"
#include "lenz/io/text_table.hpp"

namespace lenz::jobs {
namespace {

constexpr int parameter_width = 13;

/// The observable a line shows: the first that was sampled.
const io::ObservableResult* shown(const io::PointResult& point) {
  for (const io::ObservableResult& o : point.observables) {
    if (!o.mean.empty()) return &o;
  }
  return nullptr;
}

std::string acceptance(const io::PointResult& point) {
  const io::ObservableResult* o = point.find("acceptance");
  return o == nullptr || o->mean.empty() ? "-" : fmt::format("{:.3f}", o->mean.front());
}

}  // namespace

std::string point_header(const io::PointResult& first, const std::vector<std::string>& scanned) {
  std::string line;
  for (const std::string& name : scanned) line += fmt::format("{:<{}} ", name, parameter_width);
  const io::ObservableResult* o = shown(first);
  return line + fmt::format("{:<18} {:>12} {:>6} {:>8} {:>7} {:>11}", o ? o->name : "", "exact", "z", "tau",
                            "accept", "left");
}

std::string point_line(const io::PointResult& point, const std::vector<std::string>& scanned,
                       double seconds_left) {
  std::string line;
  for (const auto& [name, value] : point.parameters) {
    const bool shows = std::find(scanned.begin(), scanned.end(), name) != scanned.end();
    if (shows) line += fmt::format("{:<{}.8g} ", value, parameter_width);
  }
  const io::ObservableResult* o = shown(point);
  if (o == nullptr) return line;
  const std::string exact = o->exact.empty() ? "-" : fmt::format("{:.7g}", o->exact.front());
  const std::string z = o->z.empty() || !o->z.front() ? "-" : fmt::format("{:+.1f}", *o->z.front());
  const std::string tau = o->tau.empty() ? "-" : fmt::format("{:.3g}", o->tau.front());
  return line + fmt::format("{:<18} {:>12} {:>6} {:>8} {:>7} {:>11}", io::format_value_error(*o, 0), exact, z,
                            tau, acceptance(point), io::format_duration(seconds_left));
}

}  // namespace lenz::jobs
