#include "lenz/io/scan_figure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace lenz::io {

namespace {

// ---- the data file: one named block for each thing drawn

void block(std::string& data, const std::string& name) {
  data += (data.empty() ? "# " : "\n\n# ") + name + "\n";
}

template <class Column>
bool add_column(std::string& data, const std::string& name, const ScanSeries& series, const Column& column) {
  std::string rows;
  for (const ScanRow& row : series.rows) {
    if (const auto value = column(row)) rows += fmt::format("{} {}\n", row.x, *value);
  }
  if (rows.empty()) return false;
  block(data, name);
  data += rows;
  return true;
}

bool add_means(std::string& data, const std::string& name, const ScanSeries& series) {
  std::string rows;
  for (const ScanRow& row : series.rows) {
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
    text_ += (text_.empty() ? "plot " : ", \\\n     ") + file_ + " index " + gnuplot_quote(index) + " " +
             style + (title.empty() ? " notitle" : " title " + gnuplot_quote(title) + " noenhanced");
  }
  void add_raw(const std::string& item) { text_ += (text_.empty() ? "plot " : ", \\\n     ") + item; }
  bool empty() const { return text_.empty(); }
  std::string text() const { return text_ + "\n"; }

 private:
  std::string file_, text_;
};

class ScanFigure {
 public:
  explicit ScanFigure(const ScanContent& content)
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
    const std::string x_label = "set xlabel " + gnuplot_quote(c_.x_label) + " noenhanced offset 0,0.4\n";
    std::string body = "set multiplot\nset lmargin at screen 0.18\n";
    body += fmt::format("set rmargin at screen {}\n", key_beside() ? 0.74 : 0.965);
    body += fmt::format("set tmargin at screen {}\nset bmargin at screen {}\n", residuals ? 0.92 : 0.9,
                        residuals ? 0.39 : 0.19);
    body += "set title " + gnuplot_quote(c_.title) + " noenhanced font ',15'\n" + key();
    body += "set ylabel " + gnuplot_quote(c_.y_label) + " noenhanced\n";
    body += fmt::format("set xrange [{}:{}]\nset offsets 0,0,graph 0.05,graph 0.05\n", left_ - margin(),
                        right_ + margin());
    if (c_.logarithmic) body += "set logscale y\nset offsets 0,0,0,0\n";
    body += residuals ? "set format x ''\n" + upper_.text() + lower_panel(x_label) : x_label + upper_.text();
    return {.name = c_.name,
            .body = body + "unset multiplot",
            .data = data_,
            .width = key_beside() ? 860 : 720,
            .height = residuals ? 600 : 480,
            .title_band = 22};
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
    body += "set tmargin at screen 0.355\nset bmargin at screen 0.155\n";
    body +=
        fmt::format("set yrange [{}:{}]\nset ytics {}\n", -reach(), reach(), reach() > 8 ? "autofreq" : "2");
    body += x_label + "set ylabel 'Δ / σ'\n";
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
      return "set key at screen 0.755,0.91 left top Left reverse samplen 1.6 spacing 1.25 title " +
             gnuplot_quote(c_.key_title) + " noenhanced left\n";
    double low = 1e300, high = -1e300;
    const auto each = [&](const auto& visit) {
      for (const ScanSeries& s : c_.series) {
        for (const ScanRow& row : s.rows) {
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
    const ScanSeries& s = c_.series[k];
    const std::string limit = "limit " + std::to_string(k), exact = "exact " + std::to_string(k);
    if (!has_limit_curve_ && add_column(data_, limit, s, [](const ScanRow& r) { return r.limit; })) {
      upper_.add(limit, "with lines linewidth 1.4 dashtype (8,5) linecolor rgb '#8a8a94'",
                 k == 0 ? "infinite lattice" : "");
    }
    if (!has_exact_curve_ && add_column(data_, exact, s, [](const ScanRow& r) { return r.exact; })) {
      upper_.add(exact, "with lines linewidth 1.6 linecolor rgb '" + exact_colour(k) + "'",
                 k == 0 ? "exact" : "");
    }
    for (const ScanRow& row : s.rows) {
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
    if (add_column(data_, deviation, c_.series[k], [](const ScanRow& r) { return r.z; })) {
      if (lower_.empty()) lower_.add_raw("0 with lines linewidth 1.2 linecolor rgb '#1a1a20' notitle");
      lower_.add(deviation, "using 1:2 with points pointtype 7 pointsize 0.6 " + ink);
    }
  }

  const ScanContent& c_;
  std::string data_;
  PlotLine upper_, lower_;
  bool has_exact_curve_ = false, has_limit_curve_ = false;
  double left_ = 1e300, right_ = -1e300, largest_z_ = 0;
};

}  // namespace

std::optional<Figure> draw_scan(const ScanContent& content) {
  const ScanFigure figure(content);
  if (figure.empty()) return std::nullopt;
  return figure.figure();
}

}  // namespace lenz::io
