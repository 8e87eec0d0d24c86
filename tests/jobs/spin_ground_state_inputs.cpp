#include "support/spin_ground_state_inputs.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/jobs/inputs/ground_state_input.hpp"

#include "support/hold_input.hpp"
#include "support/temporary_folder.hpp"

namespace spin_ground_state_inputs_tests {

using namespace lenz;
using Catch::Contains;

namespace {

jobs::SpinGroundStateInput decode(const std::string& text) {
  return std::get<jobs::SpinGroundStateInput>(
      jobs::decode_ground_state(io::Document::parse(text, "a.toml", "/tmp")));
}

std::string spins(const std::string& system, const std::string& rest, const std::string& top = "") {
  return top + "task = 'ground-state'\n[system]\nkind = 'spin'\n" + system + rest;
}

const std::string chain = "lattice = 'chain'\nsize = [20]\n", ring = chain + "model = 'xxz'\n",
                  rbm = "[model]\nkind = 'rbm'\n";

/// The one complaint about an input, without its place; empty where all is fine.
std::string said(const std::string& system, const std::string& rest = rbm, const std::string& top = "") {
  try {
    decode(spins(system, rest, top));
  } catch (const InputError& error) {
    const std::string all = error.what(), before = "error: ";
    INFO(all);
    REQUIRE(all.find('\n') == std::string::npos);
    return all.substr(all.find(before) + before.size());
  }
  return "";
}

}  // namespace

TEST_CASE("A ground state of spins is sought with the defaults of the contract") {
  const jobs::SpinGroundStateInput input = decode(spins(chain, rbm));
  CHECK(input.system.model == jobs::SpinModel::transverse_ising);
  CHECK(input.system.field->values == std::vector<double>{1});
  CHECK_FALSE(input.system.kept_magnetization());
  CHECK(input.model.kind == jobs::SpinStateKind::rbm);
  CHECK_FALSE(input.model.hidden);
  CHECK(jobs::hidden_of(input.model, 20) == 40);
  CHECK(input.model.parameters == jobs::Amplitudes::automatic);
  CHECK(jobs::symmetry_of(input.model, input.system, true) == jobs::SpinSymmetry::translation);
  CHECK(jobs::symmetry_of(input.model, input.system, false) == jobs::SpinSymmetry::none);
  CHECK(input.model.biases.is_auto());
  CHECK(input.model.marshall.is_auto());
  CHECK(jobs::sampler_of(input) == jobs::SamplerKind::metropolis);
  CHECK(input.sampler.inversion.is_auto());
  CHECK(input.optimizer.natural);
  CHECK(input.run.steps == 200);
}

TEST_CASE("A resolved input of a ground state of spins decodes to itself") {
  for (const std::string& text : test::spin_ground_state_inputs()) {
    INFO(text);
    const std::string once = jobs::resolved_toml(decode(text));
    CHECK(jobs::resolved_toml(decode(once)) == once);
    CHECK(test::hold_input(text, "/tmp"));
  }
  const io::Table root = jobs::resolved_table(decode(spins(ring, rbm)));
  const auto has = [&](const char* table, const char* key) {
    return root.find(table)->get<io::Table>()->find(key) != nullptr;
  };
  CHECK(has("system", "anisotropy"));
  CHECK(has("sampler", "inversion"));
  CHECK(has("output", "trace"));
  CHECK_FALSE(has("system", "j2"));
  CHECK_FALSE(has("system", "momentum"));
  CHECK_FALSE(has("sampler", "tempering"));
  CHECK_FALSE(has("output", "distributions"));
}

TEST_CASE("What is not said of a state of spins follows from their lattice and model") {
  using enum jobs::SpinSymmetry;
  const auto of = [](const std::string& system, const std::string& model = rbm) {
    return decode(spins(system, model));
  };
  const auto symmetry = [&](const std::string& system, const std::string& model = rbm) {
    const auto input = of(system, model);
    return jobs::symmetry_of(input.model, input.system, true);
  };
  CHECK(symmetry(chain + "boundary = 'open'\n") == none);
  CHECK(symmetry(chain, rbm + "symmetry = 'none'\n") == none);
  CHECK(symmetry(chain, "[model]\nkind = 'jastrow'\n") == translation);
  CHECK(symmetry(chain, "[model]\nkind = 'network'\n") == none);
  CHECK(jobs::layers_of(of(chain, "[model]\nkind = 'network'\n").model, 20) ==
        std::vector<std::uint64_t>{40});
  CHECK(*of(ring).system.kept_magnetization() == 0);
  CHECK(*of("lattice = 'chain'\nsize = [9]\nmodel = 'j1j2'\n").system.kept_magnetization() == 1);
  CHECK(*of(ring + "magnetization = -4\n").system.kept_magnetization() == -4);
  CHECK(jobs::sampler_of(of(ring)) == jobs::SamplerKind::exchange);
  CHECK(jobs::sampler_of(of(ring, rbm + "[sampler]\nkind = 'exact'\n")) == jobs::SamplerKind::exact);
}

TEST_CASE("States of spins have more sites than diagonalization and none of its sectors") {
  CHECK(said("lattice = 'square'\nsize = [32, 32]\n") == "");
  CHECK(said("lattice = 'square'\nsize = [32, 33]\n") ==
        "[system] size makes 1.06e+03 spins, but at most 1024 are possible");
  const std::string of_diagonalize =
      " is of task \"diagonalize\": the ground state is sought, by varying a state that has the symmetries "
      "of "
      "[model]";
  CHECK(said(chain + "temperature = 1\n") == "[system] temperature" + of_diagonalize);
  CHECK(said(chain + "momentum = [0]\n") == "[system] momentum" + of_diagonalize);
  CHECK(said(chain + "reflection_x = 'even'\n") == "[system] reflection_x" + of_diagonalize);
  CHECK(said(chain + "spin_inversion = 'even'\n") == "[system] spin_inversion" + of_diagonalize);
  CHECK(
      said(chain + "magnetization = 2\n") ==
      "[system] magnetization is of model \"xxz\" or \"j1j2\", but model is \"transverse-ising\": its field "
      "along x does not conserve it");
  CHECK(said(ring + "magnetization = 1\n") ==
        "[system] magnetization is 1, but spins up minus spins down is even for 20 spins, so 0 or 2");
  CHECK(said(ring + "magnetization = 20\n") ==
        "[system] magnetization leaves one state, all 20 spins up or all down: there is nothing to vary");
  CHECK(said("model = 'xxz'\nlattice = 'chain'\nsize = [1]\n") ==
        "[system] size leaves one state, all 1 spin up or all down: there is nothing to vary");
  CHECK(said(chain + "omega = 1\n") ==
        "unknown key \"omega\" in [system] kind \"spin\"; it is a key of kind "
        "\"trap\"");
}

TEST_CASE("Hidden units are whole and as many in every cell") {
  CHECK(said(chain, rbm + "density = 1\nhidden = 20\n") ==
        "[model] hidden stands in place of density, but both are given: leave one out");
  CHECK(said(chain, rbm + "hidden = 40\n") == "");
  CHECK(said(chain, rbm + "hidden = 30\n") ==
        "[model] hidden is 30, but with symmetry \"translation\" it must be a multiple of the 20 cells, as "
        "each hidden unit has a copy in every cell; or take symmetry = \"none\"");
  CHECK(said(chain, rbm + "hidden = 30\nsymmetry = 'none'\n") == "");
  CHECK(
      said(chain, rbm + "density = 0.5\n") ==
      "[model] density is 0.5, which makes 10 hidden units of 20 spins, but with symmetry \"translation\" it "
      "must be a multiple of 20 hidden units, as each hidden unit has a copy in every cell; or take symmetry "
      "= \"none\"");
  CHECK(said(chain, rbm + "density = 0.5\nsymmetry = 'none'\n") == "");
  CHECK(said(chain, rbm + "density = 0.33\nsymmetry = 'none'\n") ==
        "[model] density is 0.33, which makes 6.6 hidden units of 20 spins: it must be a whole number, from "
        "density 0.05 on");
  CHECK(said("lattice = 'chain'\nsizes = [10, 15]\n", rbm + "density = 0.5\nsymmetry = 'none'\n") ==
        "[model] density is 0.5, which makes 7.5 hidden units of 15 spins: it must be a whole number, from "
        "density 0.0666667 on");
  CHECK(said("lattice = 'honeycomb'\nsize = [3, 3]\n", rbm + "density = 0.5\n") == "");
  CHECK(said(chain, rbm + "density = 0\n") ==
        "[model] density is 0, but must be greater than 0 and at most 1000");
}

TEST_CASE("A state of spins has the symmetries that its lattice has") {
  const std::string all = rbm + "symmetry = 'translation'\n";
  CHECK(said(chain, all) == "");
  CHECK(said(chain + "boundary = 'open'\n", all) ==
        "[model] symmetry is \"translation\", but an open lattice has no translations");
  const std::string lattice = rbm + "symmetry = 'lattice'\n", square = "lattice = 'square'\nsize = [4, 4]\n";
  CHECK(said(chain, lattice) == "");
  CHECK(said(square, lattice + "density = 16\n") == "");
  CHECK(said(square, lattice) ==
        "[model] density is 2, which makes 32 hidden units of 16 spins, but with symmetry \"lattice\" it "
        "must be "
        "a multiple of the 128 symmetries (density 8), as each hidden unit has a copy for each of them; or "
        "take "
        "symmetry = \"none\"");
  CHECK(said(chain + "boundary = 'open'\n", lattice) ==
        "[model] symmetry is \"lattice\", but an open lattice has no translations");
  CHECK(said("lattice = 'honeycomb'\nsize = [3, 3]\n", lattice) ==
        "[model] symmetry is \"lattice\", but of a honeycomb only translations are known: take "
        "\"translation\"");
  CHECK_THAT(said(chain, "[model]\nkind = 'network'\nsymmetry = 'none'\n"),
             Contains("unknown key \"symmetry\" in [model] kind \"network\""));
  CHECK_THAT(said(chain, rbm + "sigma = 1\n"), Contains("unknown key \"sigma\" in [model] kind \"rbm\""));
  CHECK_THAT(said(chain, rbm + "sigma = 1\n"), !Contains("gaussian"));
}

TEST_CASE("A machine of spins that comes from a file is as the file says") {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path / "a.wf").string(), from = rbm + "file = '" + file + "'\n";
  CHECK(said(chain, from) == "[model] file cannot be read: " + file + ": No such file or directory");
  std::ofstream(file) << "20\n";
  CHECK(said(chain, from) == "");
  CHECK(jobs::symmetry_of(decode(spins(chain, from)).model, decode(spins(chain, from)).system, true) ==
        jobs::SpinSymmetry::none);
  CHECK(said(chain, from + "density = 2\n") ==
        "[model] density means nothing beside `file`, which says how many hidden units there are");
  CHECK(said(chain, from + "hidden = 20\n") ==
        "[model] hidden means nothing beside `file`, which says how many hidden units there are");
  CHECK(said(chain, from + "parameters = 'real'\n") ==
        "[model] parameters is \"real\", but the weights of `file` are complex");
  CHECK(said(chain, from + "symmetry = 'translation'\n") ==
        "[model] symmetry is \"translation\", but `file` holds the weights of every hidden unit by itself");
  CHECK(said("lattice = 'chain'\nsizes = [10, 20]\n", from) ==
        "[model] file is of one size, but [system] sizes asks for several");
}

