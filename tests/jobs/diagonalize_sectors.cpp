#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"
#include "lenz/exact/dense_spins.hpp"
#include "lenz/jobs/inputs/diagonalize_input.hpp"
#include "lenz/jobs/spin_case.hpp"

#include "jobs/diagonalize_support.hpp"
#include "support/temporary_folder.hpp"

namespace diagonalize_sectors_tests {

using namespace lenz;
using test::diagonalization, test::diagonalized, test::means;

/// The sectors that an input can name hold every level once: their union is the spectrum of the matrix of the
/// whole space, which is written down element by element.
namespace {

/// A system without a sector, and which sectors its keys may name.
struct Whole {
  std::string lines;
  std::vector<unsigned> size = {};  ///< none: no momenta
  std::vector<std::string> reflections = {};
};

const test::TemporaryFolder& folder() {
  static const test::TemporaryFolder made;
  static const bool written = [] {
    std::ofstream(made.path / "g") << "0 1 0.7\n1 2 -1.3\n2 3 0.4\n3 4 1.1\n4 0 0.9\n1 4 -0.2\n0 5 1\n";
    std::ofstream(made.path / "h") << "0 1\n0 2\n0 3\n2 3\n";
    return true;
  }();
  (void)written;
  return made;
}

std::vector<double> dense_levels(const std::string& lines) {
  const auto input = jobs::decode_diagonalize(
      io::Document::parse(diagonalization(lines, "", "exact = 'none'\n"), "a.toml", folder().path));
  return exact::dense_spins::levels(jobs::spin_cases(input.system).at(0).terms);
}

/// All levels of a sector; none where it holds no state, or is no sector at all.
std::vector<double> levels_in(const std::string& lines, const char* method) {
  const std::string text = diagonalization(
      lines, "[run]\nlevels = 1000\nmethod = '" + std::string(method) + "'\n[output]\nobservables = false\n",
      "exact = 'none'\n");
  try {
    return means(diagonalized(text, 1, folder().path).points.at(0), "levels");
  } catch (const InputError& error) {
    const std::string said = error.what();
    INFO(text << said);
    REQUIRE((said.find("holds no state") != std::string::npos ||
             said.find("contradicts the other symmetries") != std::string::npos ||
             said.find("leaves every state as it is") != std::string::npos));
    return {};
  }
}

void append_levels(std::vector<double>& all, const std::string& lines) {
  const std::vector<double> here = levels_in(lines, "dense");
  all.insert(all.end(), here.begin(), here.end());
}

std::string momentum_text(const std::vector<unsigned>& k) {
  std::string text;
  for (const unsigned each : k) text += (text.empty() ? "" : ", ") + std::to_string(each);
  return "momentum = [" + text + "]\n";
}

/// The lines that name each momentum of the lattice; one empty text where there are none.
std::vector<std::string> momenta(const std::vector<unsigned>& size) {
  if (size.empty()) return {""};
  std::vector<std::string> all;
  const unsigned n = std::accumulate(size.begin(), size.end(), 1U, std::multiplies<>());
  for (unsigned cell = 0; cell < n; ++cell) {
    std::vector<unsigned> k;
    unsigned rest = cell;
    for (const unsigned length : size) {
      k.push_back(rest % length);
      rest /= length;
    }
    all.push_back(momentum_text(k));
  }
  return all;
}

/// Whether every reflection named goes with the momentum: it turns round one axis, or exchanges two.
bool has_reflections(const std::string& momentum, const Whole& whole) {
  std::vector<unsigned> k(whole.size.size());
  std::string numbers = momentum.substr(momentum.find('[') + 1);
  std::size_t at = 0;
  for (unsigned& each : k) {
    std::size_t used = 0;
    each = static_cast<unsigned>(std::stoul(numbers.substr(at), &used));
    at += used + 1;
  }
  return std::all_of(whole.reflections.begin(), whole.reflections.end(), [&](const std::string& name) {
    if (name == "reflection_diagonal") return k[0] == k[1];
    const auto axis = static_cast<std::size_t>(name.back() - 'x');
    return 2 * k[axis] % whole.size[axis] == 0;
  });
}

/// Every choice of even and odd for so many keys.
std::vector<std::string> parities(const std::vector<std::string>& keys) {
  std::vector<std::string> all{""};
  for (const std::string& key : keys) {
    std::vector<std::string> more;
    for (const std::string& text : all) {
      more.push_back(text + key + " = 'even'\n");
      more.push_back(text + key + " = 'odd'\n");
    }
    all = std::move(more);
  }
  return all;
}

void check_same(std::vector<double> found, const std::vector<double>& exact) {
  std::sort(found.begin(), found.end());
  REQUIRE(found.size() == exact.size());
  double largest = 0;
  for (std::size_t k = 0; k < found.size(); ++k) largest = std::max(largest, std::fabs(found[k] - exact[k]));
  CHECK(largest < 1e-10);
}

bool is_ising(const Whole& whole) { return whole.lines.find("'transverse-ising'") != std::string::npos; }

/// Numbers of spins up with the inversion where it is a symmetry, or its parities.
std::vector<std::string> spin_sectors(const Whole& whole, std::size_t n_sites, bool inverts) {
  if (is_ising(whole)) return inverts ? parities({"spin_inversion"}) : std::vector<std::string>{""};
  std::vector<std::string> all;
  const int n = static_cast<int>(n_sites);
  for (int m = -n; m <= n; m += 2) {
    const std::string text = "magnetization = " + std::to_string(m) + "\n";
    if (m == 0 && inverts) {
      for (const std::string& parity : parities({"spin_inversion"})) all.push_back(text + parity);
    } else {
      all.push_back(text);
    }
  }
  return all;
}

void check_unions(const Whole& whole) {
  CAPTURE(whole.lines);
  const std::vector<double> exact = dense_levels(whole.lines);
  const auto n_sites = static_cast<std::size_t>(std::lround(std::log2(exact.size())));
  const bool has_field = whole.lines.find("field") != std::string::npos && !is_ising(whole);

  if (exact.size() <= 1000) check_same(levels_in(whole.lines, "dense"), exact);

  std::vector<double> all;
  if (exact.size() <= 1000 || !is_ising(whole)) {  // as many levels as an input may ask for
    for (const std::string& spin : spin_sectors(whole, n_sites, !has_field))
      append_levels(all, whole.lines + spin);
    check_same(all, exact);
  }

  all.clear();
  for (const std::string& spin : spin_sectors(whole, n_sites, !has_field)) {
    for (const std::string& k : momenta(whole.size)) append_levels(all, whole.lines + spin + k);
  }
  check_same(all, exact);

  if (whole.reflections.empty()) return;
  all.clear();
  for (const std::string& spin : spin_sectors(whole, n_sites, !has_field)) {
    for (const std::string& k : momenta(whole.size)) {
      const bool reflected = has_reflections(k, whole);
      for (const std::string& parity : reflected ? parities(whole.reflections) : std::vector<std::string>{""})
        append_levels(all, whole.lines + spin + k + parity);
    }
  }
  // Where both reflections exchange, as (k, k) under x <-> y and a turn of one axis, there are states of
  // representations of two dimensions, in none of these sectors: only then may levels be missing.
  const bool abelian = whole.reflections.size() < 2 || whole.reflections.back() != "reflection_diagonal";
  if (abelian) check_same(all, exact);
}

const std::vector<std::string>& hamiltonians() {
  static const std::vector<std::string> all{
      "model = 'transverse-ising'\ncoupling = 0.9\nfield = 0.7\n",
      "model = 'transverse-ising'\ncoupling = -1\nfield = -0.4\n",
      "model = 'xxz'\nanisotropy = 0.6\ncoupling = 1.2\n",
      "model = 'xxz'\nanisotropy = -1.5\ncoupling = -0.8\nfield = 0.35\n",
      "model = 'j1j2'\nj2 = 0.4\n",
      "model = 'j1j2'\ncoupling = -1\nj2 = 0.6\nfield = -0.2\n",
  };
  return all;
}

void check_lattices(const std::vector<Whole>& lattices) {
  for (const std::string& model : hamiltonians()) {
    for (const Whole& lattice : lattices)
      check_unions({model + lattice.lines, lattice.size, lattice.reflections});
  }
}

}  // namespace

TEST_CASE("the union of all sectors of small lattices is the spectrum of the whole matrix") {
  const std::string x = "reflection_x", y = "reflection_y", z = "reflection_z", d = "reflection_diagonal";
  check_lattices({
      {"lattice = 'chain'\nsize = [1]\n", {1}, {x}},
      {"lattice = 'chain'\nsize = [2]\n", {2}, {x}},
      {"lattice = 'chain'\nsize = [3]\n", {3}, {x}},
      {"lattice = 'chain'\nsize = [4]\n", {4}, {x}},
      {"lattice = 'chain'\nsize = [7]\n", {7}, {x}},
      {"lattice = 'chain'\nsize = [6]\nboundary = 'open'\n", {}, {}},
      {"lattice = 'square'\nsize = [2, 2]\n", {2, 2}, {x, y}},
      {"lattice = 'square'\nsize = [3, 2]\n", {3, 2}, {x, y}},
      {"lattice = 'square'\nsize = [2, 3]\nboundary = 'open'\n", {}, {}},
      {"lattice = 'triangular'\nsize = [2, 3]\n", {2, 3}, {}},
      {"lattice = 'triangular'\nsize = [2, 2]\n", {2, 2}, {d}},
      {"lattice = 'honeycomb'\nsize = [1, 2]\n", {1, 2}, {}},
      {"lattice = 'honeycomb'\nsize = [3, 1]\n", {3, 1}, {}},
      {"lattice = 'cubic'\nsize = [1, 2, 3]\n", {1, 2, 3}, {x, y, z}},
      {"lattice = 'graph'\nfile = 'g'\n", {}, {}},
      {"lattice = 'graph'\nfile = 'h'\n", {}, {}},
  });
}

TEST_CASE("the union of all sectors of lattices up to 12 spins is the spectrum of the whole matrix",
          "[.long]") {
  const std::string x = "reflection_x", y = "reflection_y", z = "reflection_z", d = "reflection_diagonal";
  check_lattices({
      {"lattice = 'chain'\nsize = [10]\n", {10}, {x}},
      {"lattice = 'chain'\nsize = [11]\n", {11}, {x}},
      {"lattice = 'square'\nsize = [3, 3]\n", {3, 3}, {x, y}},
      {"lattice = 'square'\nsize = [3, 3]\n", {3, 3}, {d}},
      {"lattice = 'square'\nsize = [4, 2]\n", {4, 2}, {x, y}},
      {"lattice = 'triangular'\nsize = [3, 3]\n", {3, 3}, {d}},
      {"lattice = 'honeycomb'\nsize = [2, 2]\n", {2, 2}, {}},
      {"lattice = 'cubic'\nsize = [2, 2, 2]\n", {2, 2, 2}, {x, y, z}},
  });
}

TEST_CASE("the union of all sectors of 12 spins is the spectrum of the whole matrix", "[.long]") {
  for (const std::string& model : {hamiltonians()[0], hamiltonians()[2], hamiltonians()[4]}) {
    for (const Whole& lattice :
         {Whole{"lattice = 'square'\nsize = [4, 3]\n", {4, 3}, {"reflection_x", "reflection_y"}},
          Whole{"lattice = 'honeycomb'\nsize = [2, 3]\n", {2, 3}, {}}})
      check_unions({model + lattice.lines, lattice.size, lattice.reflections});
  }
}

TEST_CASE("Lanczos finds the lowest levels of every sector that the dense matrix has") {
  for (const std::string& model : hamiltonians()) {
    const std::string ring = model + "lattice = 'chain'\nsize = [8]\n";
    for (const std::string& k : momenta({8})) {
      CAPTURE(model, k);
      const auto some = [&](const char* method) {
        return means(diagonalized(diagonalization(
                                      ring + k, "[run]\nlevels = 5\nmethod = '" + std::string(method) + "'\n",
                                      "exact = 'none'\n"))
                         .points.at(0),
                     "levels");
      };
      const std::vector<double> dense = some("dense"), lanczos = some("lanczos");
      REQUIRE(dense.size() == lanczos.size());
      for (std::size_t i = 0; i < dense.size(); ++i) CHECK(std::fabs(dense[i] - lanczos[i]) < 1e-10);
    }
  }
}

}  // namespace diagonalize_sectors_tests
