#pragma once

#include <cmath>

#include "lenz/lattice/lattice.hpp"

namespace lenz::jobs {

/// A number of the infinite lattice; with an error where it was measured or computed, not solved for.
struct Known {
  double value = 0, error = 0;
  const char* source = "";
};

/// T_c / J of the Ising ferromagnet on an infinite lattice; 0 for a chain, which has no transition, and for a
/// graph.
inline Known critical_temperature(lattice::Kind kind) {
  switch (kind) {
    case lattice::Kind::square:
      return {2 / std::log(1 + std::sqrt(2.0)), 0,
              "2 / ln(1 + sqrt 2) (Kramers and Wannier 1941, Onsager 1944)"};
    case lattice::Kind::triangular:
      return {4 / std::log(3.0), 0, "4 / ln 3 (Houtappel 1950)"};
    case lattice::Kind::honeycomb:
      return {2 / std::log(2 + std::sqrt(3.0)), 0, "2 / ln(2 + sqrt 3) (Houtappel 1950)"};
    case lattice::Kind::cubic:
      return {4.5115232, 1e-7, "Ferrenberg, Xu and Landau 2018"};
    case lattice::Kind::chain:
    case lattice::Kind::graph:
      break;
  }
  return {};
}

}  // namespace lenz::jobs
