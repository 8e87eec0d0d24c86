#include "lenz/jobs/inputs/memory.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace lenz::jobs {

double physical_bytes() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

std::string beyond_memory(double bytes, std::string_view remedy) {
  return fmt::format("this input needs at least {:.3g} GiB of memory, but the machine has {:.3g}: {}",
                     bytes / 0x1p30, physical_bytes() / 0x1p30, remedy);
}

}  // namespace lenz::jobs
