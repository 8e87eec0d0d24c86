#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <span>

#include <fmt/format.h>

#include "lenz/io/plots.hpp"

namespace lenz::io {

namespace {

/// One row of a series: what was found at x, and what is known there.
struct Row {
  double x = 0;
  std::optional<double> mean, exact, limit, z;
  double error = 0;
};

struct Series {
  std::string label;
  std::vector<Row> rows;
};

/// Everything one figure shows.
struct Content {
  std::string name, title, x_label, y_label;
  std::vector<Series> series;
  std::vector<Curve> curves;
  std::string limit_name;
  std::string key_title;  ///< the parameters whose values label the series
};

std::string spoken(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string axis_label(const std::string& name, const std::string& unit) {
  const std::string said = spoken(name);
  if (unit.empty() || unit == "1") return said;
  return unit.rfind(said, 0) == 0 ? unit : said + " (" + unit + ")";
}

Row row_of(double x, const ObservableResult& o, std::size_t i) {
  const auto at = [i](const std::vector<double>& v) {
    return i < v.size() ? std::optional(v[i]) : std::nullopt;
  };
  return {.x = x,
          .mean = at(o.mean),
          .exact = at(o.exact),
          .limit = at(o.limit),
          .z = i < o.z.size() ? o.z[i] : std::nullopt,
          .error = at(o.error).value_or(0)};
}

// ---- the data file: one named block for each thing drawn

void block(std::string& data, const std::string& name) {
  data += (data.empty() ? "# " : "\n\n# ") + name + "\n";
}

template <class Column>
bool add_column(std::string& data, const std::string& name, const Series& series, const Column& column) {
  std::string rows;
  for (const Row& row : series.rows) {
    if (const auto value = column(row)) rows += fmt::format("{} {}\n", row.x, *value);
  }
  if (rows.empty()) return false;
  block(data, name);
  data += rows;
  return true;
}

bool add_means(std::string& data, const std::string& name, const Series& series) {
  std::string rows;
  for (const Row& row : series.rows) {
    if (row.mean) rows += fmt::format("{} {} {}\n", row.x, *row.mean, row.error);
  }
  if (rows.empty()) return false;
  block(data, name);
  data += rows;
  return true;
}

// ---- the plot commands

class PlotLine {
 public:
  explicit PlotLine(std::string file) : file_(gnuplot_quote(file)) {}
  void add(const std::string& index, const std::string& style, const std::string& title = {}) {
    text_ += (text_.empty() ? "plot " : ", \\\n     ") + file_ + " index '" + index + "' " + style +
             (title.empty() ? " notitle" : " title " + gnuplot_quote(title) + " noenhanced");
  }
  void add_raw(const std::string& item) { text_ += (text_.empty() ? "plot " : ", \\\n     ") + item; }
  bool empty() const { return text_.empty(); }
  std::string text() const { return text_ + "\n"; }

 private:
  std::string file_, text_;
};

class ScanFigure {
 public:
  explicit ScanFigure(const Content& content)
      : c_(content), upper_(c_.name + ".dat"), lower_(c_.name + ".dat") {
    for (const Curve& curve : c_.curves)
      has_exact_curve_ = has_exact_curve_ || curve.kind == Curve::Kind::exact;
    has_limit_curve_ = c_.curves.size() > static_cast<std::size_t>(has_exact_curve_);
    add_curves();
    for (std::size_t k = 0; k < c_.series.size(); ++k) add_known(k);
    for (std::size_t k = 0; k < c_.series.size(); ++k) add_found(k);
  }

  Figure figure() const {
    const bool residuals = !lower_.empty();
    const std::string x_label = "set xlabel " + gnuplot_quote(c_.x_label) + " noenhanced\n";
    std::string body = "set multiplot\nset lmargin at screen 0.12\n";
    body += fmt::format("set rmargin at screen {}\n", key_beside() ? 0.77 : 0.97);
    body += fmt::format("set tmargin at screen {}\nset bmargin at screen {}\n", residuals ? 0.92 : 0.9,
                        residuals ? 0.35 : 0.13);
    body += "set title " + gnuplot_quote(c_.title) + " noenhanced font ',15'\n" + key();
    body += "set ylabel " + gnuplot_quote(c_.y_label) + " noenhanced\n";
    body += fmt::format("set xrange [{}:{}]\nset offsets 0,0,graph 0.05,graph 0.05\n", left_ - margin(),
                        right_ + margin());
    body += residuals ? "set format x ''\n" + upper_.text() + lower_panel(x_label) : x_label + upper_.text();
    return {.name = c_.name,
            .body = body + "unset multiplot",
            .data = data_,
            .width = key_beside() ? 860 : 720,
            .height = residuals ? 600 : 480};
  }

  bool empty() const { return upper_.empty(); }

 private:
  const char* colour(std::size_t k) const { return series_colour(k); }
  std::string exact_colour(std::size_t k) const { return c_.series.size() == 1 ? "#1a1a20" : colour(k); }
  double margin() const { return right_ > left_ ? 0.03 * (right_ - left_) : 1; }
  double reach() const { return std::max(3.6, 1.15 * largest_z_); }
  bool key_beside() const { return c_.series.size() > 1; }

  std::string lower_panel(const std::string& x_label) const {
    std::string body = "unset title\nunset key\nset format x '%g'\nset offsets 0,0,0,0\n";
    body += "set tmargin at screen 0.315\nset bmargin at screen 0.11\n";
    body +=
        fmt::format("set yrange [{}:{}]\nset ytics {}\n", -reach(), reach(), reach() > 8 ? "autofreq" : "2");
    body += x_label + "set ylabel '(Lenz − exact) / σ'\n";
    for (const auto& [band, shade] : {std::pair{2, "#f4f6f9"}, std::pair{1, "#e6ebf2"}}) {
      body += fmt::format(
          "set object {2} rectangle from graph 0, first -{0} to graph 1, first {0} behind "
          "fillcolor rgb '{1}' fillstyle solid noborder\n",
          band, shade, 3 - band);
    }
    return body + lower_.text();
  }

  /// Beside the plot for many series, else in the corner that holds fewest points.
  std::string key() const {
    if (key_beside())
      return "set key at screen 0.785,0.91 left top Left reverse samplen 1.6 spacing 1.25 title " +
             gnuplot_quote(c_.key_title) + " noenhanced left\n";
    double low = 1e300, high = -1e300;
    const auto each = [&](const auto& visit) {
      for (const Series& s : c_.series) {
        for (const Row& row : s.rows) {
          if (const auto y = row.mean ? row.mean : row.exact) visit((row.x - left_) / (right_ - left_), *y);
        }
      }
    };
    each([&](double, double y) { low = std::min(low, y), high = std::max(high, y); });
    std::array<int, 4> crowd{};
    each([&](double x, double y) {
      const double height = high > low ? (y - low) / (high - low) : 0.5;
      if (x < 0.55 && height > 0.65) ++crowd[0];
      if (x > 0.45 && height > 0.65) ++crowd[1];
      if (x < 0.55 && height < 0.35) ++crowd[2];
      if (x > 0.45 && height < 0.35) ++crowd[3];
    });
    constexpr std::array corners = {"left top", "right top", "left bottom", "right bottom"};
    const auto best = static_cast<std::size_t>(std::min_element(crowd.begin(), crowd.end()) - crowd.begin());
    return fmt::format("set key {} {} samplen 2 spacing 1.25\n", corners[best],
                       best % 2 == 0 ? "Left reverse" : "Right");
  }

  void add_curves() {
    std::size_t n = 0;
    for (const Curve& curve : c_.curves) {
      const std::string index = "curve " + std::to_string(n++);
      block(data_, index);
      for (std::size_t i = 0; i < curve.x.size(); ++i)
        data_ += fmt::format("{} {}\n", curve.x[i], curve.y[i]);
      const bool exact = curve.kind == Curve::Kind::exact;
      upper_.add(index,
                 exact ? "with lines linewidth 1.6 linecolor rgb '#1a1a20'"
                       : "with lines linewidth 1.4 dashtype (8,5) linecolor rgb '#8a8a94'",
                 curve.name);
    }
  }

  void add_known(std::size_t k) {
    const Series& s = c_.series[k];
    const std::string limit = "limit " + std::to_string(k), exact = "exact " + std::to_string(k);
    if (!has_limit_curve_ && add_column(data_, limit, s, [](const Row& r) { return r.limit; })) {
      upper_.add(limit, "with lines linewidth 1.4 dashtype (8,5) linecolor rgb '#8a8a94'",
                 k == 0 ? c_.limit_name : "");
    }
    if (!has_exact_curve_ && add_column(data_, exact, s, [](const Row& r) { return r.exact; })) {
      upper_.add(exact, "with lines linewidth 1.6 linecolor rgb '" + exact_colour(k) + "'",
                 k == 0 ? "exact" : "");
    }
    for (const Row& row : s.rows) {
      left_ = std::min(left_, row.x);
      right_ = std::max(right_, row.x);
      if (row.z) largest_z_ = std::max(largest_z_, std::fabs(*row.z));
    }
  }

  void add_found(std::size_t k) {
    const std::string data = "data " + std::to_string(k), deviation = "deviation " + std::to_string(k);
    const std::string ink = std::string("linecolor rgb '") + colour(k) + "'";
    const std::string label = c_.series.size() == 1 ? "Lenz" : c_.series[k].label;
    if (add_means(data_, data, c_.series[k])) {
      upper_.add(data, "using 1:2 with points pointtype 7 pointsize 0.85 linecolor rgb '#ffffff'");
      upper_.add(data, "using 1:($2-$3):(0):(2*$3) with vectors nohead linewidth 1.4 " + ink);
      upper_.add(data, "using 1:2 with points pointtype 7 pointsize 0.6 " + ink, label);
    }
    if (add_column(data_, deviation, c_.series[k], [](const Row& r) { return r.z; })) {
      if (lower_.empty()) lower_.add_raw("0 with lines linewidth 1.2 linecolor rgb '#1a1a20' notitle");
      lower_.add(deviation, "using 1:2 with points pointtype 7 pointsize 0.6 " + ink);
    }
  }

  const Content& c_;
  std::string data_;
  PlotLine upper_, lower_;
  bool has_exact_curve_ = false, has_limit_curve_ = false;
  double left_ = 1e300, right_ = -1e300, largest_z_ = 0;
};

// ---- from results to contents

/// Which parameters change from point to point, the abscissa first.
std::vector<std::string> scanned(const RunResult& result) {
  std::vector<std::string> names;
  for (const auto& [name, ignored] : result.points.front().parameters) {
    std::set<double> values;
    for (const PointResult& point : result.points) {
      for (const auto& [key, value] : point.parameters) {
        if (key == name) values.insert(value);
      }
    }
    if (values.size() > 1) names.insert(name == "temperature" ? names.begin() : names.end(), name);
  }
  return names;
}

double parameter(const PointResult& point, const std::string& name) {
  for (const auto& [key, value] : point.parameters) {
    if (key == name) return value;
  }
  return 0;
}

std::string series_title(std::span<const std::string> names) {
  std::string title;
  for (const std::string& name : names) title += (title.empty() ? "" : ", ") + spoken(name);
  return title;
}

std::string series_label(const PointResult& point, std::span<const std::string> names) {
  std::string label;
  for (const std::string& name : names)
    label += fmt::format("{}{:.5g}", label.empty() ? "" : ", ", parameter(point, name));
  return label;
}

std::string limit_name_of(const ObservableResult& o) {
  return "infinite lattice" + (o.limit_source.empty() ? "" : " (" + o.limit_source + ")");
}

Content scalar_content(const RunResult& result, const ObservableResult& example,
                       const std::vector<std::string>& names, const std::vector<Curve>& curves) {
  Content content{.name = example.name,
                  .title = result.title,
                  .x_label = spoken(names.front()),
                  .y_label = axis_label(example.name, example.unit),
                  .series = {},
                  .curves = {},
                  .limit_name = limit_name_of(example),
                  .key_title = {}};
  for (const Curve& curve : curves) {
    if (curve.observable == example.name) content.curves.push_back(curve);
  }
  const std::span<const std::string> others = std::span(names).subspan(1);
  content.key_title = series_title(others);
  std::map<std::string, std::size_t> place;
  for (const PointResult& point : result.points) {
    const ObservableResult* o = point.find(example.name);
    if (o == nullptr || o->is_vector) continue;
    const std::string label = series_label(point, others);
    const auto [found, fresh] = place.emplace(label, content.series.size());
    if (fresh) content.series.push_back({.label = label, .rows = {}});
    content.series[found->second].rows.push_back(row_of(parameter(point, names.front()), *o, 0));
  }
  for (Series& s : content.series) {
    std::stable_sort(s.rows.begin(), s.rows.end(), [](const Row& a, const Row& b) { return a.x < b.x; });
  }
  return content;
}

Content vector_content(const RunResult& result, const ObservableResult& example,
                       const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  const bool distance = example.name == "correlation";
  Content content{.name = example.name,
                  .title = result.title,
                  .x_label = distance ? "distance r" : "component",
                  .y_label = axis_label(example.name, example.unit),
                  .series = {},
                  .curves = {},
                  .limit_name = limit_name_of(example),
                  .key_title = {}};
  content.key_title = series_title(names);
  const std::size_t n = result.points.size(), shown = std::min(n, most);
  for (std::size_t k = 0; k < shown; ++k) {
    const PointResult& point = result.points[shown == 1 ? 0 : k * (n - 1) / (shown - 1)];
    const ObservableResult* o = point.find(example.name);
    if (o == nullptr || !o->is_vector) continue;
    Series series{.label = series_label(point, names), .rows = {}};
    for (std::size_t i = 0; i < std::max(o->mean.size(), o->exact.size()); ++i) {
      series.rows.push_back(row_of(static_cast<double>(i), *o, i));
    }
    content.series.push_back(std::move(series));
  }
  return content;
}

}  // namespace

std::vector<Figure> scan_figures(const RunResult& result, const std::vector<Curve>& curves) {
  std::vector<Figure> figures;
  if (result.points.empty()) return figures;
  const std::vector<std::string> names = scanned(result);
  std::set<std::string> done;
  for (const PointResult& point : result.points) {
    for (const ObservableResult& o : point.observables) {
      if (!done.insert(o.name).second) continue;
      const bool drawable = o.is_vector ? std::max(o.mean.size(), o.exact.size()) >= 4 : !names.empty();
      if (!drawable) continue;
      const Content content =
          o.is_vector ? vector_content(result, o, names) : scalar_content(result, o, names, curves);
      const ScanFigure figure(content);
      if (!figure.empty()) figures.push_back(figure.figure());
    }
  }
  return figures;
}

}  // namespace lenz::io
