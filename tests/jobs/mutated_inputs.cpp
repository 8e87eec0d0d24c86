#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "lenz/jobs/inputs/edge_list.hpp"
#include "lenz/jobs/start_input.hpp"

#include "mutations.hpp"
#include "support/diagonalization_inputs.hpp"
#include "support/ground_state_inputs.hpp"
#include "support/hold_input.hpp"
#include "support/spin_ground_state_inputs.hpp"
#include "support/temporary_folder.hpp"
#include "support/thread_seconds.hpp"
#include "support/training_inputs.hpp"

namespace mutated_inputs_tests {

/// What a user, a disk or an enemy may put into a file: it is read or refused, within a second, by InputError
/// alone. Built with the sanitizers this is also the search for what they see.
namespace {

using namespace lenz;

std::vector<std::string> shipped_and_started() {
  std::vector<std::string> corpus;
  const std::filesystem::path root = LENZ_SOURCE;
  for (const char* folder : {"inputs", "validation"}) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      std::ostringstream text;
      text << std::ifstream(file).rdbuf();
      corpus.push_back(text.str());
    }
  }
  for (const std::string& topic : jobs::start_topics()) corpus.push_back(jobs::start_input(topic));
  for (const std::string& input : test::training_inputs()) corpus.push_back(input);
  for (const std::string& input : test::diagonalization_inputs()) corpus.push_back(input);
  for (const std::string& input : test::ground_state_inputs()) corpus.push_back(input);
  for (const std::string& input : test::spin_ground_state_inputs()) corpus.push_back(input);
  return corpus;
}

struct Worst {
  double seconds = 0;
  std::string text;
  void look(double took, const std::string& candidate) {
    if (took <= seconds) return;
    seconds = took;
    text = candidate;
  }
};

void hold_mutated(std::size_t count, std::uint64_t seed) {
  const std::vector<std::string> corpus = shipped_and_started();
  REQUIRE(corpus.size() > 30);
  const test::TemporaryFolder folder;
  std::ofstream(folder.path / "g") << "0 1\n1 2\n";
  test::write_training_data(folder.path);
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  std::size_t accepted = 0;
  Worst worst;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string text = test::mutated(corpus, rng);
    const double start = test::thread_seconds();
    try {
      accepted += test::hold_input(text, folder.path) ? 1 : 0;
    } catch (const std::exception& error) {
      FAIL("number " << i << ": " << error.what() << "\n" << text);
    }
    worst.look(test::thread_seconds() - start, text);
  }
  std::printf("%zu mutated inputs: %zu accepted, the slowest took %.3f s\n", count, accepted, worst.seconds);
  INFO(worst.text.substr(0, 2000));
  CHECK(worst.seconds < test::longest_reading);
  CHECK(accepted > count / 50);  // else the mutations only ever meet the parser
  CHECK(accepted < count * 9 / 10);
}

TEST_CASE("The trainings that are mutated are valid and can be prepared") {
  const test::TrainingFolder folder;
  for (const std::string& text : test::training_inputs()) {
    INFO(text);
    CHECK(test::hold_input(text, folder.path()));
  }
}

TEST_CASE("2000 mutated files are read or refused within a second") { hold_mutated(2000, 41); }

TEST_CASE("100000 mutated files are read or refused within a second", "[.long]") { hold_mutated(100000, 42); }

void hold_mutated_graphs(std::size_t count, std::uint64_t seed) {
  const std::vector<std::string> corpus{"# a square\n0 1\n1 2 -0.5\n2 3 1e-3 # weak\n3, 0, 2\n",
                                        "0 1 1\r\n1 2 1\r\n2 0 1\r\n", "0 268435455\n1 4294967296\n7 7\n",
                                        "0 1 nan\n1 2 inf\n2 3 1e999\n3 4 -0x1p3\n"};
  random::Stream rng({.seed = seed, .purpose = random::Purpose::test});
  Worst worst;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string text = test::mutated(corpus, rng);
    const double start = test::thread_seconds();
    io::Complaints complaints;
    const jobs::EdgeList graph = jobs::parse_edge_list(text, "g", complaints);
    worst.look(test::thread_seconds() - start, text);
    INFO(text);
    if (complaints.empty()) REQUIRE(graph.n_sites >= 2);
    REQUIRE(graph.strengths.size() == graph.bonds.size());
    for (std::size_t b = 0; b < graph.bonds.size(); ++b) {
      REQUIRE(std::max(graph.bonds[b].a, graph.bonds[b].b) < graph.n_sites);
      REQUIRE(std::isfinite(graph.strengths[b]));
    }
  }
  INFO(worst.text.substr(0, 2000));
  CHECK(worst.seconds < test::longest_reading);
}

TEST_CASE("500 mutated edge lists are read or refused within a second") { hold_mutated_graphs(500, 43); }

