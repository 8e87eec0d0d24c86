#include "lenz/jobs/start_input.hpp"

#include "lenz/core/errors.hpp"

namespace lenz::jobs {

std::string start_input(const std::string& topic) {
  throw UsageError("lenz init is not built yet: " + topic);
}

std::filesystem::path write_start_input(const std::string& topic, const std::filesystem::path& folder) {
  return folder / start_input(topic);
}

}  // namespace lenz::jobs
