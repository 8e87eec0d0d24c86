#include "lenz/jobs/start_examples.hpp"

namespace lenz::jobs {

namespace {

constexpr StartExample examples_of_sampling[] = {
    {"system.ising",
     "The Ising model on a square lattice with periodic edges, E = -J sum_<ij> s_i s_j - h sum_i s_i, taken "
     "through its phase transition. Watch the energy beside Kaufman's exact value of this very lattice, and "
     "the magnetization fall at T_c = 2.269 J, where the specific heat peaks.",
     R"(title = "My Ising model"
[system]
kind = "ising"
lattice = "square"
size = [32, 32]
temperature = [1.8, 2.0, 2.2, 2.269185314213022, 2.4, 2.6, 3.0]
[run]
seed = 1
sweeps = 3000
[output]
configurations = 8
)"},
    {"system.gaussian",
     "A normal density with the mean m and the covariance C that you give: the density to try samplers on, "
     "since all is known of it. Both moments stand beside what was given.",
     R"(title = "My Gaussian"
[system]
kind = "gaussian"
mean = [0.0, 1.0]
covariance = [[1.0, 0.5], [0.5, 2.0]]
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
    {"system.mixture",
     "A mixture of normal densities, p(x) = sum_k w_k N(x; m_k, C_k): hills with a valley between. Move the "
     "means apart and a chain will stay on the hill it began on: tau grows, then R-hat, and the run says "
     "so.",
     R"(title = "My mixture"
[system]
kind = "mixture"
weights = [0.3, 0.7]
means = [[-1.5, 0.0], [1.5, 1.0]]
covariances = [[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.2], [0.2, 1.0]]]
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
    {"system.markov-chain",
     "Walkers on a few states that jump by the probabilities in a matrix: row i says where one in state i "
     "goes next. The share of time in each state stands beside the exact one, and a histogram of walkers "
     "follows p(t) = p(0) W^t.",
     R"(title = "My Markov chain"
[system]
kind = "markov-chain"
matrix = [
  [0.50, 0.50, 0.00],
  [0.25, 0.50, 0.25],
  [0.00, 0.50, 0.50],
]
start = 0
[run]
seed = 1
sweeps = 50000
)"},
    {"sampler.auto",
     "The sampler that suits the system, chosen by Lenz and said at the start of the run: here an Ising "
     "model below, at and above its transition, for which it takes clusters.",
     R"(title = "An Ising model, sampled by what suits it"
[system]
kind = "ising"
size = [32, 32]
temperature = [2.0, 2.269185314213022, 2.6]
[sampler]
kind = "auto"
[run]
seed = 1
sweeps = 3000
[output]
configurations = 8
)"},
    {"sampler.metropolis",
     "One spin at a time: its flip is proposed, and accepted with probability min(1, exp(-dE / T)). It does "
     "any energy, and slows down near a transition: compare tau at both temperatures, and with "
     "`--set sampler.kind=wolff`.",
     R"(title = "An Ising model by Metropolis"
[system]
kind = "ising"
size = [16, 16]
temperature = [2.6, 3.2]
[sampler]
kind = "metropolis"
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
    {"sampler.heat-bath",
     "One spin at a time, drawn afresh from its distribution given its neighbours: no move is refused. Here "
     "in a field, where clusters cannot go.",
     R"(title = "An Ising model in a field by heat bath"
[system]
kind = "ising"
size = [8, 8]
field = 0.5
temperature = [2.6, 3.2]
[sampler]
kind = "heat-bath"
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
    {"sampler.wolff",
     "One cluster of like spins at a time, grown from a site and flipped as a whole: hardly any slowing "
     "down at the transition, the middle one of these temperatures.",
     R"(title = "An Ising model by Wolff's clusters"
[system]
kind = "ising"
size = [32, 32]
temperature = [2.0, 2.269185314213022, 2.6]
[sampler]
kind = "wolff"
[run]
seed = 1
sweeps = 3000
[output]
configurations = 8
)"},
    {"sampler.swendsen-wang",
     "The whole lattice is cut into clusters of like spins, and each is flipped with probability 1/2: "
     "hardly any slowing down at the transition, the middle one of these temperatures.",
     R"(title = "An Ising model by Swendsen and Wang's clusters"
[system]
kind = "ising"
size = [32, 32]
temperature = [2.0, 2.269185314213022, 2.6]
[sampler]
kind = "swendsen-wang"
[run]
seed = 1
sweeps = 3000
[output]
configurations = 8
)"},
    {"sampler.multispin",
     "256 spins to a word, one bit each: hundreds of lattices at once, each spin from its exact distribution "
     "given its neighbours. Away from the transition nothing gives smaller errors for its time; near it, "
     "compare tau with that of `--set sampler.kind=wolff`.",
     R"(title = "64 Ising models in the bits of words"
[system]
kind = "ising"
size = [64, 64]
temperature = [2.6, 3.0, 4.0]
[sampler]
kind = "multispin"
rule = "heat-bath"
[run]
seed = 1
sweeps = 10000
[output]
configurations = 8
)"},
    {"sampler.gibbs",
     "One coordinate at a time, drawn from its density given the others: nothing to tune, and slow where "
     "coordinates are strongly correlated. Raise the covariance towards 1 and watch tau.",
     R"(title = "A correlated Gaussian by Gibbs sampling"
[system]
kind = "gaussian"
mean = [0.0, 0.0]
covariance = [[1.0, 0.5], [0.5, 1.0]]
[sampler]
kind = "gibbs"
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
    {"sampler.langevin",
     "A diffusion in the force grad log p, in steps of finite length and with nothing refused: it samples a "
     "density that is a little off, the more the longer the step. So the run ends with a warning, as it "
     "must; `--set sampler.kind=mala --set sampler.step=auto` fixes it.",
     R"(title = "A correlated Gaussian by unadjusted Langevin steps"
[system]
kind = "gaussian"
mean = [0.0, 0.0]
covariance = [[1.0, 0.5], [0.5, 1.0]]
[sampler]
kind = "langevin"
step = 0.02
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
    {"sampler.mala",
     "A Langevin step, accepted or refused so that the density is met exactly. Its length is tuned in "
     "burn-in.",
     R"(title = "A correlated Gaussian by adjusted Langevin steps"
[system]
kind = "gaussian"
mean = [0.0, 0.0]
covariance = [[1.0, 0.5], [0.5, 1.0]]
[sampler]
kind = "mala"
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
    {"sampler.hmc",
     "A trajectory through phase space, as of a ball that rolls in -log p, accepted by its error of energy: "
     "it goes far in one move. The length of its steps is tuned in burn-in.",
     R"(title = "A correlated Gaussian by Hamiltonian Monte Carlo"
[system]
kind = "gaussian"
mean = [0.0, 0.0]
covariance = [[1.0, 0.8], [0.8, 1.0]]
[sampler]
kind = "hmc"
leapfrog = 10
[run]
seed = 1
sweeps = 50000
[output]
configurations = 8
)"},
};

}  // namespace

std::span<const StartExample> start_examples() { return examples_of_sampling; }

}  // namespace lenz::jobs
