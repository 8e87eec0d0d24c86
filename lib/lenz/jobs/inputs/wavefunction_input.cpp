#include "lenz/jobs/inputs/wavefunction_input.hpp"

#include <array>
#include <string>

namespace lenz::jobs {

namespace {

using W = WavefunctionInput;

void add_machine(io::Schema<W>& s) {
  s.key("hidden", &W::hidden,
        {.meaning = "hidden units; of each pair of particles where symmetry is \"pairs\"",
         .min = 0,
         .max = 4096});
  s.key("sigma", &W::sigma,
        {.meaning = "width of the visible units at the start; auto: that of the trap's ground state, 1 / "
                    "sqrt(omega) of form psi and 1 / sqrt(2 omega) of sqrt",
         .unit = "length",
         .min = 0,
         .max = 1e6,
         .exclusive_min = true});
  s.key("train_sigma", &W::train_sigma, {.meaning = "let sigma move with the other parameters"});
  s.key(
      "form", &W::form,
      {.meaning = "Psi = F, the marginal of the machine, or sqrt(F), whose square Gibbs sampling draws from; "
                  "not with symmetry \"pairs\""});
  s.key("symmetry", &W::symmetry,
        {.meaning = "of the hidden units. none: each sees every coordinate, and the state has no symmetry; "
                    "pairs: units of every pair see r_i - r_j with weights that all pairs share; "
                    "symmetrised: the sum over all orders of up to 4 particles; auto: none for "
                    "distinguishable particles or one alone, else pairs"});
}

void add_factors(io::Schema<W>& s) {
  s.key("jastrow", &W::jastrow,
        {.meaning =
             "a factor of the distances. pade: exp(sum_{i<j} a r / (1 + beta r)) with Kato's slope a, "
             "without a "
             "cusp exp(sum_{i<j} sum_k c_k t^k), t = 1 / (1 + r^2 / L^2), k = 1 … 4; boys-handy: the same "
             "and a polynomial in r_ij and the distances "
             "from the centre; auto: pade where particles repel each other, else none. Hard spheres have "
             "prod_{i<j} (r_ij - s) / (r_ij - s + L) besides"});
  s.key("order", &W::order, {.meaning = "highest power of boys-handy", .min = 2, .max = 8});
  s.key("cusp", &W::cusp,
        {.meaning = "give the Jastrow factor the slope at r = 0 that 1/r asks for (Kato 1957); auto: where "
                    "coulomb has it, in two and three dimensions without softening"});
  s.key("three_body", &W::three_body,
        {.meaning =
             "from three particles on: a factor exp(sum_i G_i . H_i), G_i = sum_j t r_ij, H_i = sum_j r_ij "
             "sum_k c_k t^k, t = 1 / (1 + r^2 / L^2), k = 1 … 3: how two neighbours of one particle "
             "avoid each other"});
  s.key("slater", &W::slater,
        {.meaning = "fermions: a Slater determinant for each spin; false leaves a state of bosons"});
  s.key("backflow", &W::backflow,
        {.meaning = "fermions: orbitals at coordinates that the other particles shift, so that the nodes "
                    "can move"});
}

io::Schema<W> make(WavefunctionKind kind) {
  const bool machine = kind == WavefunctionKind::rbm;
  W defaults;
  defaults.kind = kind;
  io::Schema<W> s(
      "model", std::string(io::name_of(kind)),
      machine ? "a Gaussian-binary restricted Boltzmann machine" : "a Gaussian of the trap's shape",
      defaults);
  s.of_task("ground-state");
  s.conventions(
      machine
          ? "Psi = F (or sqrt F) x Jastrow x Slater, F(x) = exp(-sum_i (x_i - a_i)^2 / (2 sigma_i^2)) prod_j "
            "(1 + exp(b_j + sum_i x_i w_ij / sigma_i^2)): the marginal of E = sum_i (x_i - a_i)^2 / (2 "
            "sigma_i^2) - b.h - sum_ij x_i w_ij h_j / sigma_i^2 over h_j = 0, 1. With symmetry \"pairs\" F = "
            "exp(-sum_ik x_ik^2 / (2 sigma_k^2)) prod_{i<j} prod_h (1 + exp(b_h + w_h.r_ij)) (1 + exp(b_h - "
            "w_h.r_ij)), r_ij = r_i - r_j, with one set of b and w for parallel and one for antiparallel "
            "spins."
          : "Psi = exp(-alpha sum_ik omega_k x_ik^2 / 2) x Jastrow x Slater; alpha begins between 0.8 and "
            "1.2.");
  if (machine) add_machine(s);
  add_factors(s);
  return s;
}

}  // namespace

const io::Schema<WavefunctionInput>& wavefunction_schema(WavefunctionKind kind) {
  static const std::array<io::Schema<W>, 2> all{make(WavefunctionKind::gaussian),
                                                make(WavefunctionKind::rbm)};
  return all[static_cast<std::size_t>(kind)];
}

}  // namespace lenz::jobs
