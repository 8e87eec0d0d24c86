#pragma once

#include <filesystem>
#include <string>

#include "app/process.hpp"
#include "support/hdf5_contents.hpp"

namespace lenz::test {

/// Empty where two complete runs hold the same numbers: summary.json but for its timing, and every object of
/// results.h5 bit by bit. Else what differs.
inline std::string difference_of_runs(const std::filesystem::path& run, const std::filesystem::path& whole) {
  const std::string numbers = numbers_in(run / "summary.json");
  if (numbers.find("\"status\": \"complete\"") == std::string::npos) return "summary.json is not complete";
  if (numbers != numbers_in(whole / "summary.json")) return "summary.json differs";
  return hdf5_difference(run / "results.h5", whole / "results.h5");
}

}  // namespace lenz::test
