#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "lenz/exact/closed_chain.hpp"
#include "lenz/exact/density_of_states.hpp"
#include "lenz/exact/enumeration.hpp"
#include "lenz/exact/kaufman.hpp"
#include "lenz/jobs/inputs/checks.hpp"
#include "lenz/jobs/inputs/memory.hpp"
#include "lenz/lattice/packing.hpp"

namespace lenz::jobs {

namespace {

using enum SamplerKind;

constexpr SamplerKind ising_samplers[] = {automatic,     metropolis, heat_bath, wolff,
                                          swendsen_wang, multispin,  gibbs};
constexpr SamplerKind density_samplers[] = {automatic, metropolis, gibbs, langevin, mala, hmc};
constexpr SamplerKind markov_samplers[] = {automatic};

std::span<const SamplerKind> samplers_for(const SampledSystem& system) {
  if (std::holds_alternative<IsingInput>(system)) return ising_samplers;
  if (std::holds_alternative<MarkovChainInput>(system)) return markov_samplers;
  return density_samplers;
}

std::string_view kind_of(const SampledSystem& system) {
  static constexpr std::string_view names[] = {"ising", "gaussian", "mixture", "markov-chain"};
  return names[system.index()];
}

std::string reason_against(SamplerKind kind, const SampledSystem& system) {
  if (std::holds_alternative<MarkovChainInput>(system)) return "the matrix itself moves the walkers";
  if (kind == heat_bath || kind == wolff || kind == swendsen_wang || kind == multispin)
    return "it moves spins";
  return "it needs a gradient, and spins have none";
}

bool has_field(const IsingInput& ising) {
  return std::any_of(ising.field.begin(), ising.field.end(), [](double h) { return h != 0; });
}

std::string against_multispin(const IsingInput& s) {
  if (s.lattice == lattice::Kind::graph) return "a regular lattice, but lattice is \"graph\"";
  if (s.boundary == lattice::Boundary::open) return "boundary = \"periodic\"";
  if (has_field(s)) return "field = 0";
  if (s.disorder == models::Disorder::gaussian)
    return "couplings of one magnitude, but disorder is \"gaussian\"";
  if (std::any_of(s.coupling.begin(), s.coupling.end(), [](double j) { return j == 0; }))
    return "coupling other than 0";
  std::vector<std::size_t> lengths;  // whether an axis is longer than 1 is all that counts
  for (const std::uint64_t length : s.size) lengths.push_back(std::min<std::uint64_t>(length, 2));
  const std::size_t degree = lattice::Packing(s.lattice, lengths).degree();
  if (degree != 2 && degree != 3 && degree != 4 && degree != 6)
    return fmt::format("2, 3, 4 or 6 bonds a site, but this size leaves {}", degree);
  return "";
}

void check_multispin(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  const auto& ising = std::get<IsingInput>(input.system);
  for (const char* key : {"size", "sizes", "lattice", "boundary", "field", "coupling", "disorder", "file"}) {
    if (complaints.faulty(io::key_label("system", key))) return;
  }
  if (const std::string need = against_multispin(by_size(ising).front()); !need.empty()) {
    complaints.about(
        "[sampler] kind", document.place_of("sampler", "kind"),
        fmt::format("[sampler] kind \"multispin\" needs {}; \"heat-bath\" and \"metropolis\" can do "
                    "without",
                    need));
  }
  const io::Auto<std::uint64_t>& replicas = input.sampler.replicas;
  if (!replicas.is_auto() && !std::has_single_bit(*replicas.value)) {
    complaints.about(
        "[sampler] replicas", document.place_of("sampler", "replicas"),
        fmt::format("[sampler] replicas is {}, but must be a power of two: 1, 2, 4, … 256", *replicas.value));
  }
}

void check_tempering(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  const auto complain = [&](std::string message) {
    complaints.about("[sampler] tempering", document.place_of("sampler", "tempering"),
                     "[sampler] tempering " + std::move(message));
  };
  const auto* ising = std::get_if<IsingInput>(&input.system);
  if (ising == nullptr)
    return complain(
        fmt::format("needs temperatures, and [system] kind \"{}\" has none", kind_of(input.system)));
  if (complaints.faulty("[system] temperature")) return;
  if (ising->temperature.size() < 2) {
    complain(
        "needs at least two temperatures to exchange replicas between, but [system] temperature has one "
        "value");
  }
}

void check_kind(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  const SamplerKind kind = input.sampler.kind;
  const io::Place place = document.place_of("sampler", "kind");
  const auto allowed = samplers_for(input.system);
  if (std::find(allowed.begin(), allowed.end(), kind) == allowed.end()) {
    std::vector<std::string_view> names;
    for (const SamplerKind k : allowed) names.push_back(io::name_of(k));
    complaints.about("[sampler] kind", place,
                     fmt::format("[sampler] kind is \"{}\", but must be {} for [system] kind \"{}\": {}",
                                 io::name_of(kind), io::choices_text(names), kind_of(input.system),
                                 reason_against(kind, input.system)));
    return;
  }
  const auto* ising = std::get_if<IsingInput>(&input.system);
  if (ising != nullptr && (kind == wolff || kind == swendsen_wang) && has_field(*ising) &&
      !complaints.faulty("[system] field")) {
    complaints.about(
        "[sampler] kind", place,
        fmt::format(
            "[sampler] kind \"{}\" needs field = 0: clusters rest on the symmetry that a field breaks; "
            "\"heat-bath\" and \"metropolis\" can do it",
            io::name_of(kind)));
  }
  if (ising == nullptr && kind == metropolis && input.sampler.scan != sampling::Scan::sequential) {
    complaints.about("[sampler] scan", document.place_of("sampler", "scan"),
                     "[sampler] scan means nothing here: a proposal moves all coordinates at once");
  }
  if (kind == multispin) check_multispin(document, input, complaints);
  if (ising != nullptr && kind == metropolis && !input.sampler.step.is_auto()) {
    complaints.about("[sampler] step", document.place_of("sampler", "step"),
                     "[sampler] step means nothing for spins: a proposal flips one");
  }
}

// ---- oracles ----

std::vector<Exact> oracles_for(const SampledSystem& system) {
  if (std::holds_alternative<IsingInput>(system)) {
    return {Exact::enumeration, Exact::transfer_matrix, Exact::kaufman, Exact::density_of_states,
            Exact::closed_chain};
  }
  if (std::holds_alternative<MarkovChainInput>(system)) return {Exact::markov};
  return {Exact::gaussian};
}

bool is_torus(const IsingInput& s, lattice::Kind kind) {
  return s.lattice == kind && s.boundary == lattice::Boundary::periodic;
}

bool has_disorder(const IsingInput& s) { return s.disorder != models::Disorder::none; }

std::string against_enumeration(const IsingInput& s) {
  if (s.n_sites() <= exact::enumeration::largest) return "";
  return fmt::format("it needs at most {} spins, but there are {}", exact::enumeration::largest, s.n_sites());
}

std::string against_transfer_matrix(const IsingInput& s) {
  if (s.lattice == lattice::Kind::cubic || s.lattice == lattice::Kind::graph) {
    return fmt::format("it needs a chain or a lattice of two axes, but lattice is \"{}\"",
                       io::name_of(s.lattice));
  }
  const std::size_t sites = s.lattice == lattice::Kind::honeycomb ? 2 : 1;
  const std::size_t width =
      s.lattice == lattice::Kind::chain ? 1 : sites * *std::min_element(s.size.begin(), s.size.end());
  const std::size_t most = s.boundary == lattice::Boundary::periodic ? 12 : 16;
  if (width <= most) return "";
  return fmt::format("it needs a width of at most {} sites with {} boundary, but the smaller width is {}",
                     most, io::name_of(s.boundary), width);
}

std::string against_kaufman(const IsingInput& s) {
  if (!is_torus(s, lattice::Kind::square)) return "it needs a periodic square lattice";
  if (has_disorder(s)) return "it needs disorder = \"none\"";
  for (const double coupling : s.coupling) {
    const auto applies = exact::kaufman::applies({s.size[0], s.size[1], coupling}, has_field(s) ? 1.0 : 0.0);
    if (!applies) return applies.reason;
  }
  return "";
}

std::string against_density_of_states(const IsingInput& s) {
  if (!is_torus(s, lattice::Kind::square)) return "it needs a periodic square lattice";
  if (has_disorder(s)) return "it needs disorder = \"none\"";
  return exact::density_of_states::applies({.length = s.size[0], .width = s.size[1]}).reason;
}

std::string against_closed_chain(const IsingInput& s) {
  if (s.lattice != lattice::Kind::chain) return "it needs lattice = \"chain\"";
  if (has_disorder(s)) return "it needs disorder = \"none\"";
  for (const double coupling : s.coupling) {
    for (const double field : s.field) {
      const exact::closed_chain::Chain chain{s.size[0], coupling, field,
                                             s.boundary == lattice::Boundary::open};
      if (const auto applies = exact::closed_chain::applies(chain, s.temperature.values); !applies)
        return applies.reason;
    }
  }
  return "";
}

std::string why_not(Exact oracle, const IsingInput& ising) {
  switch (oracle) {
    case Exact::enumeration:
      return against_enumeration(ising);
    case Exact::transfer_matrix:
      return against_transfer_matrix(ising);
    case Exact::kaufman:
      return against_kaufman(ising);
    case Exact::density_of_states:
      return against_density_of_states(ising);
    case Exact::closed_chain:
      return against_closed_chain(ising);
    default:
      return "";
  }
}

/// Why the oracle cannot answer; empty where it can.
std::string why_not(Exact oracle, const SampledSystem& system) {
  const auto* ising = std::get_if<IsingInput>(&system);
  if (ising == nullptr) return "";
  for (const IsingInput& one : by_size(*ising)) {
    if (const std::string why = why_not(oracle, one); !why.empty()) return why;
  }
  return "";
}

/// Why no critical temperature can be had from sizes; empty where it can, or where what it needs was refused.
std::string against_finite_size(const SampleInput& input, const io::Complaints& complaints) {
  const auto* ising = std::get_if<IsingInput>(&input.system);
  if (ising == nullptr)
    return fmt::format("needs [system] kind \"ising\", but it is \"{}\"", kind_of(input.system));
  for (const char* key : {"lattice", "sizes", "size", "boundary", "field", "coupling", "disorder"}) {
    if (complaints.faulty(io::key_label("system", key))) return "";
  }
  if (ising->lattice == lattice::Kind::chain || ising->lattice == lattice::Kind::graph)
    return fmt::format("needs a lattice with a transition, but lattice is \"{}\"",
                       io::name_of(ising->lattice));
  if (ising->sizes.size() < 2)
    return "compares systems of different size: give at least two, as in [system] sizes = [16, 32, 64]";
  if (*std::min_element(ising->sizes.begin(), ising->sizes.end()) < 3)
    return "needs [system] sizes of at least 3";
  if (ising->boundary != lattice::Boundary::periodic) return "needs boundary = \"periodic\"";
  if (has_field(*ising)) return "needs field = 0: a field leaves no transition";
  if (has_disorder(*ising)) return "needs disorder = \"none\"";
  if (ising->coupling.size() > 1 || ising->coupling[0] <= 0)
    return "needs one coupling J > 0, of which the magnetization is the order";
  if (io::name_of(input.sampler.kind) == "multispin")
    return "needs a sampler of one lattice at a time, such as \"wolff\": multispin measures many together";
  const auto measured = input.run.sweeps / std::max<std::uint64_t>(1, input.run.thin) * input.run.chains;
  if (measured < 64) return fmt::format("needs at least 64 measurements a point, but there are {}", measured);
  return "";
}

/// Bytes a run needs at least, by what asks for them.
struct MemoryNeed {
  double system = 0, configurations = 0, trace = 0;
};

MemoryNeed memory_need(const SampleInput& input) {
  const double chains = static_cast<double>(input.run.chains);
  const double kept = static_cast<double>(input.output.configurations);
  const double measured = static_cast<double>(input.run.sweeps) / static_cast<double>(input.run.thin);
  if (const auto* ising = std::get_if<IsingInput>(&input.system)) {
    const double sites = static_cast<double>(ising->n_sites());
    const double points = static_cast<double>(ising->n_points());  // with sizes: as if all were the largest
    const double temperatures = static_cast<double>(ising->temperature.size());
    const double replicas = input.sampler.tempering ? temperatures : 1;
    // Every coupling, field and disorder has its own bonds and neighbours: 96 bytes a site on the square
    // lattice.
    return {.system = sites * (2 * replicas + 96 * points / temperatures) + 64 * chains * points,
            .configurations = sites * kept * points,
            .trace = input.output.trace ? 8 * 3 * chains * points * measured : 0};
  }
  const auto* gaussian = std::get_if<GaussianInput>(&input.system);
  const auto* mixture = std::get_if<MixtureInput>(&input.system);
  const double n = gaussian != nullptr  ? static_cast<double>(gaussian->dimension())
                   : mixture != nullptr ? static_cast<double>(mixture->dimension())
                                        : 1;
  return {.system = 8 * n * (n + chains),
          .configurations = 8 * n * kept,
          .trace = input.output.trace ? 8 * chains * measured : 0};
}

void check_memory(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  const MemoryNeed need = memory_need(input);
  const double bytes = estimated_bytes(input);
  if (bytes <= physical_bytes()) return;
  const bool sizes = document.find("system", "sizes") != nullptr;
  io::Place place = document.place_of("system", sizes ? "sizes" : "size");
  const char* remedy = "fewer spins or fewer points";
  if (need.configurations > need.system) {
    place = document.place_of("output", "configurations");
    remedy = "fewer configurations";
  }
  if (need.trace > need.system + need.configurations) {
    place = document.place_of("output", "trace");
    remedy = "a larger thin, fewer sweeps, or no trace";
  }
  complaints.add(place, beyond_memory(bytes, remedy));
}

}  // namespace

void check_sampler(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  if (!complaints.faulty("[sampler] kind")) check_kind(document, input, complaints);
  if (input.sampler.tempering && !complaints.faulty("[sampler] tempering"))
    check_tempering(document, input, complaints);
  if (input.sampler.cusp_weight > 0)
    complaints.about("[sampler] cusp_weight", document.place_of("sampler", "cusp_weight"),
                     fmt::format("[sampler] cusp_weight means nothing for [system] kind \"{}\": it is of "
                                 "wavefunctions in a trap",
                                 kind_of(input.system)));
}

void check_finite_size(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  if (!input.output.finite_size_scaling) return;
  const std::string why = against_finite_size(input, complaints);
  if (why.empty()) return;
  complaints.about("[output] finite_size_scaling", document.place_of("output", "finite_size_scaling"),
                   "[output] finite_size_scaling " + why);
}

void check_exact(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  if (input.exact == Exact::automatic || input.exact == Exact::none || complaints.faulty("exact")) return;
  const io::Place place = document.place_of("", "exact");
  const std::vector<Exact> apply = oracles_for(input.system);
  if (std::find(apply.begin(), apply.end(), input.exact) == apply.end()) {
    std::vector<std::string_view> names{"auto", "none"};
    for (const Exact oracle : apply) names.push_back(io::name_of(oracle));
    complaints.about("exact", place,
                     fmt::format("exact is \"{}\", but must be {} for [system] kind \"{}\"",
                                 io::name_of(input.exact), io::choices_text(names), kind_of(input.system)));
    return;
  }
  for (const char* key :
       {"lattice", "size", "sizes", "boundary", "field", "coupling", "temperature", "disorder", "file"}) {
    if (complaints.faulty(io::key_label("system", key))) return;
  }
  const std::string why = why_not(input.exact, input.system);
  if (!why.empty())
    complaints.about("exact", place,
                     fmt::format("exact \"{}\" cannot answer here: {}", io::name_of(input.exact), why));
}

void check_amounts(const io::Document& document, const SampleInput& input, io::Complaints& complaints) {
  if (!complaints.faulty("[run] thin") && !complaints.faulty("[run] sweeps") &&
      input.run.thin > input.run.sweeps) {
    complaints.about(
        "[run] thin", document.place_of("run", "thin"),
        fmt::format("[run] thin is {}, but must be at most the {} sweeps: nothing would be measured",
                    input.run.thin, input.run.sweeps));
  }
  if (!complaints.empty()) return;  // the rest needs numbers that are all there
  check_memory(document, input, complaints);
}

double estimated_bytes(const SampleInput& input) {
  const MemoryNeed need = memory_need(input);
  return need.system + need.configurations + need.trace;
}

}  // namespace lenz::jobs
