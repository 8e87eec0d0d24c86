#pragma once

#include <armadillo>
#include <cmath>
#include <span>
#include <utility>

#include "lenz/autodiff/layers/layout.hpp"
#include "lenz/autodiff/primitives.hpp"
#include "lenz/random/stream.hpp"

/// Models that read a label from a configuration. A network takes x (n_features x N) to one number a column,
/// to one for each class where there are more than two.
namespace lenz::variational {

/// Of two classes: P(y = 1 | x) = sigmoid(f(x)), with the cross entropy as loss (Bishop 2006, eq. 4.90),
///
///     -y log P - (1 - y) log(1 - P) = softplus(f) - y f,
///
/// whose minimum over all functions is the posterior probability.
template <class Network>
class Classifier {
 public:
  Classifier(autodiff::Layout layout, Network network)
      : layout_(std::move(layout)), network_(std::move(network)) {}
  const autodiff::Layout& layout() const { return layout_; }

  template <class T>
  autodiff::Var<T> losses(const autodiff::Bound<T>& p, autodiff::Var<T> x, autodiff::Var<T> y,
                          random::Stream&) const {
    const autodiff::Var<T> f = network_(p, x);
    return softplus(f) - times(y, f);
  }
  /// P(y = 1 | x) of each column.
  template <class T>
  autodiff::Var<T> read(const autodiff::Bound<T>& p, autodiff::Var<T> x) const {
    return sigmoid(network_(p, x));
  }

 private:
  autodiff::Layout layout_;
  Network network_;
};

/// Of K classes: P(y = k | x) = exp(f_k) / sum_j exp(f_j), f the K numbers of the network, with the cross
/// entropy as loss (Bishop 2006, eq. 4.108),
///
///     -log P(y | x) = log sum_k exp(f_k) - f_y,        y = 0 ... K - 1.
template <class Network>
class SoftmaxClassifier {
 public:
  SoftmaxClassifier(autodiff::Layout layout, Network network)
      : layout_(std::move(layout)), network_(std::move(network)) {}
  const autodiff::Layout& layout() const { return layout_; }

  template <class T>
  autodiff::Var<T> losses(const autodiff::Bound<T>& p, autodiff::Var<T> x, autodiff::Var<T> y,
                          random::Stream&) const {
    const autodiff::Var<T> f = network_(p, x);
    arma::Mat<T> chosen(f.n_rows(), f.n_cols(), arma::fill::zeros);
    for (arma::uword j = 0; j < chosen.n_cols; ++j) chosen(static_cast<arma::uword>(y.value()(j)), j) = 1;
    return log_sum_exp(f) - sum_to(times(f, f.tape().constant(chosen)), 1, f.n_cols());
  }
  /// P(y = k | x), a row each class and a column each x.
  template <class T>
  autodiff::Var<T> read(const autodiff::Bound<T>& p, autodiff::Var<T> x) const {
    const autodiff::Var<T> f = network_(p, x);
    return exp(f - log_sum_exp(f));
  }

 private:
  autodiff::Layout layout_;
  Network network_;
};

/// Of a number: y is estimated as centre + width f(x), with the squared error as loss; its minimum over all
/// functions is the posterior mean. centre and width are those of the labels, so that f is of order 1.
template <class Network>
class Regressor {
 public:
  struct Scale {
    double centre = 0, width = 1;
  };
  Regressor(autodiff::Layout layout, Network network, Scale scale)
      : layout_(std::move(layout)), network_(std::move(network)), scale_(scale) {}
  const autodiff::Layout& layout() const { return layout_; }

  template <class T>
  autodiff::Var<T> losses(const autodiff::Bound<T>& p, autodiff::Var<T> x, autodiff::Var<T> y,
                          random::Stream&) const {
    return square(read(p, x) - y);
  }
  /// The estimate of each column.
  template <class T>
  autodiff::Var<T> read(const autodiff::Bound<T>& p, autodiff::Var<T> x) const {
    return shift(autodiff::scale(network_(p, x), static_cast<T>(scale_.width)),
                 static_cast<T>(scale_.centre));
  }

 private:
  autodiff::Layout layout_;
  Network network_;
  Scale scale_;
};

/// What a trained model reads from each of the rows, a column each, a few hundred at a time.
template <class T, class Model>
arma::mat read_rows(const Model& model, const arma::Col<T>& theta, const arma::fmat& values,
                    std::span<const std::uint32_t> rows) {
  constexpr std::size_t n_at_once = 256;
  autodiff::Tape<T> tape;
  autodiff::Bound<T> p(model.layout());
  arma::mat result;
  arma::Mat<T> x;
  for (std::size_t first = 0; first < rows.size(); first += n_at_once) {
    const auto part = rows.subspan(first, std::min(n_at_once, rows.size() - first));
    x.set_size(values.n_rows, part.size());
    for (std::size_t j = 0; j < part.size(); ++j) {
      for (arma::uword i = 0; i < values.n_rows; ++i) x(i, j) = static_cast<T>(values(i, part[j]));
    }
    tape.clear();
    p.bind(tape, theta);
    const arma::Mat<T>& y = model.read(p, tape.input(x)).value();
    if (result.empty()) result.set_size(y.n_rows, rows.size());
    result.cols(first, first + part.size() - 1) = arma::conv_to<arma::mat>::from(y);
  }
  return result;
}

}  // namespace lenz::variational
