#include "lenz/jobs/supervised_results.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "lenz/io/scan_figure.hpp"

namespace lenz::jobs {
namespace {

constexpr std::size_t most_points = 200, most_steps_drawn = 200;

io::ObservableResult mean_of(const std::string& name, const std::string& unit, const arma::vec& values) {
  io::ObservableResult o;
  o.name = name;
  o.unit = unit;
  o.mean = {arma::mean(values)};
  const auto n = static_cast<double>(values.n_elem);
  o.error = {values.n_elem > 1 ? arma::stddev(values) / std::sqrt(n) : 0};
  o.tau = {0.5};
  o.ess = {n};
  return o;
}

void set_best(io::ObservableResult& o, double exact, const BestReader& best) {
  o.exact = {exact};
  o.oracle = best.oracle;
}

arma::vec is_right(const HeldOut& h) {
  arma::vec right(h.readings.n_elem);
  for (arma::uword i = 0; i < right.n_elem; ++i)
    right(i) = (h.readings(i) > 0.5) == (h.targets(i) > 0.5) ? 1 : 0;
  return right;
}

arma::vec losses(const HeldOut& h) {
  if (h.kind == SupervisedKind::regressor) return arma::square(h.readings - h.targets);
  // A probability that rounding made 0 or 1 is as far from it as a float can tell.
  const arma::vec p = arma::clamp(h.readings, 1e-30, 1 - 0x1p-24);
  return -(h.targets % arma::log(p) + (1 - h.targets) % arma::log(1 - p));
}

const char* loss_unit(const HeldOut& h) {
  return h.kind == SupervisedKind::classifier ? "nats" : "square of the label's unit";
}

io::PointResult whole(const HeldOut& h, const BestReader& best) {
  const bool classifier = h.kind == SupervisedKind::classifier;
  io::PointResult point;
  if (classifier) {
    point.observables.push_back(mean_of("accuracy", "share of rows", is_right(h)));
    if (best.posterior) set_best(point.observables.back(), best.posterior->accuracy(), best);
  }
  point.observables.push_back(mean_of("loss", loss_unit(h), losses(h)));
  if (best.posterior)
    set_best(point.observables.back(),
             classifier ? best.posterior->cross_entropy() : best.posterior->squared_error(), best);
  return point;
}

HeldOut part_of(const HeldOut& all, const arma::uvec& rows) {
  return {.kind = all.kind,
          .readings = all.readings(rows),
          .targets = all.targets(rows),
          .labels = all.labels(rows),
          .label_name = all.label_name};
}

/// At the k-th temperature of the best reader's prior, where that is given.
struct BestAt {
  std::vector<double> first, second;
};

}  // namespace

std::vector<io::PointResult> supervised_points(const HeldOut& h, const BestReader& best) {
  std::vector<io::PointResult> points = {whole(h, best)};
  std::map<double, std::vector<arma::uword>> rows_of;
  for (arma::uword i = 0; i < h.labels.n_elem; ++i) rows_of[h.labels(i)].push_back(i);
  if (rows_of.size() > most_points) return points;

  const bool classifier = h.kind == SupervisedKind::classifier;
  BestAt best_at;
  if (best.posterior) {
    best_at = classifier ? BestAt{best.posterior->mean_below(), best.posterior->accuracy_at()}
                         : BestAt{best.posterior->mean_temperature(), best.posterior->squared_error_at()};
  }
  for (const auto& [label, rows] : rows_of) {
    const HeldOut part = part_of(h, arma::uvec(rows));
    io::PointResult point;
    point.parameters = {{h.label_name, label}};
    const bool phase = classifier && h.label_name == "temperature";
    point.observables.push_back(
        phase ? mean_of("probability_below", "P(below the critical temperature)", part.readings)
              : mean_of("reading", classifier ? "P(label = 1)" : h.label_name, part.readings));
    point.observables.push_back(classifier ? mean_of("accuracy", "share of rows", is_right(part))
                                           : mean_of("loss", loss_unit(h), losses(part)));
    if (best.posterior) {
      const std::vector<double>& at = best.posterior->prior().temperatures;
      const auto k = static_cast<std::size_t>(std::find(at.begin(), at.end(), label) - at.begin());
      if (k < at.size()) {
        set_best(point.observables[0], best_at.first[k], best);
        set_best(point.observables[1], best_at.second[k], best);
      }
    }
    points.push_back(std::move(point));
  }
  return points;
}

namespace {

/// Means over blocks of steps, so that a curve of thousands of steps can be seen.
std::vector<io::Figure> loss_figure(const io::RunResult& result) {
  const auto of = [&](const char* name) -> const std::vector<double>* {
    for (const io::TrainingSeries& t : result.training) {
      if (t.name == name) return &t.values;
    }
    return nullptr;
  };
  const std::vector<double>*loss = of("loss"), *error = of("loss_error");
  if (loss == nullptr || error == nullptr || loss->size() < 2 || error->size() != loss->size()) return {};
  const std::size_t n = loss->size(), block = (n + most_steps_drawn - 1) / most_steps_drawn;
  io::ScanContent content{.name = "training_loss",
                          .title = result.title,
                          .x_label = "step",
                          .y_label = "loss of a batch",
                          .series = {{.label = "training", .rows = {}}},
                          .curves = {},
                          .key_title = {}};
  for (std::size_t first = 0; first < n; first += block) {
    const std::size_t last = std::min(first + block, n);
    double sum = 0, squares = 0;
    for (std::size_t i = first; i < last; ++i) {
      sum += (*loss)[i];
      squares += (*error)[i] * (*error)[i];
    }
    const auto m = static_cast<double>(last - first);
    content.series.front().rows.push_back({.x = static_cast<double>(first + last + 1) / 2,
                                           .mean = sum / m,
                                           .exact = {},
                                           .limit = {},
                                           .z = {},
                                           .error = std::sqrt(squares) / m});
  }
  const io::ObservableResult* held_out = result.points.empty() ? nullptr : result.points.front().find("loss");
  if (held_out != nullptr && !held_out->exact.empty()) {
    content.curves.push_back({.observable = content.name,
                              .kind = io::Curve::Kind::exact,
                              .name = "least possible (Bayes)",
                              .x = {1, static_cast<double>(n)},
                              .y = {held_out->exact.front(), held_out->exact.front()}});
  }
  std::vector<io::Figure> figures;
  if (auto figure = io::draw_scan(content)) figures.push_back(*std::move(figure));
  return figures;
}

}  // namespace

std::vector<io::Figure> supervised_figures(const io::RunResult& result) {
  std::vector<io::Figure> figures;
  if (result.points.size() > 1) {
    io::RunResult by_label = result;
    by_label.points.erase(by_label.points.begin());
    figures = io::scan_figures(by_label);
  }
  for (io::Figure& figure : loss_figure(result)) figures.push_back(std::move(figure));
  return figures;
}

}  // namespace lenz::jobs
