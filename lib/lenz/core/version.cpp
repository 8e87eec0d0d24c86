#include "lenz/core/version.hpp"

namespace lenz {

std::string_view version() { return LENZ_VERSION; }
std::string_view commit() { return LENZ_COMMIT; }

}  // namespace lenz
