#include "lenz/jobs/inputs/check_ground_state.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "lenz/jobs/inputs/memory.hpp"
#include "lenz/jobs/inputs/table_checker.hpp"
#include "lenz/jobs/trap_oracles.hpp"

namespace lenz::jobs {

namespace {

class GroundStateChecker : TableChecker {
 public:
  GroundStateChecker(const io::Document& document, TrapGroundStateInput& input, io::Complaints& complaints)
      : TableChecker(document, complaints), input_(input) {}

  void check() {
    check_trap(document(), input_.system, complaints());
    if (system_is_good()) {
      check_symmetry();
      check_form();
      check_jastrow();
      check_determinant();
      check_gibbs();
    }
    check_sampler();
    check_settings(document(), input_, complaints());
    check_oracle_name();
    if (!complaints().empty()) return;
    check_oracle();
    check_memory();
  }

 private:
  /// What the state is held against.
  bool system_is_good() const {
    for (const char* key :
         {"particles", "dimensions", "statistics", "spin_up", "interaction", "strength", "softening"}) {
      if (!good("system", key)) return false;
    }
    return true;
  }
  std::string_view statistics() const { return io::name_of(input_.system.statistics); }

  void check_symmetry() {
    const std::uint64_t n = input_.system.particles;
    if (!good("model", "symmetry")) return;
    if (input_.model.symmetry == WaveSymmetry::symmetrised && n > WavefunctionInput::max_symmetrised)
      complain("model", "symmetry",
               fmt::format("is \"symmetrised\", a sum over all orders of the particles, which at most {} may "
                           "have, but there are {}: \"pairs\" has no such limit",
                           WavefunctionInput::max_symmetrised, n));
    if (input_.model.symmetry == WaveSymmetry::pairs && n < 2)
      complain("model", "symmetry", "is \"pairs\", but one particle alone has no pairs");
  }

  void check_form() {
    if (!good("model", "form") || !good("model", "symmetry") || input_.model.form != WaveForm::sqrt) return;
    if (symmetry_of(input_) == WaveSymmetry::pairs)
      complain("model", "form",
               "is \"sqrt\", but symmetry is \"pairs\", whose units have one form: take symmetry "
               "\"symmetrised\", or \"none\" for a state without it");
  }

  void check_jastrow() {
    if (!good("model", "jastrow")) return;
    const JastrowKind jastrow = jastrow_of(input_);
    if (given("model", "jastrow") && jastrow != JastrowKind::none && input_.system.particles < 2)
      complain("model", "jastrow",
               fmt::format("is \"{}\", but one particle alone has no pairs", io::name_of(jastrow)));
    if (given("model", "order") && jastrow != JastrowKind::boys_handy)
      complain("model", "order",
               fmt::format("is of jastrow \"boys-handy\", but jastrow is \"{}\"", io::name_of(jastrow)));
    if (input_.model.three_body && !has_three_body(input_) && good("model", "three_body"))
      complain("model", "three_body",
               fmt::format("needs three particles, but there {} {}",
                           input_.system.particles == 1 ? "is" : "are", input_.system.particles));
    if (!good("model", "cusp") || input_.model.cusp.is_auto() || !*input_.model.cusp.value) return;
    if (jastrow == JastrowKind::none)
      complain("model", "cusp", "is true, but without a Jastrow factor nothing has a slope at r = 0");
    else if (const std::string why = against_cusp(); !why.empty())
      complain("model", "cusp", "is true, but " + why);
  }

  /// Why Kato's condition asks for no slope; empty where it does.
  std::string against_cusp() const {
    const TrapInput& system = input_.system;
    if (system.interaction != models::Interaction::coulomb)
      return fmt::format("interaction \"{}\" does not diverge as 1/r", io::name_of(system.interaction));
    if (system.dimensions == 1) return "in one dimension the interaction is softened";
    return system.softening > 0 ? "the interaction is softened: it is finite at r = 0" : "";
  }

  void check_determinant() {
    const bool fermion = input_.system.is_fermion();
    if (!fermion && given("model", "slater") && input_.model.slater && good("model", "slater"))
      complain("model", "slater", fmt::format("is of fermions, but statistics is \"{}\"", statistics()));
    if (!input_.model.backflow || !good("model", "backflow")) return;
    if (!fermion)
      return complain("model", "backflow",
                      fmt::format("is of fermions, but statistics is \"{}\"", statistics()));
    if (!input_.model.slater)
      return complain("model", "backflow", "moves the nodes of a determinant, but slater is false");
    if (!has_slater(input_))
      complain(
          "model", "backflow",
          "moves the nodes of a determinant, but there is at most one particle of each spin and no node");
  }

