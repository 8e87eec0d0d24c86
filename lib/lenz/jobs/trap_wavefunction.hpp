#pragma once

#include <armadillo>
#include <cstddef>
#include <string>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/trap_case.hpp"
#include "lenz/models/wavefunction/backflow_determinant.hpp"
#include "lenz/models/wavefunction/gaussian_envelope.hpp"
#include "lenz/models/wavefunction/hard_core.hpp"
#include "lenz/models/wavefunction/pade_jastrow.hpp"
#include "lenz/models/wavefunction/pair_rbm.hpp"
#include "lenz/models/wavefunction/polynomial_jastrow.hpp"
#include "lenz/models/wavefunction/rbm_factor.hpp"
#include "lenz/models/wavefunction/slater_determinant.hpp"
#include "lenz/models/wavefunction/smooth_jastrow.hpp"
#include "lenz/models/wavefunction/symmetrised.hpp"
#include "lenz/models/wavefunction/triple_jastrow.hpp"
#include "lenz/random/stream.hpp"

/// [model] of task "ground-state" as factors of a wavefunction.
namespace lenz::jobs {

using EnvelopeFactor = models::OneOf<models::GaussianEnvelope, models::RbmFactor, models::PairRbm,
                                     models::Symmetrised<models::RbmFactor>>;
using HardSphereFactor = models::FactorProduct<models::HardCore, models::PolynomialJastrow>;
using SmoothFactor = models::FactorProduct<models::SmoothJastrow, models::PolynomialJastrow>;
using JastrowFactor = models::OneOf<models::NoFactor, models::PadeJastrow, models::PolynomialJastrow,
                                    models::SmoothJastrow, SmoothFactor, HardSphereFactor>;
using DeterminantFactor =
    models::OneOf<models::NoFactor, models::SlaterDeterminant, models::BackflowDeterminant>;
using TripleFactor = models::OneOf<models::NoFactor, models::TripleJastrow>;
using TrapWavefunction =
    models::FactorProduct<EnvelopeFactor, JastrowFactor, TripleFactor, DeterminantFactor>;

/// The state at its start, weights drawn from `rng`. REQUIRES a decoded input.
TrapWavefunction make_trap_wavefunction(const TrapGroundStateInput& input, const TrapPoint& point,
                                        random::Stream& rng);
/// The machine alone, for Gibbs sampling. REQUIRES an input of such a state.
models::RbmFactor make_rbm_factor(const TrapGroundStateInput& input, const TrapPoint& point,
                                  random::Stream& rng);

/// How the parameters are called and where they stand: "envelope", "jastrow", "three_body", "determinant", as
/// far as there are any.
std::vector<io::ModelTensor> named_parameters(const TrapWavefunction& psi, const arma::vec& theta);
std::vector<io::ModelTensor> named_parameters(const models::RbmFactor& psi, const arma::vec& theta);

/// Whether the state has nodes, near which forces grow without bound.
bool has_nodes(const TrapGroundStateInput& input);

/// The clipping of local energies in the gradient (variational::VmcSampling): where they diverge, at nodes
/// and where a cusp is missing; 0 elsewhere, as rare places are what a smooth state has to learn.
double clip_of(const TrapGroundStateInput& input);

}  // namespace lenz::jobs
