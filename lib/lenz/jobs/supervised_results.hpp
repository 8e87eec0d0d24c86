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
  Target target = Target::phase;
  arma::mat readings;  ///< a column each row: P(below), P(second class) of two, P of each class of more, or
                       ///< the estimate
  arma::vec targets;   ///< 1 below and 0 above, the number of the class, or the number
  arma::vec labels;
  std::string label_name;
  std::vector<double> classes{};    ///< labels of the classes, where each value of the label is one
  double critical_temperature = 0;  ///< for target phase
};

/// Point 0: `accuracy` (classifier) and `loss` over all held-out rows, the best possible beside them, and of
/// phases `crossing_temperature`; then a point for each value of the label (up to 200) with the mean
/// `probability_below` and `accuracy` (of phases), `reading` = mean P(its own class), `accuracy` and, of up
/// to 20 classes, `confusion` = share of its rows read as each class, or the mean `reading` and `loss`. loss
/// is the cross entropy in nats, or the squared error. Errors are those of the mean over rows; there is no z,
/// as a model may stay short of the best without being wrong.
///
/// crossing_temperature is where the mean P(below) of neighbouring temperatures T_1 < T_2, joined by a
/// straight line, is 1/2: T = T_1 + (P_1 - 1/2) / (P_1 - P_2) (T_2 - T_1), its error that of P_1 and P_2;
/// beside it the same of the best reader, and as limit the critical temperature. Left out where there is no
/// crossing or more than one.
std::vector<io::PointResult> supervised_points(const HeldOut& held_out, const BestReader& best);

/// Whether a point stands for all rows of a data set, whatever their label.
bool is_whole(const io::PointResult& point);

/// What was found over all held-out rows against the size of the system, where that varies, everything read
/// against the label beside the best reader's, and the loss of every step.
std::vector<io::Figure> supervised_figures(const io::RunResult& result);

}  // namespace lenz::jobs
