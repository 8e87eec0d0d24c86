#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/jobs/inputs/check_ground_state.hpp"
#include "lenz/jobs/inputs/edge_list.hpp"
#include "lenz/jobs/inputs/memory.hpp"
#include "lenz/jobs/inputs/table_checker.hpp"
#include "lenz/jobs/spin_beside.hpp"
#include "lenz/jobs/spin_oracles.hpp"
#include "lenz/jobs/spin_point.hpp"

namespace lenz::jobs {

namespace {

constexpr double most_states = 1 << 22;  ///< of a full sum

/// log2 of how many states a system of one size has, of one magnetization where it is kept.
double log2_states(const SpinInput& one) {
  const auto n = static_cast<double>(one.n_sites());
  const auto m = one.kept_magnetization();
  if (!m) return n;
  const double up = (n + static_cast<double>(*m)) / 2;
  return (std::lgamma(n + 1) - std::lgamma(up + 1) - std::lgamma(n - up + 1)) / std::log(2.0);
}

/// [model] and [sampler] against the spins.
class SpinStateChecker {
 public:
  SpinStateChecker(const io::Document& document, const SpinGroundStateInput& input,
                   io::Complaints& complaints)
      : check_(document, complaints), input_(input), model_(input.model), all_sizes_(by_size(input.system)) {}

  void check_model() {
    check_symmetry();
    check_hidden();
    check_file();
    check_layers();
    check_levels();
  }
  void check_sampler() {
    if (check_.good("sampler", "kind")) check_kind();
    if (!input_.sampler.inversion.value.value_or(false) || !check_.good("sampler", "inversion")) return;
    const SpinInput& system = input_.system;
    if (!system.conserves_magnetization()) return;
    const std::string mirror = "is true, but a turn of all spins is no symmetry of ";
    if (std::any_of(system.field->begin(), system.field->end(), [](double h) { return h != 0; }))
      return check_.complain("sampler", "inversion", mirror + "a field along z");
    for (const SpinInput& one : all_sizes_) {
      if (*one.kept_magnetization() != 0)
        return check_.complain("sampler", "inversion",
                               mirror + fmt::format("magnetization {}", *one.kept_magnetization()));
    }
  }
  void check_memory() {
    if (!check_.complaints().empty()) return;
    const bool exact = input_.sampler.kind == SamplerKind::exact;
    double bytes = 0;
    for (const SpinInput& one : all_sizes_) {
      const double rows = exact ? std::exp2(log2_states(one)) : static_cast<double>(input_.run.batch);
      bytes = std::max(bytes, 8 * rows * (least_parameters(model_, one) + 1));
    }
    if (bytes <= physical_bytes()) return;
    check_.complaints().add(check_.document().place_of(exact ? "sampler" : "run", exact ? "kind" : "batch"),
                            beyond_memory(bytes, exact ? "fewer spins, fewer parameters, or a sampler"
                                                       : "a smaller batch, or fewer parameters"));
  }

 private:
  bool given(const char* key) const { return check_.given("model", key); }
  bool good(const char* key) const { return check_.good("model", key); }
  void complain(const char* key, const std::string& message) { check_.complain("model", key, message); }

  void check_symmetry() {
    const bool has_all = model_.symmetry == SpinSymmetry::lattice;
    if ((!has_all && model_.symmetry != SpinSymmetry::translation) || !good("symmetry")) return;
    const std::string is = fmt::format("is \"{}\", but ", io::name_of(model_.symmetry));
    if (input_.system.lattice == lattice::Kind::graph)
      return complain("symmetry", is + "a graph has no translations");
    if (input_.system.boundary == lattice::Boundary::open)
      return complain("symmetry", is + "an open lattice has no translations");
    if (has_all && input_.system.lattice == lattice::Kind::honeycomb)
      return complain("symmetry", is + "of a honeycomb only translations are known: take \"translation\"");
    if (model_.file) complain("symmetry", is + "`file` holds the weights of every hidden unit by itself");
  }

