#if defined(__x86_64__)
#define LENZ_LANES_SET avx2
#define LENZ_LANES_WIDTH 32
#include "lenz/lattice/lanes/count.inc"
#endif
