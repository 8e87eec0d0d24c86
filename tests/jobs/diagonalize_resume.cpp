#include <catch2/catch.hpp>

#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/spin_levels.hpp"

#include "jobs/diagonalize_support.hpp"
#include "support/stopping_sink.hpp"

namespace diagonalize_resume_tests {

using namespace lenz;
using test::diagonalization, test::diagonalized, test::StoppingSink;

/// A diagonalization has the same bits however it is cut and on however many threads it runs.
namespace {

struct BitCase {
  std::string name, text;
};

const std::vector<BitCase>& cases() {
  static const std::string ring = "lattice = 'chain'\nsize = [9]\n";
  static const std::vector<BitCase> all{
      {"parity sectors of a scan",
       diagonalization(ring + "field = [0.5, 1, 1.5]\n", "[run]\nmethod = 'lanczos'\n")},
      {"all magnetizations with twins",
       diagonalization("model = 'xxz'\nlattice = 'square'\nsize = [3, 3]\n", "[run]\nmethod = 'lanczos'\n")},
      {"complex characters", diagonalization("model = 'j1j2'\nmomentum = [2]\nfield = [0, 0.2]\n" + ring,
                                             "[run]\nmethod = 'lanczos'\nlevels = 3\n")},
      {"the ground state alone", diagonalization("model = 'xxz'\nfield = [0, 0.1]\n" + ring,
                                                 "[run]\nmethod = 'lanczos'\nlevels = 1\n")},
      {"dense matrices",
       diagonalization("model = 'j1j2'\ncoupling = [1, -1]\nlattice = 'chain'\nsizes = [5, 6]\n",
                       "[run]\nmethod = 'dense'\nlevels = 12\n")},
      {"random vectors", diagonalization("model = 'xxz'\nfield = [0, 0.3]\ntemperature = [0.5, 2]\n" + ring,
                                         "[run]\nmethod = 'lanczos'\nsteps = 12\nvectors = 5\n")},
      {"random vectors in parity sectors",
       diagonalization("temperature = [0.5, 2]\n" + ring,
                       "[run]\nmethod = 'lanczos'\nsteps = 12\nvectors = 5\n")},
  };
  return all;
}

/// Everything of a result that does not depend on the host.
std::string text_of(io::RunResult result) {
  const double updates = result.timing.updates;
  result.timing = {};
  result.timing.updates = updates;
  std::string text = io::to_json(result);
  for (const io::PointResult& point : result.points) {
    for (const io::ObservableResult& o : point.observables)
      text.append(reinterpret_cast<const char*>(o.mean.data()), o.mean.size() * sizeof(double));
  }
  return text;
}

}  // namespace

TEST_CASE("a diagonalization has the same bits on 1 and 2 and 3 and 8 threads") {
  for (const BitCase& c : cases()) {
    CAPTURE(c.name);
    const std::string once = text_of(diagonalized(c.text, 1));
    CHECK(once.find("\"mean\"") != std::string::npos);
    for (const std::size_t n_threads : {2, 3, 8}) {
      CAPTURE(n_threads);
      CHECK((text_of(diagonalized(c.text, n_threads)) == once));
    }
  }
}

TEST_CASE("a large Hamiltonian has the same bits on 1 and 2 and 8 threads") {
  const std::string text = diagonalization("lattice = 'chain'\nsize = [16]\n", "[run]\nlevels = 2\n");
  const std::string once = text_of(diagonalized(text, 1));
  for (const std::size_t n_threads : {2, 8}) CHECK((text_of(diagonalized(text, n_threads)) == once));
}

TEST_CASE("a diagonalization stopped anywhere and resumed gives the bits of an uninterrupted one") {
  for (const BitCase& c : cases()) {
    CAPTURE(c.name);
    const std::string whole = text_of(diagonalized(c.text, 2));
    std::size_t n_stopped = 0;
    for (std::size_t stop_at = 1; stop_at < 400; stop_at += 1 + stop_at / 6) {
      CAPTURE(stop_at);
      StoppingSink sink(stop_at);
      try {
        diagonalized(c.text, 1 + stop_at % 2, sink);
        break;
      } catch (const Stopped&) {
        ++n_stopped;
      }
      sink.stop_at = SIZE_MAX;
      CHECK((text_of(diagonalized(c.text, 2 - stop_at % 2, sink)) == whole));
    }
    CHECK(n_stopped >= 3);
  }
}

TEST_CASE("a diagonalization stopped after every sector goes on from the next one") {
  // One offer a sector where every sector is dense.
  const std::string text =
      diagonalization("model = 'xxz'\nlattice = 'chain'\nsize = [8]\n", "[run]\nmethod = 'dense'\n");
  const std::string whole = text_of(diagonalized(text, 1));
  StoppingSink sink(1);
  std::size_t n_parts = 0;
  for (;; ++n_parts) {
    sink.begin_again();
    try {
      const std::string parts = text_of(diagonalized(text, 1, sink));
      CHECK((parts == whole));
      break;
    } catch (const Stopped&) {
    }
    REQUIRE(n_parts < 20);
  }
  CHECK(n_parts == 5);  // magnetizations 8, 6, 4, 2 and 0; the rest are their twins
}

TEST_CASE("what a sector found comes back from a checkpoint bit by bit") {
  const jobs::SectorLevels levels{.energies = {-1.25, 0.1},
                                  .residuals = {1e-13, 0},
                                  .n_lowest = 1,
                                  .observables = {{"magnetization", {0.3}}, {"correlation", {1, 0.2, -0.1}}},
                                  .n_updates = 1e9};
  const jobs::SectorLevels again = test::through_archive(levels);
  CHECK(again.energies == levels.energies);
  CHECK(again.residuals == levels.residuals);
  CHECK(again.n_lowest == levels.n_lowest);
  CHECK(again.observables == levels.observables);
  CHECK(again.n_updates == levels.n_updates);
}

TEST_CASE("a Hamiltonian beyond the range of numbers stops the run and is named") {
  const std::string text =
      diagonalization("model = 'xxz'\nlattice = 'chain'\nsize = [6]\ncoupling = [1, 1e300]\n");
  for (const std::size_t n_threads : {1, 2}) {
    CHECK_THROWS_AS(diagonalized(text, n_threads), NumericalError);
    CHECK_THROWS_WITH(diagonalized(text, n_threads),
                      Catch::StartsWith("Hamiltonian 1 (field = 0, coupling = 1e+300, anisotropy = 1): "));
  }
}

TEST_CASE("a checkpoint of another record is refused") {
  const std::string text = diagonalization("lattice = 'chain'\nsize = [6]\n", "[run]\nmethod = 'dense'\n");
  StoppingSink sink(1);
  CHECK_THROWS_AS(diagonalized(text, 1, sink), Stopped);
  // The first bytes are the mark's: a kind of record and its version.
  struct Other final : CheckpointSink {
    bool restore(std::size_t, const Read& read) override {
      test::MemoryOutput out;
      RecordMark mark(name, version);
      out(mark, std::vector<double>{1}, std::vector<double>{}, 0.0);
      test::MemoryInput in(std::move(out.bytes));
      read(in);
      return true;
    }
    void offer(std::size_t, const Write&) override {}
    void finish(std::size_t, const Write&) override {}
    const char* name = "sample";
    std::uint32_t version = 1;
  } other;
  CHECK_THROWS(diagonalized(text, 1, other));
  other.name = "diagonalize";
  other.version = 2;
  CHECK_THROWS(diagonalized(text, 1, other));
}

}  // namespace diagonalize_resume_tests
