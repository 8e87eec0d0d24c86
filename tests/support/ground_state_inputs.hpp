#pragma once

#include <string>
#include <vector>

namespace lenz::test {

/// Valid inputs of task `ground-state` of every interaction, model, sampler and optimizer, for tests that
/// read thousands.
inline std::vector<std::string> ground_state_inputs() {
  const std::string top = "task = 'ground-state'\n[system]\nkind = 'trap'\n",
                    gaussian = "[model]\nkind = 'gaussian'\n", rbm = "[model]\nkind = 'rbm'\n";
  return {
      top + gaussian,
      "title = 'x'\nexact = 'radial'\n" + top +
          "particles = 2\ndimensions = 3\nomega = [0.5, 1]\nstatistics = 'fermion'\nspin_up = 1\ninteraction "
          "= "
          "'coulomb'\nstrength = { from = 0.5, to = 1.0, count = 2 }\n" +
          gaussian +
          "jastrow = 'boys-handy'\norder = 5\ncusp = true\n[sampler]\nkind = 'importance'\nstep = "
          "0.1\ncusp_weight = 0.5\n[optimizer]\nkind = 'adam'\nrate = 0.01\n[run]\nseed = 3\nchains = "
          "2\nburn_in = "
          "100\nsweeps = 1000\nthin = 2\nsteps = 10\nbatch = 256\nshards = 2\ntolerance = 1e-4\ntime_limit = "
          "'30m'\ncheckpoint_every = 10\n[output]\nconfigurations = 5\ntrace = true\nplots = "
          "false\ndistributions = false\n",
      "exact = 'none'\n" + top + "particles = 6\nstatistics = 'fermion'\ninteraction = 'coulomb'\n" +
          gaussian + "backflow = true\n[optimizer]\nkind = 'auto'\ndamping = 1e-2\n",
      top + "particles = 3\ninteraction = 'gaussian'\nstrength = [-1, 3]\nrange = 0.5\n" + rbm +
          "hidden = 2\nsymmetry = 'symmetrised'\n[sampler]\nkind = 'metropolis'\nstep = 0.5\n",
      top + "dimensions = 1\ninteraction = 'coulomb'\nsoftening = 0.1\nstatistics = 'distinguishable'\n" +
          rbm +
          "sigma = 0.7\ntrain_sigma = false\nform = 'sqrt'\njastrow = 'none'\n[sampler]\nkind = 'gibbs'\n",
      top +
          "particles = 10\ndimensions = 3\nfrequencies = [1, 1, 2.8]\ninteraction = 'hard-sphere'\nrange = "
          "0.1\n" +
          gaussian + "[sampler]\nkind = 'mala'\n[optimizer]\nkind = 'sgd'\nnatural = true\nsolver = 'cg'\n",
      top + "particles = 3\nstatistics = 'fermion'\nspin_up = 3\n" + rbm +
          "slater = false\nsymmetry = 'none'\n[sampler]\nkind = 'hmc'\nleapfrog = 5\n",
      top + "particles = 1\n" + rbm,
  };
}

}  // namespace lenz::test
