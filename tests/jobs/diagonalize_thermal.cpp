#include <cmath>
#include <sstream>

#include <catch2/catch.hpp>

#include "lenz/exact/dense_spins.hpp"
#include "lenz/exact/free_fermions.hpp"
#include "lenz/jobs/agreement.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/spin_case.hpp"

#include "jobs/diagonalize_support.hpp"

namespace diagonalize_thermal_tests {

using namespace lenz;
using test::diagonalization, test::diagonalized, test::mean;

/// Thermal averages of task "diagonalize" beside sums over all levels and derivatives of the free energy.
namespace {

const char* const lattices[] = {"lattice = 'chain'\nsize = [8]\n", "lattice = 'square'\nsize = [4, 2]\n",
                                "lattice = 'chain'\nsize = [7]\nboundary = 'open'\n"};
const char* const hamiltonians[] = {"model = 'transverse-ising'\nfield = 0.8\n",
                                    "model = 'xxz'\nanisotropy = 0.6\n",
                                    "model = 'xxz'\nanisotropy = -0.5\ncoupling = -1.3\nfield = 0.4\n",
                                    "model = 'j1j2'\nj2 = 0.4\nfield = 0.2\n"};
const std::vector<double> temperatures = {0.05, 0.4, 1, 30};
const std::string temperature = "temperature = [0.05, 0.4, 1, 30]\n";

std::string with_method(const std::string& method, const std::string& more = "") {
  return "[run]\nmethod = '" + method + "'\n" + more;
}

struct Whole {
  std::vector<double> levels;
  std::size_t n_sites;
};

Whole whole_of(const std::string& lines) {
  const auto input = jobs::decode_diagonalize(io::Document::parse(diagonalization(lines), "a.toml"));
  const jobs::SpinCase spins = jobs::spin_cases(input.system).at(0);
  return {exact::dense_spins::levels(spins.terms), spins.lattice->n_sites()};
}

/// The free energy per site of the xxz chain of 8 spins in a field.
double free_energy(double field, double t) {
  std::ostringstream lines;
  lines.precision(17);
  lines << "model = 'xxz'\nanisotropy = 0.7\nlattice = 'chain'\nsize = [8]\nfield = " << field << "\n";
  const Whole whole = whole_of(lines.str());
  const double at[] = {t};
  return exact::dense_spins::values(whole.levels, whole.n_sites, at).at(0).at("free_energy").at(0);
}

/// sum over levels in the sectors that an input names: Z = exp(-N f / T).
double partition(const std::string& lines, double n_sites, double t) {
  const io::RunResult result = diagonalized(
      diagonalization(lines + "temperature = " + std::to_string(t) + "\n", "", "exact = 'none'\n"));
  return std::exp(-n_sites * mean(result.points.at(0), "free_energy") / t);
}

}  // namespace

TEST_CASE("thermal averages from full spectra are sums over all levels of the whole matrix") {
  for (const char* lattice : lattices) {
    for (const char* hamiltonian : hamiltonians) {
      CAPTURE(lattice, hamiltonian);
      const std::string lines = hamiltonian + std::string(lattice);
      const Whole whole = whole_of(lines);
      const auto exact = exact::dense_spins::values(whole.levels, whole.n_sites, temperatures);
      const io::RunResult result =
          diagonalized(diagonalization(lines + temperature, with_method("dense"), "exact = 'none'\n"));
      REQUIRE(result.points.size() == temperatures.size());
      for (std::size_t t = 0; t < temperatures.size(); ++t) {
        CHECK(result.points[t].parameters.at(0) ==
              std::pair<std::string, double>("temperature", temperatures[t]));
        for (const auto& [name, value] : exact[t]) {
          CAPTURE(name, temperatures[t]);
          CHECK(mean(result.points[t], name) == Approx(value.at(0)).margin(1e-10).epsilon(1e-11));
          CHECK(result.points[t].find(name)->error.at(0) == 0);
        }
      }
    }
  }
}

TEST_CASE("magnetization and susceptibility are derivatives of the free energy with respect to the field") {
  const double step = 1e-3;
  for (const double field : {0.0, 0.35}) {
    const io::RunResult result = diagonalized(diagonalization(
        "model = 'xxz'\nanisotropy = 0.7\nlattice = 'chain'\nsize = [8]\nfield = " + std::to_string(field) +
        "\n" + temperature));
    for (std::size_t t = 1; t < temperatures.size(); ++t) {
      const auto f = [&](double h) { return free_energy(field + h, temperatures[t]); };
      const double m = (8 * (f(step) - f(-step)) - (f(2 * step) - f(-2 * step))) / (12 * step);
      const double chi =
          (16 * (f(step) + f(-step)) - (f(2 * step) + f(-2 * step)) - 30 * f(0)) / (12 * step * step);
      CAPTURE(field, temperatures[t]);
      CHECK(mean(result.points[t], "magnetization") == Approx(-m).margin(1e-9));
      CHECK(mean(result.points[t], "susceptibility") == Approx(-chi).margin(3e-7));
      CHECK(mean(result.points[t], "susceptibility") > 0);
    }
  }
}

TEST_CASE("free spins have the susceptibility of Curie") {
  const io::RunResult result = diagonalized(
      diagonalization("model = 'xxz'\ncoupling = 0\nlattice = 'chain'\nsize = [6]\n" + temperature));
  for (std::size_t t = 0; t < temperatures.size(); ++t) {
    CHECK(mean(result.points[t], "susceptibility") == Approx(0.25 / temperatures[t]).epsilon(1e-11));
    CHECK(mean(result.points[t], "entropy") == Approx(std::log(2)).epsilon(1e-12));
    CHECK(mean(result.points[t], "magnetization") == Approx(0).margin(1e-12));
  }
}

TEST_CASE("the thermal transverse chain is that of free fermions") {
  for (const char* boundary : {"periodic", "open"}) {
    const io::RunResult result = diagonalized(
        diagonalization("lattice = 'chain'\nsize = [9]\ncoupling = [1, -1]\nfield = [0.5, 1.5]\n" +
                        temperature + "boundary = '" + boundary + "'\n"));
    REQUIRE(result.points.size() == 16);
    for (const io::PointResult& point : result.points) {
      for (const io::ObservableResult& o : point.observables) {
        CAPTURE(boundary, o.name);
        CHECK(o.oracle == "free-fermions");
        CHECK(o.mean.at(0) == Approx(o.exact.at(0)).margin(1e-10).epsilon(1e-10));
      }
    }
  }
}

TEST_CASE("thermal averages in sectors make up those of the whole system even where sectors are empty") {
  for (const std::string model : {"model = 'xxz'\nanisotropy = 0.5\n", "model = 'j1j2'\nfield = 0.3\n",
                                  "model = 'transverse-ising'\nfield = 0.6\n"}) {
    for (const int n : {4, 5}) {
      const std::string ring = model + "lattice = 'chain'\nsize = [" + std::to_string(n) + "]\n";
      double sum = 0;
      for (int k = 0; k < n; ++k) sum += partition(ring + "momentum = [" + std::to_string(k) + "]\n", n, 0.7);
      CHECK(sum == Approx(partition(ring, n, 0.7)).epsilon(1e-11));
      if (model.find("transverse") == 0 || model.find("'transverse") != std::string::npos) {
        CHECK(partition(ring + "spin_inversion = 'even'\n", n, 0.7) +
                  partition(ring + "spin_inversion = 'odd'\n", n, 0.7) ==
              Approx(sum).epsilon(1e-11));
        continue;
      }
      sum = 0;
      for (int m = -n; m <= n; m += 2)
        sum += partition(ring + "magnetization = " + std::to_string(m) + "\n", n, 0.7);
      CHECK(sum == Approx(partition(ring, n, 0.7)).epsilon(1e-11));
    }
  }
}

namespace {

/// |z| of every number with an error against the same number from full spectra.
void check_within_errors(const std::string& lines, const std::string& run) {
  CAPTURE(lines, run);
  const io::RunResult sampled =
      diagonalized(diagonalization(lines, with_method("lanczos", run), "exact = 'none'\n"));
  const io::RunResult dense = diagonalized(diagonalization(lines, with_method("dense"), "exact = 'none'\n"));
  std::vector<io::PointResult> points = sampled.points;
  std::size_t n_sampled = 0;
  for (std::size_t p = 0; p < points.size(); ++p) {
    for (io::ObservableResult& o : points[p].observables) {
      CAPTURE(o.name, p);
      const double exact = mean(dense.points[p], o.name), off = o.mean.at(0) - exact;
      if (o.error.at(0) < 1e-13) {
        CHECK(std::fabs(off) < 1e-9);
        continue;
      }
      ++n_sampled;
      o.exact = {exact};
      o.z = {off / o.error[0]};
      CHECK(o.error[0] < 0.2 * (1 + std::fabs(exact)));
    }
  }
  CHECK(n_sampled >= 8);
  const jobs::Agreement agreement = jobs::agreement(points);
  CAPTURE(agreement.largest, agreement.bound, agreement.n_compared);
  CHECK(agreement.n_compared == n_sampled);
  CHECK(agreement.holds());
  CHECK(agreement.largest > 0.3);  // errors are not far too large either
}

}  // namespace

TEST_CASE("random vectors agree with full spectra within their errors") {
  const std::string ten = "lattice = 'chain'\nsize = [10]\ntemperature = [0.3, 1, 5]\n";
  for (const char* hamiltonian : hamiltonians) {
    for (const char* seed : {"1", "2"})
      check_within_errors(hamiltonian + ten, "steps = 30\nseed = " + std::string(seed) + "\n");
  }
  check_within_errors("model = 'xxz'\nmomentum = [1]\n" + ten, "steps = 10\n");
  check_within_errors("model = 'xxz'\nmagnetization = 2\n" + ten, "steps = 30\n");
}

TEST_CASE("where random vectors have no part in an average nothing is said against it") {
  const io::RunResult result = diagonalized(
      diagonalization("lattice = 'chain'\nsize = [10]\ntemperature = [0.001, 0.01, 0.02, 0.03, 0.05]\n",
                      with_method("lanczos", "steps = 30\n")));
  for (const std::string& warning : result.warnings) CHECK(warning == "");
  for (const io::PointResult& point : result.points) {
    const io::ObservableResult& energy = *point.find("energy");
    CHECK(energy.mean[0] == Approx(energy.exact[0]).epsilon(1e-8));
  }
  CHECK(result.points[0].find("energy")->error[0] == 0);
  CHECK_FALSE(result.points[0].find("energy")->z[0]);
}

TEST_CASE("random vectors agree with full spectra of 12 spins within their errors", "[.long]") {
  const std::string twelve = "lattice = 'square'\nsize = [4, 3]\ntemperature = [0.3, 1, 5]\n";
  for (const char* hamiltonian : hamiltonians) {
    for (const char* seed : {"1", "2", "3"})
      check_within_errors(hamiltonian + twelve, "steps = 40\nseed = " + std::string(seed) + "\n");
  }
}

}  // namespace diagonalize_thermal_tests
