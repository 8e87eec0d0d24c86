#include "support/ground_state_inputs.hpp"

#include <catch2/catch.hpp>

#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/trap_ground_state.hpp"

#include "support/hold_input.hpp"

namespace ground_state_inputs_tests {

using namespace lenz;
using Catch::Contains;

namespace {

jobs::TrapGroundStateInput decode(const std::string& text) {
  return std::get<jobs::TrapGroundStateInput>(
      jobs::decode_ground_state(io::Document::parse(text, "a.toml", "/tmp")));
}

std::string trap(const std::string& system, const std::string& rest, const std::string& top = "") {
  return top + "task = 'ground-state'\n[system]\nkind = 'trap'\n" + system + rest;
}

const std::string gaussian = "[model]\nkind = 'gaussian'\n", rbm = "[model]\nkind = 'rbm'\n";

/// The one complaint about an input, without its place; empty where all is fine.
std::string said(const std::string& system, const std::string& rest = gaussian, const std::string& top = "") {
  try {
    decode(trap(system, rest, top));
  } catch (const InputError& error) {
    const std::string all = error.what(), before = "error: ";
    INFO(all);
    REQUIRE(all.find('\n') == std::string::npos);
    return all.substr(all.find(before) + before.size());
  }
  return "";
}

}  // namespace

TEST_CASE("A ground state is sought with the defaults of the contract") {
  const jobs::TrapGroundStateInput input = decode(trap("", gaussian));
  CHECK(input.exact == jobs::Exact::automatic);
  CHECK(input.system.particles == 2);
  CHECK(input.system.dimensions == 2);
  CHECK(input.system.omega->values == std::vector<double>{1});
  CHECK(input.system.statistics == jobs::ParticleStatistics::boson);
  CHECK(input.system.interaction == models::Interaction::none);
  CHECK(input.model.kind == jobs::WavefunctionKind::gaussian);
  CHECK(input.sampler.kind == jobs::SamplerKind::automatic);
  CHECK(input.sampler.cusp_weight == 0);
  CHECK(input.optimizer.natural);
  CHECK(input.optimizer.rate == 0.1);
  CHECK(input.optimizer.damping == 1e-4);
  CHECK(input.optimizer.schedule == jobs::RateSchedule::cosine);
  CHECK_FALSE(decode(trap("", gaussian + "[optimizer]\nkind = 'adam'\n")).optimizer.natural);
  CHECK(input.run.steps == 200);
  CHECK(input.run.batch == 4096);
  CHECK(input.run.shards == 8);
  CHECK(input.run.tolerance.is_auto());
  CHECK(jobs::tolerance_of(input, -3) == Approx(0.03));
  CHECK(input.output.distributions);
}

TEST_CASE("A resolved input of a ground state decodes to itself") {
  for (const std::string& text : test::ground_state_inputs()) {
    INFO(text);
    const std::string once = jobs::resolved_toml(decode(text));
    CHECK(jobs::resolved_toml(decode(once)) == once);
    CHECK(test::hold_input(text, "/tmp"));
  }
}

TEST_CASE("Half of the fermions have spin up where the input does not say") {
  const auto n_up = [](const std::string& system) { return decode(trap(system, gaussian)).system.n_up(); };
  CHECK(n_up("particles = 5\nstatistics = 'fermion'\n") == 3);
  CHECK(n_up("particles = 5\nstatistics = 'fermion'\nspin_up = 0\n") == 0);
  CHECK(n_up("particles = 5\n") == 5);
}

TEST_CASE("What auto stands for in a wavefunction follows from the particles") {
  using jobs::JastrowKind;
  using jobs::WaveSymmetry;
  const auto of = [](const std::string& system, const std::string& model = rbm) {
    return decode(trap(system, model));
  };
  const std::string coulomb = "interaction = 'coulomb'\n", fermion = "statistics = 'fermion'\n";
  CHECK(jobs::symmetry_of(of("")) == WaveSymmetry::pairs);
  CHECK(jobs::symmetry_of(of(fermion)) == WaveSymmetry::pairs);
  CHECK(jobs::symmetry_of(of("particles = 1\n")) == WaveSymmetry::none);
  CHECK(jobs::symmetry_of(of("statistics = 'distinguishable'\n")) == WaveSymmetry::none);
  CHECK(jobs::symmetry_of(of("", rbm + "symmetry = 'none'\n")) == WaveSymmetry::none);
  CHECK(jobs::jastrow_of(of("")) == JastrowKind::none);
  CHECK(jobs::jastrow_of(of(coulomb)) == JastrowKind::pade);
  CHECK(jobs::jastrow_of(of("particles = 1\n" + coulomb)) == JastrowKind::none);
  CHECK(jobs::jastrow_of(of("interaction = 'gaussian'\nstrength = [-1, 0]\n")) == JastrowKind::none);
  CHECK(jobs::jastrow_of(of("interaction = 'gaussian'\nstrength = [-1, 1]\n")) == JastrowKind::pade);
  CHECK(jobs::jastrow_of(of("interaction = 'hard-sphere'\n")) == JastrowKind::pade);
  CHECK(jobs::cusp_of(of(coulomb)));
  CHECK_FALSE(jobs::cusp_of(of(coulomb, rbm + "jastrow = 'none'\n")));
  CHECK_FALSE(jobs::cusp_of(of(coulomb, rbm + "cusp = false\n")));
  CHECK_FALSE(jobs::cusp_of(of(coulomb + "softening = 0.1\n")));
  CHECK_FALSE(jobs::cusp_of(of("interaction = 'gaussian'\n")));
  CHECK_FALSE(jobs::has_slater(of(fermion)));
  CHECK(jobs::has_slater(of(fermion + "spin_up = 2\n")));
  CHECK(jobs::has_slater(of(fermion + "spin_up = 0\n")));
  CHECK_FALSE(jobs::has_slater(of("particles = 6\n")));
}

TEST_CASE("The sampler of auto can leave a place where hard spheres touch") {
  const auto of = [](const std::string& system, const std::string& model = gaussian) {
    return jobs::sampler_of(decode(trap(system, model)));
  };
  CHECK(of("interaction = 'coulomb'\n") == jobs::SamplerKind::importance);
  CHECK(of("interaction = 'hard-sphere'\nrange = 0.1\n") == jobs::SamplerKind::metropolis);
  CHECK(of("particles = 6\nstatistics = 'fermion'\n", gaussian + "backflow = true\n") ==
        jobs::SamplerKind::mala);
}

TEST_CASE("A trap that does not hang together is refused at the key that is off") {
  CHECK(said("dimensions = 1\ninteraction = 'coulomb'\n") ==
        "[system] interaction \"coulomb\" needs a softening above 0 in one dimension: nothing passes through "
        "1/r there");
  CHECK(said("dimensions = 1\ninteraction = 'coulomb'\nsoftening = 0.1\n") == "");
  CHECK(said("dimensions = 1\ninteraction = 'hard-sphere'\nrange = 0.2\n") == "");
  CHECK(said("frequencies = [1, 2, 3]\n") ==
        "[system] frequencies has 3 numbers, but the trap has 2 dimensions");
  CHECK(said("frequencies = [1, 2]\nomega = 1\n") ==
        "[system] has both frequencies and omega: omega is that of an isotropic trap");
  CHECK(said("statistics = 'fermion'\nspin_up = 3\n") == "[system] spin_up is 3, but there are 2 particles");
  CHECK(said("spin_up = 1\n") == "[system] spin_up is of fermions, but statistics is \"boson\"");
  CHECK(said("strength = 2\n") ==
        "[system] strength is of interaction \"coulomb\" or \"gaussian\", but interaction is \"none\"");
  CHECK(said("interaction = 'coulomb'\nrange = 2\n") ==
        "[system] range is of interaction \"gaussian\" or \"hard-sphere\", but interaction is \"coulomb\"");
  CHECK(said("interaction = 'gaussian'\nsoftening = 2\n") ==
        "[system] softening is of interaction \"coulomb\", but interaction is \"gaussian\"");
  CHECK(said("interaction = 'coulomb'\nstrength = [1, -2]\n") ==
        "[system] strength is -2, but must be greater than 0 for interaction \"coulomb\": attraction is of "
        "\"gaussian\" only");
  CHECK(said("interaction = 'gaussian'\nstrength = -2\n") == "");
  CHECK(said("particles = 65\n") == "[system] particles is 65, but must be between 1 and 64");
  CHECK(said("dimensions = 4\n") == "[system] dimensions is 4, but must be between 1 and 3");
  CHECK(said("omega = 0\n") == "[system] omega is 0, but must be between 1e-06 and 1e6");
  CHECK(
      said(
          "omega = { from = 0.1, to = 1.0, count = 1000 }\ninteraction = 'coulomb'\nstrength = { from = 0.1, "
          "to = 1.0, count = 1000 }\n") ==
      "the scans of [system] make 1000000 points together, but at most 100000 are possible");
}

TEST_CASE("A state that cannot have the statistics of the particles is refused") {
  CHECK(said("particles = 5\n", rbm + "symmetry = 'symmetrised'\n") ==
        "[model] symmetry is \"symmetrised\", a sum over all orders of the particles, which at most 4 may "
        "have, but there are 5: \"pairs\" has no such limit");
  CHECK(said("particles = 1\n", rbm + "symmetry = 'pairs'\n") ==
        "[model] symmetry is \"pairs\", but one particle alone has no pairs");
  CHECK(said("", rbm + "form = 'sqrt'\n") ==
        "[model] form is \"sqrt\", but symmetry is \"pairs\", whose units have one form: take symmetry "
        "\"symmetrised\", or \"none\" for a state without it");
  CHECK(said("", rbm + "form = 'sqrt'\nsymmetry = 'symmetrised'\n") == "");
  CHECK(said("", gaussian + "three_body = true\n") ==
        "[model] three_body needs three particles, but there are 2");
  CHECK(said("particles = 3\n", gaussian + "three_body = true\n") == "");
  CHECK(said("", gaussian + "slater = true\n") ==
        "[model] slater is of fermions, but statistics is \"boson\"");
  CHECK(said("", gaussian + "backflow = true\n") ==
        "[model] backflow is of fermions, but statistics is \"boson\"");
  const std::string six = "particles = 6\nstatistics = 'fermion'\n";
  CHECK(said(six, gaussian + "backflow = true\n") == "");
  CHECK(said(six, gaussian + "backflow = true\nslater = false\n") ==
        "[model] backflow moves the nodes of a determinant, but slater is false");
  CHECK(
      said("statistics = 'fermion'\n", gaussian + "backflow = true\n") ==
      "[model] backflow moves the nodes of a determinant, but there is at most one particle of each spin and "
      "no node");
}

TEST_CASE("What breaks the statistics by name passes with a warning") {
  const auto warnings = [](const std::string& system, const std::string& model) {
    return jobs::statistics_warnings(decode(trap(system, model)));
  };
  const std::string six = "particles = 6\nstatistics = 'fermion'\n";
  CHECK(warnings(six, rbm).empty());
  CHECK(
      warnings(six, gaussian + "slater = false\n") ==
      std::vector<std::string>{"[model] slater = false breaks the statistics: the state does not change its "
                               "sign when two fermions of one spin are exchanged, and its energy is no bound "
                               "of theirs"});
  CHECK(warnings("statistics = 'fermion'\n", gaussian + "slater = false\n").empty());
  const std::vector<std::string> none{
      "[model] symmetry = \"none\" breaks the statistics: the state changes otherwise than by its sign when "
      "two "
      "identical particles are exchanged"};
  CHECK(warnings("", rbm + "symmetry = 'none'\n") == none);
  CHECK(warnings("statistics = 'fermion'\n", rbm + "symmetry = 'none'\n") == none);
  CHECK(warnings("statistics = 'distinguishable'\n", rbm + "symmetry = 'none'\n").empty());
  CHECK(warnings("particles = 1\n", rbm + "symmetry = 'none'\n").empty());
  CHECK(warnings(six, rbm + "symmetry = 'none'\nslater = false\n").size() == 2);
}

TEST_CASE("A cusp is asked for only where 1 over r has one") {
  const std::string cusp = gaussian + "cusp = true\n", coulomb = "interaction = 'coulomb'\n";
  CHECK(said(coulomb, cusp) == "");
  CHECK(said("interaction = 'gaussian'\n", cusp) ==
        "[model] cusp is true, but interaction \"gaussian\" does not diverge as 1/r");
  CHECK(said("dimensions = 1\nsoftening = 1\n" + coulomb, cusp) ==
        "[model] cusp is true, but in one dimension the interaction is softened");
  CHECK(said("softening = 1\n" + coulomb, cusp) ==
        "[model] cusp is true, but the interaction is softened: it is finite at r = 0");
  CHECK(said(coulomb, cusp + "jastrow = 'none'\n") ==
        "[model] cusp is true, but without a Jastrow factor nothing has a slope at r = 0");
  CHECK(said(coulomb, gaussian + "cusp = 'yes'\n") ==
        "[model] cusp is \"yes\" (a string), but must be true, false or \"auto\"");
  CHECK(said(coulomb, gaussian + "order = 3\n") ==
        "[model] order is of jastrow \"boys-handy\", but jastrow is \"pade\"");
  CHECK(said(coulomb, gaussian + "hidden = 3\n").find("unknown key \"hidden\"") == 0);
}

TEST_CASE("Samplers and optimizers that a trap cannot use are refused") {
  const auto sampled = [](const std::string& keys) { return gaussian + "[sampler]\n" + keys; };
  CHECK(said("", sampled("kind = 'wolff'\n")) ==
        "[sampler] kind \"wolff\" is for task \"sample\"; this task has auto, metropolis, importance, mala, "
        "hmc, "
        "gibbs");
  CHECK(said("", sampled("kind = 'metropolis'\ntempering = true\n")) ==
        "[sampler] tempering needs temperatures, and [system] kind \"trap\" has none: a ground state is "
        "sought");
  CHECK(said("", sampled("kind = 'metropolis'\nacceptance = 'barker'\n")) ==
        "[sampler] acceptance means nothing for [system] kind \"trap\": it is min(1, r)");
  CHECK(said("", sampled("kind = 'metropolis'\nscan = 'random'\n")) ==
        "[sampler] scan means nothing for [system] kind \"trap\": its particles move in order");
  CHECK(said("particles = 1\n", sampled("kind = 'hmc'\ncusp_weight = 1\n")) ==
        "[sampler] cusp_weight means nothing for one particle alone: it has no pairs");
  CHECK(said("", sampled("kind = 'hmc'\ncusp_weight = -1\n")) ==
        "[sampler] cusp_weight is -1, but must be between 0 and 1e6");
  const std::string
      gibbs = "[sampler]\nkind = 'gibbs'\n",
      needs =
          "[sampler] kind \"gibbs\" draws hidden and visible units in turn, whose marginal must "
          "be the square of the state: it needs ";
  CHECK(said("", rbm + "form = 'sqrt'\nsymmetry = 'none'\n" + gibbs) == "");
  CHECK(said("interaction = 'hard-sphere'\n",
             rbm + "form = 'sqrt'\nsymmetry = 'none'\njastrow = 'none'\n" + gibbs) ==
        needs + "an interaction other than \"hard-sphere\"");
  CHECK(said("", gaussian + gibbs) == needs + "[model] kind = \"rbm\"");
  CHECK(said("interaction = 'coulomb'\n", rbm + gibbs) ==
        needs + "form = \"sqrt\", symmetry = \"none\", jastrow = \"none\"");
  CHECK(said("particles = 3\n", rbm + "form = 'sqrt'\nsymmetry = 'none'\nthree_body = true\n" + gibbs) ==
        needs + "three_body = false");
  CHECK(said("particles = 3\nstatistics = 'fermion'\n", rbm + "form = 'sqrt'\nsymmetry = 'none'\n" + gibbs) ==
        needs + "slater = false");
  CHECK_THAT(said("", gaussian + "[optimizer]\nkind = 'lbfgs'\n"),
             Contains("[optimizer] kind \"lbfgs\" is for task \"train\""));
  CHECK(said("", gaussian + "[optimizer]\nkind = 'adam'\ndamping = 0.1\n") ==
        "[optimizer] damping means nothing without natural = true");
  CHECK(said("", gaussian + "[optimizer]\nevery = 10\n") == "[optimizer] every is for schedule \"step\"");
  CHECK(said("", gaussian + "[run]\nbatch = 16\nshards = 17\n") ==
        "[run] shards is 17, but must be at most the batch of 16 samples");
  CHECK(said("", gaussian + "[run]\nsweeps = 10\nthin = 17\n") ==
        "[run] thin is 17, but must be at most the 10 sweeps: nothing would be measured");
  CHECK_THAT(said("", gaussian + "[output]\nconfigurations = 1000000000000\n"),
             Contains("fewer configurations"));
}

TEST_CASE("Tables that are missing or of other tasks are said of a ground state") {
  CHECK_THAT(said("", ""), Contains("missing table [model]: what is varied, with kind = "));
  CHECK_THAT(said("", "[model]\nkind = 'classifier'\n"),
             Contains("[model] kind \"classifier\" is for task \"train\"; this task has gaussian, rbm"));
  CHECK_THAT(
      said("", gaussian, "exact = 'kaufman'\n"),
      Contains("exact is \"kaufman\", but must be one of \"auto\", \"none\", \"free-particles\", \"taut\", "
               "\"radial\", \"configuration-interaction\" for [system] kind \"trap\""));
  CHECK(said("interaction = 'coulomb'\nparticles = 3\n", gaussian, "exact = 'radial'\n") ==
        "exact \"radial\" cannot answer here: it needs two particles");
}

}  // namespace ground_state_inputs_tests
