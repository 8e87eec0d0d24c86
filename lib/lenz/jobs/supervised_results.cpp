#include "lenz/jobs/supervised_results.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "lenz/io/plain_text.hpp"
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

/// The class that a row is read as.
arma::uword class_of(const HeldOut& h, arma::uword row) {
  return h.readings.n_rows == 1 ? h.readings(0, row) > 0.5 : h.readings.col(row).index_max();
}

/// P of its own class, of each row.
arma::vec own_probabilities(const HeldOut& h) {
  arma::vec p(h.targets.n_elem);
  for (arma::uword i = 0; i < p.n_elem; ++i) {
    const auto own = static_cast<arma::uword>(h.targets(i));
    p(i) = h.readings.n_rows > 1 ? h.readings(own, i) : own == 1 ? h.readings(0, i) : 1 - h.readings(0, i);
  }
  return p;
}

arma::vec is_right(const HeldOut& h) {
  arma::vec right(h.targets.n_elem);
  for (arma::uword i = 0; i < right.n_elem; ++i)
    right(i) = static_cast<double>(class_of(h, i)) == h.targets(i) ? 1 : 0;
  return right;
}

arma::vec losses(const HeldOut& h) {
  if (h.kind == SupervisedKind::regressor) return arma::square(h.readings.row(0).t() - h.targets);
  // A probability that rounding made 0 or 1 is as far from it as a float can tell.
  return -arma::log(arma::clamp(own_probabilities(h), h.readings.n_rows > 1 ? 1e-30 : 0x1p-24, 1 - 0x1p-24));
}

constexpr std::size_t most_in_confusion = 20;

/// Of rows of one class: the share read as each.
io::ObservableResult confusion(const HeldOut& h) {
  const auto n = static_cast<double>(h.targets.n_elem);
  std::vector<double> counts(h.classes.size());
  for (arma::uword i = 0; i < h.targets.n_elem; ++i) ++counts[class_of(h, i)];
  io::ObservableResult o;
  o.name = "confusion";
  o.unit = "share of rows read as each class";
  o.is_vector = true;
  for (const double count : counts) {
    // Of none or all seen: the error that one row more or less would leave (Laplace's rule).
    const double p = (count + 1) / (n + 2);
    o.mean.push_back(count / n);
    o.error.push_back(std::sqrt(p * (1 - p) / n));
    o.tau.push_back(0.5);
    o.ess.push_back(n);
  }
  return o;
}

const char* loss_unit(const HeldOut& h) {
  return h.kind == SupervisedKind::classifier ? "nats" : "square of the label's unit";
}

io::PointResult whole(const HeldOut& h, const BestReader& best) {
  const bool classifier = h.kind == SupervisedKind::classifier;
  io::PointResult point;
  if (classifier) {
    point.observables.push_back(mean_of("accuracy", "share of rows", is_right(h)));
    if (best.posterior) {
      set_best(point.observables.back(),
               h.classes.empty() ? best.posterior->accuracy() : best.posterior->class_accuracy(), best);
      point.observables.back().best = io::Best::largest;
      point.observables.back().tolerance = 0.01;
    }
  }
  point.observables.push_back(mean_of("loss", loss_unit(h), losses(h)));
  if (best.posterior) {
    set_best(point.observables.back(),
             !classifier         ? best.posterior->squared_error()
             : h.classes.empty() ? best.posterior->cross_entropy()
                                 : best.posterior->class_cross_entropy(),
             best);
    point.observables.back().best = io::Best::smallest;
    point.observables.back().tolerance = 0.05;
  }
  return point;
}

HeldOut part_of(const HeldOut& all, const arma::uvec& rows) {
  return {.kind = all.kind,
          .target = all.target,
          .readings = all.readings.cols(rows),
          .targets = all.targets(rows),
          .labels = all.labels(rows),
          .label_name = all.label_name,
          .classes = all.classes,
          .critical_temperature = all.critical_temperature};
}

/// Where P falls through 1/2 as T rises, joined by straight lines; nothing where it does so never or again.
struct Crossing {
  double temperature, error;
};
std::optional<Crossing> crossing(const std::vector<double>& t, const std::vector<double>& p,
                                 const std::vector<double>& error) {
  std::optional<Crossing> found;
  for (std::size_t k = 0; k + 1 < t.size(); ++k) {
    if ((p[k] > 0.5) == (p[k + 1] > 0.5)) continue;
    if (found || p[k] < p[k + 1]) return std::nullopt;
    const double step = t[k + 1] - t[k], fall = p[k] - p[k + 1];
    // dT/dP_1 = (1/2 - P_2) step / fall^2, dT/dP_2 = (P_1 - 1/2) step / fall^2
    found = {
        .temperature = t[k] + (p[k] - 0.5) / fall * step,
        .error = std::hypot((0.5 - p[k + 1]) * error[k], (p[k] - 0.5) * error[k + 1]) * step / (fall * fall)};
  }
  return found;
}

