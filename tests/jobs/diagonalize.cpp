#include <algorithm>
#include <cmath>
#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/exact/bethe.hpp"
#include "lenz/exact/free_fermions.hpp"
#include "lenz/io/summary_json.hpp"
#include "lenz/jobs/diagonalize_words.hpp"

#include "jobs/diagonalize_support.hpp"
#include "support/temporary_folder.hpp"

namespace diagonalize_tests {

using namespace lenz;
using test::diagonalization, test::diagonalized, test::mean, test::means;

/// Ground states and levels of task "diagonalize" beside what is known otherwise.
namespace {

const std::string chain = "model = 'transverse-ising'\nlattice = 'chain'\n";
const std::string heisenberg = "model = 'xxz'\n";

void check_close(const std::vector<double>& values, const std::vector<double>& exact, double tolerance) {
  REQUIRE(values.size() == exact.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(i, values[i], exact[i]);
    CHECK(std::fabs(values[i] - exact[i]) <= tolerance);
  }
}

/// No oracle is asked by the task: what it says is held against free fermions here.
void check_free_fermions(const io::PointResult& point, const exact::free_fermions::Chain& fermions,
                         std::size_t n_levels) {
  CAPTURE(fermions.n_sites, fermions.coupling, fermions.field, fermions.open);
  std::vector<double> levels;
  for (const auto& level : exact::free_fermions::levels(fermions, n_levels)) levels.push_back(level.energy);
  check_close(means(point, "levels"), levels, 1e-11 * static_cast<double>(fermions.n_sites));
  for (const double residual : means(point, "residuals")) CHECK(residual < 1e-10);
  for (const auto& [name, exact] : exact::free_fermions::ground_values(fermions)) {
    CAPTURE(name);
    check_close(means(point, name), exact, 1e-10);
  }
  CHECK(mean(point, "magnetization") == Approx(0).margin(1e-10));
}

}  // namespace

TEST_CASE("the transverse chain of 4 to 12 spins has the levels and the ground state of free fermions") {
  for (const char* boundary : {"periodic", "open"}) {
    for (int n = 4; n <= 12; n += n < 10 ? 1 : 2) {
      const io::RunResult result =
          diagonalized(diagonalization(chain + "size = [" + std::to_string(n) + "]\nboundary = '" + boundary +
                                           "'\ncoupling = [1, -1]\nfield = [0.5, 1, 1.5, -0.7]\n",
                                       n < 7 ? "[run]\nlevels = 16\n" : "", "exact = 'none'\n"));
      REQUIRE(result.points.size() == 8);
      for (const io::PointResult& point : result.points) {
        CHECK(point.parameters.at(0).first == "field");
        CHECK(point.parameters.at(1).first == "coupling");
        check_free_fermions(point,
                            {.n_sites = static_cast<std::size_t>(n),
                             .coupling = point.parameters[1].second,
                             .field = point.parameters[0].second,
                             .open = boundary == std::string("open")},
                            n < 7 ? 16 : 4);
      }
    }
  }
}

TEST_CASE("without a field every copy of the classical ground state is there and nothing is called a bug") {
  for (const char* boundary : {"periodic", "open"}) {
    for (const int n : {2, 3, 5, 6}) {
      for (const int coupling : {1, -1}) {
        CAPTURE(boundary, n, coupling);
        const bool frustrated = coupling < 0 && n % 2 == 1 && boundary == std::string("periodic");
        const io::RunResult result = diagonalized(
            diagonalization(chain + "size = [" + std::to_string(n) + "]\nboundary = '" + boundary +
                                "'\ncoupling = " + std::to_string(coupling) + "\nfield = 0\n",
                            "[run]\nlevels = 16\n"));
        const io::PointResult& point = result.points.at(0);
        CHECK(mean(point, "degeneracy") == (frustrated ? 2 * n : 2));
        CHECK(mean(point, "transverse_magnetization") == Approx(0).margin(1e-10));
        CHECK(point.find("gap")->mean[0] == Approx(0).margin(1e-11));
        CHECK(point.find("levels")->exact.size() == point.find("levels")->mean.size());
        for (const std::string& warning : result.warnings) CHECK(warning == "");
      }
    }
  }
}

TEST_CASE("the Binder cumulant of degenerate ground states is that of their average whatever their basis") {
  const auto binder = [](const std::string& lines) {
    return mean(diagonalized(diagonalization(chain + lines, "[run]\nlevels = 32\n")).points.at(0),
                "binder_cumulant");
  };
  // Free spins: <M^2> = N, <M^4> = 3 N^2 - 2 N.
  CHECK(binder("size = [4]\ncoupling = 0\nfield = 0\n") == Approx(1 - 40.0 / 48).epsilon(1e-10));
  CHECK(binder("size = [5]\ncoupling = -1\nfield = 0\n") == Approx(2.0 / 3).epsilon(1e-10));
}

TEST_CASE("the critical chain of 10 spins has the energy that issue 6 quotes") {
  const io::PointResult point = diagonalized(diagonalization(chain + "size = [10]\n")).points.at(0);
  CHECK(mean(point, "energy") == Approx(-12.784906443).margin(6e-10).epsilon(0));
  CHECK(point.find("energy")->oracle == "free-fermions");
  CHECK(mean(point, "energy") == Approx(point.find("energy")->exact.at(0)).epsilon(1e-12));
}

TEST_CASE("the critical chain of 20 spins has the energy that issue 6 quotes", "[.long]") {
  const io::PointResult point = diagonalized(diagonalization(chain + "size = [20]\n"), 2).points.at(0);
  CHECK(mean(point, "energy") == Approx(-25.490989686).margin(6e-10).epsilon(0));
  for (const double residual : means(point, "residuals")) CHECK(residual < 1e-10);
  CHECK(mean(point, "entanglement_entropy") ==
        Approx(point.find("entanglement_entropy")->exact.at(0)).margin(1e-10).epsilon(0));
}

TEST_CASE("the ground state of Heisenberg rings lies in the sector of all symmetries that Bethe knows") {
  for (const int n : {6, 8, 16}) {
    CAPTURE(n);
    const std::string even = n % 4 == 0 ? "even" : "odd";
    const std::string momentum = n % 4 == 0 ? "0" : std::to_string(n / 2);
    const std::string ring = heisenberg + "lattice = 'chain'\nsize = [" + std::to_string(n) + "]\n";
    const std::string sector = "magnetization = 0\nmomentum = [" + momentum + "]\nreflection_x = '" + even +
                               "'\nspin_inversion = '" + even + "'\n";
    const double exact = exact::bethe::ground_energy({static_cast<std::size_t>(n)});
    const io::PointResult in_sector = diagonalized(diagonalization(ring + sector)).points.at(0);
    CHECK(mean(in_sector, "energy") == Approx(exact).epsilon(1e-12));
    CHECK(in_sector.find("energy")->oracle == "bethe");
    for (const double residual : means(in_sector, "residuals")) CHECK(residual < 1e-10);
    if (n == 16) continue;
    const io::PointResult whole = diagonalized(diagonalization(ring)).points.at(0);
    CHECK(mean(whole, "energy") == Approx(exact).epsilon(1e-12));
    CHECK(mean(whole, "degeneracy") == 1);
    for (const char* name : {"correlation", "structure_factor", "staggered_magnetization",
                             "abs_magnetization", "entanglement_entropy"}) {
      CAPTURE(name);
      check_close(means(in_sector, name), means(whole, name), 1e-10);
    }
  }
}

TEST_CASE("the square of 16 Heisenberg spins has the energy that issue 6 quotes") {
  const io::PointResult point =
      diagonalized(diagonalization(heisenberg + "lattice = 'square'\nsize = [4, 4]\nmagnetization = 0\n"
                                                "momentum = [0, 0]\nreflection_x = 'even'\n"
                                                "reflection_y = 'even'\nreflection_diagonal = 'even'\n"
                                                "spin_inversion = 'even'\n"))
          .points.at(0);
  CHECK(mean(point, "energy") == Approx(-11.228483208).margin(6e-10).epsilon(0));
  for (const double residual : means(point, "residuals")) CHECK(residual < 1e-10);
}

TEST_CASE("the ring of 12 spins at the point of Majumdar and Ghosh has both its ground states") {
  for (const char* levels : {"2", "4", "30"}) {
    const io::PointResult point =
        diagonalized(diagonalization("model = 'j1j2'\nlattice = 'chain'\nsize = [12]\nj2 = 0.5\n",
                                     "[run]\nlevels = " + std::string(levels) + "\n"))
            .points.at(0);
    CHECK(means(point, "levels").at(0) == Approx(-4.5).epsilon(1e-11));
    CHECK(means(point, "levels").at(1) == Approx(-4.5).epsilon(1e-11));
    // Two levels alone do not say that there is no third copy.
    REQUIRE((point.find("degeneracy") != nullptr) == (std::string(levels) != "2"));
    if (std::string(levels) != "2") CHECK(mean(point, "degeneracy") == 2);
    CHECK(mean(point, "gap") == Approx(0).margin(1e-10));
    for (const double residual : means(point, "residuals")) CHECK(residual < 1e-10);
    // Dimers on even or on odd bonds, whose overlap is s = 1/32: of the manifold the mean of an operator A is
    // (<e|A|e> - s <e|A|o>) / (1 - s^2), and <e|sz sz/4|o> = -s/4 at odd distances, s/4 at even ones.
    const double square = 1.0 / 1024;
    for (std::size_t r = 1; r <= 6; ++r) {
      const double between = r % 2 == 1 ? -0.25 : 0.25;
      CHECK(means(point, "correlation").at(r) ==
            Approx(((r == 1 ? -0.125 : 0) - square * between) / (1 - square)).epsilon(1e-9));
    }
  }
}

TEST_CASE("the mean of the structure factor over all wave vectors is the square of a spin") {
  const std::string lattices[] = {"lattice = 'chain'\nsize = [7]\n", "lattice = 'square'\nsize = [3, 2]\n",
                                  "lattice = 'triangular'\nsize = [2, 4]\n",
                                  "lattice = 'cubic'\nsize = [2, 2, 2]\n"};
  for (const std::string& lattice : lattices) {
    for (const char* model : {"transverse-ising", "xxz", "j1j2"}) {
      CAPTURE(lattice, model);
      const io::RunResult result = diagonalized(
          diagonalization("model = '" + std::string(model) + "'\n" + lattice + "coupling = [1, -1]\n"));
      for (const io::PointResult& point : result.points) {
        double sum = 0;
        for (const double s : means(point, "structure_factor")) sum += s;
        const double square = model == std::string("transverse-ising") ? 1 : 0.25;
        CHECK(sum / static_cast<double>(means(point, "structure_factor").size()) ==
              Approx(square).epsilon(1e-10));
        CHECK(means(point, "correlation").at(0) == Approx(square).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("a ferromagnet's ground states are averaged over their whole manifold") {
  // Of total spin N/2: N + 1 states, <S^z> = 0, sum of <(S^z)^2> = N/2 (N/2 + 1) / 3.
  const io::PointResult point =
      diagonalized(diagonalization(heisenberg + "lattice = 'square'\nsize = [2, 3]\ncoupling = -1\n",
                                   "[run]\nlevels = 20\n"))
          .points.at(0);
  CHECK(mean(point, "degeneracy") == 7);
  CHECK(mean(point, "magnetization") == Approx(0).margin(1e-12));
  CHECK(means(point, "structure_factor").at(0) == Approx(6 / 2.0 * (6 / 2.0 + 1) / 3 / 6).epsilon(1e-10));
  for (std::size_t k = 1; k < 6; ++k)  // of a state symmetric under all exchanges all others are equal
    CHECK(means(point, "structure_factor").at(k) ==
          Approx(means(point, "structure_factor").at(1)).epsilon(1e-10));
  CHECK(point.find("gap")->mean[0] == Approx(0).margin(1e-11));
}

TEST_CASE("averages over degenerate ground states have the symmetry of the lattice") {
  for (const char* ring : {"size = [5]\n", "size = [7]\n"}) {
    CAPTURE(ring);
    const io::PointResult point =
        diagonalized(diagonalization(heisenberg + "lattice = 'chain'\n" + ring, "[run]\nlevels = 8\n"))
            .points.at(0);
    CHECK(mean(point, "degeneracy") == 4);
    CHECK(mean(point, "magnetization") == Approx(0).margin(1e-12));
    CHECK(mean(point, "abs_magnetization") == Approx(0.5 / (ring[8] - '0')).epsilon(1e-12));
    const std::vector<double>& s = means(point, "structure_factor");
    for (std::size_t k = 1; k < s.size(); ++k) CHECK(s[k] == Approx(s[s.size() - k]).epsilon(1e-9));
    CHECK(point.find("entanglement_entropy") == nullptr);
  }
}

TEST_CASE("a ground state of complex characters has the averages of its twin at the opposite momentum") {
  const auto at = [](int momentum) {
    return diagonalized(diagonalization("model = 'xxz'\nanisotropy = 0.6\nlattice = 'chain'\nsize = [7]\n"
                                        "field = 0.3\nmomentum = [" +
                                        std::to_string(momentum) + "]\n"))
        .points.at(0);
  };
  for (const int momentum : {1, 2, 3}) {
    CAPTURE(momentum);
    const io::PointResult here = at(momentum), there = at(7 - momentum);
    for (const io::ObservableResult& o : here.observables) {
      CAPTURE(o.name);
      if (o.name == "residuals" || o.name == "energy_variance" || o.name == "v_score") continue;
      check_close(o.mean, means(there, o.name), 1e-9);
    }
  }
}

TEST_CASE("an oracle stands beside what is found where it is asked for and nowhere else") {
  const std::string small = "size = [2, 3]\n";
  const io::PointResult none = diagonalized(diagonalization(small, "", "exact = 'none'\n")).points.at(0);
  for (const io::ObservableResult& o : none.observables) CHECK(o.exact.empty());
  for (const char* model : {"transverse-ising", "xxz", "j1j2"}) {
    const io::PointResult point =
        diagonalized(diagonalization("model = '" + std::string(model) + "'\n" + small, "[run]\nlevels = 9\n",
                                     "exact = 'dense'\n"))
            .points.at(0);
    for (const char* name : {"energy", "gap", "levels"}) {
      CAPTURE(model, name);
      CHECK(point.find(name)->oracle == "dense");
      check_close(point.find(name)->mean, point.find(name)->exact, 1e-11);
    }
  }
}

TEST_CASE("a point says its parameters in one order and has what the contract names") {
  const io::RunResult result =
      diagonalized(diagonalization("model = 'j1j2'\nlattice = 'chain'\nsizes = [4, 6]\nfield = [0, 0.3]\nj2 "
                                   "= [0.2, 0.4]\ncoupling = 2\n"));
  REQUIRE(result.points.size() == 8);
  using Parameters = std::vector<std::pair<std::string, double>>;
  CHECK(result.points[0].parameters == Parameters{{"field", 0}, {"coupling", 2}, {"j2", 0.2}, {"size", 4}});
  CHECK(result.points[1].parameters == Parameters{{"field", 0.3}, {"coupling", 2}, {"j2", 0.2}, {"size", 4}});
  CHECK(result.points[7].parameters == Parameters{{"field", 0.3}, {"coupling", 2}, {"j2", 0.4}, {"size", 6}});
  for (const io::PointResult& point : result.points) {
    for (const io::ObservableResult& o : point.observables) {
      CAPTURE(o.name);
      CHECK_FALSE(o.unit.empty());
      CHECK(o.error.size() == o.mean.size());
      for (const double m : o.mean) CHECK(std::isfinite(m));
    }
    CHECK(jobs::differences({point}).holds());
  }
  CHECK(result.warnings.empty());
}

TEST_CASE("second neighbours are in the unit of the coupling and not multiplied by it") {
  const io::PointResult point =
      diagonalized(diagonalization("model = 'j1j2'\nlattice = 'chain'\nsize = [8]\ncoupling = 2\nj2 = 1\n",
                                   "[run]\nlevels = 3\n"))
          .points.at(0);
  // Twice the Hamiltonian of Majumdar and Ghosh: -3/8 a spin, twofold.
  CHECK(means(point, "levels").at(0) == Approx(-6).epsilon(1e-12));
  CHECK(means(point, "levels").at(1) == Approx(-6).epsilon(1e-12));
}

TEST_CASE("bonds of a graph have the strengths of its file") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path / "g") << "0 1 2\n2 3 -1\n";
  const io::PointResult point =
      diagonalized(
          diagonalization("model = 'xxz'\nlattice = 'graph'\nfile = 'g'\ncoupling = 1\nanisotropy = 0.5\n",
                          "[run]\nlevels = 16\n"),
          1, folder.path)
          .points.at(0);
  // A pair of J = 2: -J/2 - J/8, J/2 - J/8 and twice J/8; the same of J = -1; all sums of both.
  std::vector<double> sums;
  for (const double a : {-1.25, 0.75, 0.25, 0.25}) {
    for (const double b : {0.625, -0.375, -0.125, -0.125}) sums.push_back(a + b);
  }
  std::sort(sums.begin(), sums.end());
  for (std::size_t k = 0; k < 16; ++k)
    CHECK(means(point, "levels").at(k) == Approx(sums[k]).margin(1e-12).epsilon(0));
}

TEST_CASE("each coupling of a scan on a graph has bonds of its own in the results") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path / "g") << "0 1 2\n1 2 -1\n";
  const auto result =
      diagonalized(diagonalization("lattice = 'graph'\nfile = 'g'\ncoupling = [1, 3]\nfield = [0.5, 1]\n"), 1,
                   folder.path);
  REQUIRE(result.points.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    const double coupling = k < 2 ? 1 : 3;
    CHECK(result.points[k].lattice->couplings == std::vector<double>{2 * coupling, -coupling});
  }
}

}  // namespace diagonalize_tests
