#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/io/describe.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/spin_case.hpp"

#include "jobs/diagonalize_support.hpp"
#include "support/diagonalization_inputs.hpp"
#include "support/hold_input.hpp"
#include "support/temporary_folder.hpp"
#include "support/thread_seconds.hpp"

namespace diagonalize_inputs_tests {

using namespace lenz;
using Catch::Contains;
using test::diagonalization, test::diagonalized, test::mean;

namespace {

/// A folder with edge lists: "g" of 4 sites, "long" of 42.
const std::filesystem::path& folder() {
  static const test::TemporaryFolder made;
  static const bool written = [] {
    std::ofstream(made.path / "g") << "0 1 0.5\n1 2 1\n2 3 1\n";
    std::ofstream far(made.path / "long");
    for (int i = 0; i < 41; ++i) far << i << ' ' << i + 1 << '\n';
    return true;
  }();
  (void)written;
  return made.path;
}

jobs::DiagonalizeInput decode(const std::string& text) {
  return jobs::decode_diagonalize(io::Document::parse(text, "a.toml", folder()));
}

/// One complaint a line; empty where all is fine.
std::string complaints(const std::string& text) {
  try {
    decode(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// The one complaint about these lines of [system], without its place.
std::string said(const std::string& system, const std::string& rest = "", const std::string& top = "") {
  const std::string all = complaints(diagonalization(system, rest, top));
  const std::string before = "error: ";
  INFO(all);
  REQUIRE(all.find('\n') == std::string::npos);
  const std::size_t at = all.find(before);
  return at == std::string::npos ? all : all.substr(at + before.size());
}

const std::string ring = "lattice = 'chain'\nsize = [8]\n", xxz = "model = 'xxz'\n",
                  j1j2 = "model = 'j1j2'\n";

}  // namespace

TEST_CASE("The defaults of a diagonalization are what the contract says") {
  const jobs::DiagonalizeInput input = decode(diagonalization(ring));
  CHECK(input.exact == jobs::Exact::automatic);
  CHECK(input.system.model == jobs::SpinModel::transverse_ising);
  CHECK(input.system.coupling.values == std::vector<double>{1});
  CHECK(input.system.field->values == std::vector<double>{1});
  CHECK(decode(diagonalization(xxz + ring)).system.field->values == std::vector<double>{0});
  CHECK(input.system.boundary == lattice::Boundary::periodic);
  CHECK(decode(diagonalization("size = [2, 2]\n")).system.lattice == lattice::Kind::square);
  CHECK(input.system.anisotropy.values == std::vector<double>{1});
  CHECK(input.system.j2.values == std::vector<double>{0.5});
  CHECK_FALSE(input.system.temperature);
  CHECK(input.run.seed == 1);
  CHECK(input.run.levels == 4);
  CHECK(input.run.method == jobs::DiagonalizeMethod::automatic);
  CHECK(input.run.vectors == 20);
  CHECK(input.run.steps == 100);
  CHECK(input.run.checkpoint_every.seconds == 60);
  CHECK(input.output.observables);
  CHECK(input.output.plots);
}

TEST_CASE("A resolved input of a diagonalization decodes to itself and holds every key of its model") {
  for (const std::string& text : test::diagonalization_inputs()) {
    INFO(text);
    CHECK(test::hold_input(text, folder()));
    const jobs::DiagonalizeInput input = decode(text);
    const std::string once = jobs::resolved_toml(input);
    CHECK(jobs::resolved_toml(decode(once)) == once);
    const io::Table root = jobs::resolved_table(input);
    const io::Table& system = *root.find("system")->get<io::Table>();
    for (const io::KeyDescription& key : jobs::spin_schema().keys()) {
      INFO(key.name);
      const auto is = [&](const char* name) { return key.name == name; };
      const bool of_graph = input.system.lattice == lattice::Kind::graph;
      bool there = true;
      if (is("size")) there = !of_graph && input.system.sizes.empty();
      if (is("sizes")) there = !input.system.sizes.empty();
      if (is("boundary")) there = !of_graph;
      if (is("file") || is("file_hash")) there = of_graph;
      if (is("anisotropy")) there = input.system.model == jobs::SpinModel::xxz;
      if (is("j2")) there = input.system.model == jobs::SpinModel::j1j2;
      if (is("temperature")) there = input.system.temperature.has_value();
      if (is("magnetization")) there = input.system.magnetization.has_value();
      if (is("momentum")) there = !input.system.momentum.empty();
      CHECK((system.find(key.name) != nullptr) == there);
    }
  }
}

TEST_CASE("A magnetization that no state has is refused with those next to it") {
  CHECK(said(xxz + ring + "magnetization = 3\n") ==
        "[system] magnetization is 3, but spins up minus spins down is even for 8 spins, so 2 or 4");
  CHECK(said(xxz + ring + "magnetization = -7\n") ==
        "[system] magnetization is -7, but spins up minus spins down is even for 8 spins, so -6 or -8");
  CHECK(said(xxz + "lattice = 'chain'\nsize = [7]\nmagnetization = 0\n") ==
        "[system] magnetization is 0, but spins up minus spins down is odd for 7 spins, so 1 or -1");
  CHECK(said(xxz + ring + "magnetization = 10\n") ==
        "[system] magnetization is 10, but 8 spins have between -8 and 8: the sector holds no state");
  CHECK(said(xxz + ring + "magnetization = 50\n") ==
        "[system] magnetization is 50, but must be between -40 and 40");
  CHECK(said(xxz + "lattice = 'chain'\nsizes = [8, 9]\nmagnetization = 2\n") ==
        "[system] magnetization is 2, but spins up minus spins down is odd for 9 spins, so 1 or 3");
  CHECK(said(xxz + ring + "magnetization = -8\n") == "");
}

TEST_CASE("Keys of another model are refused") {
  CHECK(
      said(ring + "magnetization = 0\n") ==
      "[system] magnetization is of model \"xxz\" or \"j1j2\", but model is \"transverse-ising\": its field "
      "along x does not conserve it");
  CHECK(said(ring + "anisotropy = 2\n") ==
        "[system] anisotropy is of model \"xxz\", but model is \"transverse-ising\"");
  CHECK(said(j1j2 + ring + "anisotropy = 2\n") ==
        "[system] anisotropy is of model \"xxz\", but model is \"j1j2\"");
  CHECK(said(xxz + ring + "j2 = 0.1\n") == "[system] j2 is of model \"j1j2\", but model is \"xxz\"");
  CHECK(said("model = 'heisenberg'\n" + ring) ==
        "[system] model is \"heisenberg\", but must be one of \"transverse-ising\", \"xxz\", \"j1j2\"");
}

TEST_CASE("A momentum that the lattice does not have is refused") {
  const std::string k = "momentum = [1]\n";
  CHECK(said(ring + "boundary = 'open'\n" + k) ==
        "[system] momentum needs boundary = \"periodic\": an open lattice has no translations");
  CHECK(said("lattice = 'graph'\nfile = 'g'\n" + k) ==
        "[system] momentum means nothing for lattice \"graph\": it has no translations");
  CHECK(said("size = [2, 3]\n" + k) == "[system] momentum has 1 number, but the square lattice has 2 axes");
  CHECK(said(ring + "momentum = [1, 2]\n") ==
        "[system] momentum has 2 numbers, but the chain lattice has 1 axis");
  CHECK(said("size = [4, 2]\nmomentum = [1, 2]\n") ==
        "[system] momentum is 2 along axis 2, but must be from 0 to 1, in units of 2 pi / 2");
  CHECK(said("lattice = 'chain'\nsizes = [8, 4]\nmomentum = [5]\n") ==
        "[system] momentum is 5 along axis 1, but must be from 0 to 3, in units of 2 pi / 4");
  CHECK(said(ring + "momentum = [-1]\n") == "[system] momentum is -1, but must be between 0 and 40");
  CHECK(said(ring + "momentum = [7]\n") == "");
  CHECK(said("lattice = 'honeycomb'\nsize = [2, 3]\nmomentum = [1, 2]\n") == "");
}

TEST_CASE("A reflection that the lattice does not have is refused and named") {
  const std::string x = "reflection_x = 'even'\n";
  CHECK(said("lattice = 'honeycomb'\nsize = [2, 2]\n" + x) ==
        "[system] reflection_x needs a lattice with one site a cell, but a honeycomb cell has two");
  CHECK(said("lattice = 'graph'\nfile = 'g'\n" + x) ==
        "[system] reflection_x means nothing for lattice \"graph\"");
  CHECK(said(ring + "reflection_y = 'odd'\n") ==
        "[system] reflection_y needs 2 axes, but the chain lattice has 1");
  CHECK(said("size = [2, 2]\nreflection_z = 'odd'\n") ==
        "[system] reflection_z needs 3 axes, but the square lattice has 2");
  CHECK(said(ring + "reflection_diagonal = 'odd'\n") ==
        "[system] reflection_diagonal needs 2 axes, but the chain lattice has 1");
  CHECK(said("size = [2, 4]\nreflection_diagonal = 'even'\n") ==
        "[system] reflection_diagonal needs two axes of one length, but they have 2 and 4");
  CHECK(said("lattice = 'triangular'\nsize = [3, 3]\n" + x) ==
        "[system] reflection_x is no symmetry of this Hamiltonian: it changes its bonds");
  CHECK(said("lattice = 'triangular'\nsize = [3, 3]\ncoupling = { from = 0, to = 1, count = 5 }\n" + x) ==
        "[system] reflection_x is no symmetry of this Hamiltonian: it changes its bonds");
  CHECK(said("lattice = 'triangular'\nsize = [3, 3]\nreflection_diagonal = 'even'\n") == "");
  CHECK(said(ring + "reflection_x = 'evn'\n") ==
        "[system] reflection_x is \"evn\", but must be one of \"any\", \"even\", \"odd\"; did you mean "
        "\"even\"?");
  CHECK(said(ring + "boundary = 'open'\n" + x) == "");  // of an open chain it is a symmetry
}

TEST_CASE("Symmetries that contradict each other are refused with the reason") {
  const std::string even = "reflection_x = 'even'\n", diagonal = "reflection_diagonal = 'even'\n";
  CHECK(said(ring + "momentum = [1]\n" + even) ==
        "[system] reflection_x turns momentum 1 along axis 1 into 7, another sector: it needs momentum 0 or "
        "4");
  CHECK(said("lattice = 'chain'\nsize = [5]\nmomentum = [2]\n" + even) ==
        "[system] reflection_x turns momentum 2 along axis 1 into 3, another sector: it needs momentum 0");
  CHECK(said("lattice = 'chain'\nsize = [1]\nreflection_x = 'odd'\n") ==
        "[system] reflection_x is \"odd\", but leaves every state as it is on an axis of length 1");
  CHECK(said("size = [4, 4]\nmomentum = [0, 2]\n" + diagonal) ==
        "[system] reflection_diagonal exchanges momentum 0 and 2 of its axes, which must be equal");
  CHECK(said("size = [4, 4]\nreflection_y = 'odd'\n" + even + diagonal) ==
        "[system] reflection_diagonal exchanges reflection_x and reflection_y, which must be equal");
  // On two sites a reflection is a translation.
  CHECK(said("lattice = 'chain'\nsize = [2]\nmomentum = [1]\n" + even) ==
        "[system] reflection_x contradicts the other symmetries asked for: no state has them all");
  CHECK(said("lattice = 'chain'\nsize = [2]\nmomentum = [1]\nreflection_x = 'odd'\n") == "");
  CHECK(said(ring + "momentum = [4]\n" + even) == "");
}

TEST_CASE("A sector without a state is refused") {
  CHECK(said(xxz + "lattice = 'chain'\nsize = [4]\nmagnetization = 4\nmomentum = [1]\n") ==
        "[system] asks for a sector that holds no state: no state of magnetization 4 has these symmetries");
  CHECK(said("lattice = 'chain'\nsize = [3]\nmomentum = [0]\nreflection_x = 'odd'\n") ==
        "[system] asks for a sector that holds no state: no state has these symmetries");
}

TEST_CASE("A spin inversion is refused where the Hamiltonian or the sector does not have it") {
  const std::string inversion = "spin_inversion = 'even'\n", none = "magnetization = 0\n";
  const std::string needs =
      "[system] spin_inversion needs magnetization = 0 in model \"xxz\": a turn of all spins changes the "
      "sign "
      "of any other";
  CHECK(said(xxz + ring + inversion) == needs);
  CHECK(said(xxz + ring + "magnetization = 2\n" + inversion) == needs);
  CHECK(
      said(xxz + "lattice = 'chain'\nsize = [7]\n" + inversion) ==
      "[system] spin_inversion means nothing for 7 spins in model \"xxz\": it needs magnetization = 0, which "
      "only an even number of spins has");
  CHECK(said(xxz + ring + "field = [0, 0.3]\n" + none + inversion) ==
        "[system] spin_inversion is no symmetry of this Hamiltonian: it changes its field along z");
  CHECK(said(xxz + ring + none + inversion) == "");
  CHECK(said("lattice = 'chain'\nsize = [7]\n" + inversion) == "");
}

TEST_CASE("More spins than a basis can number are refused") {
  CHECK(said("lattice = 'chain'\nsize = [41]\n") == "[system] size is 41, but must be between 1 and 40");
  CHECK(said("size = [6, 7]\n") == "[system] size makes 42 spins, but at most 40 are possible");
  CHECK(said("lattice = 'honeycomb'\nsize = [3, 7]\n") ==
        "[system] size makes 42 spins, but at most 40 are possible");
  CHECK(said("sizes = [2, 7]\n") == "[system] sizes makes 49 spins, but at most 40 are possible");
  CHECK(said("lattice = 'graph'\nfile = 'long'\n") ==
        "[system] file makes 42 spins, but at most 40 are possible");
  CHECK(said("") ==
        "missing key \"size\" in [system] kind \"spin\": the square lattice needs two numbers, as "
        "in size = [4, 4]");
}

TEST_CASE("What takes more memory than the machine has is refused with what takes less") {
  const std::string large = "lattice = 'chain'\nsize = [40]\n";
  CHECK_THAT(said("lattice = 'chain'\nsize = [24]\n", "[run]\nmethod = 'dense'\n"),
             Catch::StartsWith("this input needs at least ") &&
                 Catch::EndsWith(": method = \"lanczos\" needs vectors, not matrices"));
  CHECK_THAT(said(large), Catch::EndsWith(": fewer spins, a momentum or levels = 1"));
  CHECK_THAT(said(xxz + large), Catch::EndsWith(": fewer spins, a magnetization, a momentum or levels = 1"));
  CHECK_THAT(said(xxz + large + "magnetization = 0\nmomentum = [0]\n", "[run]\nlevels = 1\n"),
             Catch::EndsWith(": fewer spins"));
  CHECK_THAT(said(large + "temperature = 1\n"), Catch::EndsWith(": fewer spins or a momentum"));
  CHECK_THAT(said("lattice = 'chain'\nsizes = [4, 40]\n"), Catch::StartsWith("this input needs"));
  CHECK(said(xxz + large + "magnetization = 38\n") == "");
}

TEST_CASE("Exact answers that nothing can give are refused with the reason") {
  const auto about = [](const std::string& oracle, const std::string& system) {
    const std::string all = said(system, "", "exact = '" + oracle + "'\n");
    const std::string before = "exact \"" + oracle + "\" cannot answer here: ";
    return all.rfind(before, 0) == 0 ? all.substr(before.size()) : all;
  };
  CHECK(
      about("kaufman", ring) ==
      "exact is \"kaufman\", but must be one of \"auto\", \"none\", \"free-fermions\", \"bethe\", \"dense\" "
      "for [system] kind \"spin\"");
  CHECK_THAT(about("kaufmann", ring), Contains("did you mean \"kaufman\"?"));
  CHECK(about("free-fermions", xxz + ring) == "it needs model = \"transverse-ising\"");
  CHECK(about("free-fermions", "size = [2, 2]\n") == "it needs lattice = \"chain\"");
  CHECK(about("free-fermions", ring + "field = 0\ncoupling = 0\n") ==
        "free fermions need a coupling or a field");
  CHECK(about("free-fermions", ring + "temperature = [1, 1e-5]\n") ==
        "free fermions need temperatures of at least (|J| + |h|)/2000");
  const std::string sector = "it does not know the sector that [system] asks for";
  CHECK(about("free-fermions", ring + "spin_inversion = 'odd'\n") == sector);
  CHECK(about("free-fermions", ring + "spin_inversion = 'even'\ntemperature = 1\n") == sector);
  CHECK(about("free-fermions", ring + "spin_inversion = 'even'\n") == "");
  CHECK(about("free-fermions", ring + "spin_inversion = 'even'\nfield = [-1, 1]\n") == sector);
  CHECK(about("bethe", ring) == "it needs model = \"xxz\"");
  CHECK(about("bethe", xxz + "size = [2, 2]\n") == "it needs a periodic chain");
  CHECK(about("bethe", xxz + ring + "boundary = 'open'\n") == "it needs a periodic chain");
  CHECK(about("bethe", xxz + "lattice = 'chain'\nsize = [7]\n") ==
        "the Bethe ansatz is offered for rings of an even number of sites, 2 to 4096");
  CHECK(about("bethe", xxz + ring + "field = [0, 1]\n") == "it needs field = 0");
  CHECK(about("bethe", xxz + ring + "coupling = [1, -1]\n") ==
        "the Bethe ansatz is offered for a positive coupling");
  CHECK(about("bethe", xxz + ring + "temperature = 1\n") == "it knows ground states, not thermal averages");
  CHECK(about("bethe", xxz + ring + "momentum = [1]\n") == sector);
  CHECK(about("bethe", xxz + ring + "magnetization = 0\nmomentum = [0]\n") == "");
  CHECK(about("bethe", j1j2 + ring) == "it needs j2 = 0");
  CHECK(about("bethe", j1j2 + ring + "j2 = 0\n") == "");
  CHECK(about("dense", "lattice = 'chain'\nsize = [13]\n") == "it needs at most 12 spins, but there are 13");
  CHECK(about("dense", xxz + ring + "magnetization = 0\n") == sector);
}

TEST_CASE("Numbers out of their range are refused") {
  CHECK(said(ring, "[run]\nmethod = 'qr'\n") ==
        "[run] method is \"qr\", but must be one of \"auto\", \"dense\", \"lanczos\"");
  CHECK(said(ring + "temperature = 0\n") == "[system] temperature is 0, but must be greater than 0");
  CHECK(said(ring + "temperature = [1, -1]\n") == "[system] temperature is -1, but must be greater than 0");
  CHECK(said(ring + "temperature = [1, 1e-200]\n") ==
        "[system] temperature is 1e-200, but only those from 1e-60 to 1e60 can be reckoned with; without a "
        "temperature the ground state is found");
  CHECK(said(ring + "temperature = 1e70\n") ==
        "[system] temperature is 1e+70, but only those from 1e-60 to 1e60 can be reckoned with");
  for (const char* key : {"coupling", "field", "temperature"}) {
    CHECK(said(ring + key + " = inf\n") == "[system] " + std::string(key) + " is inf, but must be finite");
    CHECK_THAT(said(ring + key + " = nan\n"), Contains("must be finite"));
  }
  CHECK(complaints(diagonalization(ring, "[run]\nlevels = 0\nvectors = 3\nsteps = 3\ntolerance = 0.1\n")) ==
        "a.toml:7:10: error: [run] levels is 0, but must be between 1 and 1000\n"
        "a.toml:8:11: error: [run] vectors is 3, but must be between 4 and 1e6\n"
        "a.toml:9:9: error: [run] steps is 3, but must be between 4 and 10000\n"
        "a.toml:10:13: error: [run] tolerance is 0.1, but must be between 1e-15 and 0.001");
  CHECK(said(ring, "[sampler]\nkind = 'wolff'\n") ==
        "task \"diagonalize\" has no table [sampler]; its tables are system, run, output");
  CHECK_THAT(complaints("task = 'diagonalize'\n"), Contains("missing table [system]: what is studied"));
  CHECK_THAT(complaints("task = 'diagonalize'\n[system]\nkind = 'ising'\nsize = [4, 4]\n"),
             Contains("[system] kind \"ising\" is for task"));
}

TEST_CASE("Scans of too many Hamiltonians are refused and temperatures are not") {
  CHECK(said(ring + "field = { from = 0.0, to = 1.0, count = 10001 }\n") ==
        "the scans of [system] make 10001 Hamiltonians together, but at most 10000 are possible, each at up "
        "to 100000 temperatures");
  CHECK(said(ring + "temperature = { from = 1, to = 2, count = 100000 }\n") == "");
  CHECK_THAT(said(ring + "temperature = { from = 1, to = 2, count = 100000 }\nfield = [0, 1]\n"),
             Contains("make 200000 points together, but at most 100000"));
}

TEST_CASE("Large scans with symmetries and large graphs are read in a fraction of a second") {
  const std::string scan = "{ from = -1.0, to = 1.0, count = 10000 }\n";
  const std::string range = "{ from = 0.5, to = 1.0, count = 100000 }\n";
  std::ofstream whole(folder() / "whole");
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < i; ++j) whole << j << ' ' << i << " 0.5\n";
  }
  whole.close();
  const std::string all =
      "momentum = [0, 0]\nreflection_x = 'even'\nreflection_y = 'even'\n"
      "reflection_diagonal = 'even'\n";
  const std::pair<std::string, std::string> inputs[] = {
      {"fields", ring + "field = " + scan},
      {"couplings in a sector", "size = [4, 4]\ncoupling = " + scan + all},
      {"anisotropies of every magnetization", xxz + "size = [5, 5]\nanisotropy = " + scan + all},
      {"three scans", j1j2 + ring +
                          "momentum = [0]\nfield = { from = 0.0, to = 1.0, count = 20 }\nj2 = { from = "
                          "0.0, to = 1.0, count = 20 }\ncoupling = { from = 0.0, to = 1.0, count = 20 }\n"},
      {"36 spins in the smallest sector",
       xxz + "size = [6, 6]\nmagnetization = 0\nspin_inversion = 'even'\n" + all + "anisotropy = " + scan},
      {"sizes", xxz + "lattice = 'chain'\nsizes = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]\nreflection_x = "
                      "'even'\nmomentum = [0]\nanisotropy = { from = 0.0, to = 1.0, count = 900 }\n"},
      {"temperatures", xxz + ring + "momentum = [0]\ntemperature = " + range},
      {"a whole graph", xxz + "lattice = 'graph'\nfile = 'whole'\nmagnetization = 34\nanisotropy = " + scan},
      {"second neighbours of a graph", j1j2 + "lattice = 'graph'\nfile = 'long'\nj2 = " + scan},
  };
  for (const auto& [name, system] : inputs) {
    INFO(name);
    const std::string text = diagonalization(system, "[run]\nlevels = 1\n");
    const io::Document document = io::Document::parse(text, "a.toml", folder());
    const double start = test::thread_seconds();
    try {
      jobs::decode_any_task(document);
    } catch (const InputError& error) {
      INFO(error.what());
      CHECK(name == "second neighbours of a graph");
    }
    const double took = test::thread_seconds() - start;
    std::printf("%7.3f s  %s\n", took, name.c_str());
    CHECK(took < test::longest_reading);  // a quarter of a second
  }
}

TEST_CASE("A case of a scan does not hold the scan") {
  const jobs::DiagonalizeInput input =
      decode(diagonalization(ring + "field = { from = 0.0, to = 1.0, count = 5000 }\n"));
  const auto cases = jobs::spin_cases(input.system);
  REQUIRE(cases.size() == 5000);
  CHECK(cases[4999].parameters.field == 1);
  CHECK_FALSE(cases[4999].input.field);
}

TEST_CASE("The extremes of scans stand for all that may be wrong with a Hamiltonian") {
  const auto few = jobs::extremes_of(
      decode(diagonalization(j1j2 + ring + "coupling = [-2, 0, 1, 3]\nfield = [0.5, 0.1, 0.7]\nj2 = 0.2\n"))
          .system);
  CHECK(few.coupling.values == std::vector<double>{-2, 3, 0});
  CHECK(few.field->values == std::vector<double>{0.1, 0.7});
  CHECK(few.j2.values == std::vector<double>{0.2});
}

TEST_CASE("Hamiltonians of absurdly small or no couplings give numbers") {
  for (const char* coupling : {"0", "1e-300", "-1e-200", "1e100"}) {
    for (const std::string model : {"", "field = 0\n", "model = 'xxz'\n", "model = 'j1j2'\nj2 = 0\n"}) {
      CAPTURE(coupling, model);
      const io::RunResult result = diagonalized(
          diagonalization(model + "lattice = 'chain'\nsize = [4]\ncoupling = " + coupling + "\n"));
      for (const io::ObservableResult& o : result.points.at(0).observables) {
        CAPTURE(o.name);
        for (const double value : o.mean) CHECK(std::isfinite(value));
      }
    }
  }
}

TEST_CASE("The coldest and the hottest temperatures give the ground state and all states alike") {
  for (const std::string model : {"", "model = 'xxz'\n", "model = 'xxz'\nmagnetization = 0\n"}) {
    for (const char* run : {"", "[run]\nmethod = 'lanczos'\nsteps = 12\n"}) {
      CAPTURE(model, run);
      const auto of = [&](const char* temperature) {
        return diagonalized(diagonalization(model + ring + "temperature = " + temperature + "\n", run,
                                            "exact = 'none'\n"))
            .points.at(0);
      };
      const io::PointResult cold = of("1e-60"), hot = of("1e60");
      for (const io::PointResult& point : {cold, hot}) {
        for (const io::ObservableResult& o : point.observables) {
          CAPTURE(o.name);
          CHECK(std::isfinite(o.mean.at(0)));
          CHECK(std::isfinite(o.error.at(0)));
        }
      }
      const double energy = mean(diagonalized(diagonalization(model + ring)).points.at(0), "energy");
      CHECK(mean(cold, "energy") == Approx(energy).epsilon(1e-10));
      CHECK(mean(cold, "entropy") == Approx(0).margin(1e-10));
      CHECK(mean(hot, "specific_heat") == Approx(0).margin(1e-10));
      const double n_states = model.find("magnetization") != std::string::npos ? 70 : 256;
      CHECK(mean(hot, "entropy") == Approx(std::log(n_states) / 8).epsilon(1e-10));
    }
  }
}

TEST_CASE("Every key of a diagonalization misspelt is found and nearly every one understood") {
  std::size_t n = 0, understood = 0;
  for (const io::SchemaBase* schema : jobs::diagonalize_catalogue().schemas) {
    for (const io::KeyDescription& key : schema->keys()) {
      for (const std::string& wrong : {key.name + "q", key.name.substr(1), "x" + key.name}) {
        if (schema->find(wrong) != nullptr || wrong.size() < 2) continue;
        const std::string line = wrong + " = 1\n";
        std::string text = schema->table().empty() ? line : "";
        text += "task = 'diagonalize'\n[system]\nkind = 'spin'\n" + ring;
        if (schema->table() == "system") text += line;
        if (schema->table() == "run" || schema->table() == "output")
          text += "[" + schema->table() + "]\n" + line;
        const std::string all = complaints(text);
        INFO(text << all);
        CHECK_THAT(all, Contains("unknown key \"" + wrong + "\""));
        ++n;
        understood += all.find("did you mean \"" + key.name + "\"?") != std::string::npos ? 1 : 0;
      }
    }
  }
  CAPTURE(n, understood);
  CHECK(n > 80);
  CHECK(understood >= n - n / 20);
}

}  // namespace diagonalize_inputs_tests
