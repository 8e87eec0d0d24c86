#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "lenz/core/blas.hpp"

/// As the program begins. With more threads than the tests that run side by side leave, OpenBLAS waits for
/// itself: small matrices then take ten times as long.
int main(int argc, char** argv) {
  lenz::use_one_blas_thread();
  return Catch::Session().run(argc, argv);
}

#if defined(LENZ_SANITIZED)
/// HDF5 does not free what it read of a file that turns out to be damaged.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5\n"; }
#endif
