#include "lenz/jobs/inputs/check_spin.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "lenz/exact/spins/symmetry.hpp"
#include "lenz/jobs/inputs/check_ground_state.hpp"
#include "lenz/jobs/inputs/system_checker.hpp"
#include "lenz/jobs/spin_case.hpp"
#include "lenz/jobs/spin_symmetries.hpp"

namespace lenz::jobs {

namespace {

using enum SymmetrySector;

void check_model(SystemChecker& check, const SpinInput& input) {
  if (!check.good("model")) return;
  const std::string_view model = io::name_of(input.model);
  const auto refuse = [&](const char* key, const char* of, const char* why) {
    if (check.given(key) && check.good(key))
      check.complain(key,
                     fmt::format("[system] {} is of model {}, but model is \"{}\"{}", key, of, model, why));
  };
  if (!input.has_anisotropy()) refuse("anisotropy", "\"xxz\"", "");
  if (!input.has_j2()) refuse("j2", "\"j1j2\"", "");
  if (input.model == SpinModel::transverse_ising)
    refuse("magnetization", "\"xxz\" or \"j1j2\"", ": its field along x does not conserve it");
}

void check_scans(SystemChecker& check, const SpinInput& input) {
  for (const char* key : {"coupling", "field", "anisotropy", "j2", "temperature", "sizes"}) {
    if (!check.good(key)) return;
  }
  check_n_points(check, check.given("field") ? "field" : "coupling",
                 {input.coupling.size(), input.field->size(), input.anisotropy.size(), input.j2.size(),
                  input.temperature ? input.temperature->size() : 1, input.n_sizes()});
  const std::size_t n_cases = input.n_cases();
  if (n_cases > SpinInput::max_cases)
    check.complain(check.given("field") ? "field" : "coupling",
                   fmt::format("the scans of [system] make {} Hamiltonians together, but at most {} are "
                               "possible, each at up to {} temperatures",
                               n_cases, SpinInput::max_cases, io::max_scan_points));
}

/// Far beyond anything physical the squares of temperatures are no numbers any more.
void check_temperatures(SystemChecker& check, const SpinInput& input) {
  if (!input.temperature || !check.good("temperature")) return;
  for (const double t : *input.temperature) {
    if (t >= 1e-60 && t <= 1e60) continue;
    return check.complain(
        "temperature", fmt::format("[system] temperature is {:g}, but only those from 1e-60 to 1e60 can be "
                                   "reckoned with{}",
                                   t, t < 1 ? "; without a temperature the ground state is found" : ""));
  }
}

void check_magnetization(SystemChecker& check, const SpinInput& input) {
  if (!input.magnetization || !check.good("magnetization")) return;
  for (const SpinInput& one : by_size(input)) {
    const auto n = static_cast<std::int64_t>(one.n_sites()), m = *input.magnetization;
    if (std::abs(m) > n) {
      return check.complain("magnetization",
                            fmt::format("[system] magnetization is {}, but {} spins have between -{} and {}: "
                                        "the sector holds no state",
                                        m, n, n, n));
    }
    if ((n + m) % 2 != 0) {
      return check.complain(
          "magnetization",
          fmt::format(
              "[system] magnetization is {}, but spins up minus spins down is {} for {} spins, so {} or {}",
              m, n % 2 == 0 ? "even" : "odd", n, m > 0 ? m - 1 : m + 1, m > 0 ? m + 1 : m - 1));
    }
  }
}

void check_momentum(SystemChecker& check, const SpinInput& input) {
  if (input.momentum.empty() || !check.good("momentum")) return;
  const std::size_t axes = lattice::n_axes(input.lattice);
  if (input.lattice == lattice::Kind::graph)
    return check.complain("momentum",
                          "[system] momentum means nothing for lattice \"graph\": it has no translations");
  if (input.boundary == lattice::Boundary::open)
    return check.complain(
        "momentum", "[system] momentum needs boundary = \"periodic\": an open lattice has no translations");
  if (input.momentum.size() != axes) {
    return check.complain("momentum",
                          fmt::format("[system] momentum has {} number{}, but the {} lattice has {} ax{}",
                                      input.momentum.size(), input.momentum.size() == 1 ? "" : "s",
                                      io::name_of(input.lattice), axes, axes == 1 ? "is" : "es"));
  }
  for (const SpinInput& one : by_size(input)) {
    for (std::size_t axis = 0; axis < axes; ++axis) {
      if (input.momentum[axis] < one.size[axis]) continue;
      return check.complain(
          "momentum",
          fmt::format(
              "[system] momentum is {} along axis {}, but must be from 0 to {}, in units of 2 pi / {}",
              input.momentum[axis], axis + 1, one.size[axis] - 1, one.size[axis]));
    }
  }
}

/// Why a reflection along an axis does not go with the momentum; empty where it does.
std::string against_momentum(const SpinInput& one, const ReflectionKey& key) {
  const std::uint64_t length = one.size[key.axis];
  if (length == 1 && one.*key.member == odd)
    return "is \"odd\", but leaves every state as it is on an axis of length 1";
  if (one.momentum.empty()) return "";
  const std::uint64_t k = one.momentum[key.axis], turned = (length - k) % length;
  if (k == turned) return "";
  return fmt::format("turns momentum {} along axis {} into {}, another sector: it needs momentum {}", k,
                     key.axis + 1, turned,
                     length % 2 == 0 ? fmt::format("0 or {}", length / 2) : std::string("0"));
}

/// The same of the exchange of two axes.
std::string against_exchange(const SpinInput& one) {
  if (!one.momentum.empty() && one.momentum[0] != one.momentum[1])
    return fmt::format("exchanges momentum {} and {} of its axes, which must be equal", one.momentum[0],
                       one.momentum[1]);
  if (one.reflection_x != any && one.reflection_y != any && one.reflection_x != one.reflection_y)
    return "exchanges reflection_x and reflection_y, which must be equal";
  return "";
}

/// Why the lattice has no reflection along so many axes; empty where it may have one.
std::string against_reflection(const SpinInput& input, std::size_t n_axes) {
  if (input.lattice == lattice::Kind::graph) return "means nothing for lattice \"graph\"";
  if (input.lattice == lattice::Kind::honeycomb)
    return "needs a lattice with one site a cell, but a honeycomb cell has two";
  if (lattice::n_axes(input.lattice) < n_axes)
    return fmt::format("needs {} axes, but the {} lattice has {}", n_axes, io::name_of(input.lattice),
                       lattice::n_axes(input.lattice));
  return "";
}

void check_reflections(SystemChecker& check, const SpinInput& input) {
  for (const ReflectionKey& key : reflection_keys()) {
    if (input.*key.member == any || !check.good(key.name)) continue;
    std::string why = against_reflection(input, key.axis + 1);
    for (const SpinInput& one : by_size(input)) {
      if (why.empty() && check.good("momentum")) why = against_momentum(one, key);
    }
    if (!why.empty()) check.complain(key.name, fmt::format("[system] {} {}", key.name, why));
  }
  if (input.reflection_diagonal == any || !check.good("reflection_diagonal")) return;
  std::string why = against_reflection(input, 2);
  if (why.empty() && input.sizes.empty() && input.size[0] != input.size[1])
    why = fmt::format("needs two axes of one length, but they have {} and {}", input.size[0], input.size[1]);
  if (why.empty() && check.good("momentum")) why = against_exchange(input);
  if (!why.empty()) check.complain("reflection_diagonal", "[system] reflection_diagonal " + why);
}

void check_inversion(SystemChecker& check, const SpinInput& input) {
  if (input.spin_inversion == any || input.model == SpinModel::transverse_ising) return;
  if (!check.good("spin_inversion") || !check.good("magnetization")) return;
  for (const SpinInput& one : by_size(input)) {
    if (one.n_sites() % 2 == 0) continue;
    return check.complain(
        "spin_inversion",
        fmt::format("[system] spin_inversion means nothing for {} spins in model \"{}\": it "
                    "needs magnetization = 0, which only an even number of spins has",
                    one.n_sites(), io::name_of(input.model)));
  }
  if (input.magnetization.value_or(1) != 0)
    check.complain(
        "spin_inversion",
        fmt::format("[system] spin_inversion needs magnetization = 0 in model \"{}\": a turn of all "
                    "spins changes the sign of any other",
                    io::name_of(input.model)));
}

/// What an exception of the library says behind `before`.
std::string said(const std::invalid_argument& error, std::string_view before) {
  const std::string text = error.what();
  const std::size_t at = text.find(before);
  return at == std::string::npos ? text : text.substr(at + before.size());
}

/// Symmetries against the Hamiltonian, each at its key.
bool check_commuting(SystemChecker& check, const SpinCase& spins,
                     const std::vector<KeyedGenerator>& generators) {
  for (const KeyedGenerator& g : generators) {
    try {
      exact::spins::check_commutes(spins.terms, g.generator.symmetry);
    } catch (const std::invalid_argument& error) {
      check.complain(g.key, fmt::format("[system] {} is no symmetry of this Hamiltonian: {}", g.key,
                                        said(error, "the Hamiltonian: ")));
      return false;
    }
  }
  return true;
}

/// Symmetries against each other: the first that does not go with those before it is to blame.
bool check_group(SystemChecker& check, const SpinInput& one, const std::vector<KeyedGenerator>& keyed) {
  std::vector<exact::spins::Generator> generators;
  for (const KeyedGenerator& g : keyed) {
    generators.push_back(g.generator);
    try {
      const exact::spins::SymmetryGroup group(static_cast<std::uint32_t>(one.n_sites()), generators);
    } catch (const std::invalid_argument&) {
      check.complain(g.key, fmt::format("[system] {} contradicts the other symmetries asked for: no state "
                                        "has them all",
                                        g.key));
      return false;
    }
  }
  return true;
}

void check_symmetries(SystemChecker& check, const SpinInput& input) {
  if (input.spin_inversion == any && !asks_for_lattice_symmetries(input)) return;
  for (const SpinInput& one : by_size(input)) {
    const auto generators = generators_of(one, one.make_lattice());
    if (!check_group(check, one, generators)) return;
  }
  for (const SpinCase& spins : spin_cases(extremes_of(input))) {
    if (!check_commuting(check, spins, generators_of(spins.input, *spins.lattice))) return;
    const auto& sectors = spins.sectors;
    const bool empty = std::all_of(sectors.begin(), sectors.end(), [&](const exact::spins::Sector& sector) {
      return exact::spins::states_in(spins.terms, sector) == 0;
    });
    if (!empty) continue;
    return check.complain(
        generators_of(spins.input, *spins.lattice).front().key,
        fmt::format("[system] asks for a sector that holds no state: no state{} has these symmetries",
                    input.magnetization ? fmt::format(" of magnetization {}", *input.magnetization) : ""));
  }
}

/// What every task asks of spins; whether sizes are known.
bool check_hamiltonian(SystemChecker& check, SpinInput& input, double max_sites) {
  if (!input.field) input.field = io::Scan(input.default_field());
  const std::size_t before = check.complaints().size();
  check_lattice(check, input, "spin", max_sites);
  check_model(check, input);
  check_scans(check, input);
  check_temperatures(check, input);
  for (const char* key : {"lattice", "size", "sizes", "boundary", "file"}) {
    if (!check.good(key)) return false;
  }
  if (check.complaints().size() != before) return false;
  check_magnetization(check, input);
  return true;
}

/// A sector of one state leaves nothing to vary.
void check_states(SystemChecker& check, const SpinInput& input) {
  if (!check.good("magnetization")) return;
  for (const SpinInput& one : by_size(input)) {
    const auto n = static_cast<std::int64_t>(one.n_sites());
    const auto m = one.kept_magnetization();
    if (!m || std::abs(*m) != n) continue;
    const char* key = check.given("magnetization") ? "magnetization"
                      : check.given("file")        ? "file"
                      : check.given("sizes")       ? "sizes"
                                                   : "size";
    return check.complain(key, fmt::format("[system] {} leaves one state, all {} spin{} up or all down: "
                                           "there is nothing to vary",
                                           key, n, n == 1 ? "" : "s"));
  }
}

}  // namespace

void check_spin(const io::Document& document, SpinInput& input, io::Complaints& complaints) {
  SystemChecker check(document, complaints);
  if (!check_hamiltonian(check, input, SpinInput::max_sites)) return;
  check_momentum(check, input);
  check_reflections(check, input);
  check_inversion(check, input);
  if (complaints.empty()) check_symmetries(check, input);
}

void check_spin_system(const io::Document& document, SpinInput& input, io::Complaints& complaints) {
  SystemChecker check(document, complaints);
  if (check_hamiltonian(check, input, SpinInput::max_sites_of_states)) check_states(check, input);
}

}  // namespace lenz::jobs