TEST_CASE("Levels above the ground state are sought of machines with complex weights") {
  const std::string two = rbm + "levels = 2\n";
  CHECK(said(chain, two) == "");
  CHECK(said(chain, two + "penalty = 3\nparameters = 'complex'\n") == "");
  CHECK(said(chain, two + "parameters = 'real'\n") ==
        "[model] parameters is \"real\", but a positive state is orthogonal to no other: states above the "
        "ground "
        "state are complex");
  CHECK(said(chain, rbm + "penalty = 3\n") ==
        "[model] penalty means nothing where levels is 1: nothing lies below");
  CHECK(said("lattice = 'chain'\nsize = [2]\nmodel = 'xxz'\n", rbm + "levels = 3\n") ==
        "[model] levels is 3, but 2 spins have 2 states");
  CHECK(said(chain, two, "exact = 'free-fermions'\n") ==
        "exact \"free-fermions\" cannot answer here: levels above the ground state come from \"lanczos\"");
  CHECK_THAT(said(chain, "[model]\nkind = 'jastrow'\nlevels = 2\n"), Contains("unknown key \"levels\""));
  CHECK(said(chain, rbm + "[optimizer]\nkind = 'adam'\nangle = 0.1\n") ==
        "[optimizer] angle means nothing without natural = true");
}

