#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "lenz/io/schema.hpp"

namespace lenz::jobs {

/// [system] kind = "dataset": rows of numbers in a file, read by io::read_dataset.
struct DatasetInput {
  std::filesystem::path file;
  std::string key;                              ///< what becomes the label; empty: see io::DatasetOptions
  std::optional<std::filesystem::path> labels;  ///< a file of labels, where `file` holds none
  double holdout = 0.2;                         ///< share of the rows that is never trained on
  std::optional<std::string> file_hash;         ///< what the checksum of file (and labels) must be
};

const io::Schema<DatasetInput>& dataset_schema();

}  // namespace lenz::jobs
