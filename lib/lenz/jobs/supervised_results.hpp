#pragma once

#include <armadillo>
#include <span>
#include <string>
#include <vector>

#include "lenz/io/plots.hpp"
#include "lenz/io/results.hpp"
#include "lenz/jobs/inputs/train_input.hpp"
#include "lenz/jobs/supervised_oracle.hpp"

namespace lenz::jobs {

/// What a trained model read from held-out rows.
struct HeldOut {
  SupervisedKind kind = SupervisedKind::classifier;
  arma::vec readings;  ///< one a row: P(below), or the estimate
  arma::vec targets;   ///< 1 below and 0 above, or the number
  arma::vec labels;
  std::string label_name;
};

/// Point 0: `accuracy` (classifier) and `loss` over all held-out rows, the best possible beside them; then a
/// point for each value of the label (up to 200) with the mean `probability_below` and `accuracy`, or the
/// mean `reading` and `loss`. loss is the cross entropy in nats, or the squared error. Errors are those of
/// the mean over rows; there is no z, as a model may stay short of the best without being wrong.
std::vector<io::PointResult> supervised_points(const HeldOut& held_out, const BestReader& best);

/// Everything read against the label, beside the best reader's, and the loss of every step.
std::vector<io::Figure> supervised_figures(const io::RunResult& result);

}  // namespace lenz::jobs
