#include "lenz/io/wf_file.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/core/errors.hpp"

namespace wf_file_tests {

using namespace lenz;
using namespace lenz::io;

namespace {

/// What is wrong with a text; empty where nothing is.
std::string complaint_about(const std::string& text) {
  Complaints complaints;
  parse_wf(text, "my.wf", complaints);
  try {
    complaints.throw_if_any();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::complex<double> psi(const WfWeights& m, const std::vector<int>& s) {
  std::complex<double> visible = 0, product = 1;
  for (std::size_t i = 0; i < m.n_sites; ++i) visible += m.a[i] * static_cast<double>(s[i]);
  for (std::size_t j = 0; j < m.n_hidden; ++j) {
    std::complex<double> theta = m.b[j];
    for (std::size_t i = 0; i < m.n_sites; ++i) theta += m.w[i * m.n_hidden + j] * static_cast<double>(s[i]);
    product *= 2.0 * std::cosh(theta);
  }
  return std::exp(visible) * product;
}

}  // namespace

TEST_CASE("A file of weights made by hand has the wavefunction that it is of") {
  // Two sites, three hidden units: w_11 w_12 w_13, then w_21 w_22 w_23.
  const std::string text =
      "2\n3\n(0.1,0.2)\n(-0.3,0)\n(0.5,0)\n(0,0.25)\n0\n(1,0) (0,0) (0,0.5)\n(0.25,0)\t(2)\r\n+1e-1\n";
  Complaints complaints;
  const WfWeights m = parse_wf(text, "my.wf", complaints);
  REQUIRE(complaints.empty());
  CHECK_FALSE(m.is_real());
  // s = (1, -1): exp(0.4 + 0.2 i) 2 cosh(0.5 + 1 - 0.25) 2 cosh(0.25 i - 2) 2 cosh(0.5 i - 0.1)
  using C = std::complex<double>;
  const C expected =
      std::exp(C(0.4, 0.2)) * 8.0 * std::cosh(1.25) * std::cosh(C(-2, 0.25)) * std::cosh(C(-0.1, 0.5));
  const C found = psi(m, {1, -1});
  CHECK(found.real() == Approx(expected.real()).epsilon(1e-13));
  CHECK(found.imag() == Approx(expected.imag()).epsilon(1e-13));
}

TEST_CASE("Weights that are written are read back to the last bit") {
  WfWeights m{.n_sites = 2, .n_hidden = 2, .a = {{1.0 / 3, -2e-300}, 0}, .b = {-0.0, 1e17}, .w = {}};
  m.w = {{0.1, 0.7}, -5, {3, 1e-17}, M_PI};
  Complaints complaints;
  CHECK(parse_wf(wf_text(m), "my.wf", complaints) == m);
  CHECK(complaints.empty());
  CHECK_FALSE(m.is_real());
  m.a[0] = m.w[0] = m.w[2] = 2;
  CHECK(m.is_real());
}

TEST_CASE("What is wrong with a file of weights is said with its place") {
  const std::string begin = "1\n2\n";
  CHECK(complaint_about("") == "my.wf:1:1: error: the file ends before the number of sites");
  CHECK(complaint_about("4\n") == "my.wf:2:1: error: the file ends before the number of hidden units");
  CHECK(complaint_about("0\n2\n") ==
        "my.wf:1:1: error: the number of sites is \"0\", but must be an integer between 1 and 16777216");
  CHECK(complaint_about("2\n 1.5\n") ==
        "my.wf:2:2: error: the number of hidden units is \"1.5\", but must be "
        "an integer between 1 and 16777216");
  CHECK(complaint_about("16777216\n16777216\n") ==
        "my.wf:2:1: error: 16777216 sites and 16777216 hidden units have more weights than the file has "
        "numbers");
  CHECK(complaint_about(begin + "(1,0)\n(0,0)\n(0,0)\n(1,0)\n") ==
        "my.wf:7:1: error: the file ends before w_1,2");
  CHECK(complaint_about(begin + "(1,0)\n(0,0)\n(0,0)\n(1,0)\n(1,0)\n  3\n") ==
        "my.wf:8:3: error: there is more in the file than the weights of 1 sites and 2 hidden units");
  CHECK(complaint_about(begin + "(1,0)\n(0,x)\n(0,0)\n(1,0)\n(1,0)\n") ==
        "my.wf:4:1: error: b_1 is \"(0,x)\", but must be a complex number, (re,im)");
  CHECK(complaint_about(begin + "(1,0)\n(0,0)\n(0,nan)\n(1,0)\n(1,0)\n") ==
        "my.wf:5:1: error: b_2 is (0,nan), but must be finite");
  CHECK(complaint_about(begin + "1e999\n(0,0)\n(0,0)\n(1,0)\n(1,0)\n") ==
        "my.wf:3:1: error: a_1 is 1e999, but must be finite");
  for (const char* bad : {"(1,0", "1,0)", "(1;0)", "()", "(,1)", "(1,)", "1+2i", "(1,2,3)"})
    CHECK_FALSE(complaint_about(begin + bad + "\n(0,0)\n(0,0)\n(1,0)\n(1,0)\n").empty());
}

}  // namespace wf_file_tests
