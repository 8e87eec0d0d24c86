#pragma once

#include <cmath>

#include "lenz/lattice/lattice.hpp"

namespace lenz::jobs {

/// T_c / J of the Ising ferromagnet on an infinite lattice; 0 for a chain, which has no transition, and for a
/// graph.
///
///   square 2 / ln(1 + sqrt 2), triangular 4 / ln 3, honeycomb 2 / ln(2 + sqrt 3)   (Onsager 1944, Houtappel
///   1950);  cubic 4.5115232(1)   (Ferrenberg, Xu and Landau 2018).
inline double critical_ratio(lattice::Kind kind) {
  switch (kind) {
    case lattice::Kind::square:
      return 2 / std::log1p(std::sqrt(2.0));
    case lattice::Kind::triangular:
      return 4 / std::log(3.0);
    case lattice::Kind::honeycomb:
      return 2 / std::log(2 + std::sqrt(3.0));
    case lattice::Kind::cubic:
      return 4.5115232;
    case lattice::Kind::chain:
    case lattice::Kind::graph:
      break;
  }
  return 0;
}

}  // namespace lenz::jobs
