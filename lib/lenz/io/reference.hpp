#pragma once

#include <string>

#include "lenz/io/catalogue.hpp"

namespace lenz::io {

/// The reference page of all inputs in Markdown: tasks, tables, kinds and keys, and nothing that depends on
/// the machine.
std::string reference_markdown(const Catalogue& catalogue);

}  // namespace lenz::io
