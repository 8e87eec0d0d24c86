#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"

namespace lenz::jobs {

enum class SupervisedKind { classifier, regressor };
enum class Architecture { dense, convolution };
enum class Activation { silu, relu, tanh };
/// What is read from a row: the number `temperature` of its label, on which side of the critical temperature
/// that is, or the label [system] key as it is. automatic: see target_of.
enum class Target { automatic, temperature, phase, key };

/// [model] kind = "classifier" or "regressor".
struct SupervisedInput {
  SupervisedKind kind = SupervisedKind::classifier;
  Architecture architecture = Architecture::dense;
  std::vector<std::uint64_t> layers{64};  ///< width (channels) of each hidden layer
  std::uint64_t kernel = 3;               ///< sites along each axis that a convolution sees; odd
  Activation activation = Activation::silu;
  Target target = Target::automatic;
  io::Auto<bool> standardise;             ///< the features; auto: where the rows are no lattice's
  io::Auto<double> critical_temperature;  ///< between the phases; auto: that of the infinite lattice
};

const io::Schema<SupervisedInput>& supervised_schema(SupervisedKind kind);

/// What `auto` stands for: of temperatures a classifier learns the phase and a regressor the temperature; any
/// other label is learned as it is.
Target target_of(const SupervisedInput& model, bool label_is_temperature);

}  // namespace lenz::jobs

namespace lenz::io {

template <>
struct EnumNames<jobs::SupervisedKind> {
  static constexpr std::string_view names[] = {"classifier", "regressor"};
};
template <>
struct EnumNames<jobs::Architecture> {
  static constexpr std::string_view names[] = {"dense", "convolution"};
};
template <>
struct EnumNames<jobs::Activation> {
  static constexpr std::string_view names[] = {"silu", "relu", "tanh"};
};
template <>
struct EnumNames<jobs::Target> {
  static constexpr std::string_view names[] = {"auto", "temperature", "phase", "key"};
};

}  // namespace lenz::io
