#pragma once

#include <string>

#include "lenz/io/document.hpp"

namespace lenz::io {

/// The table as a TOML text that reads back to the same values (numbers bit by bit): plain keys first, then
/// one header for each table in it; deeper tables stand inline. REQUIRES: no dates.
std::string to_toml(const Table& root);

/// One value as TOML writes it in one line.
std::string to_toml(const Node& value);

}  // namespace lenz::io
