#pragma once

#include <span>
#include <vector>

#include "lenz/stats/finite_size_result.hpp"
#include "lenz/stats/reweighting.hpp"

/// A continuous transition from systems of several sizes.
///
/// Near T_c, with t = T - T_c, the moments of the order parameter of a system of edge L scale as
///   U = 1 - <m^4> / (3 <m^2>^2) = U* + a t L^{1/nu} + b L^{-omega} + …,
///   dU/dT ~ L^{1/nu},   <|m|> ~ L^{-beta/nu},   chi = N <m^2> / T ~ L^{gamma/nu}   at T_c,
/// each with corrections of relative size L^{-omega} (Binder 1981; Ferrenberg and Landau 1991).
namespace lenz::stats {

/// What the universality class is known to be: of the corrections alone, never of the results.
struct FiniteSizeOptions {
  double omega = 1.75;  ///< 7/4 in two dimensions: the regular part of the susceptibility
};

/// One size: its chains at one temperature or several, with the observables |m|, m^2, m^4 in this order.
struct SizeData {
  double length = 0;  ///< edge L
  double n_sites = 0;
  std::vector<TemperatureData> data;
};

/// T_c from the Binder cumulants of all sizes, and the exponents at that T_c.
///
/// Crossings are those of each size with the one nearest to twice it. T_c comes from all cumulants at once:
/// near it U_L(T) = U* + b L^{-omega} + (T - T_c) dU_L/dT with U*, b and T_c fitted by generalised least
/// squares and the slopes as reweighting gives them (b from three sizes on), at a temperature that is moved
/// until it is the T_c found. Exponents are slopes of log |dU/dT|, log <|m|> and log chi at T_c against log
/// L, with a term L^{-omega} from four sizes on. Errors are jackknifed from block to result: the blocks of
/// every size are left out in turn, with the weights of the fits held. They grow by sqrt(chi^2 / dof) where p
/// < 0.05, and by what T_c (and with it each exponent) shifts when omega is a quarter larger or smaller. What
/// the samples do not reach is left out and named in `missing`. Throws std::invalid_argument for fewer than
/// two sizes, sizes not increasing, or other than three observables. Cost: blocks x sizes averages; a second
/// or two for nine sizes of 256 blocks.
FiniteSizeResult finite_size_scaling(std::span<const SizeData> sizes, const FiniteSizeOptions& options = {});

}  // namespace lenz::stats
