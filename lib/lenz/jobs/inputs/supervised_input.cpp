#include "lenz/jobs/inputs/supervised_input.hpp"

#include <array>

namespace lenz::jobs {

namespace {

io::Schema<SupervisedInput> make(SupervisedKind kind) {
  const bool classifies = kind == SupervisedKind::classifier;
  SupervisedInput defaults;
  defaults.kind = kind;
  defaults.target = classifies ? Target::phase : Target::temperature;
  io::Schema<SupervisedInput> s(
      "model", std::string(io::name_of(kind)),
      classifies ? "a network that reads a class from a row" : "a network that reads a number from a row",
      defaults);
  s.conventions(classifies
                    ? "Minimises the mean cross entropy, in nats. `phase` is below or above the critical "
                      "temperature; otherwise every value of the label is a class. On configurations of an "
                      "Ising lattice the best possible accuracy stands beside the network's, where the "
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
                        ? "the phase, each temperature as a class, or each value of [system] key as a class"
                        : "the temperature, or the number [system] key"});
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

}  // namespace lenz::jobs
