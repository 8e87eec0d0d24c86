#if defined(__x86_64__)
#define LENZ_MULTISPIN_SET avx512
#define LENZ_MULTISPIN_WIDTH 64
#include "lenz/sampling/multispin/words.inc"
#endif