TEST_CASE("Samplers of spins reach the states that the model has") {
  const auto sampled = [](const std::string& keys) { return rbm + "[sampler]\n" + keys; };
  CHECK(said(chain, sampled("kind = 'metropolis'\n")) == "");
  CHECK(said(ring, sampled("kind = 'exchange'\n")) == "");
  CHECK(
      said(ring, sampled("kind = 'metropolis'\n")) ==
      "[sampler] kind \"metropolis\" flips single spins, but model \"xxz\" conserves the magnetization: take "
      "\"exchange\"");
  CHECK(
      said(chain, sampled("kind = 'exchange'\n")) ==
      "[sampler] kind \"exchange\" conserves the magnetization, but model \"transverse-ising\" does not, and "
      "most of its states would never be seen: take \"metropolis\"");
  CHECK(said(chain, sampled("kind = 'hmc'\n")) ==
        "[sampler] kind \"hmc\" is for [system] kind \"trap\"; [system] kind \"spin\" has auto, metropolis, "
        "exchange, exact");
  CHECK(said(chain, sampled("kind = 'wolff'\n")) ==
        "[sampler] kind \"wolff\" is for task \"sample\"; this task has auto, metropolis, exchange, exact");
  CHECK_THAT(said(chain, sampled("kind = 'metropolis'\ncusp_weight = 1\n")),
             Contains("unknown key \"cusp_weight\""));
  CHECK(said(ring, sampled("inversion = true\n")) == "");
  CHECK(said(ring + "field = [0, 1]\n", sampled("inversion = true\n")) ==
        "[sampler] inversion is true, but a turn of all spins is no symmetry of a field along z");
  CHECK(said(ring + "magnetization = 2\n", sampled("inversion = true\n")) ==
        "[sampler] inversion is true, but a turn of all spins is no symmetry of magnetization 2");
  const std::string exact = sampled("kind = 'exact'\n");
  CHECK(said("lattice = 'chain'\nsize = [22]\n", rbm + "density = 1\n[sampler]\nkind = 'exact'\n") == "");
  CHECK(said("lattice = 'chain'\nsize = [23]\n", exact) ==
        "[sampler] kind \"exact\" sums over all states, at most 2^22 = 4194304, but 23 spins have 2^23.0");
  CHECK(said("model = 'xxz'\nlattice = 'chain'\nsize = [24]\n",
             rbm + "density = 1\n[sampler]\nkind = 'exact'\n") == "");
  CHECK(said("model = 'xxz'\nlattice = 'chain'\nsize = [26]\n", exact) ==
        "[sampler] kind \"exact\" sums over all states, at most 2^22 = 4194304, but 26 spins have 2^23.3");
  CHECK_THAT(said(chain, rbm + "[run]\nbatch = 1000000000\n"),
             Contains("a smaller batch, or fewer parameters"));
}

