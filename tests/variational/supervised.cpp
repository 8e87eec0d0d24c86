#include "lenz/variational/supervised.hpp"

#include <catch2/catch.hpp>

#include "lenz/autodiff/layers/lattice_network.hpp"
#include "lenz/core/checkpoint_sink.hpp"
#include "lenz/data/hold_out.hpp"
#include "lenz/exact/bayes_optimal.hpp"
#include "lenz/models/ising.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/sampling/swendsen_wang.hpp"
#include "lenz/variational/batch_objective.hpp"

namespace supervised_tests {

using namespace lenz;

namespace {

constexpr double critical = 2.269185314213022;

/// n_each configurations of the square torus at each temperature, labelled with it.
data::Dataset ising_data(std::size_t length, const std::vector<double>& temperatures, std::size_t n_each) {
  data::Dataset set;
  set.values.set_size(length * length, temperatures.size() * n_each);
  set.labels.set_size(set.values.n_cols);
  set.label_name = "temperature";
  set.shape = {length, length};
  const auto system =
      models::make_ising_system(lattice::Lattice(lattice::Kind::square, {length, length}), {});
  std::size_t row = 0;
  for (std::uint32_t k = 0; k < temperatures.size(); ++k) {
    const models::Ising ising(system, temperatures[k]);
    random::Stream stream({.seed = 31, .point = k, .purpose = random::Purpose::test});
    auto walker = ising.random_walker(stream);
    const auto sweep = [&] { sampling::SwendsenWang{}.sweep(ising, walker, stream); };
    for (int n = 0; n < 50; ++n) sweep();
    for (std::size_t n = 0; n < n_each; ++n, ++row) {
      for (int m = 0; m < 6; ++m) sweep();
      for (std::size_t i = 0; i < walker.spins.size(); ++i) set.values(i, row) = walker.spins[i];
      set.labels(row) = temperatures[k];
      set.points.push_back(k);
    }
  }
  return set;
}

template <class Model>
arma::fvec train(const Model& model, const data::Dataset& set, const arma::vec& targets,
                 const data::Split& split, std::uint64_t steps, std::size_t n_threads = 2) {
  using Objective = variational::BatchObjective<float, Model>;
  const Objective objective(model, set.values, targets, data::Batches(split.train, 256, {.seed = 5}), 2);
  random::Stream stream({.seed = 5, .purpose = random::Purpose::initial});
  auto state = optim::start_at(
      objective, {{.name = "model", .values = model.layout().template initial<float>(stream)}}, {.seed = 5});
  const optim::MinimizePlan plan{.steps = steps, .n_threads = n_threads};
  NoCheckpoints sink;
  NoProgress progress;
  optim::minimize(objective,
                  {{.rule = optim::Adam{.learning_rate = optim::Cosine{.rate = 3e-3, .steps = steps}}}}, plan,
                  state, sink, progress);
  return state.parameters.front().values;
}

autodiff::LatticeNetwork network(autodiff::Layout& layout, std::size_t length) {
  return {layout, "network", {.size = {length, length}, .channels = {12, 12}, .widths = {16, 1}}};
}

std::vector<double> temperatures() {
  std::vector<double> t;
  for (int k = 0; k <= 20; ++k) t.push_back(1.5 + 0.1 * k);
  return t;
}

exact::bayes_optimal::EnergyPosterior best_reader(std::size_t length) {
  return {exact::bayes_optimal::torus_levels({.length = length, .width = length}),
          {.temperatures = temperatures()}};
}

}  // namespace

// 12 s: a network is trained until it is as good as it can be.
TEST_CASE("a classifier of phases comes within a hundredth of the best possible accuracy", "[release]") {
  for (const std::size_t length : {4, 8}) {
    const data::Dataset set = ising_data(length, temperatures(), 3000);
    const data::Split split = data::hold_out(set, {.fraction = 0.3, .address = {.seed = 5}});
    arma::vec below(set.n_rows());
    for (std::size_t i = 0; i < below.n_elem; ++i) below(i) = set.labels(i) < critical ? 1 : 0;
    autodiff::Layout layout;
    auto net = network(layout, length);
    const variational::Classifier model(layout, net);
    const arma::vec p =
        variational::read_rows(model, train(model, set, below, split, 1500), set.values, split.held_out);
    double right = 0;
    for (std::size_t i = 0; i < p.n_elem; ++i)
      right += (p(i) > 0.5) == (below(split.held_out[i]) > 0.5) ? 1 : 0;
    const double accuracy = right / static_cast<double>(p.n_elem), best = best_reader(length).accuracy();
    const double error = std::sqrt(best * (1 - best) / static_cast<double>(p.n_elem));
    CAPTURE(length, accuracy, best, error);
    CHECK(accuracy > 0.99 * best);
    CHECK(accuracy < best + 4 * error);
  }
}

// 12 s: a network is trained until it is as good as it can be.
TEST_CASE("a thermometer comes within a twentieth of the least possible squared error", "[release]") {
  for (const std::size_t length : {4, 8}) {
    const data::Dataset set = ising_data(length, temperatures(), 3000);
    const data::Split split = data::hold_out(set, {.fraction = 0.3, .address = {.seed = 5}});
    autodiff::Layout layout;
    auto net = network(layout, length);
    const variational::Regressor model(layout, net,
                                       {.centre = arma::mean(set.labels), .width = arma::stddev(set.labels)});
    const arma::vec t =
        variational::read_rows(model, train(model, set, set.labels, split, 1500), set.values, split.held_out);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < t.n_elem; ++i) {
      const double e = std::pow(t(i) - set.labels(split.held_out[i]), 2);
      sum += e;
      squares += e * e;
    }
    const auto n = static_cast<double>(t.n_elem);
    const double squared_error = sum / n,
                 error = std::sqrt((squares / n - squared_error * squared_error) / n);
    const double best = best_reader(length).squared_error();
    CAPTURE(length, squared_error, best, error);
    CHECK(squared_error < 1.05 * best);
    CHECK(squared_error > best - 4 * error);
  }
}

TEST_CASE("training gives the same bits on one thread and two and eight") {
  const data::Dataset set = ising_data(4, {1.5, 2.0, 2.5, 3.0}, 200);
  const data::Split split = data::hold_out(set, {.fraction = 0.2, .address = {.seed = 5}});
  autodiff::Layout layout;
  auto net = network(layout, 4);
  const variational::Regressor model(layout, net, {.centre = 2.25, .width = 0.5});
  const arma::fvec one = train(model, set, set.labels, split, 60, 1);
  for (const std::size_t n_threads : {2, 8})
    CHECK(arma::all(train(model, set, set.labels, split, 60, n_threads) == one));
}

}  // namespace supervised_tests
