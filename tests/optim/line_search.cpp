#include "lenz/optim/line_search.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "lenz/optim/lbfgs.hpp"

namespace line_search_tests {

using namespace lenz::optim;

namespace {

/// Whether both strong Wolfe conditions hold, written down once more.
bool is_strong_wolfe(const LinePoint& start, const LinePoint& p, const Lbfgs& o) {
  return p.value <= start.value + o.c1 * p.length * start.slope &&
         std::fabs(p.slope) <= o.c2 * std::fabs(start.slope);
}

}  // namespace

TEST_CASE("The length found satisfies the strong Wolfe conditions from any first try") {
  const std::function<LinePoint(double)> lines[] = {
      [](double a) {
        return LinePoint{a, (a - 1) * (a - 1), 2 * (a - 1)};
      },
      [](double a) {
        return LinePoint{a, -a / (a * a + 2), (a * a - 2) / ((a * a + 2) * (a * a + 2))};
      },  // Moré and Thuente 1994
      [](double a) {
        return LinePoint{a, std::cosh(a - 3) + 0.3 * std::sin(20 * a),
                         std::sinh(a - 3) + 6 * std::cos(20 * a)};
      },
      [](double a) {  // a wall beyond 2
        const double inf = std::numeric_limits<double>::infinity();
        return a > 2 ? LinePoint{a, inf, inf}
                     : LinePoint{a, -a + std::pow(a / 2, 21) / 7, -1 + 1.5 * std::pow(a / 2, 20)};
      },
      [](double a) {
        return LinePoint{a, a > 0.3 ? std::nan("") : a * a - 0.2 * a, a > 0.3 ? std::nan("") : 2 * a - 0.2};
      },
  };
  for (const auto& line : lines) {
    for (const double c2 : {0.9, 0.1}) {
      for (const double first : {1e-3, 0.1, 1.0, 10.0, 1000.0}) {
        LinePoint start = line(0);
        if (start.slope > 0) continue;
        const Lbfgs options{.c2 = c2, .max_evaluations = 100};
        const LineSearchResult result = search_line(line, start, first, options);
        INFO("first " << first << ", found " << result.point.length << " in " << result.evaluations);
        if (result.status == LineSearchStatus::strong_wolfe)
          CHECK(is_strong_wolfe(start, result.point, options));
        CHECK(result.status == LineSearchStatus::strong_wolfe);
      }
    }
  }
}

TEST_CASE("A line that never falls is given up") {
  std::size_t calls = 0;
  const auto line = [&](double a) {
    ++calls;
    return LinePoint{a, a, -1};  // a slope that lies
  };
  const LineSearchResult result = search_line(line, line(0), 1, {.max_evaluations = 15});
  CHECK(result.status == LineSearchStatus::failed);
  CHECK(calls <= 16);
}

TEST_CASE("L-BFGS on a quadratic knows the inverse of its matrix after as many pairs as dimensions") {
  arma::mat a(5, 5);
  for (arma::uword i = 0; i < 5; ++i) {
    for (arma::uword j = 0; j < 5; ++j) a(i, j) = 1.0 / static_cast<double>(i + j + 1) + (i == j ? 0.5 : 0.0);
  }
  LbfgsMemory memory;
  // Conjugate steps: then the two loops give H exactly.
  arma::vec values;
  arma::mat vectors;
  arma::eig_sym(values, vectors, a);
  for (arma::uword k = 0; k < 5; ++k) memory.add(vectors.col(k), a * vectors.col(k), 5);
  const arma::vec g = arma::linspace(-1, 2, 5);
  CHECK(arma::norm(memory.direction(g) + arma::solve(a, g)) < 1e-10);
  memory.add(vectors.col(0), -(a * vectors.col(0)), 5);  // no positive curvature: passed over
  CHECK(arma::norm(memory.direction(g) + arma::solve(a, g)) < 1e-10);
  memory.add(vectors.col(0), 2 * (a * vectors.col(0)), 5);
  CHECK(arma::norm(memory.direction(g) + arma::solve(a, g)) > 1e-3);
}

}  // namespace line_search_tests
