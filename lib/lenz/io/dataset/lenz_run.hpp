#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "lenz/data/dataset.hpp"

namespace lenz::io::dataset {

bool is_hdf5(const std::string& head);

/// The configurations of all points of a run's results.h5; `key` as in DatasetOptions. Throws InputError.
data::Dataset read_lenz_run(const std::filesystem::path& file, const std::string& key,
                            std::uint64_t max_bytes);

}  // namespace lenz::io::dataset