  void check_gibbs() {
    if (input_.sampler.kind != SamplerKind::gibbs || !good("sampler", "kind")) return;
    for (const char* key : {"form", "symmetry", "jastrow", "slater"}) {
      if (!good("model", key)) return;
    }
    std::vector<std::string> lacks;
    if (input_.model.kind != WavefunctionKind::rbm) {
      lacks.emplace_back("[model] kind = \"rbm\"");
    } else {
      if (input_.model.form != WaveForm::sqrt) lacks.emplace_back("form = \"sqrt\"");
      if (symmetry_of(input_) != WaveSymmetry::none) lacks.emplace_back("symmetry = \"none\"");
    }
    if (jastrow_of(input_) != JastrowKind::none) lacks.emplace_back("jastrow = \"none\"");
    if (has_three_body(input_)) lacks.emplace_back("three_body = false");
    if (has_slater(input_)) lacks.emplace_back("slater = false");
    if (input_.system.interaction == models::Interaction::hard_sphere && input_.system.particles > 1)
      lacks.emplace_back("an interaction other than \"hard-sphere\"");
    if (lacks.empty()) return;
    complain("sampler", "kind",
             fmt::format("\"gibbs\" draws hidden and visible units in turn, whose marginal must be the "
                         "square of the state: it needs {}",
                         fmt::join(lacks, ", ")));
  }

  void check_sampler() {
    const SamplerInput& s = input_.sampler;
    if (s.tempering && good("sampler", "tempering"))
      complain("sampler", "tempering",
               "needs temperatures, and [system] kind \"trap\" has none: a ground state is sought");
    if (s.acceptance != AcceptanceRule::metropolis && good("sampler", "acceptance"))
      complain("sampler", "acceptance", "means nothing for [system] kind \"trap\": it is min(1, r)");
    if (given("sampler", "scan") && s.scan != sampling::Scan::sequential && good("sampler", "scan"))
      complain("sampler", "scan", "means nothing for [system] kind \"trap\": its particles move in order");
    if (s.cusp_weight > 0 && input_.system.particles < 2 && good("sampler", "cusp_weight"))
      complain("sampler", "cusp_weight", "means nothing for one particle alone: it has no pairs");
  }

  void check_oracle_name() {
    const auto known = trap_oracles();
    const Exact exact = input_.exact;
    if (exact == Exact::automatic || exact == Exact::none || complaints().faulty("exact")) return;
    if (std::find(known.begin(), known.end(), exact) != known.end()) return;
    std::vector<std::string_view> names{"auto", "none"};
    for (const Exact oracle : known) names.push_back(io::name_of(oracle));
    complaints().about("exact", document().place_of("", "exact"),
                       fmt::format("exact is \"{}\", but must be {} for [system] kind \"trap\"",
                                   io::name_of(exact), io::choices_text(names)));
  }

  void check_oracle() {
    if (input_.exact == Exact::automatic || input_.exact == Exact::none) return;
    std::set<std::vector<std::pair<std::string, double>>> seen;  // a scan may say one point often
    for (const TrapPoint& point : trap_points(input_.system)) {
      if (!seen.insert(point.parameters).second) continue;
      const std::string why = against_trap_oracle(input_.exact, input_.system, point);
      if (why.empty()) continue;
      return complaints().about(
          "exact", document().place_of("", "exact"),
          fmt::format("exact \"{}\" cannot answer here: {}", io::name_of(input_.exact), why));
    }
  }

  void check_memory() {
    const TrapInput& system = input_.system;
    const double points = static_cast<double>((system.omega ? system.omega->size() : 1) *
                                              system.strength.size() * system.range.size());
    const double coordinates = static_cast<double>(system.particles * system.dimensions);
    const double kept = 8 * coordinates * static_cast<double>(input_.output.configurations) * points;
    const double measured = static_cast<double>(input_.run.sweeps) / static_cast<double>(input_.run.thin);
    const double trace =
        input_.output.trace ? 8 * 5 * static_cast<double>(input_.run.chains) * measured * points : 0;
    const double batch = 8 * coordinates * static_cast<double>(input_.run.batch);
    if (kept + trace + batch <= physical_bytes()) return;
    const bool of_batch = batch > kept + trace;
    const char* key = of_batch ? "batch" : kept > trace ? "configurations" : "trace";
    const char* remedy = of_batch       ? "a smaller batch"
                         : kept > trace ? "fewer configurations"
                                        : "a larger thin, fewer sweeps, or no trace";
    complaints().add(document().place_of(of_batch ? "run" : "output", key),
                     beyond_memory(kept + trace + batch, remedy));
  }

  TrapGroundStateInput& input_;
};

}  // namespace

void check_ground_state(const io::Document& document, TrapGroundStateInput& input,
                        io::Complaints& complaints) {
  GroundStateChecker(document, input, complaints).check();
}

}  // namespace lenz::jobs