/// From the points of single temperatures, in their order.
std::optional<io::ObservableResult> crossing_temperature(const std::vector<io::PointResult>& points,
                                                         const BestReader& best, double critical) {
  std::vector<double> t, p, error, exact;
  double rows = 0;
  for (const io::PointResult& point : points) {
    const io::ObservableResult* o = point.find("probability_below");
    if (o == nullptr) continue;
    t.push_back(point.parameters.front().second);
    p.push_back(o->mean[0]);
    error.push_back(o->error[0]);
    rows += o->ess[0];
    if (!o->exact.empty()) exact.push_back(o->exact[0]);
  }
  const auto at = crossing(t, p, error);
  if (!at) return std::nullopt;
  io::ObservableResult o;
  o.name = "crossing_temperature";
  o.unit = "energy";
  o.mean = {at->temperature};
  o.error = {at->error};
  o.tau = {0.5};
  o.ess = {rows};
  o.limit = {critical};
  o.limit_source = "critical temperature of the infinite lattice";
  if (exact.size() == t.size()) {
    if (const auto best_at = crossing(t, exact, std::vector<double>(t.size(), 0)))
      set_best(o, best_at->temperature, best);
  }
  return o;
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
    best_at = !classifier ? BestAt{best.posterior->mean_temperature(), best.posterior->squared_error_at()}
              : h.classes.empty()
                  ? BestAt{best.posterior->mean_below(), best.posterior->accuracy_at()}
                  : BestAt{best.posterior->mean_of_class(), best.posterior->class_accuracy_at()};
  }
  for (const auto& [label, rows] : rows_of) {
    const HeldOut part = part_of(h, arma::uvec(rows));
    io::PointResult point;
    point.parameters = {{io::as_name(h.label_name), label}};
    if (h.target == Target::phase)
      point.observables.push_back(
          mean_of("probability_below", "P(below the critical temperature)", part.readings.row(0).t()));
    else if (classifier)
      point.observables.push_back(mean_of("reading", "P(its own class)", own_probabilities(part)));
    else
      point.observables.push_back(mean_of("reading", h.label_name, part.readings.row(0).t()));
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
    if (!h.classes.empty() && h.classes.size() <= most_in_confusion)
      point.observables.push_back(confusion(part));
    points.push_back(std::move(point));
  }
  if (h.target == Target::phase) {
    if (auto o = crossing_temperature(points, best, h.critical_temperature))
      points.front().observables.push_back(*std::move(o));
  }
  return points;
}

namespace {

/// Means over blocks of steps, so that a curve of thousands of steps can be seen.
std::vector<io::ScanRow> blocks_of(const std::vector<double>& loss, const std::vector<double>& error) {
  std::vector<io::ScanRow> rows;
  const std::size_t n = loss.size(), block = (n + most_steps_drawn - 1) / most_steps_drawn;
  for (std::size_t first = 0; first < n; first += block) {
    const std::size_t last = std::min(first + block, n);
    double sum = 0, squares = 0;
    for (std::size_t i = first; i < last; ++i) {
      sum += loss[i];
      squares += error[i] * error[i];
    }
    const auto m = static_cast<double>(last - first);
    rows.push_back({.x = static_cast<double>(first + last + 1) / 2,
                    .mean = sum / m,
                    .exact = {},
                    .limit = {},
                    .z = {},
                    .error = std::sqrt(squares) / m});
  }
  return rows;
}

/// The loss of every step; a series for each model.
std::vector<io::Figure> loss_figure(const io::RunResult& result) {
  io::ScanContent content{.name = "training_loss",
                          .title = result.title,
                          .x_label = "step",
                          .y_label = "loss of a batch",
                          .series = {},
                          .curves = {},
                          .key_title = {}};
  const auto find = [&](const std::string& name) {
    return std::find_if(result.training.begin(), result.training.end(),
                        [&](const io::TrainingSeries& t) { return t.name == name; });
  };
  for (const io::TrainingSeries& t : result.training) {
    const auto error = find(t.name + "_error");
    if (!t.name.ends_with("loss") || error == result.training.end() || t.values.size() < 2) continue;
    const std::string model = t.name.substr(0, t.name.size() - std::min(t.name.size(), std::size_t{5}));
    content.series.push_back(
        {.label = model.empty() ? "training" : model, .rows = blocks_of(t.values, error->values)});
  }
  if (content.series.empty()) return {};
  const io::ObservableResult* held_out = result.points.empty() ? nullptr : result.points.front().find("loss");
  if (content.series.size() == 1 && held_out != nullptr && !held_out->exact.empty()) {
    content.curves.push_back({.observable = content.name,
                              .kind = io::Curve::Kind::exact,
                              .name = "least possible (Bayes)",
                              .x = {1, content.series.front().rows.back().x},
                              .y = {held_out->exact.front(), held_out->exact.front()}});
  }
  std::vector<io::Figure> figures;
  if (auto figure = io::draw_scan(content)) figures.push_back(*std::move(figure));
  return figures;
}

void append(std::vector<io::Figure> from, std::vector<io::Figure>& to) {
  for (io::Figure& figure : from) to.push_back(std::move(figure));
}

}  // namespace

bool is_whole(const io::PointResult& point) {
  return std::all_of(point.parameters.begin(), point.parameters.end(),
                     [](const auto& p) { return p.first == "size"; });
}

std::vector<io::Figure> supervised_figures(const io::RunResult& result) {
  io::RunResult wholes = result, by_label = result;
  std::erase_if(wholes.points, [](const io::PointResult& p) { return !is_whole(p); });
  std::erase_if(by_label.points, is_whole);
  for (io::PointResult& point : wholes.points) {
    for (io::ObservableResult& o : point.observables) o.name += "_by_size";  // beside that of each label
  }
  std::vector<io::Figure> figures = io::scan_figures(wholes);
  append(io::scan_figures(by_label), figures);
  append(loss_figure(result), figures);
  return figures;
}

}  // namespace lenz::jobs
