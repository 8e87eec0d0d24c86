#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lenz/jobs/inputs/checks.hpp"
#include "lenz/jobs/inputs/system_checker.hpp"

namespace lenz::jobs {

namespace {

constexpr double max_ratio = 1e9;

double largest(const io::Scan& scan) {
  double most = 0;
  for (const double value : scan) most = std::fmax(most, std::fabs(value));
  return most;
}

void check_scans(SystemChecker& check, const IsingInput& input) {
  const bool good = check.good("coupling") && check.good("field") && check.good("temperature") &&
                    check.good("disorder_seed");
  if (!good) return;
  check_n_points(check, "temperature",
                 {input.coupling.size(), input.field.size(), input.temperature.size(),
                  input.disorder_seed.size(), input.n_sizes()});
  const double coldest = *std::min_element(input.temperature.begin(), input.temperature.end());
  for (const auto& [key, scan] : {std::pair("coupling", &input.coupling), std::pair("field", &input.field)}) {
    if (!(largest(*scan) / coldest <= max_ratio)) {
      check.complain("temperature",
                     fmt::format("[system] temperature {:g} is less than 1e-9 of {} {:g}: nothing would move",
                                 coldest, key, largest(*scan)));
    }
  }
  if (check.good("disorder") && input.disorder == models::Disorder::none && input.disorder_seed.size() > 1) {
    check.complain(
        "disorder_seed",
        "[system] disorder_seed is scanned, but disorder is \"none\": all points would be the same");
  }
}

}  // namespace

void check_ising(const io::Document& document, IsingInput& input, io::Complaints& complaints) {
  SystemChecker check(document, complaints);
  check_lattice(check, input, "ising", 0x1p28);
  check_scans(check, input);
}

}  // namespace lenz::jobs
