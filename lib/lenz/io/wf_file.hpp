#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/io/diagnostics.hpp"

namespace lenz::io {

/// A restricted Boltzmann machine as wavefunction of spins s_i = 1 or -1, as in the weight files (.wf) of
/// Carleo and Troyer's code:
///
///     psi(s) = exp(sum_i a_i s_i) prod_j 2 cosh(b_j + sum_i w_ij s_i)
struct WfWeights {
  std::size_t n_sites = 0, n_hidden = 0;
  std::vector<std::complex<double>> a, b, w;  ///< w_ij at i n_hidden + j

  /// No imaginary part is there.
  bool is_real() const;
  bool operator==(const WfWeights&) const = default;
};

/// Reads such a file: the number of sites, that of hidden units, all a_i, all b_j, and w_ij hidden unit after
/// hidden unit of each site, each as (re,im), (re) or re, with white space between them. What is malformed,
/// not finite, missing or too much is complained of with its place, under the file's name. Cost: linear.
WfWeights parse_wf(std::string_view text, const std::string& name, Complaints& complaints);

/// The text of a file, from which the same numbers are read back.
std::string wf_text(const WfWeights& weights);

}  // namespace lenz::io
