// Whole training steps: batch, forward, backward, Adam. `flops_per_second` counts the products of matrices
// alone, to be held against sgemm in the same run.
#include <armadillo>

#include <benchmark/benchmark.h>

#include "lenz/autodiff/layers/convolution.hpp"
#include "lenz/autodiff/layers/dense_network.hpp"
#include "lenz/core/blas.hpp"
#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/variational/batch_objective.hpp"

namespace learning_bench {

namespace {

using namespace lenz;
using autodiff::Bound, autodiff::Layout, autodiff::Var;

constexpr std::size_t batch = 128;

/// The variational autoencoder 784-512-512-2x8, 8-512-784 with Bernoulli pixels.
class DenseAutoencoder {
 public:
  DenseAutoencoder()
      : encoder_(layout_, "encoder", {.widths = {784, 512, 512, 16}}),
        decoder_(layout_, "decoder", {.widths = {8, 512, 784}}) {}
  const Layout& layout() const { return layout_; }
  template <class T>
  Var<T> losses(const Bound<T>& p, Var<T> x, Var<T>, random::Stream& rng) const {
    const Var<T> code = encoder_(p, x), mean = rows(code, 0, 8), log_variance = rows(code, 8, 8);
    arma::Mat<T> noise(8, x.n_cols());
    for (T& e : noise) e = static_cast<T>(random::normal(rng));
    const Var<T> z = mean + times(exp(T(0.5) * log_variance), x.tape().constant(noise));
    const Var<T> logits = decoder_(p, z);
    const Var<T> reconstruction = sum_to(softplus(logits) - times(x, logits), 1, x.n_cols());
    const Var<T> prior = sum_to(exp(log_variance) + square(mean) - shift(log_variance, 1), 1, x.n_cols());
    return reconstruction + T(0.5) * prior;
  }
  /// Multiplications and additions of a step: three products a weight, but for the first layer's input.
  static constexpr double flops =
      2.0 * batch * (3.0 * (784 * 512 + 512 * 512 + 512 * 16 + 8 * 512 + 512 * 784) - 784 * 512);
  static constexpr arma::uword n_features = 784;

 private:
  Layout layout_;
  autodiff::DenseNetwork encoder_, decoder_;
};

/// Periodic convolutions 1-32-32-1, 3x3, on 16x16 sites.
class ConvolutionNetwork {
 public:
  ConvolutionNetwork()
      : first_(layout_, "first", shape(1, 32), autodiff::Activation::silu),
        second_(layout_, "second", shape(32, 32), autodiff::Activation::silu),
        third_(layout_, "third", shape(32, 1), autodiff::Activation::identity) {}
  const Layout& layout() const { return layout_; }
  template <class T>
  Var<T> losses(const Bound<T>& p, Var<T> x, Var<T>, random::Stream&) const {
    return sum_to(square(third_(p, second_(p, first_(p, x))) - x), 1, x.n_cols());
  }
  static constexpr double flops = 2.0 * batch * 256 * 9 * (3.0 * (32 + 32 * 32 + 32) - 32);
  static constexpr arma::uword n_features = 256;

 private:
  static autodiff::ConvolutionShape::Options shape(arma::uword n_in, arma::uword n_out) {
    return {.size = {16, 16},
            .kernel = {3, 3},
            .stride = {},
            .padding = autodiff::Padding::periodic,
            .n_in = n_in,
            .n_out = n_out};
  }
  Layout layout_;
  autodiff::Convolution first_, second_, third_;
};

/// The argument is the number of threads, and of the shards into which the input cuts the batch: one product
/// of 128 columns a layer for one thread, two of 64 side by side for two.
template <class Model>
void train(benchmark::State& state) {
  use_one_blas_thread();
  const Model model;
  random::Stream rng({.seed = 1, .purpose = random::Purpose::initial});
  arma::fmat values(Model::n_features, 1024);
  for (float& v : values) v = random::uniform(rng) < 0.5 ? 0.0F : 1.0F;
  std::vector<std::uint32_t> rows(values.n_cols);
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
  const arma::vec targets;
  using Objective = variational::BatchObjective<float, Model>;
  const Objective objective(model, values, targets, data::Batches(rows, batch, {.seed = 1}),
                            static_cast<std::size_t>(state.range(0)));
  optim::MinimizeState<Objective> minimum = optim::start_at(
      objective, {{.name = "model", .values = model.layout().template initial<float>(rng)}}, {.seed = 1});
  const optim::Rules rules = {{.rule = optim::Adam{}}};
  NoCheckpoints sink;
  NoProgress progress;
  optim::MinimizePlan plan{.steps = 2, .n_threads = static_cast<std::size_t>(state.range(0))};
  optim::minimize(objective, rules, plan, minimum, sink, progress);
  constexpr std::uint64_t n_steps = 50;
  for (auto _ : state) {
    plan.steps += n_steps;
    optim::minimize(objective, rules, plan, minimum, sink, progress);
  }
  const auto n = static_cast<double>(n_steps) * static_cast<double>(state.iterations());
  state.counters["updates_per_second"] = benchmark::Counter(n, benchmark::Counter::kIsRate);
  state.counters["flops_per_second"] = benchmark::Counter(n * Model::flops, benchmark::Counter::kIsRate);
}

void dense_train(benchmark::State& state) { train<DenseAutoencoder>(state); }
void conv_train(benchmark::State& state) { train<ConvolutionNetwork>(state); }

/// A product of matrices as the dense net has them: 512 x 512 times 512 x 128.
void sgemm(benchmark::State& state) {
  use_one_blas_thread();
  const arma::fmat a(512, 512, arma::fill::ones), b(512, 128, arma::fill::ones);
  arma::fmat c(512, 128);
  for (auto _ : state) {
    c = a * b;
    benchmark::DoNotOptimize(c.memptr());
  }
  state.counters["flops_per_second"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * 2 * 512 * 512 * 128, benchmark::Counter::kIsRate);
}

BENCHMARK(dense_train)->Name("dense_train/784-512-512-8")->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(conv_train)->Name("conv_train/16x16")->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(sgemm)->Name("sgemm/128x512x512")->UseRealTime();

}  // namespace

}  // namespace learning_bench
