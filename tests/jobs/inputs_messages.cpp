#include <fstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "inputs_support.hpp"
#include "support/temporary_folder.hpp"

namespace inputs_messages_tests {

namespace {

using namespace lenz;
using test::complaints_about;

const std::string ising = "task = \"sample\"\n[system]\nkind = \"ising\"\n";
const std::string square = ising + "size = [8, 8]\n";
const std::string gaussian = "task = \"sample\"\n[system]\nkind = \"gaussian\"\n";

TEST_CASE("Unknown keys have their own place and the nearest known one") {
  CHECK(complaints_about(square + "temprature = 2\n") ==
        "a.toml:5:1: error: unknown key \"temprature\" in [system] kind \"ising\"; did you mean "
        "\"temperature\"?");
  CHECK(complaints_about(square + "[sampler]\nkind = 'wolff'\ntemperature = 2\n") ==
        "a.toml:7:1: error: unknown key \"temperature\" in [sampler] kind \"wolff\"; it belongs in [system]");
  CHECK(complaints_about("seed = 3\n" + square) ==
        "a.toml:1:1: error: unknown key \"seed\" at the top of the file; it belongs in [run]");
  CHECK(complaints_about(square + "[run]\nsede = 3\n") ==
        "a.toml:6:1: error: unknown key \"sede\" in [run]; did you mean \"seed\"?");
  CHECK(complaints_about(square + "[sampler]\nstep = 3\n") ==
        "a.toml:6:1: error: unknown key \"step\" in [sampler] kind \"auto\"; it is a key of kind "
        "\"metropolis\", \"langevin\", "
        "\"mala\", \"hmc\"");
  CHECK(complaints_about(square + "[output]\nzzzzz = 3\n") ==
        "a.toml:6:1: error: unknown key \"zzzzz\" in [output]; its keys are configurations, trace, plots, "
        "finite_size_scaling");
}

TEST_CASE("Unknown tables and tasks and kinds are told from those not built yet") {
  CHECK(complaints_about("task = \"sample\"\n[sytem]\nkind = \"ising\"\n") ==
        "a.toml:2:2: error: unknown table [sytem]; did you mean [system]?");
  CHECK(
      complaints_about(square + "[model]\nkind = 'rbm'\n") ==
      "a.toml:5:2: error: task \"sample\" has no table [model]; its tables are system, sampler, run, output");
  CHECK(complaints_about("task = 'infer'\n") ==
        "a.toml:1:8: error: task \"infer\" is known but not built yet: this version has \"sample\", "
        "\"diagonalize\", \"ground-state\" and \"train\"");
  CHECK(complaints_about("task = 'smaple'\n[system]\nkind = 'ising'\nsize = [4, 0]\n") ==
        "a.toml:1:8: error: task is \"smaple\", but must be one of \"sample\", \"diagonalize\", "
        "\"ground-state\", \"train\", \"infer\"; "
        "did you mean \"sample\"?\n"
        "a.toml:4:12: error: [system] size is 0, but must be between 1 and 268435456");
  CHECK(complaints_about("task = 'sample'\n[system]\nkind = 'isnig'\ntemperatrue = 3\n") ==
        "a.toml:3:8: error: [system] kind is \"isnig\", but must be one of \"ising\", \"gaussian\", "
        "\"mixture\", \"markov-chain\"; did "
        "you mean \"ising\"?\n"
        "a.toml:4:1: error: unknown key \"temperatrue\" in [system]; did you mean \"temperature\"?");
  CHECK(complaints_about("task = 'sample'\n[system]\nkind = 'phi4'\n") ==
        "a.toml:3:8: error: [system] kind \"phi4\" is known but not built yet: this version has ising, "
        "gaussian, mixture, markov-chain");
  CHECK(complaints_about("task = 'sample'\nsystem = 3\n") ==
        "a.toml:2:10: error: system is 3, but must be a table [system]");
}

TEST_CASE("What is missing is said at the header of its table or at the start") {
  CHECK(complaints_about("") ==
        "a.toml:1:1: error: missing key \"task\" at the top of the file: one of \"sample\", \"diagonalize\", "
        "\"ground-state\", \"train\", "
        "\"infer\"\n"
        "a.toml:1:1: error: missing table [system]: what is studied, with kind = one of \"ising\", "
        "\"gaussian\", \"mixture\", "
        "\"markov-chain\"");
  CHECK(complaints_about("task = 'sample'\n\n[system]\nsize = [4, 4]\n") ==
        "a.toml:3:1: error: missing key \"kind\" in [system]: one of \"ising\", \"gaussian\", \"mixture\", "
        "\"markov-chain\"");
  CHECK(complaints_about(ising) ==
        "a.toml:2:1: error: missing key \"size\" in [system] kind \"ising\": the square lattice needs two "
        "numbers, as in size = [16, 16]");
  CHECK(complaints_about(gaussian) ==
        "a.toml:2:1: error: missing key \"covariance\" in [system] kind \"gaussian\": a list of rows of "
        "numbers");
}

TEST_CASE("Values out of range stand at the value") {
  CHECK(complaints_about(ising + "size = -4\n") ==
        "a.toml:4:8: error: [system] size is -4, but must be between 1 and 268435456");
  CHECK(complaints_about(ising + "size = 16\n") ==
        "a.toml:4:8: error: [system] size has 1 number, but the square lattice needs two numbers, as in size "
        "= [16, 16]");
  CHECK(complaints_about(ising + "lattice = 'cubic'\nsize = [2000, 2000, 2000]\n") ==
        "a.toml:5:8: error: [system] size makes 8e+09 spins, but at most 2^28 = 268435456 are possible");
  CHECK(complaints_about(square + "temperature = [1, 0]\n") ==
        "a.toml:5:19: error: [system] temperature is 0, but must be greater than 0");
  CHECK(complaints_about(square + "temperature = 1e-12\n") ==
        "a.toml:5:15: error: [system] temperature 1e-12 is less than 1e-9 of coupling 1: nothing would move");
  CHECK(complaints_about(square + "[run]\nseed = -1\nthin = 30\nsweeps = 20\n") ==
        "a.toml:6:8: error: [run] seed is -1, but must be at least 0\n"
        "a.toml:7:8: error: [run] thin is 30, but must be at most the 20 sweeps: nothing would be measured");
  CHECK(
      complaints_about(
          square +
          "field = { from = 0, to = 1, count = 1000 }\ntemperature = { from = 1, to = 2, count = 1000 }\n") ==
      "a.toml:6:15: error: the scans of [system] make 1000000 points together, but at most 100000 are "
      "possible");
  CHECK(complaints_about(square + "disorder_seed = [1, 2]\n") ==
        "a.toml:5:17: error: [system] disorder_seed is scanned, but disorder is \"none\": all points would "
        "be the same");
  CHECK(complaints_about(square + "[output]\nconfigurations = -1\n") ==
        "a.toml:6:18: error: [output] configurations is -1, but must be between 0 and 1e12");
  CHECK(complaints_about(square + "[output]\nconfigurations = 1000000000000\n")
            .find("a.toml:6:18: error: this input needs at least") == 0);
}

TEST_CASE("Samplers that cannot move the system are refused") {
  CHECK(complaints_about(square + "field = [0, 0.5]\n[sampler]\nkind = 'wolff'\n") ==
        "a.toml:7:8: error: [sampler] kind \"wolff\" needs field = 0: clusters rest on the symmetry that a "
        "field breaks; \"heat-bath\" and "
        "\"metropolis\" can do it");
  CHECK(complaints_about(square + "[sampler]\nkind = 'hmc'\n") ==
        "a.toml:6:8: error: [sampler] kind is \"hmc\", but must be one of \"auto\", \"metropolis\", "
        "\"heat-bath\", \"wolff\", "
        "\"swendsen-wang\", \"multispin\", \"gibbs\" for [system] kind \"ising\": it needs a gradient, and "
        "spins have none");
  CHECK(complaints_about(gaussian + "covariance = [[1]]\n[sampler]\nkind = 'wolff'\n") ==
        "a.toml:6:8: error: [sampler] kind is \"wolff\", but must be one of \"auto\", \"metropolis\", "
        "\"gibbs\", \"langevin\", \"mala\", "
        "\"hmc\" for [system] kind \"gaussian\": it moves spins");
  CHECK(complaints_about(square + "[sampler]\nkind = 'metropolis'\nstep = 1\n") ==
        "a.toml:7:8: error: [sampler] step means nothing for spins: a proposal flips one");
  CHECK(complaints_about(square + "field = [0.1, 0.2]\n[sampler]\ntempering = true\n") ==
        "a.toml:7:13: error: [sampler] tempering needs at least two temperatures to exchange replicas "
        "between, but [system] temperature has "
        "one value");
  CHECK(
      complaints_about(gaussian + "covariance = [[1]]\n[sampler]\ntempering = true\n") ==
      "a.toml:6:13: error: [sampler] tempering needs temperatures, and [system] kind \"gaussian\" has none");
  CHECK(
      complaints_about(
          "task = 'sample'\n[system]\nkind = 'markov-chain'\nmatrix = [[1]]\n[sampler]\nkind = 'gibbs'\n") ==
      "a.toml:6:8: error: [sampler] kind is \"gibbs\", but must be \"auto\" for [system] kind "
      "\"markov-chain\": the matrix itself moves the "
      "walkers");
}

TEST_CASE("Oracles that cannot answer are refused when asked for by name") {
  const auto with = [](const std::string& oracle, const std::string& keys) {
    return complaints_about("task = 'sample'\nexact = '" + oracle + "'\n[system]\nkind = 'ising'\n" + keys);
  };
  const std::string beginning = "a.toml:2:9: error: exact ";
  CHECK(with("enumeration", "size = [5, 6]\n") ==
        beginning + "\"enumeration\" cannot answer here: it needs at most 28 spins, but there are 30");
  CHECK(with("enumeration", "size = [4, 7]\n").empty());
  CHECK(with("kaufman", "size = [64, 64]\n").empty());
  CHECK(
      with("kaufman", "size = [64, 64]\nfield = 1\n").find(beginning + "\"kaufman\" cannot answer here: ") ==
      0);
  CHECK(with("kaufman", "size = [64, 64]\nboundary = 'open'\n") ==
        beginning + "\"kaufman\" cannot answer here: it needs a periodic square lattice");
  CHECK(with("kaufman", "size = [64, 64]\ndisorder = 'gaussian'\n") ==
        beginning + "\"kaufman\" cannot answer here: it needs disorder = \"none\"");
  CHECK(with("kaufman", "size = [63, 64]\ncoupling = -1\n")
            .find(beginning + "\"kaufman\" cannot answer here: ") == 0);
  CHECK(with("transfer-matrix", "size = [13, 14]\n")
            .find(beginning + "\"transfer-matrix\" cannot answer here: it needs a width") == 0);
  CHECK(with("transfer-matrix", "size = [12, 40]\nfield = 1\n").empty());
  CHECK(with("transfer-matrix", "lattice = 'cubic'\nsize = [2, 2, 2]\n").find(beginning) == 0);
  CHECK(with("density-of-states", "size = [8, 9]\n")
            .find(beginning + "\"density-of-states\" cannot answer here: ") == 0);
  CHECK(with("density-of-states", "size = [8, 8]\nfield = 1\n").empty());
  CHECK(with("density-of-states", "size = [8, 8]\nboundary = 'open'\n") ==
        beginning + "\"density-of-states\" cannot answer here: it needs a periodic square lattice");
  CHECK(with("closed-chain", "size = [8, 9]\n") ==
        beginning + "\"closed-chain\" cannot answer here: it needs lattice = \"chain\"");
  CHECK(with("closed-chain", "lattice = 'chain'\nsize = 100\nfield = [0, 1]\n").empty());
  CHECK(with("lanczos", "size = [8, 9]\n") ==
        beginning +
            "is \"lanczos\", but must be one of \"auto\", \"none\", \"enumeration\", \"transfer-matrix\", "
            "\"kaufman\", "
            "\"density-of-states\", \"closed-chain\" for [system] kind \"ising\"");
  CHECK(with("kaufmann", "size = [8, 8]\n").find("did you mean \"kaufman\"?") != std::string::npos);
}

TEST_CASE("Covariances are refused with the reason") {
  CHECK(complaints_about(gaussian + "covariance = [[1, 2], [3, 1]]\n") ==
        "a.toml:4:24: error: [system] covariance must be symmetric, but element (2, 1) is 3 and element (1, "
        "2) is 2");
  CHECK(complaints_about(gaussian + "covariance = [[1, 2], [2, 1]]\n") ==
        "a.toml:4:27: error: [system] covariance must be positive definite, but the variance of coordinate 2 "
        "given those before it would be "
        "-3");
  CHECK(
      complaints_about(gaussian + "covariance = [[9223372036854775807, 0.5], [0.5, 1]]\n") ==
      "a.toml:4:14: error: [system] covariance is singular but for rounding: in some direction the variance "
      "vanishes beside the largest one");
  CHECK(complaints_about(gaussian + "covariance = [[1, 2], [2]]\n") ==
        "a.toml:4:23: error: [system] covariance must be square, but has 2 rows and 1 numbers in row 2");
  CHECK(complaints_about(gaussian + "covariance = [1, 2]\n") ==
        "a.toml:4:15: error: [system] covariance is 1 (an integer), but must be a list of rows of numbers\n"
        "a.toml:4:18: error: [system] covariance is 2 (an integer), but must be a list of rows of numbers");
  CHECK(complaints_about(gaussian + "mean = [1]\ncovariance = [[1, 0], [0, 1]]\n") ==
        "a.toml:4:8: error: [system] mean has 1 numbers, but covariance is 2 x 2");
}

TEST_CASE("The step of Langevin stays where the equation is stable") {
  const std::string narrow = gaussian + "covariance = [[0.02]]\n[sampler]\nkind = 'langevin'\n";
  const auto step_of = [](const std::string& text) { return *test::decoded(text).sampler.step.value; };
  CHECK(step_of(narrow) == Approx(0.008));
  CHECK(step_of(gaussian + "covariance = [[1, 0.5], [0.5, 1]]\n[sampler]\nkind = 'langevin'\n") == 0.1);
  CHECK(step_of(narrow + "step = 'auto'\n") == Approx(0.008));
  CHECK(step_of(narrow + "step = 0.079\n") == 0.079);
  CHECK(complaints_about(narrow + "step = 0.08\n") ==
        "a.toml:7:8: error: [sampler] step is 0.08, but must be below 0.08, 4 times the smallest eigenvalue "
        "of the covariance: from there on the Langevin equation is unstable");
  const std::string mixture =
      "task = 'sample'\n[system]\nkind = 'mixture'\nmeans = [[0], [1]]\ncovariances = [[[1]], [[0.1]]]\n"
      "[sampler]\nkind = 'langevin'\n";
  CHECK(step_of(mixture) == Approx(0.04));
}

TEST_CASE("Mixtures and Markov chains must fit together") {
  const std::string mixture = "task = 'sample'\n[system]\nkind = 'mixture'\n";
  CHECK(complaints_about(mixture + "weights = [1]\nmeans = [[0], [1]]\ncovariances = [[[1]]]\n") ==
        "a.toml:4:11: error: [system] weights has 1 numbers, but means has 2 rows: one weight for each "
        "component\n"
        "a.toml:6:15: error: [system] covariances has 1 matrices, but means has 2 rows: one for each "
        "component");
  CHECK(complaints_about(mixture +
                         "weights = [1, 0]\nmeans = [[0], [1, 2]]\ncovariances = [[[1]], [[-1]]]\n") ==
        "a.toml:4:15: error: [system] weights is 0, but must be greater than 0\n"
        "a.toml:5:15: error: [system] means has 2 numbers in row 2, but 1 in row 1\n"
        "a.toml:6:25: error: [system] covariances (number 2) must be positive definite, but the variance of "
        "coordinate 1 is -1");
  CHECK(complaints_about(mixture +
                         "weights = [1e300, 1e-30]\nmeans = [[0], [1]]\ncovariances = [[[1]], [[1]]]\n") ==
        "a.toml:4:19: error: [system] weights is less than 1e-300 of all: its component would never be seen; "
        "leave "
        "it out");
  CHECK(complaints_about(mixture +
                         "weights = [1e308, 1e308]\nmeans = [[0], [1]]\ncovariances = [[[1]], [[1]]]\n")
            .empty());
  const std::string chain = "task = 'sample'\n[system]\nkind = 'markov-chain'\n";
  CHECK(complaints_about(chain + "matrix = [[0.5, 0.5], [0.5, 0.4]]\nstart = 2\n") ==
        "a.toml:4:23: error: [system] matrix row 2 sums to 0.9, but must sum to 1\n"
        "a.toml:5:9: error: [system] start is 2, but must be a state between 0 and 1");
  CHECK(complaints_about(chain + "matrix = [[0.5, 0.5], [1.5, -0.5]]\n") ==
        "a.toml:4:24: error: [system] matrix is 1.5, but must be between 0 and 1\n"
        "a.toml:4:29: error: [system] matrix is -0.5, but must be between 0 and 1");
  CHECK(complaints_about(chain + "matrix = [[1]]\nstart = [0.5, 0.5]\n") ==
        "a.toml:5:9: error: [system] start has 2 numbers, but matrix has 1 states");
}

TEST_CASE("A graph comes from its edge list and mistakes in it have their own places") {
  const test::TemporaryFolder folder;
  const auto write = [&](const std::string& text) { std::ofstream(folder.path / "g.txt") << text; };
  const auto run = [&](const std::string& more = "") -> std::string {
    const std::string text = ising + "lattice = 'graph'\nfile = 'g.txt'\n" + more;
    try {
      const auto input = jobs::decode_sample(io::Document::parse(text, "a.toml", folder.path));
      const auto& graph = std::get<jobs::IsingInput>(input.system).graph;
      // The resolved input names the file absolutely, with its checksum, and reads back to itself from
      // anywhere.
      const std::string once = jobs::resolved_toml(input);
      CHECK(jobs::resolved_toml(jobs::decode_sample(io::Document::parse(once, "b.toml", "/"))) == once);
      CHECK(once.find("file_hash = \"xxh64:") != std::string::npos);
      return std::to_string(graph.n_sites) + " sites " + std::to_string(graph.bonds.size()) + " bonds " +
             std::to_string(graph.strengths.back());
    } catch (const InputError& error) {
      return error.what();
    }
  };
  const std::string name = (folder.path / "g.txt").string();
  CHECK(run() == "a.toml:5:8: error: [system] file: cannot read " + name + ": No such file or directory");
  write("# a triangle\n0 1\n1 2 -0.5 # weak\r\n\n0, 2, 2\n");
  CHECK(run() == "3 sites 3 bonds 2.000000");
  CHECK(run("size = [3]\nboundary = 'open'\n") ==
        "a.toml:6:8: error: [system] size means nothing for lattice \"graph\": the file says all\n"
        "a.toml:7:12: error: [system] boundary means nothing for lattice \"graph\": the file says all");
  CHECK(run("file_hash = 'xxh64:0'\n").find("a.toml:6:13: error: [system] file_hash is \"xxh64:0\", but ") ==
        0);
  write("0 1\n1 x\n2 2\n-1 3\n0 1 2 3\n1 0 7\n1 2 inf\n");
  CHECK(run() == name + ":2:3: error: a site is \"x\", but must be an integer between 0 and 268435455\n" +
                     name + ":3:3: error: site 2 is bound to itself\n" + name +
                     ":4:1: error: a site is \"-1\", but must be an integer between 0 and 268435455\n" +
                     name + ":5:1: error: a line has 4 words, but must be \"i j\" or \"i j J\"\n" + name +
                     ":6:1: error: the bond of sites 0 and 1 stands on line 1 already: each bond once\n" +
                     name + ":7:5: error: J is \"inf\", but must be a finite number");
  write("# nothing\n");
  CHECK(run() == name + ":1:1: error: the file holds no bond: lines must be \"i j\" or \"i j J\"");
  CHECK(complaints_about(ising + "lattice = 'graph'\n") ==
        "a.toml:2:1: error: missing key \"file\" in [system] kind \"ising\": lattice \"graph\" needs a file "
        "of bonds \"i j\" or \"i j J\"");
  CHECK(complaints_about(square + "file = 'g.txt'\n") ==
        "a.toml:5:8: error: [system] file is for lattice \"graph\", but lattice is \"square\"");
}

TEST_CASE("Edge lists are read as people write them and what was understood is said") {
  const auto read = [](const std::string& text) {
    io::Complaints complaints;
    const jobs::EdgeList graph = jobs::parse_edge_list(text, "g", complaints);
    try {
      complaints.throw_if_any();
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    std::string bonds;
    for (std::size_t b = 0; b < graph.bonds.size(); ++b) {
      bonds += fmt::format(" {}-{}", graph.bonds[b].a, graph.bonds[b].b);
      if (graph.strengths[b] != 1) bonds += fmt::format("({})", graph.strengths[b]);
    }
    return graph.understood + ":" + bonds;
  };
  CHECK(read("0 1\n1 2\n") == "3 vertices from 0, 2 edges: 0-1 1-2");
  CHECK(read("1 2\n2 3\n") == "3 vertices from 1, 2 edges: 0-1 1-2");
  CHECK(read("1 2\n2 4 -1\n") == "4 vertices from 1, 2 edges; 1 vertex without an edge: 0-1 1-3(-1)");
  // rudy and G-set
  CHECK(read("4 6\n1 2 1\n1 3 1\n1 4 1\n2 3 1\n2 4 1\n3 4 -1\n") ==
        "4 vertices from 1, 6 edges: 0-1 0-2 0-3 1-2 1-3 2-3(-1)");
  CHECK(read("5 2\n2 3 1\n3 4 1\n") == "5 vertices from 1, 2 edges; 2 vertices without an edge: 1-2 2-3");
  CHECK(read("3 3\n0 1\n1 2\n0 2\n") == "3 vertices from 0, 3 edges: 0-1 1-2 0-2");
  CHECK(read("2 1\n1 2\n") == "2 vertices from 1, 1 edge: 0-1");
  // DIMACS and MatrixMarket
  CHECK(read("c a triangle\np edge 3 3\ne 1 2\ne 2 3\ne 1 3\n") == "3 vertices from 1, 3 edges: 0-1 1-2 0-2");
  CHECK(read("%%MatrixMarket matrix coordinate real symmetric\n% comment\n3 3 2\n2 1 0.5\n3 2 +1e0\n") ==
        "3 vertices from 1, 2 edges: 1-0(0.5) 2-1");
  // comments
  CHECK(read("# a\n% b\n// c\n! d\n0 1 2 # e\n1, 2, 3 // f\n") ==
        "3 vertices from 0, 2 edges: 0-1(2) 1-2(3)");
  // what could be two things
  CHECK_THAT(read("3 2\n0 1\n1 2\n"),
             Catch::Contains("g:1:1: error: the first line may be a header of 3 vertices and "
                             "2 edges, or a bond of sites 3 and 2"));
  CHECK_THAT(read("800 19176\n1 2 1\n2 3 1\n"),
             Catch::Contains("a header would promise 19176 edges, but 2 lines follow"));
  CHECK_THAT(read("5 6\n6 7\n"),
             Catch::Contains("the smallest vertex of the file is 5, but they must count from 0 or "
                             "from 1"));
  CHECK_THAT(read("p edge 3 3\ne 1 2\n"),
             Catch::Contains("g:1:1: error: the header promises 3 edges, but the file has 1"));
  CHECK_THAT(read("p edge 3 1\ne 1 4\n"),
             Catch::Contains("the header promises 3 vertices, but there is a vertex 4"));
  CHECK_THAT(read("p edge 3 1\ne 0 1\n"),
             Catch::Contains("there is a vertex 0, but this format counts them from 1"));
  CHECK_THAT(read("p edge\ne 1 2\n"),
             Catch::Contains("the header must say how many vertices and edges there are"));
  CHECK_THAT(read("3 3\n"), Catch::Contains("site 3 is bound to itself"));
}

TEST_CASE("What is not TOML is explained where the mistake is a common one") {
  CHECK(complaints_about("task = 'sample'\n[system]\nkind = ising\n") ==
        "a.toml:3:9: error: a text stands in quotes, as in kind = \"ising\"");
  CHECK(
      complaints_about(square + "temperature = 2,5\n") ==
      "a.toml:5:16: error: a number has a point, as in temperature = 2.5, and a list stands in brackets, as "
      "in temperature = [2,5]");
  CHECK(complaints_about(square + "size = [4, 4]\n") ==
        "a.toml:5:8: error: \"size\" stands in the file twice, but each key and each table may stand once");
  CHECK(complaints_about(square + "[system]\n") ==
        "a.toml:5:1: error: \"system\" stands in the file twice, but each key and each table may stand once");
  CHECK(complaints_about(square + "temperature =\n") ==
        "a.toml:5:14: error: a value must follow temperature =");
  CHECK(complaints_about("task = 'sample'\n[system\n") ==
        "a.toml:2:8: error: this is not TOML: in a table header: expected ']', but the line ends");
  CHECK(complaints_about("x = { a =t\n[\n}\n") ==  // found by libFuzzer
        "a.toml:1:11: error: this is not TOML: in a boolean: expected 'true', saw 't '");
  CHECK(complaints_about("task = 'sample'\nsize = [8, 8\n") ==
        "a.toml:2:14: error: this is not TOML: in an array: the file ends before it is closed");
  CHECK(complaints_about("task = 'sample'\n[[system]]\nkind = 'ising'\n") ==
        "a.toml:2:1: error: system is a list, but must be a table [system], in one pair of brackets");
}

TEST_CASE("A whole number with a point is told how an integer is written") {
  CHECK(complaints_about(square + "[output]\nconfigurations = 1e3\n") ==
        "a.toml:6:18: error: [output] configurations is 1000.0 (a number), but must be an integer between 0 "
        "and "
        "1e12; write 1000");
  CHECK(
      complaints_about(square + "temperature = []\n") ==
      "a.toml:5:15: error: [system] temperature is an empty list, but must be a list of at least one number");
}

TEST_CASE("Everything that is wrong is said in one pass") {
  CHECK(complaints_about("task = 'sample'\nexact = 'lanczos'\n[system]\nkind = 'ising'\nsize = [8, 8]\nfeild "
                         "= 1\n[sampler]\nkind = 'hmc'\n"
                         "[run]\nseed = 'x'\n[outptu]\n[model]\n",
                         {"run.thin=0"}) ==
        "a.toml:2:9: error: exact is \"lanczos\", but must be one of \"auto\", \"none\", \"enumeration\", "
        "\"transfer-matrix\", \"kaufman\", "
        "\"density-of-states\", \"closed-chain\" for [system] kind \"ising\"\n"
        "a.toml:6:1: error: unknown key \"feild\" in [system] kind \"ising\"; did you mean \"field\"?\n"
        "a.toml:8:8: error: [sampler] kind is \"hmc\", but must be one of \"auto\", \"metropolis\", "
        "\"heat-bath\", \"wolff\", "
        "\"swendsen-wang\", \"multispin\", \"gibbs\" for [system] kind \"ising\": it needs a gradient, and "
        "spins have none\n"
        "a.toml:10:8: error: [run] seed is \"x\" (a string), but must be an integer at least 0\n"
        "a.toml:11:2: error: unknown table [outptu]; did you mean [output]?\n"
        "a.toml:12:2: error: task \"sample\" has no table [model]; its tables are system, sampler, run, "
        "output\n"
        "--set run.thin=0: error: [run] thin is 0, but must be between 1 and 1e15");
}

}  // namespace

}  // namespace inputs_messages_tests
