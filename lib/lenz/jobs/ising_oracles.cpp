#include "lenz/jobs/ising_oracles.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <stdexcept>

#include <fmt/format.h>

#include "lenz/exact/enumeration.hpp"
#include "lenz/exact/kaufman.hpp"

namespace lenz::jobs {
namespace {

exact::SpinParameters parameters_of(const models::IsingSystem& system) {
  exact::SpinParameters parameters{.n_sites = system.n_sites(), .bonds = {}, .field = system.field()};
  const auto bonds = system.lattice().bonds();
  for (std::size_t b = 0; b < bonds.size(); ++b) {
    parameters.bonds.push_back({bonds[b].a, bonds[b].b, system.couplings()[b]});
  }
  return parameters;
}

/// The averages of INPUTS that need geometry: pairs (i, i + r a_1), sublattices, the smallest wave.
exact::SpinProbes probes_of(const lattice::Lattice& lattice) {
  exact::SpinProbes probes;
  const std::size_t n_distances = lattice.n_axes() > 0 ? lattice.length(0) / 2 + 1 : 0;
  for (std::size_t r = 0; r < n_distances; ++r) {
    auto& pairs = probes.correlation.emplace_back();
    for (lattice::Site i = 0; i < lattice.n_sites(); ++i) {
      if (const auto j = lattice.translate(i, 0, static_cast<std::ptrdiff_t>(r))) pairs.emplace_back(i, *j);
    }
  }
  if (auto colours = lattice.bipartite_colouring()) probes.sublattice = std::move(*colours);
  if (lattice.has_waves()) {
    const auto row = lattice.wave();
    for (std::size_t i = 0; i < lattice.n_sites(); ++i) {
      const auto& [cosine, sine] = row[i % row.size()];
      probes.wave_phase.push_back(std::atan2(sine, cosine));
    }
    probes.wave_k_hat = lattice_wavenumber(lattice);
  }
  return probes;
}

/// A regular lattice with one coupling, of the kind asked for, periodic or open.
bool is_uniform(const IsingCase& c, lattice::Kind kind, lattice::Boundary boundary) {
  const lattice::Lattice& lattice = c.system->lattice();
  return c.uniform && lattice.kind() == kind && lattice.boundary() == boundary;
}

/// An oracle as the choice sees it.
struct Candidate {
  Exact name;
  const char* text;
  std::function<exact::Applies(const IsingCase&)> applies;
  std::function<double(const IsingCase&)> cost_seconds;
  std::function<std::vector<exact::Values>(const IsingCase&)> values;
};

exact::kaufman::Torus torus_of(const IsingCase& c) {
  return {.length = c.system->lattice().length(0),
          .width = c.system->lattice().length(1),
          .coupling = c.coupling};
}

/// Strongest first: the one that knows most of a system comes before the others.
const std::vector<Candidate>& candidates() {
  static const std::vector<Candidate> all = {
      {Exact::enumeration, exact::enumeration::name,
       [](const IsingCase& c) { return exact::enumeration::applies(parameters_of(*c.system)); },
       [](const IsingCase& c) {
         return exact::enumeration::cost_seconds(parameters_of(*c.system), probes_of(c.system->lattice()),
                                                 c.temperatures.size());
       },
       [](const IsingCase& c) {
         return exact::enumeration::values(parameters_of(*c.system), probes_of(c.system->lattice()),
                                           c.temperatures);
       }},
      {Exact::kaufman, exact::kaufman::name,
       [](const IsingCase& c) -> exact::Applies {
         if (!is_uniform(c, lattice::Kind::square, lattice::Boundary::periodic)) {
           return {"it needs a periodic square lattice with one coupling"};
         }
         return exact::kaufman::applies(torus_of(c), c.system->field());
       },
       [](const IsingCase& c) { return exact::kaufman::cost_seconds(torus_of(c), c.temperatures.size()); },
       [](const IsingCase& c) { return exact::kaufman::values(torus_of(c), c.temperatures); }},
  };
  return all;
}

}  // namespace

OracleChoice choose_oracles(Exact exact, const std::vector<IsingCase>& cases, double run_seconds) {
  OracleChoice choice;
  double left = run_seconds / 10;
  for (const Candidate& candidate : candidates()) {
    if (exact != Exact::automatic && exact != candidate.name) continue;
    const auto applies = [&](const IsingCase& c) { return static_cast<bool>(candidate.applies(c)); };
    if (!std::all_of(cases.begin(), cases.end(), applies)) continue;
    double cost = 0;
    for (const IsingCase& c : cases) cost += candidate.cost_seconds(c);
    if (exact == Exact::automatic && cost > left) {
      choice.remarks.push_back(
          fmt::format("oracle {} passed over: about {:.2g} s, more than a tenth of the run; exact = \"{}\" "
                      "asks for it by name",
                      candidate.text, cost, candidate.text));
      continue;
    }
    left -= cost;
    choice.names.emplace_back(candidate.text);
  }
  return choice;
}

std::vector<KnownValues> ask_oracles(const OracleChoice& choice, const IsingCase& question) {
  std::vector<KnownValues> known(question.temperatures.size());
  for (const std::string& name : choice.names) {
    const auto& all = candidates();
    const auto candidate =
        std::find_if(all.begin(), all.end(), [&](const Candidate& c) { return c.text == name; });
    const std::vector<exact::Values> answers = candidate->values(question);
    for (std::size_t t = 0; t < known.size(); ++t) {
      for (const auto& [observable, value] : answers[t]) {
        known[t].try_emplace(observable, KnownValue{.value = value, .error = {}, .oracle = name});
      }
    }
  }
  return known;
}

double lattice_wavenumber(const lattice::Lattice& lattice) {
  if (!lattice.has_waves()) return 0;
  const double length = static_cast<double>(lattice.length(0)), angle = 2 * std::numbers::pi / length;
  return lattice.smallest_wavenumber() * 2 * std::sin(angle / 2) / angle;
}

void join_limits(std::vector<io::ObservableResult>&, const IsingCase&, double) {}

}  // namespace lenz::jobs
