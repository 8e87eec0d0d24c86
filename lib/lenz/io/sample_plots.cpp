#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "lenz/core/checks.hpp"
#include "lenz/io/plots.hpp"

namespace lenz::io {

namespace {

/// Closed curves at r standard deviations: mean + r L (cos t, sin t), L L^T the covariance.
std::string ellipse(const PathPlot& plot, double r) {
  const double a = std::sqrt(plot.covariance[0]);
  const double b = plot.covariance[1] / a;
  const double c = std::sqrt(plot.covariance[3] - b * b);
  std::string rows;
  constexpr int n = 180;
  for (int i = 0; i <= n; ++i) {
    const double t = 2 * std::numbers::pi * i / n, x = r * std::cos(t), y = r * std::sin(t);
    rows += fmt::format("{:.6g} {:.6g}\n", plot.mean[0] + a * x, plot.mean[1] + b * x + c * y);
  }
  return rows;
}

}  // namespace

Figure path_figure(const PathPlot& plot) {
  check_size("path y", plot.y.size(), plot.x.size());
  check_positive("path covariance xx", plot.covariance[0]);
  check_positive("path covariance determinant",
                 plot.covariance[0] * plot.covariance[3] - plot.covariance[1] * plot.covariance[2]);
  constexpr const char* shades[] = {"#f1f5fa", "#e0eaf4", "#cbdced", "#b1cbe3", "#93b7d7", "#739fc8"};
  std::string data, body = "set title " + gnuplot_quote(plot.title) + " noenhanced font ',15'\n";
  body += "set xlabel 'x_1'\nset ylabel 'x_2'\nset size ratio -1\nset grid back linecolor rgb '#dfe5ec'\n";
  body += "set key left top Left reverse samplen 1.2 spacing 1.25\n";
  const std::string file = gnuplot_quote(plot.name + ".dat");
  std::string line;
  for (int level = 6; level >= 1; --level) {
    data += fmt::format("# contour {}\n{}\n\n", level, ellipse(plot, 0.5 * level));
    line += fmt::format("{}{} index 'contour {}' with filledcurves closed fillcolor rgb '{}' notitle",
                        line.empty() ? "plot " : ", \\\n     ", file, level, shades[6 - level]);
  }
  data += "# path\n";
  for (std::size_t i = 0; i < plot.x.size(); ++i) data += fmt::format("{} {}\n", plot.x[i], plot.y[i]);
  const std::string path = ", \\\n     " + file + " index 'path' ";
  line += path + "with lines linewidth 1.1 linecolor rgb '#D55E00' notitle";
  line += path + "with points pointtype 7 pointsize 0.35 linecolor rgb '#8c3a00' title '" +
          std::to_string(plot.x.size()) + " states'";
  line += path + "every ::0::0 with points pointtype 7 pointsize 1.1 linecolor rgb '#1a1a20' title 'start'";
  // No trailing newline: the body is a list of commands.
  return {.name = plot.name,
          .body = body + line + "\nunset size\nset size noratio",
          .data = data,
          .width = 640,
          .height = 620,
          .title_band = 20};
}

Figure histogram_figure(const std::string& name, const std::string& title,
                        const std::vector<HistogramPanel>& panels) {
  const std::size_t n = std::max<std::size_t>(panels.size(), 1);
  double highest = 0;
  std::string data;
  for (std::size_t k = 0; k < panels.size(); ++k) {
    const HistogramPanel& p = panels[k];
    check_size("histogram exact", p.exact.size(), p.share.size());
    data += fmt::format("{}# panel {}\n", k == 0 ? "" : "\n\n", k);
    for (std::size_t i = 0; i < p.share.size(); ++i) {
      const double error = p.error.empty() ? 0 : p.error.at(i);
      highest = std::max({highest, p.share[i] + error, p.exact[i]});
      data += fmt::format("{} {} {} {}\n", i, p.share[i], error, p.exact[i]);
    }
  }
  constexpr std::size_t columns = 2;
  constexpr double row_height = 250, head = 120, feet = 30;
  const std::size_t n_rows = (n + columns - 1) / columns;
  const double height = head + feet + row_height * static_cast<double>(n_rows);
  const std::string file = gnuplot_quote(name + ".dat");
  std::string body = fmt::format(
      "set multiplot\nset yrange [0:{}]\nset boxwidth 0.72\nset style fill solid noborder\n", 1.12 * highest);
  body += "set label 1 " + gnuplot_quote(title) +
          " noenhanced at screen 0.5,0.98 center font ',15' textcolor rgb '#1a1a20'\n";
  for (std::size_t k = 0; k < panels.size(); ++k) {
    const double left = k % columns == 0 ? 0.12 : 0.61;
    const double top = 1 - (head + row_height * static_cast<double>(k / columns)) / height;
    body += fmt::format(
        "set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\nset tmargin at screen {:.4f}\n"
        "set bmargin at screen {:.4f}\n",
        left, left + 0.365, top, top - (row_height - 108) / height);
    const std::size_t states = panels[k].share.size();
    body += fmt::format("set xrange [-0.7:{}]\nset xtics {}\n", static_cast<double>(states) - 0.3,
                        (states + 11) / 12);
    body += k + columns >= panels.size() ? "set xlabel 'state' offset 0,0.4\n" : "unset xlabel\n";
    if (k > 0) body += "unset label 1\n";
    body += "set title " + gnuplot_quote(panels[k].title) + " noenhanced font ',14' offset 0,-0.6\n";
    body += k == 0 ? fmt::format("set key at screen 0.98,{:.4f} right center horizontal samplen 1.4\n",
                                 1 - 0.32 * head / height)
                   : "unset key\n";
    const std::string item = file + " index 'panel " + std::to_string(k) + "' using ";
    body +=
        "plot " + item + "1:2 with boxes fillcolor rgb '#9cc3de' title 'Lenz', \\\n     " + item +
        "1:($2-$3):(0):(2*$3) with vectors nohead linewidth 1.4 linecolor rgb '#0072B2' notitle, \\\n   "
        "  " +
        item +
        "($1-0.36):4:(0.72):(0) with vectors nohead linewidth 2.2 linecolor rgb '#1a1a20' title 'exact'\n";
  }
  body += "unset multiplot\nunset label 1";
  return {.name = name,
          .body = body,
          .data = data,
          .width = 720,
          .height = static_cast<int>(height),
          .title_band = 14};
}

}  // namespace lenz::io
