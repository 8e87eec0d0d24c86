#pragma once

#include <string>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// A name of an observable or a parameter as words: "specific heat" for specific_heat. A coordinate, x_1,
/// keeps its name.
std::string spoken(std::string name);

/// Parameters that change from point to point, the abscissa of figures first: temperature where it is one of
/// them.
std::vector<std::string> scanned_parameters(const RunResult& result);

bool has_parameter(const PointResult& point, const std::string& name);
/// 0 where the point has no such parameter.
double parameter(const PointResult& point, const std::string& name);

/// "T = 2.269, h = 0.1": the named parameters of a point, or its temperature where none is named.
std::string point_label(const PointResult& point, const std::vector<std::string>& names);

/// At most three points that stand for a scan: the one in whose neighbourhood the system changes most (where
/// the specific heat peaks; without one, where tau does), one half way below it and one half way above. In
/// the order of the abscissa; of a run of one point that point.
std::vector<std::size_t> representative_points(const RunResult& result);

}  // namespace lenz::io
