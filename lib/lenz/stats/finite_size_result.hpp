#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What finite-size scaling finds; see finite_size.hpp.
namespace lenz::stats {

struct FittedNumber {
  double mean = 0, error = 0;
  double chi2 = 0;
  std::size_t dof = 0;
  double p = 1;  ///< chance of a larger chi^2
};

/// Where the Binder cumulants of two sizes are equal.
struct BinderCrossing {
  double length = 0, larger = 0;
  double temperature = 0, temperature_error = 0;
  double binder = 0, binder_error = 0;
};

/// Moments of one size at the critical temperature found, whose error they share.
struct CriticalMoments {
  double length = 0;
  double binder = 0, binder_error = 0;
  double binder_slope = 0, binder_slope_error = 0;  ///< dU/dT
  double abs_magnetization = 0, abs_magnetization_error = 0;
  double susceptibility = 0, susceptibility_error = 0;  ///< N <m^2> / T
};

struct FiniteSizeResult {
  std::vector<BinderCrossing> crossings;
  std::vector<CriticalMoments> sizes;
  std::optional<FittedNumber> critical_temperature, nu, beta_over_nu, gamma_over_nu;
  bool blocks_short = false;         ///< see ReweightedEstimate
  std::vector<std::string> missing;  ///< why what is not there is not there, in words
};

}  // namespace lenz::stats
