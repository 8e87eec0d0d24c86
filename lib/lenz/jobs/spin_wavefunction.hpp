#pragma once

#include <armadillo>
#include <complex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lenz/io/results.hpp"
#include "lenz/io/wf_file.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/models/spin_states/jastrow_state.hpp"
#include "lenz/models/spin_states/network_state.hpp"
#include "lenz/models/spin_states/rbm_state.hpp"
#include "lenz/random/stream.hpp"

/// [model] of task "ground-state" as wavefunctions of spins.
namespace lenz::jobs {

using RealMachine = models::RbmState<double>;
using ComplexMachine = models::RbmState<std::complex<double>>;
using SpinWavefunction =
    std::variant<RealMachine, ComplexMachine, models::JastrowState, models::NetworkState>;

/// The state at its start, its weights drawn from `rng` or as its file has them. REQUIRES a decoded input.
/// Throws InputError for a file that is malformed or of another number of sites.
SpinWavefunction make_spin_wavefunction(const SpinGroundStateInput& input, const SpinPoint& point,
                                        random::Stream& rng);

/// "a restricted Boltzmann machine of 40 hidden units, translations": what the report calls the state.
std::string state_words(const SpinGroundStateInput& input, const SpinPoint& point);

/// How the parameters are called and where they stand: visible_bias, hidden_bias and weights (a column a
/// feature) of a machine, of complex ones each as _real and _imaginary; fields and pairs (one an orbit) of
/// correlations; parameters, layer after layer, of a network.
std::vector<io::ModelTensor> named_parameters(const RealMachine& psi);
std::vector<io::ModelTensor> named_parameters(const ComplexMachine& psi);
std::vector<io::ModelTensor> named_parameters(const models::JastrowState& psi);
std::vector<io::ModelTensor> named_parameters(const models::NetworkState& psi);

/// A machine hidden unit by hidden unit, as the weight files of Carleo and Troyer's code have it.
io::WfWeights weights_of(const RealMachine& psi);
io::WfWeights weights_of(const ComplexMachine& psi);

}  // namespace lenz::jobs
