#include "lenz/jobs/inputs/sampler_input.hpp"

#include <array>

#include "lenz/jobs/inputs/table_decoder.hpp"

namespace lenz::jobs {

namespace {

using S = SamplerInput;

constexpr std::size_t n_samplers = std::size(io::EnumNames<SamplerKind>::names);

S of_kind(SamplerKind kind) {
  S s;
  s.kind = kind;
  return s;
}

io::Schema<S> make(SamplerKind kind, std::string meaning, std::string conventions) {
  io::Schema<S> schema("sampler", std::string(io::name_of(kind)), std::move(meaning), of_kind(kind));
  schema.conventions(std::move(conventions));
  return schema;
}

void add_acceptance(io::Schema<S>& s) {
  s.key("acceptance", &S::acceptance, {.meaning = "min(1, r), or Barker's r / (1 + r)"});
}

void add_step(io::Schema<S>& s, std::string_view meaning) {
  s.key("step", &S::step, {.meaning = meaning, .unit = "length", .min = 0, .exclusive_min = true});
}

void add_scan(io::Schema<S>& s, std::string_view meaning) { s.key("scan", &S::scan, {.meaning = meaning}); }

void add_tempering(io::Schema<S>& s) {
  s.key("tempering", &S::tempering,
        {.meaning = "exchange replicas over the scanned temperatures (ising, at least two temperatures)"});
}

void add_inversion(io::Schema<S>& s) {
  s.key("inversion", &S::inversion,
        {.meaning = "turn all spins over once in N + 1 moves, which leads from a state to its mirror image; "
                    "auto: where the turn is a symmetry of the Hamiltonian"});
}

void add_cusp_weight(io::Schema<S>& s) {
  s.key(
      "cusp_weight", &S::cusp_weight,
      {.meaning = "c: sample abs(psi)^2 (1 + c sum_{i<j} 1 / r_ij) and reweight, which cures the heavy tails "
                  "of the local energy of a state without a cusp (trap)",
       .unit = "length",
       .min = 0,
       .max = 1e6});
}

io::KindWords words_for_spins(SamplerKind kind) {
  switch (kind) {
    case SamplerKind::metropolis:
      return {
          "flips of single quantum spins",
          "Metropolis et al. 1953, with abs(psi)^2 of [model] as density. For transverse-ising: the other "
          "models conserve the magnetization."};
    case SamplerKind::exchange:
      return {"unlike quantum spins change places",
              "Two spins that a bond joins, drawn with equal probability: the magnetization stays. For xxz "
              "and j1j2."};
    case SamplerKind::exact:
      return {"the full sum over all states of quantum spins",
              "No sampling: energies and gradients are those of the state itself, without any statistical "
              "error: what is left above the exact energy is due to the state alone. At most 2^22 states."};
    default:
      return {"the kind that suits the model of quantum spins",
              "metropolis for transverse-ising, exchange for xxz and j1j2."};
  }
}
io::Schema<S> make_for_spins(SamplerKind kind) {
  const io::KindWords words = words_for_spins(kind);
  io::Schema<S> schema = make(kind, words.meaning, words.conventions);
  schema.of_task("ground-state");
  if (kind != SamplerKind::exact) add_inversion(schema);
  return schema;
}

std::array<io::Schema<S>, n_samplers> make_all() {
  using enum SamplerKind;
  std::array<io::Schema<S>, n_samplers> all{
      make(automatic, "the kind that suits the system",
           "ising: wolff up to 1.3 T_c, multispin above and where bonds cannot all be satisfied; heat-bath "
           "where neither fits. gaussian and mixture: hmc. markov-chain: the matrix itself. trap: "
           "importance, with backflow mala, for hard spheres metropolis."),
      make(metropolis, "a local proposal, accepted or rejected",
           "Metropolis et al. 1953, Hastings 1970, Barker 1965. For ising, the densities and, one particle "
           "at a "
           "time, trap."),
      make(heat_bath, "each spin from its distribution given its neighbours", "For ising."),
      make(wolff, "one cluster at a time", "Wolff 1989. For ising without a field."),
      make(swendsen_wang, "all clusters at once", "Swendsen and Wang 1987. For ising without a field."),
      make(multispin, "256 spins at once, as bits of words",
           "Creutz, Jacobs and Rebbi 1979. For ising on a regular periodic lattice, couplings of one "
           "magnitude, no field. Probabilities are exact to 64 binary digits. What a chain records is the "
           "mean over its replicas; after each sweep every replica is turned over with probability 1/2."),
      make(gibbs, "each coordinate from its density given the others",
           "Geman and Geman 1984. For gaussian and mixture; for ising it is the heat bath; for trap hidden "
           "and "
           "visible units in turn, with model \"rbm\", form = \"sqrt\" and no other factor."),
      make(langevin, "unadjusted Langevin: biased by its step",
           "x' = x + (step/2) grad log p(x) + sqrt(step) xi. On a unit normal its variance is 1 / (1 - "
           "step/4). For gaussian and mixture."),
      make(mala, "the Langevin step, accepted or rejected",
           "Proposal x + (step/2) grad log p(x) + sqrt(step) xi (Roberts and Tweedie 1996). For gaussian, "
           "mixture and trap, all particles at once."),
      make(hmc, "Hamiltonian trajectories, accepted or rejected",
           "Duane et al. 1987, unit masses. For gaussian, mixture and trap."),
      make(importance, "a Langevin step of one particle at a time, accepted or rejected",
           "Proposal r_i + (step/2) F_i(x) + sqrt(step) xi with the drift F = grad log p at both ends in "
           "the ratio (Reynolds et al. 1982, Hastings 1970). For trap."),
      make_for_spins(exchange),
      make_for_spins(exact),
  };
  const auto of = [&](SamplerKind kind) -> io::Schema<S>& { return all[static_cast<std::size_t>(kind)]; };
  add_acceptance(of(metropolis));
  add_step(of(metropolis), "width of the proposal (gaussian, mixture, trap); auto: tuned in burn-in");
  add_scan(of(metropolis), "order in which spins are proposed (ising); sequential passes over 1 in 64");
  add_scan(of(heat_bath), "order in which spins are drawn");
  of(multispin).key("rule", &S::rule, {.meaning = "min(1, exp(-dE/T)), or 1 / (1 + exp(dE/T))"});
  of(multispin).key(
      "replicas", &S::replicas,
      {.meaning = "lattices of a chain: 1, 2, 4, … 256, or more where a lattice cannot be cut so "
                  "often; auto: what makes about 1000 words",
       .min = 1,
       .max = 256});
  add_scan(of(gibbs), "order in which coordinates (spins) are drawn");
  add_step(
      of(langevin),
      "time step of the Langevin equation; auto: 0.1, or a tenth of the step at which the equation becomes "
      "unstable, whichever is less");
  add_step(of(mala), "time step of the Langevin equation; auto: tuned in burn-in");
  add_step(of(hmc), "length of one leapfrog step; auto: tuned in burn-in");
  of(hmc).key("leapfrog", &S::leapfrog, {.meaning = "leapfrog steps of a trajectory", .min = 1, .max = 1e6});
  add_step(of(importance), "time step of the Langevin equation; auto: tuned in burn-in");
  for (const SamplerKind kind : {automatic, metropolis, mala, hmc, importance}) add_cusp_weight(of(kind));
  for (const SamplerKind kind : samplers_of("sample")) add_tempering(of(kind));
  add_tempering(of(importance));
  return all;
}

}  // namespace

std::vector<SamplerKind> samplers_of(std::string_view task) {
  using enum SamplerKind;
  if (task == "ground-state") return {automatic, metropolis, importance, mala, hmc, gibbs};
  return {automatic, metropolis, heat_bath, wolff, swendsen_wang, multispin, gibbs, langevin, mala, hmc};
}

std::vector<SamplerKind> samplers_of_spins() {
  using enum SamplerKind;
  return {automatic, metropolis, exchange, exact};
}

void append_sampler(const SamplerInput& sampler, std::string_view task, io::Table& root) {
  append_table(sampler_schema(sampler.kind), sampler, root);
  auto* table = root.find("sampler")->get<io::Table>();
  if (task != "ground-state") {
    table->erase("cusp_weight");
  } else {
    for (const char* key : {"acceptance", "scan", "tempering"}) table->erase(key);
  }
}

const io::Schema<SamplerInput>& sampler_schema(SamplerKind kind) {
  static const std::array<io::Schema<S>, n_samplers> all = make_all();
  return all[static_cast<std::size_t>(kind)];
}

const io::Schema<SamplerInput>& spin_sampler_schema(SamplerKind kind) {
  static const io::Schema<S> automatic = make_for_spins(SamplerKind::automatic),
                             metropolis = make_for_spins(SamplerKind::metropolis);
  if (kind == SamplerKind::automatic) return automatic;
  return kind == SamplerKind::metropolis ? metropolis : sampler_schema(kind);
}

}  // namespace lenz::jobs
