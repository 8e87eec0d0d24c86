#include "lenz/jobs/learner.hpp"

#include <utility>

#include "lenz/autodiff/layers/lattice_network.hpp"
#include "lenz/jobs/optimizer_rules.hpp"
#include "lenz/jobs/training_lines.hpp"
#include "lenz/optim/minimize.hpp"
#include "lenz/variational/batch_objective.hpp"
#include "lenz/variational/supervised.hpp"

namespace lenz::jobs {
namespace {

template <class Model>
class SupervisedLearner final : public Learner {
 public:
  using Objective = variational::BatchObjective<float, Model>;

  SupervisedLearner(const TrainInput& input, const Lesson& lesson, Model model)
      : input_(input),
        lesson_(lesson),
        model_(std::move(model)),
        objective_(
            model_, lesson.data->values, lesson.targets,
            data::Batches(lesson.train, rows_in_step(input, lesson.train.size()), {.seed = input.run.seed}),
            input.run.shards) {
    random::Stream stream({.seed = input.run.seed, .purpose = random::Purpose::initial});
    optim::Parameters<float> start = {
        {.name = "network", .values = model_.layout().template initial<float>(stream)}};
    state_ = optim::start_at(objective_, std::move(start), {.seed = input.run.seed});
  }

  std::size_t n_parameters() const override { return model_.layout().size(); }
  void train(std::size_t n_threads, std::size_t shard, CheckpointSink& sink, Progress& progress) override {
    const optim::MinimizePlan plan{.steps = input_.run.steps,
                                   .shard = shard,
                                   .n_threads = n_threads,
                                   .clip_norm = clip_norm_of(input_.optimizer)};
    optim::minimize(objective_, rules_of(input_.optimizer, input_.run.steps), plan, state_, sink, progress,
                    TrainingLines(input_.run.steps, progress));
  }
  arma::mat read(std::span<const std::uint32_t> rows) const override {
    return variational::read_rows(model_, state_.parameters.front().values, lesson_.data->values, rows);
  }
  std::vector<io::ModelTensor> model() const override {
    std::vector<io::ModelTensor> all;
    const arma::fvec& theta = state_.parameters.front().values;
    for (const autodiff::Layout::Tensor& t : model_.layout().tensors()) {
      const float* from = theta.memptr() + t.offset;
      all.push_back({.name = t.name,
                     .n_rows = t.n_rows,
                     .n_cols = t.n_cols,
                     .values = std::vector<double>(from, from + t.n_rows * t.n_cols)});
    }
    return all;
  }
  std::vector<io::TrainingSeries> history() const override {
    return {{.name = "gradient_norm", .values = state_.history.gradient_norm},
            {.name = "loss", .values = state_.history.value},
            {.name = "loss_error", .values = state_.history.error}};
  }

 private:
  TrainInput input_;
  const Lesson& lesson_;
  Model model_;
  Objective objective_;
  optim::MinimizeState<Objective> state_;
};

autodiff::Activation activation_of(Activation activation) {
  switch (activation) {
    case Activation::relu:
      return autodiff::Activation::relu;
    case Activation::tanh:
      return autodiff::Activation::tanh;
    case Activation::silu:
      break;
  }
  return autodiff::Activation::silu;
}

template <class Network>
std::unique_ptr<Learner> with_network(const TrainInput& input, const Lesson& lesson, autodiff::Layout layout,
                                      Network network) {
  if (input.model.kind == SupervisedKind::classifier && lesson.n_classes > 2) {
    using Model = variational::SoftmaxClassifier<Network>;
    return std::make_unique<SupervisedLearner<Model>>(input, lesson,
                                                      Model(std::move(layout), std::move(network)));
  }
  if (input.model.kind == SupervisedKind::classifier) {
    using Model = variational::Classifier<Network>;
    return std::make_unique<SupervisedLearner<Model>>(input, lesson,
                                                      Model(std::move(layout), std::move(network)));
  }
  using Model = variational::Regressor<Network>;
  const arma::vec seen = lesson.targets(arma::conv_to<arma::uvec>::from(lesson.train));
  const double width = arma::stddev(seen);
  return std::make_unique<SupervisedLearner<Model>>(
      input, lesson,
      Model(std::move(layout), std::move(network),
            {.centre = arma::mean(seen), .width = width > 0 ? width : 1}));
}

}  // namespace

std::unique_ptr<Learner> make_learner(const TrainInput& input, const Lesson& lesson) {
  const bool has_classes = input.model.kind == SupervisedKind::classifier && lesson.n_classes > 2;
  const arma::uword n_outputs = has_classes ? lesson.n_classes : 1;
  autodiff::Layout layout;
  std::vector<arma::uword> layers(input.model.layers.begin(), input.model.layers.end());
  if (input.model.architecture == Architecture::convolution) {
    const arma::uword width = layers.back();
    autodiff::LatticeNetwork network(layout, "network",
                                     {.size = {lesson.data->shape.begin(), lesson.data->shape.end()},
                                      .channels = std::move(layers),
                                      .widths = {width, n_outputs},
                                      .kernel = input.model.kernel,
                                      .inner = activation_of(input.model.activation)});
    return with_network(input, lesson, std::move(layout), std::move(network));
  }
  layers.insert(layers.begin(), lesson.data->n_features());
  layers.push_back(n_outputs);
  autodiff::DenseNetwork network(
      layout, "network", {.widths = std::move(layers), .inner = activation_of(input.model.activation)});
  return with_network(input, lesson, std::move(layout), std::move(network));
}

}  // namespace lenz::jobs
