#pragma once

#include <string>
#include <vector>

namespace lenz::test {

/// Valid inputs of task `diagonalize` of every model, lattice and kind of sector, for tests that read
/// thousands. The graph is "g", an edge list of a few sites.
inline std::vector<std::string> diagonalization_inputs() {
  const std::string top = "task = 'diagonalize'\n[system]\nkind = 'spin'\n";
  return {
      top + "lattice = 'chain'\nsize = [8]\n",
      "title = 'x'\nexact = 'free-fermions'\n" + top +
          "model = 'transverse-ising'\nlattice = 'chain'\nsizes = [4, 6]\nboundary = 'open'\ncoupling = [1, "
          "-1]\nfield = { from = 0.5, to = 1.5, count = 3 }\n[run]\nseed = 3\nlevels = 6\nmethod = "
          "'lanczos'\ntolerance = 1e-11\ntime_limit = '30m'\ncheckpoint_every = 10\n[output]\nobservables = "
          "false\nplots = false\n",
      "exact = 'none'\n" + top +
          "model = 'xxz'\nlattice = 'chain'\nsize = [8]\nanisotropy = [0.5, 1]\nmagnetization = 0\nmomentum "
          "= [4]\nreflection_x = 'even'\nspin_inversion = 'even'\n",
      top +
          "model = 'j1j2'\nsize = [4, 4]\nj2 = [0.2, 0.5]\nfield = 0.1\nmagnetization = -2\nmomentum = [2, "
          "2]\nreflection_x = 'odd'\nreflection_y = 'odd'\nreflection_diagonal = 'even'\n",
      top +
          "model = 'xxz'\nlattice = 'cubic'\nsize = [2, 2, 2]\nreflection_z = 'odd'\ntemperature = { from = "
          "0.5, to = 2.0, count = 4 }\n[run]\nmethod = 'dense'\nvectors = 8\nsteps = 40\n",
      top + "lattice = 'triangular'\nsize = [2, 3]\nspin_inversion = 'odd'\n[run]\nlevels = 1\n",
      top + "lattice = 'honeycomb'\nsize = [2, 2]\nmomentum = [0, 1]\ntemperature = [1, 2]\n",
      "exact = 'dense'\n" + top + "model = 'j1j2'\nlattice = 'graph'\nfile = 'g'\ncoupling = -1\n",
  };
}

}  // namespace lenz::test
