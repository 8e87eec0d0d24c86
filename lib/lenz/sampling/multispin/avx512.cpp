#if defined(__x86_64__)
#define LENZ_LANES_SET avx512
#define LENZ_LANES_WIDTH 64
#include "lenz/sampling/multispin/sweep.inc"
#endif