  void check_hidden() {
    if (model_.kind != SpinStateKind::rbm || !good("hidden") || !good("density")) return;
    if (model_.hidden && model_.density)
      return complain("hidden", "stands in place of density, but both are given: leave one out");
    const char* key = model_.hidden ? "hidden" : "density";
    if (model_.file) {
      if (given(key))
        complain(key, "means nothing beside `file`, which says how many hidden units there are");
      return;
    }
    for (const SpinInput& one : all_sizes_) {
      if (!check_hidden(key, one)) return;
    }
  }

  bool check_hidden(const char* key, const SpinInput& one) {
    const double hidden = hidden_of(model_, one.n_sites()), whole = std::round(hidden);
    const auto n = one.n_sites(), copies = n_copies(symmetry_of(model_, one, may_be_positive(one)), one);
    const std::string said = model_.hidden ? fmt::format("is {}", *model_.hidden)
                                           : fmt::format("is {:g}, which makes {:g} hidden units of {} spins",
                                                         hidden / static_cast<double>(n), hidden, n);
    if (whole < 1 || std::fabs(hidden - whole) > 1e-9 * hidden) {
      complain(key, said + fmt::format(": it must be a whole number, from density {:g} on", 1.0 / n));
      return false;
    }
    if (!good("symmetry") || copies == 0 || static_cast<std::uint64_t>(whole) % copies == 0) return true;
    const bool has_all = model_.symmetry == SpinSymmetry::lattice;
    complain(key, said + fmt::format(
                             ", but with symmetry \"{}\" it must be a multiple of {}, as each hidden unit "
                             "has a copy {}; or take symmetry = \"none\"",
                             has_all ? "lattice" : "translation",
                             has_all         ? fmt::format("the {} symmetries{}", copies,
                                                   model_.hidden ? ""
                                                                         : fmt::format(" (density {:g})",
                                                                                       static_cast<double>(copies) /
                                                                                           static_cast<double>(n)))
                                     : model_.hidden ? fmt::format("the {} cells", copies)
                                             : fmt::format("{} hidden units", copies),
                             has_all ? "for each of them" : "in every cell"));
    return false;
  }

  /// Whether a sign rule makes the ground state of some Hamiltonian of this size positive.
  bool may_be_positive(const SpinInput& one) {
    if (model_.symmetry != SpinSymmetry::automatic || !check_.complaints().empty()) return true;
    SpinGroundStateInput of_size = input_;
    of_size.system = extremes_of(one);
    of_size.model.marshall = {};
    const std::vector<SpinPoint> points = spin_points(of_size);
    return std::any_of(points.begin(), points.end(), [](const SpinPoint& p) { return p.is_positive; });
  }

  void check_file() {
    if (!model_.file || !good("file")) return;
    if (!input_.system.sizes.empty())
      return complain("file", "is of one size, but [system] sizes asks for several");
    if (model_.parameters == Amplitudes::real && good("parameters"))
      complain("parameters", "is \"real\", but the weights of `file` are complex");
    std::string fault;
    if (!read_whole_file(*model_.file, fault))
      complain("file", fmt::format("cannot be read: {}: {}", model_.file->string(), fault));
  }

  void check_layers() {
    if (model_.layers.size() > 16 && good("layers"))
      complain("layers", fmt::format("has {} numbers, but at most 16 are possible", model_.layers.size()));
  }

  void check_levels() {
    if (model_.levels == 1) {
      if (!model_.penalty.is_auto())
        complain("penalty", "means nothing where levels is 1: nothing lies below");
      return;
    }
    if (!good("levels")) return;
    if (model_.parameters == Amplitudes::real && good("parameters"))
      complain("parameters",
               "is \"real\", but a positive state is orthogonal to no other: states above the ground state "
               "are complex");
    if (model_.file)
      complain("levels",
               "asks for several states, but `file` holds the weights of one: leave one of them out");
    for (const SpinInput& one : all_sizes_) {
      if (static_cast<double>(model_.levels) <= std::exp2(log2_states(one)) * (1 + 1e-9)) continue;
      return complain("levels", fmt::format("is {}, but {} spins have {:.0f} states", model_.levels,
                                            one.n_sites(), std::exp2(log2_states(one))));
    }
  }

