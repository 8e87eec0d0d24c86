#include "lenz/exact/spins/lanczos_options.hpp"

#include <algorithm>

#include "lenz/core/checks.hpp"

namespace lenz::exact::spins {

void LanczosOptions::check() const {
  check_positive("n_levels", n_levels);
  check_range("tolerance", tolerance, 1e-15, 0.1);
  if (dimension() < n_levels + 4)
    throw_invalid("krylov_dimension", krylov_dimension, "at least n_levels + 4");
  check_positive("max_products", max_products);
  check_positive("n_threads", n_threads);
}

std::uint64_t LanczosOptions::bytes(std::uint64_t n, std::size_t scalar_bytes) const {
  if (is_dense(n)) return 8 * n * n * scalar_bytes;
  return (dimension() + 1 + 2 * n_levels) * n * scalar_bytes;
}

}  // namespace lenz::exact::spins
