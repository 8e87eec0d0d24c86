#include "lenz/jobs/spin_case.hpp"

#include <algorithm>

#include "lenz/jobs/spin_symmetries.hpp"
#include "lenz/lattice/second_neighbours.hpp"

namespace lenz::jobs {

namespace {

using namespace exact::spins;

std::vector<Pair> pairs_of(std::span<const lattice::Bond> bonds) {
  std::vector<Pair> pairs;
  for (const lattice::Bond& b : bonds) pairs.emplace_back(b.a, b.b);
  return pairs;
}

/// Sites of a graph's bonds have strengths of their own.
void scale_bonds(Terms& terms, const std::vector<double>& strengths) {
  for (std::size_t b = 0; b < strengths.size(); ++b) {
    terms.bonds[b].zz *= strengths[b];
    terms.bonds[b].flip *= strengths[b];
  }
}

/// None where no symmetry is asked for but a spin inversion that an operator of its own knows.
std::shared_ptr<const SymmetryGroup> group_of(const SpinInput& input, const lattice::Lattice& lattice) {
  const bool has_parity = input.model == SpinModel::transverse_ising && lattice.n_sites() > 1;
  const bool inverts = !has_parity && input.spin_inversion != SymmetrySector::any;
  if (!asks_for_lattice_symmetries(input) && !inverts) return nullptr;
  std::vector<Generator> generators;
  for (const KeyedGenerator& g : generators_of(input, lattice)) generators.push_back(g.generator);
  return std::make_shared<SymmetryGroup>(static_cast<std::uint32_t>(lattice.n_sites()), generators);
}

/// Where the Hamiltonian conserves the magnetization.
std::vector<Sector> sectors_of_magnetization(const SpinInput& input, const Terms& terms,
                                             const std::shared_ptr<const SymmetryGroup>& group) {
  std::vector<Sector> all;
  if (input.magnetization) {
    const std::int64_t up = (static_cast<std::int64_t>(terms.n_sites) + *input.magnetization) / 2;
    return {{.n_up = static_cast<unsigned>(up), .group = group}};
  }
  for (unsigned up = 0; up <= terms.n_sites; ++up) {
    const Sector sector{.n_up = up, .group = group};
    const auto twin = twin_of(terms, sector);
    if (!twin || *twin->n_up > up) all.push_back(sector);
  }
  return all;
}

std::vector<Sector> sectors_of_case(const SpinInput& input, const Terms& terms,
                                    const std::shared_ptr<const SymmetryGroup>& group) {
  using enum SymmetrySector;
  if (input.model != SpinModel::transverse_ising) return sectors_of_magnetization(input, terms, group);
  if (group) return {{.group = group}};
  if (terms.n_sites < 2) return {{}};
  std::vector<Sector> all;
  if (input.spin_inversion != odd) all.push_back({.parity = 1});
  if (input.spin_inversion != even) all.push_back({.parity = -1});
  return all;
}

}  // namespace

std::vector<std::pair<std::string, double>> SpinCase::named_parameters() const {
  std::vector<std::pair<std::string, double>> all{{"field", parameters.field},
                                                  {"coupling", parameters.coupling}};
  if (input.has_anisotropy()) all.emplace_back("anisotropy", parameters.anisotropy);
  if (input.has_j2()) all.emplace_back("j2", parameters.j2);
  if (size) all.emplace_back("size", *size);
  return all;
}

bool SpinCase::has_all_sectors() const {
  return !input.magnetization && input.spin_inversion == SymmetrySector::any &&
         !asks_for_lattice_symmetries(input);
}

bool SpinCase::is_twin(std::size_t sector) const {
  return !input.magnetization && twin_of(terms, sectors.at(sector)).has_value();
}

Terms terms_of(const SpinInput& input, const lattice::Lattice& lattice, const SpinParameters& p) {
  const auto n = static_cast<std::uint32_t>(lattice.n_sites());
  const std::vector<Pair> bonds = pairs_of(lattice.bonds());
  Terms terms;
  if (input.model == SpinModel::transverse_ising) {
    terms = transverse_ising(n, bonds, p.coupling, p.field);
  } else {
    terms = xxz(n, bonds, p.coupling, input.has_anisotropy() ? p.anisotropy : 1, p.field);
  }
  scale_bonds(terms, input.graph.strengths);
  if (input.has_j2()) {
    const Terms more = xxz(n, pairs_of(second_neighbours(lattice)), p.j2, 1, 0);
    terms.bonds.insert(terms.bonds.end(), more.bonds.begin(), more.bonds.end());
  }
  return terms;
}

std::vector<SpinCase> spin_cases(const SpinInput& input) {
  std::vector<SpinCase> cases;
  for (SpinInput& one : by_size(input)) {
    const auto size = input.sizes.empty() ? std::nullopt : std::optional<double>(one.size.front());
    one.coupling = one.anisotropy = one.j2 = io::Scan();  // or a scan would be copied into each of its cases
    one.field.reset();
    one.temperature.reset();
    const auto lattice = std::make_shared<const lattice::Lattice>(one.make_lattice());
    const auto group = group_of(one, *lattice);
    for (const double j2 : input.j2) {
      for (const double anisotropy : input.anisotropy) {
        for (const double coupling : input.coupling) {
          for (const double h : input.field.value()) {
            const SpinParameters p{.coupling = coupling, .field = h, .anisotropy = anisotropy, .j2 = j2};
            Terms terms = terms_of(one, *lattice, p);
            auto sectors = sectors_of_case(one, terms, group);
            cases.push_back({one, lattice, p, std::move(terms), std::move(sectors), size});
          }
        }
      }
    }
  }
  return cases;
}

namespace {

io::Scan extremes_of(const io::Scan& scan) {
  const auto [least, most] = std::minmax_element(scan.begin(), scan.end());
  std::vector<double> values{*least};
  if (*most != *least) values.push_back(*most);
  if (*least < 0 && *most > 0 && std::find(scan.begin(), scan.end(), 0.0) != scan.end()) values.push_back(0);
  return values;
}

}  // namespace

SpinInput extremes_of(const SpinInput& input) {
  SpinInput few = input;
  few.coupling = extremes_of(input.coupling);
  few.anisotropy = extremes_of(input.anisotropy);
  few.j2 = extremes_of(input.j2);
  if (input.field) few.field = extremes_of(*input.field);
  return few;
}

}  // namespace lenz::jobs
