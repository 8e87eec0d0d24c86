#if defined(__x86_64__)
#define LENZ_MULTISPIN_SET avx2
#define LENZ_MULTISPIN_WIDTH 32
#include "lenz/sampling/multispin/words.inc"
#endif
