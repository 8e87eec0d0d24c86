#include "lenz/jobs/inputs/continuum_inputs.hpp"

namespace lenz::jobs {

const io::Schema<GaussianInput>& gaussian_schema() {
  static const io::Schema<GaussianInput> schema = [] {
    io::Schema<GaussianInput> s("system", "gaussian", "a normal density in any dimension");
    s.conventions(
        "p(x) ~ exp(-(x - m)^T C^-1 (x - m) / 2) with mean m and covariance C. `covariance` is reported "
        "column by column.");
    s.key("mean", &GaussianInput::mean, {.meaning = "m", .default_text = "zero"});
    s.key("covariance", &GaussianInput::covariance,
          {.meaning = "C, symmetric and positive definite", .required = true});
    return s;
  }();
  return schema;
}

const io::Schema<MixtureInput>& mixture_schema() {
  static const io::Schema<MixtureInput> schema = [] {
    io::Schema<MixtureInput> s("system", "mixture", "a mixture of normal densities");
    s.conventions("p(x) = sum_k w_k N(x; m_k, C_k). Weights are divided by their sum.");
    s.key("weights", &MixtureInput::weights,
          {.meaning = "w, one for each component", .min = 0, .exclusive_min = true, .default_text = "equal"});
    s.key("means", &MixtureInput::means, {.meaning = "m, one row for each component", .required = true});
    s.key("covariances", &MixtureInput::covariances,
          {.meaning = "C, one symmetric positive definite matrix for each component", .required = true});
    return s;
  }();
  return schema;
}

}  // namespace lenz::jobs
