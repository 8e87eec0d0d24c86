#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "lenz/io/plots.hpp"
#include "lenz/io/scanned.hpp"

namespace lenz::io {

namespace {

constexpr std::size_t most_lines = 6;
constexpr std::size_t most_drawn = 365;  ///< samples of a line: about one a pixel
constexpr int panel_height = 300, trace_height = 165, feet = 70, head = 60;

/// The vertical extent of panel k of n below each other, as commands of gnuplot.
std::string place(std::size_t k, std::size_t n, int height, int gap) {
  const double whole = static_cast<double>(height) * static_cast<double>(n) + head + feet;
  const double top = 1 - (head + static_cast<double>(k) * height) / whole;
  return fmt::format("set tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n", top,
                     top - (height - gap) / whole);
}

int figure_height(std::size_t n_panels, int height) {
  return static_cast<int>(n_panels) * height + head + feet;
}

std::string margins(const std::string& title) {
  return "set multiplot\nset lmargin at screen 0.18\nset rmargin at screen 0.955\nset title " +
         gnuplot_quote(title) + " noenhanced font ',15'\n";
}

// ---- autocorrelation functions: a panel an observable, a line a point

struct Function {
  std::string label;
  const Autocorrelation* f;
};

std::vector<Function> functions_of(const RunResult& result, const std::vector<std::size_t>& points,
                                   const std::string& observable) {
  const std::vector<std::string> names = scanned_parameters(result);
  std::vector<Function> all;
  for (const std::size_t i : points) {
    for (const Autocorrelation& f : result.points[i].autocorrelations) {
      if (f.observable == observable && f.lag.size() > 1)
        all.push_back({point_label(result.points[i], names), &f});
    }
  }
  return all;
}

std::string add_function(std::string& data, const std::string& index, const Autocorrelation& f) {
  data += (data.empty() ? "# " : "\n\n# ") + index + "\n";
  for (std::size_t i = 0; i < f.lag.size(); ++i) {
    if (f.lag[i] > 0) data += fmt::format("{} {} {}\n", f.lag[i], f.rho[i], f.error[i]);
  }
  return "'autocorrelation.dat' index " + gnuplot_quote(index) + " using ";
}

Figure autocorrelation_figure(const RunResult& result, const std::vector<std::size_t>& points,
                              const std::vector<std::string>& observables) {
  Figure figure{.name = "autocorrelation",
                .body = margins(result.title),
                .data = {},
                .width = 720,
                .height = figure_height(observables.size(), panel_height),
                .title_band = 22};
  figure.body +=
      "set logscale x\nset yrange [*<-0.15:1.05]\nset key right top Right samplen 1.6 spacing 1.25\n";
  for (std::size_t k = 0; k < observables.size(); ++k) {
    std::string bands, lines;
    const auto functions = functions_of(result, points, observables[k]);
    for (std::size_t j = 0; j < functions.size(); ++j) {
      const std::string item =
          add_function(figure.data, fmt::format("{} {}", observables[k], j), *functions[j].f);
      const std::string ink = std::string(" linecolor rgb '") + series_colour(j) + "'";
      bands += item + "1:($2-$3):($2+$3) with filledcurves fillstyle transparent solid 0.22 noborder" + ink +
               " notitle, \\\n     ";
      const std::string title = functions[j].label.empty()
                                    ? "notitle"
                                    : "title " + gnuplot_quote(functions[j].label) + " noenhanced";
      lines += ", \\\n     " + item + "1:2 with linespoints linewidth 1.3 pointtype 7 pointsize 0.4" + ink +
               " " + title;
    }
    figure.body += place(k, observables.size(), panel_height, 62);
    if (k > 0) figure.body += "unset title\nunset key\n";
    if (k + 1 == observables.size()) figure.body += "set xlabel 'lag (sweeps)' offset 0,0.4\n";
    figure.body += "set ylabel " + gnuplot_quote("ρ(t), " + spoken(observables[k])) + " noenhanced\n";
    figure.body +=
        "plot " + bands + "0 with lines linewidth 1.2 linecolor rgb '#1a1a20' notitle" + lines + "\n";
  }
  figure.body += "unset multiplot\nunset logscale x";
  return figure;
}

// ---- traces: a panel a point and observable, a line a chain

struct Panel {
  std::string title;
  const Overview* view;
};

/// At most three round numbers on the ordinate of a low panel, and room around the values.
std::string ordinate(const Overview& view) {
  const auto [low, high] = std::minmax_element(view.values.begin(), view.values.end());
  const double reach = *high > *low ? *high - *low : std::max(1e-12, std::fabs(*high));
  double step = std::pow(10, std::floor(std::log10(reach)));
  if (reach / step < 2) step /= 2;
  if (reach / step >= 5) step *= 4;
  if (reach / step >= 3.5) step *= 2;
  return fmt::format("set yrange [{}:{}]\nset ytics {}\n", *low - 0.06 * reach, *high + 0.06 * reach, step);
}

void add_trace_panel(Figure& figure, const Panel& panel, std::size_t k) {
  const Overview& view = *panel.view;
  const std::size_t step = (view.n_samples + most_drawn - 1) / most_drawn;
  // Odd, so that a series that alternates still looks as if it did.
  const std::size_t stride = std::max<std::size_t>(1, step + (step + 1) % 2);
  std::string plot;
  for (std::size_t chain = 0; chain < std::min(view.n_chains, most_lines); ++chain) {
    const std::string index = fmt::format("panel {} chain {}", k, chain);
    figure.data += (figure.data.empty() ? "# " : "\n\n# ") + index + "\n";
    for (std::size_t i = 0; i < view.n_samples; i += stride)
      figure.data += fmt::format("{} {}\n", i * view.stride, view.values[chain * view.n_samples + i]);
    plot += fmt::format("{}'traces.dat' index '{}' with lines linewidth 0.9 linecolor rgb '{}' notitle",
                        plot.empty() ? "plot " : ", \\\n     ", index, series_colour(chain));
  }
  figure.body += ordinate(view) + "set label 1 " + gnuplot_quote(panel.title) +
                 " noenhanced at graph 0,1.13 left textcolor rgb '#33333a'\n" + plot + "\n";
}

std::vector<Panel> trace_panels(const RunResult& result, const std::vector<std::size_t>& points) {
  const std::vector<std::string> names = scanned_parameters(result);
  std::vector<Panel> panels;
  for (const std::size_t i : points) {
    const std::string label = point_label(result.points[i], names);
    for (const Overview& view : result.points[i].overviews) {
      if (view.n_samples > 1)
        panels.push_back({spoken(view.observable) + (label.empty() ? "" : " at " + label), &view});
    }
  }
  return panels;
}

std::optional<Figure> trace_figure(const RunResult& result, const std::vector<std::size_t>& points) {
  const std::vector<Panel> panels = trace_panels(result, points);
  if (panels.empty()) return std::nullopt;
  std::uint64_t longest = 1;
  for (const Panel& panel : panels) longest = std::max(longest, panel.view->n_samples * panel.view->stride);
  Figure figure{.name = "traces",
                .body = margins(result.title),
                .data = {},
                .width = 720,
                .height = figure_height(panels.size(), trace_height),
                .title_band = 18};
  figure.body += fmt::format("set xrange [0:{}]\nset format x ''\n", longest);
  for (std::size_t k = 0; k < panels.size(); ++k) {
    figure.body += place(k, panels.size(), trace_height, 52);
    if (k == 1) figure.body += "unset title\n";
    if (k + 1 == panels.size())
      figure.body += "set format x '%g'\nset xlabel 'sweeps after burn-in' offset 0,0.4\n";
    add_trace_panel(figure, panels[k], k);
  }
  figure.body += "unset multiplot\nunset label 1";
  return figure;
}

}  // namespace

std::vector<Figure> chain_figures(const RunResult& result) {
  const std::vector<std::size_t> points = representative_points(result);
  std::set<std::string> seen;
  std::vector<std::string> observables;
  for (const std::size_t i : points) {
    for (const Autocorrelation& f : result.points[i].autocorrelations) {
      if (f.lag.size() > 1 && seen.insert(f.observable).second) observables.push_back(f.observable);
    }
  }
  std::vector<Figure> figures;
  if (!observables.empty()) figures.push_back(autocorrelation_figure(result, points, observables));
  if (auto traces = trace_figure(result, points)) figures.push_back(*std::move(traces));
  return figures;
}

}  // namespace lenz::io
