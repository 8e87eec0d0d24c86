#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lenz/io/validation_report.hpp"

namespace lenz::jobs {

/// The .toml files of files and folders (not of their subfolders), sorted within each folder.
/// Throws InputError where a path does not exist or a folder holds none.
std::vector<std::filesystem::path> validation_cases(const std::vector<std::filesystem::path>& paths);

/// Runs every case in memory and holds every number that an oracle knows against it: |z| below the bound that
/// all numbers of all cases respect together with probability 0.999 (Sidak); a number without error must
/// equal the exact one to 1e-9. Of a vector the component with the largest |z| is shown. What a model reached
/// beside the best possible, or a variational energy beside the exact one, must not be better by 4 errors,
/// nor fall short by more than its tolerance (1 % of an accuracy, 5 % of a loss, [run] tolerance of an
/// energy): its z counts for nothing else. `say` hears the name of each case before it runs. Throws
/// InputError where a case is faulty, or names no oracle that answers.
io::ValidationReport validate(const std::vector<std::filesystem::path>& cases, std::size_t n_threads,
                              const std::function<void(const std::string&)>& say);

}  // namespace lenz::jobs
