#pragma once

#include <string>
#include <vector>

#include "lenz/io/results.hpp"

namespace lenz::io {

/// A number of finite-size scaling in words, for tables; "-" for what there is not.
struct FiniteSizeRow {
  std::string name;   ///< as in summary.json
  std::string found;  ///< "2.26918(4)"
  std::string known;  ///< exact, or published with its error
  std::string z;
  std::string fit;     ///< chi^2/dof: "1.2/6"
  std::string source;  ///< of what is known
};

std::vector<FiniteSizeRow> finite_size_rows(const FiniteSize& result);

/// The sizes of a crossing: "16, 32".
std::string sizes_text(const stats::BinderCrossing& crossing);

}  // namespace lenz::io