TEST_CASE("20000 mutated edge lists are read or refused within a second", "[.long]") {
  hold_mutated_graphs(20000, 44);
}

std::string repeated(const std::string& piece, std::size_t n) {
  std::string out;
  for (; n > 0; --n) out += piece;
  return out;
}

// 7 s: files of up to a megabyte, with up to 290,000 values.
TEST_CASE("The largest and most repetitive inputs are read or refused within a second") {
  const test::TemporaryFolder folder;
  const std::string top = "task = 'sample'\n", system = top + "[system]\n";
  const std::string ising = system + "kind = 'ising'\nsize = [4, 4]\n";
  const std::string gaussian = system + "kind = 'gaussian'\n", mixture = system + "kind = 'mixture'\n";
  const std::string chain = system + "kind = 'markov-chain'\n";
  const std::size_t mega = 1 << 20, most = 290000;  // bytes of a file, values in it
  std::string identity = "[";
  for (int i = 0; i < 512; ++i) identity += "[" + repeated("0,", i) + "1" + repeated(",0", 511 - i) + "],";
  identity += "]";
  std::string keys, tables;
  for (int i = 0; i < 290000; ++i) keys += "k" + std::to_string(i) + "=1\n";
  for (int i = 0; i < 290000; ++i) tables += "[t" + std::to_string(i) + "]\n";
  const std::vector<std::pair<std::string, std::string>> all{
      {"numbers of no size", system + "kind = 'ising'\nsize = [" + repeated("1,", most) + "1]\n"},
      {"numbers of no type", system + "kind = 'ising'\nsize = [" + repeated("0.5,", most) + "1]\n"},
      {"temperatures", ising + "temperature = [" + repeated("1.234567890123456,", 99999) + "1]\n"},
      {"too many temperatures", ising + "temperature = [" + repeated("1,", most) + "1]\n"},
      {"bad temperatures", ising + "temperature = [" + repeated("-1,", 99999) + "1]\n"},
      {"texts", ising + "temperature = [" + repeated("'',", most) + "1]\n"},
      {"empty lists", ising + "temperature = [" + repeated("[],", most / 2) + "1]\n"},
      {"empty tables", ising + "temperature = [" + repeated("{},", most / 2) + "1]\n"},
      {"rows", gaussian + "covariance = [" + repeated("[1],", most / 2) + "[1]]\n"},
      {"empty rows", gaussian + "covariance = [" + repeated("[],", most / 2) + "[1]]\n"},
      {"a long row", gaussian + "covariance = [[" + repeated("1,", most) + "1]]\n"},
      {"a large identity", gaussian + "covariance = " + identity + "\n"},
      {"components", mixture + "means = [" + repeated("[0],", 31000) + "[0]]\ncovariances = [" +
                         repeated("[[1]],", 31000) + "[[1]]]\n"},
      {"weights", mixture + "weights = [" + repeated("1,", most / 6) + "1]\nmeans = [" +
                      repeated("[0],", most / 6) + "[0]]\ncovariances = [" + repeated("[[1]],", most / 6) +
                      "[[1]]]\n"},
      {"components of two dimensions", mixture + "means = [" + repeated("[0,0],", 18600) +
                                           "]\ncovariances = [" + repeated("[[1,0],[0,1]],", 18600) + "]\n"},
      {"too many components", mixture + "means = [" + repeated("[0],", most / 5) + "[0]]\ncovariances = [" +
                                  repeated("[[1]],", most / 5) + "[[1]]]\n"},
      {"states", chain + "matrix = " + identity + "\n"},
      {"keys at the top", keys + ising},
      {"keys in a table", ising + keys},
      {"tables", ising + tables},
      {"arrays of tables", ising + repeated("[[x]]\n", most / 2)},
      {"the same key", ising + repeated("seed=1\n", most)},
      {"values beyond the limit", ising + "temperature = [" + repeated("1,", 2 * mega) + "1]\n"},
      {"a title", "title = '" + repeated("x", 7 * mega) + "'\n" + ising},
      {"a long key", repeated("k", 7 * mega) + " = 1\n" + ising},
      {"a comment", "#" + repeated("x", 7 * mega) + "\n" + ising},
      {"line ends", repeated("\n", 7 * mega) + ising},
      {"quotes", repeated("\"", 7 * mega)},
      {"a text without end", "title = '''" + repeated("''\n", 2 * mega)},
      {"escapes", "title = \"" + repeated("\\u00e9", mega) + "\"\n" + ising},
      {"dots", repeated("a.", mega) + "b = 1\n"},
      {"dots apart", repeated("a . ", mega) + "b = 1\n"},
      {"dotted keys", repeated("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p = 1\n", 200000)},
      {"dotted headers", repeated("[a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p]\n", 200000)},
      {"brackets", "x = " + repeated("[", 7 * mega)},
      {"a number of digits", ising + "temperature = " + repeated("9", 7 * mega) + "\n"},
      {"a number of decimals", ising + "temperature = 0." + repeated("1", 7 * mega) + "\n"},
      {"not UTF-8", repeated("\xC3\xA9", 3 * mega) + "\xFF"},
      {"zeros", std::string(7 * mega, '\0')},
      {"more than is read", std::string(std::size_t{64} << 20, '#')},
  };
  for (const auto& [name, text] : all) {
    INFO(name);
    const double start = test::thread_seconds();
    CHECK_NOTHROW(test::hold_input(text, folder.path));
    const double took = test::thread_seconds() - start;
    std::printf("%7.3f s  %5.1f MB  %s\n", took, 1e-6 * static_cast<double>(text.size()), name.c_str());
    CHECK(took < test::longest_reading);
  }
}

