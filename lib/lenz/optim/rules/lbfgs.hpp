#pragma once

#include <cstddef>

#include "lenz/core/checks.hpp"

namespace lenz::optim {

/// L-BFGS for deterministic objectives (Nocedal and Wright 2006, Alg. 7.4 and 7.5): the direction from the
/// last `memory` changes of parameters and gradient, its length by a line search under the strong Wolfe
/// conditions (Alg. 3.5 and 3.6) with the constants c1 and c2, 0 < c1 < c2 < 1.
///
/// It moves all blocks together, in every step: where one block has it, all have, with cadence 1.
struct Lbfgs {
  std::size_t memory = 10;
  double c1 = 1e-4, c2 = 0.9;
  std::size_t max_evaluations = 40;  ///< of the objective in one line search

  void check() const {
    check_positive("the memory of L-BFGS", memory);
    check_positive("the number of evaluations of a line search", max_evaluations);
    if (!(c1 > 0 && c1 < c2 && c2 < 1))
      throw_invalid("c1 of the line search", c1, "above 0 and below c2 < 1");
  }
};

}  // namespace lenz::optim
