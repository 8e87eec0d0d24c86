#include "lenz/exact/overlap.hpp"

#include <bit>
#include <cmath>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "spin_shapes.hpp"

namespace overlap_tests {

using namespace lenz;

TEST_CASE("overlaps are those of all pairs of states") {
  const double t = 1.3;
  for (const test::Grid& g :
       {test::Grid{1, 1}, test::Grid{1, 5}, test::Grid{3, 3}, test::Grid{2, 4, false, true}}) {
    for (const double h : {0.0, 0.4}) {
      for (int disorder = 0; disorder < 3; ++disorder) {
        exact::SpinParameters p = test::grid(g, 1, h);
        if (disorder > 0) p = test::disordered(p, disorder == 1, 5);
        const std::size_t n_states = std::size_t{1} << p.n_sites;
        std::vector<double> weight(n_states);
        for (std::size_t s = 0; s < n_states; ++s) {
          double e = 0;
          const auto spin = [&](std::size_t i) { return (s >> i) & 1U ? -1.0 : 1.0; };
          for (const exact::Bond& b : p.bonds) e -= b.coupling * spin(b.a) * spin(b.b);
          for (std::size_t i = 0; i < p.n_sites; ++i) e -= h * spin(i);
          weight[s] = std::exp(-e / t);
        }
        long double z = 0, q1 = 0, q2 = 0, q4 = 0;
        for (std::size_t a = 0; a < n_states; ++a) {
          for (std::size_t b = 0; b < n_states; ++b) {
            const double q = 1 - 2.0 * std::popcount(a ^ b) / static_cast<double>(p.n_sites),
                         w = weight[a] * weight[b];
            z += w, q1 += w * std::fabs(q), q2 += w * q * q, q4 += w * q * q * q * q;
          }
        }
        const auto v = exact::enumeration::overlap_values(p, std::vector<double>{t})[0];
        INFO(g.rows << " x " << g.columns << ", h " << h << ", disorder " << disorder);
        REQUIRE(v.at("overlap")[0] == Approx(static_cast<double>(q1 / z)).epsilon(1e-13));
        REQUIRE(v.at("overlap_binder")[0] ==
                Approx(static_cast<double>(1 - q4 * z / (3 * q2 * q2))).epsilon(1e-12).margin(1e-13));
      }
    }
  }
}

TEST_CASE("overlaps are refused beyond 24 spins") {
  REQUIRE(exact::enumeration::overlap_applies(test::grid({4, 6}, 1, 0)));
  REQUIRE_THROWS_AS(exact::enumeration::overlap_values(test::grid({5, 5}, 1, 0), std::vector<double>{1}),
                    std::invalid_argument);
}

}  // namespace overlap_tests
