#pragma once

#include <armadillo>
#include <cstddef>

namespace lenz::variational {

/// Where a problem writes what it measures of a walker: local energies from `column` on, their
/// log-derivatives into as many columns of `o`; imaginary parts, of complex states, n_samples further on in
/// both.
struct SampleSlot {
  arma::vec& energies;
  arma::mat& o;
  std::size_t column = 0, n_samples = 0;
};

}  // namespace lenz::variational
