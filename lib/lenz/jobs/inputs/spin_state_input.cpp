#include "lenz/jobs/inputs/spin_state_input.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "lenz/lattice/point_group.hpp"

namespace lenz::jobs {

namespace {

using enum SpinStateKind;

io::KindWords words_of(SpinStateKind kind) {
  switch (kind) {
    case rbm:
      return {"a restricted Boltzmann machine of quantum spins",
              "psi(s) = exp(sum_i a_i s_i) prod_j 2 cosh(b_j + sum_i w_ji s_i), s_i = 1 or -1 (Carleo and "
              "Troyer 2017, Eq. 2). With symmetry \"translation\" every hidden unit has a copy for each "
              "translation T, which sees T s with the same weights (their Eq. 6), and a is the same on all "
              "cells; with \"lattice\" one for each rotation and reflection as well."};
    case jastrow:
      return {"pair correlations of quantum spins",
              "psi(s) = exp(sum_i a_i s_i + sum_{i<j} v_ij s_i s_j); with symmetry \"translation\" v is a "
              "function of the distance."};
    case mean_field:
      return {"a product of quantum spins, each by itself",
              "psi(s) = prod_i exp(a_i s_i): what is left below its energy is due to correlations."};
    case network:
      return {"a feed-forward network of quantum spins",
              "log psi(s) is the output of dense layers, whose input are the N spins s_i = 1 or -1. psi is "
              "positive: Hamiltonians without a sign rule need kind \"rbm\"."};
  }
  return {};
}

void add_machine(io::Schema<SpinStateInput>& s) {
  s.key("density", &SpinStateInput::density,
        {.meaning = "hidden units a site; times N it must be a whole number",
         .min = 0,
         .max = 1000,
         .exclusive_min = true,
         .default_text = "2, where neither hidden nor file is given"});
  s.key("hidden", &SpinStateInput::hidden,
        {.meaning = "hidden units in all, in place of density; with symmetry \"translation\" a multiple of "
                    "the number of cells",
         .min = 1,
         .max = 1e6,
         .default_text = "none"});
  s.key("parameters", &SpinStateInput::parameters,
        {.meaning = "what numbers the weights are; auto: real where a sign rule makes the ground state "
                    "positive, else complex, as above the ground state"});
  s.key("biases", &SpinStateInput::biases,
        {.meaning = "let a and b vary; auto: not where the signs of the ground state are known and a turn of "
                    "all spins is a symmetry of the Hamiltonian, so that psi(-s) = psi(s); above the ground "
                    "state always"});
}

void add_file(io::Schema<SpinStateInput>& s) {
  s.key("file", &SpinStateInput::file,
        {.meaning = "weights to start from, in the format .wf of Carleo and Troyer's published code; it says "
                    "how many hidden units there are",
         .default_text = "none"});
}

void add_levels(io::Schema<SpinStateInput>& s) {
  s.key("levels", &SpinStateInput::levels,
        {.meaning =
             "states that are found one after the other, each orthogonal to those below it: the ground "
             "state, and excited ones with complex weights; with a symmetry those that share it with the "
             "ground state",
         .min = 1,
         .max = 64});
  s.key(
      "penalty", &SpinStateInput::penalty,
      {.meaning = "lambda of the energy lambda |<psi|phi>|^2 that an overlap with a state phi below costs, "
                  "larger than the difference of their levels; auto: 3 times the largest energy of all terms "
                  "on the site where it is smallest",
       .unit = "energy",
       .min = 0,
       .exclusive_min = true});
}

io::Schema<SpinStateInput> make(SpinStateKind kind) {
  SpinStateInput defaults;
  defaults.kind = kind;
  const io::KindWords words = words_of(kind);
  io::Schema<SpinStateInput> s("model", std::string(io::name_of(kind)), words.meaning, defaults);
  s.of_task("ground-state");
  s.conventions(words.conventions);
  if (kind == rbm) add_machine(s);
  if (kind == network)
    s.key("layers", &SpinStateInput::layers,
          {.meaning = "units of each hidden layer",
           .min = 1,
           .max = 4096,
           .default_text = "one layer of twice as many units as spins"});
  if (kind != network)
    s.key("symmetry", &SpinStateInput::symmetry,
          {.meaning =
               "what leaves the state as it is: every translation of the lattice, its rotations and "
               "reflections about a site as well (lattice: of chain, square, triangular and cubic), or none; "
               "auto: translation on periodic lattices where a sign rule makes the ground state positive, so "
               "that "
               "it has them all; else none"});
  s.key("marshall", &SpinStateInput::marshall,
        {.meaning =
             "turn spins by sz on some of the sites, such that no off-diagonal element of the Hamiltonian is "
             "positive and its ground state is (Marshall 1955), or none of first neighbours where second "
             "ones frustrate them; auto: where there are such sites; true asks for them"});
  if (kind == rbm) {
    add_file(s);
    add_levels(s);
  }
  return s;
}

}  // namespace

const io::Schema<SpinStateInput>& spin_state_schema(SpinStateKind kind) {
  static const std::array<io::Schema<SpinStateInput>, 4> all{make(rbm), make(jastrow), make(mean_field),
                                                             make(network)};
  return all[static_cast<std::size_t>(kind)];
}

SpinSymmetry symmetry_of(const SpinStateInput& model, const LatticeInput& system, bool is_positive) {
  if (model.kind == network) return SpinSymmetry::none;
  if (model.symmetry != SpinSymmetry::automatic) return model.symmetry;
  const bool has_translations =
      system.lattice != lattice::Kind::graph && system.boundary == lattice::Boundary::periodic;
  return has_translations && is_positive && !model.file ? SpinSymmetry::translation : SpinSymmetry::none;
}

double hidden_of(const SpinStateInput& model, std::size_t n_sites) {
  if (model.hidden) return static_cast<double>(*model.hidden);
  return model.density.value_or(SpinStateInput::default_density) * static_cast<double>(n_sites);
}

std::vector<std::uint64_t> layers_of(const SpinStateInput& model, std::size_t n_sites) {
  return model.layers.empty() ? std::vector<std::uint64_t>{2 * n_sites} : model.layers;
}

std::size_t n_copies(SpinSymmetry symmetry, const LatticeInput& system) {
  if (symmetry == SpinSymmetry::none) return 1;
  if (system.lattice == lattice::Kind::graph || system.boundary == lattice::Boundary::open) return 0;
  const bool is_honeycomb = system.lattice == lattice::Kind::honeycomb;
  if (symmetry == SpinSymmetry::translation) return system.n_sites() / (is_honeycomb ? 2 : 1);
  return is_honeycomb ? 0 : system.n_sites() * lattice::point_group(system.make_lattice()).size();
}

double least_parameters(const SpinStateInput& model, const LatticeInput& system) {
  if (model.file) return 0;
  const auto n = static_cast<double>(system.n_sites());
  const double copies =
      std::max(1.0, static_cast<double>(n_copies(symmetry_of(model, system, true), system)));
  if (model.kind == rbm) return hidden_of(model, system.n_sites()) * n / copies;
  if (model.kind == jastrow) return n * (n - 1) / (2 * copies);
  if (model.kind == mean_field) return n / copies;
  double parameters = 0, before = n;
  for (const std::uint64_t width : layers_of(model, system.n_sites())) {
    parameters += static_cast<double>(width) * (before + 1);
    before = static_cast<double>(width);
  }
  return parameters;
}

}  // namespace lenz::jobs
