#pragma once

#include "lenz/autodiff/layers/layout.hpp"
#include "lenz/autodiff/primitives.hpp"

namespace lenz::autodiff {

enum class Activation { identity, tanh, sigmoid, relu, silu, softplus };

template <class T>
Var<T> activate(Activation activation, Var<T> x) {
  switch (activation) {
    case Activation::tanh:
      return tanh(x);
    case Activation::sigmoid:
      return sigmoid(x);
    case Activation::relu:
      return relu(x);
    case Activation::silu:
      return silu(x);
    case Activation::softplus:
      return softplus(x);
    case Activation::identity:
      break;
  }
  return x;
}

/// The initialiser that keeps the variance of what passes through.
inline Initialiser initialiser_for(Activation activation) {
  switch (activation) {
    case Activation::relu:
    case Activation::silu:
    case Activation::softplus:
      return Initialiser::he;
    case Activation::tanh:
    case Activation::sigmoid:
      return Initialiser::glorot;
    case Activation::identity:
      break;
  }
  return Initialiser::lecun;
}

}  // namespace lenz::autodiff
