#pragma once

#include <string>
#include <string_view>

namespace lenz::jobs {

/// Of the machine.
double physical_bytes();

/// "this input needs at least 40 GiB of memory, but the machine has 16: fewer spins": for a complaint.
std::string beyond_memory(double bytes, std::string_view remedy);

}  // namespace lenz::jobs
