#pragma once

#include <string>

#include "command_description.hpp"

namespace lenz::app {

/// The manual page lenz(1) as troff's man macros, from the declared commands and the catalogue of inputs.
/// `date` is that of the page, YYYY-MM-DD.
std::string manual_page(const ProgramDescription& program, const std::string& date);

}  // namespace lenz::app
