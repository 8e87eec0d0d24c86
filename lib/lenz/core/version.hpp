#pragma once

#include <string_view>

namespace lenz {

/// "0.2.0".
std::string_view version();

/// The git commit of the build, with "+" where the tree had changes; "unknown" in a tarball.
std::string_view commit();

}  // namespace lenz