TEST_CASE("Absurd amounts are refused by their range and nothing is set aside for them") {
  const std::string ising = "task = 'sample'\n[system]\nkind = 'ising'\n";
  const std::string square = ising + "size = [8, 8]\n";
  const std::string range = "{ from = 1, to = 2, count = ";
  const std::vector<std::pair<std::string, std::string>> all{
      {ising + "size = [4294967296, 4294967296]\n", "[system] size is 4294967296, but must be between 1 and"},
      {ising + "size = [268435456, 268435456]\n", "at most 2^28 = 268435456 are possible"},
      {ising + "lattice = 'chain'\nsize = [9223372036854775807]\n", "must be between 1 and 268435456"},
      {ising + "lattice = 'honeycomb'\nsize = [16384, 16384]\n", "at most 2^28 = 268435456 are possible"},
      {square + "[run]\nchains = 4294967296\n",
       "[run] chains is 4294967296, but must be between 1 and 65536"},
      {square + "[run]\nsweeps = 9223372036854775807\n", "but must be between 1 and 1e15"},
      {square + "[run]\nburn_in = 9223372036854775807\n", "but must be between 0 and 1e15"},
      {square + "temperature = " + range + "1000000000000 }\n",
       "[system] temperature.count is 1000000000000, but must be between 1 and 100000"},
      {square + "temperature = " + range + "1e12 }\n",
       "an integer between 1 and 100000; write 1000000000000"},
      {square + "temperature = " + range + "100000 }\nfield = " + range + "100000 }\n",
       "make 10000000000 points together, but at most 100000 are possible"},
      {ising + "size = [16384, 16384]\ncoupling = " + range + "1000 }\n", "fewer spins or fewer points"},
      {square + "[output]\nconfigurations = 1000000000000\n", "fewer configurations"},
      {square + "[run]\nsweeps = 1000000000000000\n[output]\ntrace = true\n", "a larger thin, fewer sweeps"},
      {"task = 'sample'\n[system]\nkind = 'gaussian'\ncovariance = [" + repeated("[1],", 513) + "]\n",
       "has 513 rows, but must have at most 512"},
      {"task = 'sample'\n[system]\nkind = 'markov-chain'\nmatrix = [" + repeated("[1],", 513) + "]\n",
       "has 513 rows, but must have at most 512"},
  };
  for (const auto& [text, said] : all) {
    INFO(text.substr(0, 300));
    const double start = test::thread_seconds();
    try {
      jobs::decode_sample(io::Document::parse(text, "a.toml"));
      FAIL("accepted");
    } catch (const InputError& error) {
      CHECK_THAT(error.what(), Catch::Contains(said));
    }
    CHECK(test::thread_seconds() - start < test::longest_reading);
  }
}

TEST_CASE("What is no edge list at all is refused and read to no end") {
  const test::TemporaryFolder folder;
  REQUIRE(::mkfifo((folder.path / "fifo").c_str(), 0600) == 0);
  std::ofstream(folder.path / "empty");
  std::ofstream(folder.path / "binary") << std::string(
                                               "\x7F"
                                               "ELF\0\1\2\xFF",
                                               8)
                                        << std::string(100000, '\0');
  std::ofstream(folder.path / "huge") << "0 99999999999999999999\n";
  std::ofstream(folder.path / "nan") << "0 1 nan\n";
  std::filesystem::create_symlink("loop", folder.path / "loop");
  for (const std::string name : {"absent", ".", "/dev/zero", "/dev/null", "/dev/random", "fifo", "empty",
                                 "binary", "huge", "nan", "loop", "/proc/self/mem"}) {
    INFO(name);
    const std::string text =
        "task = 'sample'\n[system]\nkind = 'ising'\nlattice = 'graph'\nfile = '" + name + "'\n";
    const double start = test::thread_seconds();
    try {
      jobs::decode_sample(io::Document::parse(text, "a.toml", folder.path));
      FAIL("accepted");
    } catch (const InputError& error) {
      CHECK(std::string(error.what()).size() > 20);
    }
    CHECK(test::thread_seconds() - start < test::longest_reading);
  }
}

}  // namespace

}  // namespace mutated_inputs_tests
