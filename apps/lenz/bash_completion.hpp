#pragma once

#include <string>

#include "command_description.hpp"

namespace lenz::app {

/// A bash script that completes commands, options, input files, folders, kinds and keys, from the declared
/// commands and the catalogue of inputs. It needs nothing but bash.
std::string bash_completion(const ProgramDescription& program);

}  // namespace lenz::app
