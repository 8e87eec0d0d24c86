#include "lenz/jobs/inputs/check_diagonalize.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/jobs/diagonalize_cost.hpp"
#include "lenz/jobs/inputs/check_spin.hpp"
#include "lenz/jobs/inputs/memory.hpp"
#include "lenz/jobs/spin_levels.hpp"
#include "lenz/jobs/spin_oracles.hpp"
#include "lenz/jobs/spin_thermal.hpp"

namespace lenz::jobs {

namespace {

void check_oracle_name(const io::Document& document, const DiagonalizeInput& input,
                       io::Complaints& complaints) {
  const auto known = spin_oracles();
  if (input.exact == Exact::automatic || input.exact == Exact::none || complaints.faulty("exact")) return;
  if (std::find(known.begin(), known.end(), input.exact) != known.end()) return;
  std::vector<std::string_view> names{"auto", "none"};
  for (const Exact oracle : known) names.push_back(io::name_of(oracle));
  complaints.about("exact", document.place_of("", "exact"),
                   fmt::format("exact is \"{}\", but must be {} for [system] kind \"spin\"",
                               io::name_of(input.exact), io::choices_text(names)));
}

/// REQUIRES an input without complaints.
void check_oracle(const io::Document& document, const DiagonalizeInput& input,
                  const std::vector<SpinCase>& cases, io::Complaints& complaints) {
  if (input.exact == Exact::automatic || input.exact == Exact::none) return;
  const std::vector<double> temperatures =
      input.system.temperature ? input.system.temperature->values : std::vector<double>{};
  for (const SpinCase& spins : cases) {
    const std::string why = against_spin_oracle(input.exact, spins, temperatures);
    if (why.empty()) continue;
    return complaints.about(
        "exact", document.place_of("", "exact"),
        fmt::format("exact \"{}\" cannot answer here: {}", io::name_of(input.exact), why));
  }
}

/// What makes an input smaller.
std::string remedy(const DiagonalizeInput& input, const std::vector<SpinCase>& cases) {
  const SpinInput& system = input.system;
  if (input.run.method == DiagonalizeMethod::dense) return "method = \"lanczos\" needs vectors, not matrices";
  const double largest = largest_sector(cases);
  if (system.temperature && is_dense_thermal(input, largest))
    return "fewer steps, for sectors of at most twice as many states are dense matrices";
  std::vector<std::string> all{"fewer spins"};
  const bool conserves = system.model != SpinModel::transverse_ising && !system.magnetization;
  if (conserves) all.emplace_back("a magnetization");
  const bool has_translations =
      system.lattice != lattice::Kind::graph && system.boundary == lattice::Boundary::periodic;
  if (has_translations && system.momentum.empty()) all.emplace_back("a momentum");
  if (!system.temperature && input.run.levels > 1) all.emplace_back("levels = 1");
  if (all.size() == 1) return all[0];
  const std::string last = " or " + all.back();
  all.pop_back();
  return fmt::format("{}{}", fmt::join(all, ", "), last);
}

void check_memory(const io::Document& document, const DiagonalizeInput& input,
                  const std::vector<SpinCase>& cases, io::Complaints& complaints) {
  double bytes = 0;
  for (const SpinCase& spins : cases)
    bytes =
        std::max(bytes, input.system.temperature ? thermal_bytes(input, spins) : levels_bytes(input, spins));
  if (bytes <= physical_bytes()) return;
  const bool dense = input.run.method == DiagonalizeMethod::dense;
  const char* key = document.find("system", "sizes") != nullptr ? "sizes" : "size";
  const io::Place place = dense ? document.place_of("run", "method") : document.place_of("system", key);
  complaints.add(place, beyond_memory(bytes, remedy(input, cases)));
}

}  // namespace

void check_diagonalize(const io::Document& document, DiagonalizeInput& input, io::Complaints& complaints) {
  check_spin(document, input.system, complaints);
  check_oracle_name(document, input, complaints);
  if (!complaints.empty()) return;
  const std::vector<SpinCase> cases = spin_cases(extremes_of(input.system));
  check_oracle(document, input, cases, complaints);
  check_memory(document, input, cases, complaints);
}

}  // namespace lenz::jobs
