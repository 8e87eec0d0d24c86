#include "lenz/jobs/shipped.hpp"

#include <algorithm>
#include <fstream>

#include "lenz/core/errors.hpp"

namespace lenz::jobs {

std::filesystem::path shipped_folder(const std::string& name) {
  std::error_code ignored;
  const std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  std::string looked;
  for (const std::filesystem::path& folder : {std::filesystem::path(name), program.parent_path() / name,
                                              program.parent_path() / "share" / "lenz" / name}) {
    if (std::filesystem::is_directory(folder)) return folder;
    looked += (looked.empty() ? "" : ", ") + folder.string();
  }
  throw InputError({Diagnostic{.source = name, .message = "there is no such folder; looked for " + looked}});
}

std::vector<ShippedInput> shipped_inputs(const std::filesystem::path& folder) {
  std::vector<ShippedInput> inputs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    std::ifstream stream(entry.path());
    std::string line;
    std::getline(stream, line);
    inputs.push_back({entry.path(), line.rfind("# ", 0) == 0 ? line.substr(2) : ""});
  }
  std::sort(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return inputs;
}

}  // namespace lenz::jobs
