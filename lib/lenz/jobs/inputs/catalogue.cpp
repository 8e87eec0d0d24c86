#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/inputs/top_input.hpp"

namespace lenz::jobs {

namespace {

io::Catalogue make_catalogue() {
  io::Catalogue c;
  c.tasks = {
      {"sample", "observables of a known distribution", {"system", "sampler", "run", "output"}, true},
      {"diagonalize",
       "levels, ground-state observables, thermal averages",
       {"system", "run", "output"},
       false},
      {"ground-state",
       "variational energy and observables",
       {"system", "model", "sampler", "optimizer", "run", "output"},
       false},
      {"train",
       "fit, likelihoods, generated physics",
       {"system", "model", "sampler", "optimizer", "run", "output"},
       false},
      {"infer", "posterior paths, evidence", {"system", "model", "optimizer", "run", "output"}, false},
  };
  c.tables = {
      {"system", "what is studied"},
      {"model", "what is varied or learned"},
      {"sampler", "how configurations are drawn"},
      {"optimizer", "how parameters move"},
      {"run", "how much, and from which seed"},
      {"output", "what is kept"},
  };
  c.schemas = {&top_schema(), &ising_schema(), &gaussian_schema(), &mixture_schema(), &markov_chain_schema()};
  for (std::size_t k = 0; k < std::size(io::EnumNames<SamplerKind>::names); ++k) {
    c.schemas.push_back(&sampler_schema(static_cast<SamplerKind>(k)));
  }
  c.schemas.push_back(&run_schema());
  c.schemas.push_back(&output_schema());
  c.planned = {
      {"system", "phi4", "a scalar field on a lattice"},
      {"system", "posterior", "a Bayesian posterior"},
      {"system", "rbm", "a given machine as density"},
      {"system", "spin", "quantum spins"},
      {"system", "trap", "particles in a trap"},
      {"system", "molecule", "electrons around nuclei"},
      {"system", "process", "a stochastic process with observations"},
      {"system", "dataset", "samples in a file"},
      {"sampler", "importance", "Metropolis-Hastings with a Langevin proposal, one particle at a time"},
      {"sampler", "sgld", "stochastic gradients with noise"},
      {"sampler", "exchange", "spin swaps"},
      {"sampler", "exact", "the full sum over states"},
      {"sampler", "dmc", "diffusion Monte Carlo"},
      {"sampler", "pimc", "path-integral Monte Carlo"},
  };
  for (const char* name : {"rbm", "jastrow", "mean-field", "gaussian", "drift", "boltzmann", "dbn", "energy",
                           "autoencoder", "vae", "hvae", "autoregressive", "flow", "gan", "diffusion",
                           "latent-sde", "classifier", "regressor"}) {
    c.planned.push_back({"model", name, ""});
  }
  for (const char* name :
       {"auto", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "lbfgs"}) {
    c.planned.push_back({"optimizer", name, ""});
  }
  return c;
}

}  // namespace

const io::Schema<TopInput>& top_schema() {
  static const io::Schema<TopInput> schema = [] {
    io::Schema<TopInput> s("", "", "the keys at the top of a file");
    s.key("task", &TopInput::task, {.meaning = "what is to be done", .required = true});
    s.key("title", &TopInput::title, {.meaning = "a line for plots and reports"});
    s.key("exact", &TopInput::exact,
          {.meaning = "the oracle that stands beside the numbers; auto: the strongest one whose cost stays "
                      "under a tenth of the run"});
    return s;
  }();
  return schema;
}

const io::Catalogue& catalogue() {
  static const io::Catalogue all = make_catalogue();
  return all;
}

}  // namespace lenz::jobs
