#pragma once

#include <cstddef>
#include <vector>

#include "lenz/io/schema.hpp"

namespace lenz::jobs {

using Rows = std::vector<std::vector<double>>;

/// [system] kind = "gaussian": p(x) ~ exp(-(x - m)^T C^-1 (x - m) / 2).
struct GaussianInput {
  std::vector<double> mean;  ///< zero where the file gives none; decoding fills it
  Rows covariance;

  std::size_t dimension() const { return covariance.size(); }
};

/// [system] kind = "mixture": p(x) = sum_k w_k N(x; m_k, C_k).
struct MixtureInput {
  std::vector<double> weights;  ///< positive, sum 1 after decoding; equal where the file gives none
  std::vector<std::vector<double>> means;
  std::vector<Rows> covariances;

  std::size_t dimension() const { return means.empty() ? 0 : means.front().size(); }
};

const io::Schema<GaussianInput>& gaussian_schema();
const io::Schema<MixtureInput>& mixture_schema();

}  // namespace lenz::jobs