TEST_CASE("A rule for signs and an oracle are asked for only where there are any") {
  const std::string triangle = "model = 'xxz'\nlattice = 'triangular'\nsize = [4, 4]\n",
                    marshall = "marshall = true\n";
  CHECK(said(ring, rbm + marshall) == "");
  CHECK(said(triangle, rbm + "marshall = false\n") == "");
  CHECK(
      said(triangle, rbm + marshall) ==
      "[model] marshall is true, but the lattice has no two sublattices and the Hamiltonian no rule for the "
      "signs of its ground state: take \"auto\"");
  CHECK(said(triangle + "coupling = -1\nanisotropy = 0.5\n", rbm + marshall) == "");
  CHECK(said("model = 'j1j2'\n" + chain + "j2 = [0, 0.5]\n", rbm + marshall) == "");
  CHECK(said(ring, rbm, "exact = 'bethe'\n") == "");
  CHECK(said(ring + "field = [0, 1]\n", rbm, "exact = 'bethe'\n") ==
        "exact \"bethe\" cannot answer here: it needs field = 0");
  CHECK(said("lattice = 'chain'\nsize = [100]\n", rbm, "exact = 'free-fermions'\n") == "");
  CHECK(said("lattice = 'chain'\nsize = [25]\n", rbm, "exact = 'lanczos'\n") ==
        "exact \"lanczos\" cannot answer here: 25 spins have more than 2^24 states");
}

TEST_CASE("What is of another system is said of a ground state of spins") {
  CHECK(said(chain, "[model]\nkind = 'gaussian'\n") ==
        "[model] kind \"gaussian\" is for [system] kind \"trap\"; [system] kind \"spin\" has rbm, jastrow, "
        "mean-field, network");
  CHECK(said(chain, rbm + "[output]\ndistributions = true\n") ==
        "[output] distributions is of [system] kind \"trap\": spins have no distances to tell of");
  CHECK(said(chain, rbm, "exact = 'taut'\n") ==
        "exact is \"taut\", but must be one of \"auto\", \"none\", \"free-fermions\", \"bethe\", \"dense\", "
        "\"lanczos\" for [system] kind \"spin\"");
  CHECK_THAT(said(chain, ""), Contains("missing table [model]: what is varied, with kind = one of \"rbm\""));
  CHECK(said(chain, rbm + "[run]\nbatch = 16\nshards = 17\n") ==
        "[run] shards is 17, but must be at most the batch of 16 samples");
}

}  // namespace spin_ground_state_inputs_tests
