#pragma once

#include <string>
#include <vector>

#include "lenz/jobs/inputs/sample_input.hpp"

namespace lenz::test {

/// What is said about a text as task `sample`, one complaint a line; empty where it is fine.
inline std::string complaints_about(const std::string& text, const std::vector<std::string>& arguments = {}) {
  try {
    io::Document document = io::Document::parse(text, "a.toml", "/tmp");
    for (const std::string& argument : arguments) document.set(argument);
    jobs::decode_task(document);
    jobs::decode_sample(document);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

inline jobs::SampleInput decoded(const std::string& text) {
  return jobs::decode_sample(io::Document::parse(text, "a.toml", "/tmp"));
}

/// A valid input of every kind of system and sampler.
inline const std::vector<std::string>& valid_inputs() {
  static const std::vector<std::string> all{
      "task = \"sample\"\n[system]\nkind = \"ising\"\nsize = [8, 8]\n",
      "task = 'sample'\ntitle = 'x'\nexact = 'enumeration'\n[system]\nkind = 'ising'\nlattice = "
      "'honeycomb'\nsize = [2, 3]\n"
      "boundary = 'open'\ncoupling = [-1, 1]\nfield = { from = 0, to = 1, count = 3 }\ntemperature = [1.5, "
      "2]\n"
      "[sampler]\nkind = 'metropolis'\nacceptance = 'barker'\n[run]\nseed = 3\nchains = 2\nburn_in = "
      "100\nsweeps = 1000\nthin = 2\n"
      "time_limit = '30m'\ncheckpoint_every = 10\n[output]\nconfigurations = 5\ntrace = true\nplots = "
      "false\n",
      "task = 'sample'\n[system]\nkind = 'ising'\nsize = [4, 6]\ndisorder = 'bimodal'\ndisorder_seed = [1, "
      "2]\n"
      "temperature = { from = 0.5, to = 2.0, count = 8 }\n[sampler]\nkind = 'heat-bath'\nscan = "
      "'sequential'\ntempering = true\n",
      "task = 'sample'\n[system]\nkind = 'ising'\nlattice = 'chain'\nsize = 12\n[sampler]\nkind = 'wolff'\n",
      "task = 'sample'\n[system]\nkind = 'ising'\nlattice = 'cubic'\nsize = [4, 4, 4]\n[sampler]\nkind = "
      "'swendsen-wang'\n",
      "task = 'sample'\n[system]\nkind = 'gaussian'\ncovariance = [[1, 0.5], [0.5, 1]]\n[sampler]\nkind = "
      "'gibbs'\nscan = 'random'\n",
      "task = 'sample'\n[system]\nkind = 'gaussian'\nmean = [1, 2]\ncovariance = [[1, 0.5], [0.5, "
      "1]]\n[sampler]\nkind = 'langevin'\nstep = 0.2\n",
      "task = 'sample'\nexact = 'gaussian'\n[system]\nkind = 'mixture'\nweights = [1, 2]\nmeans = [[0], "
      "[3]]\ncovariances = [[[1]], [[2]]]\n"
      "[sampler]\nkind = 'hmc'\nstep = 0.3\nleapfrog = 5\n",
      "task = 'sample'\n[system]\nkind = 'mixture'\nmeans = [[0, 1], [3, 1]]\ncovariances = [[[1, 0], [0, "
      "1]], [[2, 0], [0, 1]]]\n[sampler]\nkind = 'mala'\n",
      "task = 'sample'\n[system]\nkind = 'markov-chain'\nmatrix = [[0.5, 0.5], [0.25, 0.75]]\nstart = [0.5, "
      "0.5]\n",
      // Weights that, divided by their sum, do not sum to 1 exactly.
      "task = 'sample'\n[system]\nkind = 'mixture'\nweights = [4, 6, 4, 4, 8, 5]\nmeans = [[0], [1], [2], "
      "[3], [4], [5]]\n"
      "covariances = [[[1]], [[1]], [[1]], [[1]], [[1]], [[1]]]\n",
  };
  return all;
}

}  // namespace lenz::test
