#include "lenz/jobs/inputs/supervised_input.hpp"

#include <array>

namespace lenz::jobs {

namespace {

io::Schema<SupervisedInput> make(SupervisedKind kind) {
  const bool classifies = kind == SupervisedKind::classifier;
  SupervisedInput defaults;
  defaults.kind = kind;
  io::Schema<SupervisedInput> s(
      "model", std::string(io::name_of(kind)),
      classifies ? "a network that reads a class from a row" : "a network that reads a number from a row",
      defaults);
  s.conventions(classifies
                    ? "Minimises the mean cross entropy, in nats. `phase` is below or above the critical "
                      "temperature; otherwise every value of the label is a class, numbers or words: two are "
                      "told apart "
                      "by one output (a sigmoid), more by one output each (softmax). On configurations of an "
                      "Ising lattice the best possible accuracy is given with the network's, where the "
                      "density of states is known."
                    : "Minimises the mean squared error, in units of the label squared. On configurations of "
                      "an Ising lattice the "
                      "smallest possible error of the temperature, that of its posterior mean, stands "
                      "beside the network's, where the density of states is known.");
  s.key("architecture", &SupervisedInput::architecture,
        {.meaning = "dense layers over the whole row, or convolutions over its axes (periodic), their last "
                    "channels averaged over all sites"});
  s.key("layers", &SupervisedInput::layers,
        {.meaning = "units (dense) or channels (convolution) of each hidden layer", .min = 1, .max = 65536});
  s.key("kernel", &SupervisedInput::kernel,
        {.meaning = "sites along each axis that a convolution sees, an odd number", .min = 1, .max = 31});
  s.key("activation", &SupervisedInput::activation, {.meaning = "what follows each hidden layer"});
  s.key("target", &SupervisedInput::target,
        {.meaning = classifies
                        ? "the phase, each temperature as a class, or each value of the label as a class; "
                          "auto: the phase "
                          "where the label is a temperature, else the label"
                        : "the temperature, or the number that is the label (key); auto: whichever it is"});
  s.key("standardise", &SupervisedInput::standardise,
        {.meaning = "take from each feature its mean and divide by its standard deviation, both of the rows "
                    "trained on "
                    "(one for all features of a convolution); auto: where the rows are not configurations of "
                    "a lattice"});
  if (classifies) {
    s.key("critical_temperature", &SupervisedInput::critical_temperature,
          {.meaning = "what separates the phases; auto: T_c of the infinite lattice that the data are of",
           .unit = "energy",
           .min = 0,
           .exclusive_min = true});
  }
  return s;
}

}  // namespace

const io::Schema<SupervisedInput>& supervised_schema(SupervisedKind kind) {
  static const std::array<io::Schema<SupervisedInput>, 2> all{make(SupervisedKind::classifier),
                                                              make(SupervisedKind::regressor)};
  return all[static_cast<std::size_t>(kind)];
}

Target target_of(const SupervisedInput& model, bool label_is_temperature) {
  if (model.target != Target::automatic) return model.target;
  if (!label_is_temperature) return Target::key;
  return model.kind == SupervisedKind::classifier ? Target::phase : Target::temperature;
}

}  // namespace lenz::jobs
