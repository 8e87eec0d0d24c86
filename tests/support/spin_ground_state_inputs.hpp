#pragma once

#include <string>
#include <vector>

namespace lenz::test {

/// Valid inputs of task `ground-state` of every model, state and sampler of quantum spins, for tests that
/// read thousands.
inline std::vector<std::string> spin_ground_state_inputs() {
  const std::string top = "task = 'ground-state'\n[system]\nkind = 'spin'\n", rbm = "[model]\nkind = 'rbm'\n",
                    chain = "lattice = 'chain'\nsize = [8]\n";
  return {
      top + chain + rbm,
      "title = 'x'\nexact = 'free-fermions'\n" + top +
          "lattice = 'chain'\nsizes = [4, 6]\nfield = [0.5, 1]\ncoupling = { from = 0.5, to = 1.0, count = 2 "
          "}\n" +
          rbm +
          "density = 1\nparameters = 'complex'\nsymmetry = 'none'\nbiases = true\nmarshall = "
          "false\n[sampler]\n"
          "kind = 'metropolis'\ninversion = false\n[optimizer]\nkind = 'adam'\nrate = 0.01\n[run]\nseed = "
          "3\nchains = 2\nburn_in = 100\nsweeps = 1000\nthin = 2\nsteps = 10\nbatch = 256\nshards = "
          "2\ntolerance = 1e-4\ntime_limit = '30m'\ncheckpoint_every = 10\n[output]\nconfigurations = "
          "5\ntrace "
          "= true\nplots = false\n",
      "exact = 'bethe'\n" + top + chain + "model = 'xxz'\nanisotropy = [0.5, 1]\n" + rbm +
          "hidden = 8\nmarshall = true\n[sampler]\nkind = 'exchange'\ninversion = true\n",
      top +
          "lattice = 'square'\nsize = [4, 2]\nmodel = 'j1j2'\nj2 = [0, 0.2]\nmagnetization = "
          "2\n[model]\nkind "
          "= 'jastrow'\nsymmetry = 'translation'\n",
      "exact = 'none'\n" + top + chain + "boundary = 'open'\n[model]\nkind = 'mean-field'\n",
      top + chain + rbm +
          "levels = 2\npenalty = 5\nsymmetry = 'lattice'\ndensity = 2\n[optimizer]\nkind = 'sgd'\nnatural = "
          "true\nangle = 0.1\n",
      top + chain + "[model]\nkind = 'network'\nlayers = [8, 4]\n[sampler]\nkind = 'exact'\n",
  };
}

}  // namespace lenz::test
