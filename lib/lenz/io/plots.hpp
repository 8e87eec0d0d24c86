#pragma once

#include <array>
#include <string>
#include <vector>

#include "lenz/io/gnuplot.hpp"
#include "lenz/io/results.hpp"

/// The figures of a run, to be drawn by draw_figures().
namespace lenz::io {

/// A known curve, given on a grid of its own: beside the points of one observable.
struct Curve {
  enum class Kind { exact, limit };  ///< solid: this finite system; dashed: the infinite lattice
  std::string observable;
  Kind kind = Kind::limit;
  std::string name;  ///< "infinite lattice (Onsager)"
  std::vector<double> x, y;
};

/// Every observable against the scanned parameter (temperature where it is scanned), with error bars, exact
/// and limit values, and below the deviation from the exact values in units of the error. A second scanned
/// parameter makes one series of each of its values. A vector observable is drawn against its component, one
/// series a point (six at most). Nothing where there is one point only, but for vectors of at least four
/// components. Exact values are joined by lines where no curve is given.
std::vector<Figure> scan_figures(const RunResult& result, const std::vector<Curve>& curves = {});

/// The temperatures at which the Binder cumulants of two sizes cross against 1 / L, with the T_c of all sizes
/// at 0 and the known one ("binder_crossings"). None where no two sizes cross.
std::vector<Figure> finite_size_figures(const RunResult& result);

/// Two figures of what results keep for pictures, for at most three points (see representative_points): the
/// autocorrelation functions of their observables, against the logarithm of the lag, with bands of one
/// standard error ("autocorrelation"), and their traces, a line a chain, six at most ("traces"). None of a
/// run that kept nothing.
std::vector<Figure> chain_figures(const RunResult& result);

/// States x, y of a chain in the order they were visited, over the density of a two-dimensional Gaussian.
struct PathPlot {
  std::string name = "path";
  std::string title;
  std::array<double, 2> mean{0, 0};
  std::array<double, 4> covariance{1, 0, 0, 1};  ///< xx, xy, yx, yy
  std::vector<double> x, y;
};

/// The density's contours at 1/2, 1, 3/2, … 3 standard deviations and the path on them. Throws
/// std::invalid_argument unless the covariance is positive definite.
Figure path_figure(const PathPlot& plot);

/// The shares of a Markov chain's states at one time, beside their exact probabilities.
struct HistogramPanel {
  std::string title;                        ///< "t = 4"
  std::vector<double> share, error, exact;  ///< one a state; error may be empty
};

/// One panel a time, two in a row, on one scale.
Figure histogram_figure(const std::string& name, const std::string& title,
                        const std::vector<HistogramPanel>& panels);

}  // namespace lenz::io