  void check_kind() {
    const std::string_view model = io::name_of(input_.system.model);
    const SamplerKind kind = input_.sampler.kind;
    const bool conserves = input_.system.conserves_magnetization();
    if (kind == SamplerKind::metropolis && conserves)
      check_.complain("sampler", "kind",
                      fmt::format("\"metropolis\" flips single spins, but model \"{}\" conserves the "
                                  "magnetization: take \"exchange\"",
                                  model));
    if (kind == SamplerKind::exchange && !conserves)
      check_.complain("sampler", "kind",
                      fmt::format("\"exchange\" conserves the magnetization, but model \"{}\" does not, and "
                                  "most of its states would never be seen: take \"metropolis\"",
                                  model));
    if (kind != SamplerKind::exact) return;
    for (const SpinInput& one : all_sizes_) {
      const double log2 = log2_states(one);
      if (log2 <= std::log2(most_states) + 1e-9) continue;
      return check_.complain(
          "sampler", "kind",
          fmt::format("\"exact\" sums over all states, at most 2^22 = {:.0f}, but {} spins have 2^{:.1f}",
                      most_states, one.n_sites(), log2));
    }
  }

  TableChecker check_;
  const SpinGroundStateInput& input_;
  const SpinStateInput& model_;
  std::vector<SpinInput> all_sizes_;
};

void check_oracle_name(const io::Document& document, Exact exact, io::Complaints& complaints) {
  if (exact == Exact::automatic || exact == Exact::none || complaints.faulty("exact")) return;
  std::vector<std::string_view> names{"auto", "none"};
  for (const Exact oracle : spin_oracles()) names.push_back(io::name_of(oracle));
  names.push_back(io::name_of(Exact::lanczos));
  if (std::find(names.begin(), names.end(), io::name_of(exact)) != names.end()) return;
  complaints.about("exact", document.place_of("", "exact"),
                   fmt::format("exact is \"{}\", but must be {} for [system] kind \"spin\"",
                               io::name_of(exact), io::choices_text(names)));
}

/// Whether a rule for signs that is asked for, and the oracle named, are there for all Hamiltonians of one
/// size; complains else. REQUIRES an input without complaints.
bool check_points(const io::Document& document, const SpinGroundStateInput& input,
                  io::Complaints& complaints) {
  try {
    for (const SpinPoint& point : spin_points(input)) {
      if (input.model.kind == SpinStateKind::network && !point.is_positive) {
        complaints.add(
            document.place_of("model", "kind"),
            "[model] kind is \"network\", whose psi is positive, but no sign rule makes the ground state of "
            "this Hamiltonian so: take kind = \"rbm\", which is complex then");
        return false;
      }
      const std::string why = against_beside(point, input.exact);
      if (why.empty()) continue;
      complaints.about("exact", document.place_of("", "exact"),
                       fmt::format("exact \"{}\" cannot answer here: {}", io::name_of(input.exact), why));
      return false;
    }
  } catch (const InputError& error) {
    TableChecker(document, complaints).complain("model", "marshall", error.diagnostics().front().message);
    return false;
  }
  return true;
}

}  // namespace

void check_ground_state(const io::Document& document, SpinGroundStateInput& input,
                        io::Complaints& complaints) {
  const std::size_t before = complaints.size();
  check_spin_system(document, input.system, complaints);
  const bool system_is_good =
      complaints.size() == before && !complaints.faulty(io::key_label("system", "model"));
  check_settings(document, input, complaints);
  check_oracle_name(document, input.exact, complaints);
  for (const char* key : {"lattice", "size", "sizes", "boundary", "file", "magnetization", "field"}) {
    if (complaints.faulty(io::key_label("system", key))) return;
  }
  if (!system_is_good) return;
  SpinStateChecker check(document, input, complaints);
  check.check_model();
  check.check_sampler();
  check.check_memory();
  if (!complaints.empty()) return;
  SpinGroundStateInput few = input;
  for (const SpinInput& one : by_size(extremes_of(input.system))) {
    few.system = one;
    if (!check_points(document, few, complaints)) return;
  }
}

}  // namespace lenz::jobs
