#include "lenz/jobs/inputs/spin_input.hpp"

namespace lenz::jobs {

std::size_t SpinInput::n_cases() const {
  return coupling.size() * (field ? field->size() : 1) * anisotropy.size() * j2.size() * n_sizes();
}

const std::vector<ReflectionKey>& reflection_keys() {
  static const std::vector<ReflectionKey> keys = {{"reflection_x", &SpinInput::reflection_x, 0},
                                                  {"reflection_y", &SpinInput::reflection_y, 1},
                                                  {"reflection_z", &SpinInput::reflection_z, 2}};
  return keys;
}

std::optional<std::int64_t> SpinInput::kept_magnetization() const {
  if (!conserves_magnetization()) return std::nullopt;
  return magnetization.value_or(n_sites() % 2 == 0 ? 0 : 1);
}

namespace {

using I = SpinInput;

constexpr const char* conventions =
    "transverse-ising, with Pauli matrices: H = -J sum_<ij> sz_i sz_j - h sum_i sx_i. xxz, with spin "
    "operators S = s/2: H = J sum_<ij> [Sx Sx + Sy Sy + Delta Sz Sz] - h sum_i Sz_i. j1j2: H = J "
    "sum_<ij> S.S + j2 sum_<<ij>> S.S - h sum_i Sz_i, over first and second neighbours. Every bond is "
    "counted once; J > 0 is a ferromagnet in transverse-ising, an antiferromagnet in the others. On a "
    "graph J is coupling times the third column of `file`, and second neighbours are the pairs that a "
    "path of two bonds joins and no bond does. k_B = 1; energies, fields and temperatures are in the "
    "unit of coupling and never divided by it. Energies are total; magnetizations, specific heat, "
    "susceptibility, free energy and entropy per site, correlations of sz in transverse-ising and of Sz "
    "in the others. A periodic axis of length 2 has two bonds between its sites, one of length 1 has "
    "none.";

void add_hamiltonian_keys(io::Schema<I>& s, double max_sites) {
  s.key("model", &I::model, {.meaning = "the Hamiltonian"});
  add_lattice_keys(s, max_sites);
  s.key("coupling", &I::coupling, {.meaning = "J, of either sign", .unit = "energy"});
  s.key("field", &I::field,
        {.meaning = "h: along x in transverse-ising, along z in the others",
         .unit = "energy",
         .default_text = "1 (transverse-ising), 0 (xxz, j1j2)"});
  s.key("anisotropy", &I::anisotropy, {.meaning = "Delta of xxz; 1: Heisenberg, 0: the XX model"});
  s.key("j2", &I::j2,
        {.meaning = "coupling of second neighbours of j1j2, in the unit of coupling", .unit = "energy"});
}

void add_magnetization(io::Schema<I>& s, std::string_view meaning, double most, std::string_view by_default) {
  s.key("magnetization", &I::magnetization,
        {.meaning = meaning, .min = -most, .max = most, .default_text = by_default});
}

void add_sectors(io::Schema<I>& s) {
  s.key("momentum", &I::momentum,
        {.meaning = "only states with these wave numbers, one an axis of a periodic lattice, from 0 to L - 1",
         .unit = "2 pi / L",
         .min = 0,
         .max = SpinInput::max_sites,
         .default_text = "none"});
  s.key("spin_inversion", &I::spin_inversion,
        {.meaning = "only states that a turn of all spins leaves as they are (even) or changes the sign of "
                    "(odd)"});
  constexpr std::string_view meanings[] = {
      "only states that the reflection x -> L - 1 - x of the cells of a lattice with one site a cell "
      "leaves as they are (even) or changes the sign of (odd)",
      "the same for y -> L - 1 - y", "the same for z -> L - 1 - z"};
  for (const ReflectionKey& key : reflection_keys())
    s.key(key.name, key.member, {.meaning = meanings[key.axis]});
  s.key("reflection_diagonal", &I::reflection_diagonal, {.meaning = "the same for (x, y) -> (y, x)"});
}

}  // namespace

const io::Schema<SpinInput>& spin_schema() {
  static const io::Schema<SpinInput> schema = [] {
    io::Schema<I> s("system", "spin", "quantum spins 1/2 on a lattice or a graph");
    s.of_task("diagonalize");
    s.conventions(conventions);
    add_hamiltonian_keys(s, I::max_sites);
    s.key("temperature", &I::temperature,
          {.meaning = "T of thermal averages; without it the lowest levels and the ground state are found",
           .unit = "energy",
           .min = 0,
           .exclusive_min = true,
           .default_text = "none"});
    add_magnetization(s,
                      "only states with so many more spins up than down (twice the total Sz), where it is "
                      "conserved: xxz and j1j2",
                      I::max_sites, "none");
    add_sectors(s);
    add_graph_keys(s);
    return s;
  }();
  return schema;
}

const io::Schema<SpinInput>& ground_state_spin_schema() {
  static const io::Schema<SpinInput> schema = [] {
    io::Schema<I> s("system", "spin", "quantum spins 1/2 on a lattice or a graph");
    s.of_task("ground-state");
    s.conventions(conventions);
    add_hamiltonian_keys(s, I::max_sites_of_states);
    add_magnetization(s,
                      "the states varied have so many more spins up than down (twice the total Sz), where it "
                      "is conserved: xxz and j1j2",
                      I::max_sites_of_states, "0, or 1 where the number of spins is odd (xxz, j1j2)");
    add_graph_keys(s);
    return s;
  }();
  return schema;
}

void erase_unused_spin_keys(const SpinInput& input, io::Table& root) {
  erase_unused_lattice_keys(input, root);
  auto* system = root.find("system")->get<io::Table>();
  if (!input.has_anisotropy()) system->erase("anisotropy");
  if (!input.has_j2()) system->erase("j2");
}

}  // namespace lenz::jobs
