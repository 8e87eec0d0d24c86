#include "lenz/jobs/ising_oracles.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <stdexcept>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/exact/closed_chain.hpp"
#include "lenz/exact/density_of_states.hpp"
#include "lenz/exact/enumeration.hpp"
#include "lenz/exact/kaufman.hpp"
#include "lenz/exact/overlap.hpp"
#include "lenz/exact/transfer_matrix.hpp"

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

/// An oracle as the choice sees it.
struct Candidate {
  Exact name;
  const char* text;
  std::function<exact::Applies(const IsingCase&)> applies;
  std::function<double(const IsingCase&)> cost_seconds;
  std::function<std::vector<exact::Values>(const IsingCase&)> values;
};

/// Whether two replicas of the case are small enough for the distribution of their overlap.
bool knows_overlap(const IsingCase& c, const exact::SpinParameters& parameters) {
  return c.disordered && static_cast<bool>(exact::enumeration::overlap_applies(parameters));
}

Candidate by_enumeration() {
  namespace oracle = exact::enumeration;
  return {Exact::enumeration, oracle::name,
          [](const IsingCase& c) { return oracle::applies(parameters_of(*c.system)); },
          [](const IsingCase& c) {
            const exact::SpinParameters parameters = parameters_of(*c.system);
            const std::size_t n = c.temperatures.size();
            return oracle::cost_seconds(parameters, probes_of(c.system->lattice()), n) +
                   (knows_overlap(c, parameters) ? oracle::overlap_cost_seconds(parameters, n) : 0);
          },
          [](const IsingCase& c) {
            const exact::SpinParameters parameters = parameters_of(*c.system);
            auto values = oracle::values(parameters, probes_of(c.system->lattice()), c.temperatures);
            if (!knows_overlap(c, parameters)) return values;
            const auto overlaps = oracle::overlap_values(parameters, c.temperatures);
            for (std::size_t t = 0; t < values.size(); ++t)
              values[t].insert(overlaps[t].begin(), overlaps[t].end());
            return values;
          }};
}

/// An oracle of a regular lattice with one coupling: `model_of` tells the oracle's own picture of the case.
template <class ModelOf, class Applies, class Values, class Cost>
Candidate by_uniform(Exact name, const char* text, lattice::Kind kind, bool periodic_only,
                     const ModelOf& model_of, const Applies& applies, const Values& values,
                     const Cost& cost) {
  return {name, text,
          [=](const IsingCase& c) -> exact::Applies {
            const lattice::Lattice& lattice = c.system->lattice();
            const bool boundary_fits = !periodic_only || lattice.boundary() == lattice::Boundary::periodic;
            if (c.uniform && lattice.kind() == kind && boundary_fits) return applies(model_of(c), c);
            return {"it needs another lattice, with one coupling on every bond"};
          },
          [=](const IsingCase& c) { return cost(model_of(c), c.temperatures.size()); },
          [=](const IsingCase& c) { return values(model_of(c), c.temperatures); }};
}

Candidate by_density_of_states() {
  namespace oracle = exact::density_of_states;
  return by_uniform(
      Exact::density_of_states, oracle::name, lattice::Kind::square, true,
      [](const IsingCase& c) {
        const lattice::Lattice& lattice = c.system->lattice();
        return oracle::Torus{lattice.length(0), lattice.length(1), c.coupling, c.system->field()};
      },
      [](const oracle::Torus& torus, const IsingCase&) { return oracle::applies(torus); }, oracle::values,
      oracle::cost_seconds);
}

Candidate by_closed_chain() {
  namespace oracle = exact::closed_chain;
  return by_uniform(
      Exact::closed_chain, oracle::name, lattice::Kind::chain, false,
      [](const IsingCase& c) {
        const lattice::Lattice& lattice = c.system->lattice();
        return oracle::Chain{lattice.n_sites(), c.coupling, c.system->field(),
                             lattice.boundary() == lattice::Boundary::open};
      },
      [](const oracle::Chain& chain, const IsingCase& c) { return oracle::applies(chain, c.temperatures); },
      oracle::values, oracle::cost_seconds);
}

Candidate by_kaufman() {
  namespace oracle = exact::kaufman;
  return by_uniform(
      Exact::kaufman, oracle::name, lattice::Kind::square, true,
      [](const IsingCase& c) {
        const lattice::Lattice& lattice = c.system->lattice();
        return oracle::Torus{lattice.length(0), lattice.length(1), c.coupling};
      },
      [](const oracle::Torus& torus, const IsingCase& c) {
        return oracle::applies(torus, c.system->field());
      },
      oracle::values, oracle::cost_seconds);
}

/// Rows along the shorter axis, so that as few sites as possible wait for their neighbours.
exact::transfer_matrix::Strip strip_of(const IsingCase& c) {
  const lattice::Lattice& lattice = c.system->lattice();
  exact::transfer_matrix::Strip strip{.parameters = parameters_of(*c.system), .width = 1, .order = {}};
  if (lattice.n_axes() != 2) return strip;
  strip.width = lattice.row_size();
  const std::size_t m = lattice.sites_per_cell(), rows = lattice.length(1);
  if (rows * m >= strip.width) return strip;
  strip.width = rows * m;
  for (std::size_t x = 0; x < lattice.length(0); ++x) {
    for (std::size_t y = 0; y < rows; ++y) {
      for (std::size_t k = 0; k < m; ++k) {
        strip.order.push_back(static_cast<std::uint32_t>((x + lattice.length(0) * y) * m + k));
      }
    }
  }
  return strip;
}

Candidate by_transfer_matrix() {
  namespace oracle = exact::transfer_matrix;
  return {Exact::transfer_matrix, oracle::name,
          [](const IsingCase& c) -> exact::Applies {
            const std::size_t n_axes = c.system->lattice().n_axes();
            if (n_axes == 0 || n_axes > 2) return {"it needs a lattice of one or two dimensions"};
            return oracle::applies(strip_of(c));
          },
          [](const IsingCase& c) { return oracle::cost_seconds(strip_of(c), c.temperatures.size()); },
          [](const IsingCase& c) { return oracle::values(strip_of(c), c.temperatures); }};
}

/// Strongest first: the one that knows most of a system comes before the others.
const std::vector<Candidate>& candidates() {
  static const std::vector<Candidate> all = {by_enumeration(), by_density_of_states(), by_closed_chain(),
                                             by_kaufman(), by_transfer_matrix()};
  return all;
}

const Candidate& candidate_called(const std::string& name) {
  const auto& all = candidates();
  return *std::find_if(all.begin(), all.end(), [&](const Candidate& c) { return c.text == name; });
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
  if (exact != Exact::automatic && exact != Exact::none && choice.names.empty()) {
    throw InputError(
        {Diagnostic{.source = "exact",
                    .message = fmt::format("oracle {} has no answer for this system", io::name_of(exact))}});
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

OracleChoice affordable(const OracleChoice& choice, const IsingCase& question, double seconds) {
  OracleChoice rest;
  for (const std::string& name : choice.names) {
    if (candidate_called(name).cost_seconds(question) <= seconds) rest.names.push_back(name);
  }
  return rest;
}

double lattice_wavenumber(const lattice::Lattice& lattice) {
  if (!lattice.has_waves()) return 0;
  const double length = static_cast<double>(lattice.length(0)), angle = 2 * std::numbers::pi / length;
  return lattice.smallest_wavenumber() * 2 * std::sin(angle / 2) / angle;
}

}  // namespace lenz::jobs
