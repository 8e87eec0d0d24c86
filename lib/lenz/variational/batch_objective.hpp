#pragma once

#include <armadillo>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lenz/autodiff/layers/layout.hpp"
#include "lenz/autodiff/primitives.hpp"
#include "lenz/data/batches.hpp"
#include "lenz/optim/objective.hpp"
#include "lenz/optim/sum_shards.hpp"

namespace lenz::variational {

/// A model that is learned from rows of data: losses(p, x, y, rng) is one loss a column, 1 x N, of the rows x
/// (n_features x N) and their targets y (1 x N); rng is for models that draw.
template <class M, class T>
concept BatchModel = requires(const M model, const autodiff::Bound<T> p, autodiff::Var<T> x,
                              autodiff::Var<T> y, random::Stream& rng) {
  { model.layout() } -> std::convertible_to<const autodiff::Layout&>;
  { model.losses(p, x, y, rng) } -> std::same_as<autodiff::Var<T>>;
};

/// The mean loss of a model over a batch of rows, a new one each step:
///
///     value = 1/B sum_b loss(x_b),      error = sqrt(sum_b (loss_b - mean)^2) / B,
///
/// with the gradient in all parameters, which are one block. The batch is cut into n_shards parts, each with
/// a tape and a stream of its own. Fulfils optim::Objective. Model and data must outlive it; not for two
/// threads at once (its memory is kept between steps).
template <class T, class Model>
requires BatchModel<Model, T>
class BatchObjective {
 public:
  using Scalar = T;
  struct State {
    data::BatchState batches{};
    template <class Archive>
    void serialize(Archive& archive) {
      archive(batches);
    }
  };

  /// `values` n_features x n_rows, `targets` one a row (or empty, where the model looks at none).
  BatchObjective(const Model& model, const arma::fmat& values, const arma::vec& targets,
                 data::Batches batches, std::size_t n_shards)
      : model_(model), values_(values), targets_(targets), batches_(std::move(batches)) {
    if (n_shards == 0 || n_shards > batches_.batch_size())
      throw std::invalid_argument("the shards of a batch of " + std::to_string(batches_.batch_size()) +
                                  " rows are " + std::to_string(n_shards));
    for (std::size_t shard = 0; shard < n_shards; ++shard)
      work_.push_back(std::make_unique<Work>(model_.layout()));
  }

  std::size_t n_shards() const { return work_.size(); }
  State init(const optim::Parameters<T>&, std::span<random::Stream>) const { return {}; }
  std::vector<std::string> figure_names() const { return {}; }

  void evaluate(const optim::Parameters<T>& theta, State& state, std::span<random::Stream> streams,
                std::size_t n_threads, optim::Evaluation<T>& out) const {
    batches_.next(state.batches, rows_);
    const auto evaluate_shard = [&](std::size_t shard, optim::Evaluation<T>& part) {
      const auto [begin, end] = data::shard_columns(rows_.size(), n_shards(), shard);
      const auto rows = std::span<const std::uint32_t>(rows_).subspan(begin, end - begin);
      work_[shard]->evaluate(*this, theta.front().values, rows, streams[shard], part);
    };
    optim::sum_shards<T>(n_shards(), n_threads, evaluate_shard, parts_, out);
  }

 private:
  /// Memory of a shard, kept from step to step.
  struct Work {
    explicit Work(const autodiff::Layout& layout) : parameters(layout) {}
    void evaluate(const BatchObjective& all, const arma::Col<T>& theta, std::span<const std::uint32_t> rows,
                  random::Stream& rng, optim::Evaluation<T>& part) {
      data::gather(all.values_, rows, x);
      if (!all.targets_.empty()) data::gather(all.targets_, rows, y);
      tape.clear();
      parameters.bind(tape, theta);
      const auto losses = all.model_.losses(parameters, tape.input(x), tape.input(y), rng);
      const auto batch = static_cast<double>(all.rows_.size());
      const auto loss = autodiff::scale(autodiff::sum(losses), static_cast<T>(1 / batch));
      part.gradient.resize(1);
      parameters.gradient(loss, part.gradient.front());
      part.value = static_cast<double>(loss.scalar());
      const double mean = part.value * batch / static_cast<double>(rows.size());
      double squares = 0;
      for (const T each : losses.value())
        squares += (static_cast<double>(each) - mean) * (static_cast<double>(each) - mean);
      part.error = std::sqrt(squares) / batch;
    }
    autodiff::Tape<T> tape{};
    autodiff::Bound<T> parameters;
    arma::Mat<T> x{}, y{};
  };

  const Model& model_;
  const arma::fmat& values_;
  const arma::vec& targets_;
  data::Batches batches_;
  mutable std::vector<std::unique_ptr<Work>> work_;
  mutable std::vector<optim::Evaluation<T>> parts_;
  mutable std::vector<std::uint32_t> rows_;
};

}  // namespace lenz::variational
